drop table record_copy_part;
drop table record_copy_request;
alter table journal_provider drop column is_private;
