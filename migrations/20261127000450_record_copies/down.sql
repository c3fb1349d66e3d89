alter table record_copy_request drop column decision_id;
drop table record_copy_part;
drop table record_copy_decision;
drop table record_copy_request;
drop function record_copy_is_decided();
alter table journal_provider drop column is_private;
