delete from policy_value where name like 'attachment.%';
drop table attachment_removal;
drop table attachment_piece;
drop table attachment;
drop function attachment_object_must_go();
drop function attachment_stays_as_sent();
alter table case_message drop constraint case_message_id_case_id_key;
