delete from policy_value where name like 'citizen-case.%';

alter table case_event disable trigger append_only;
alter table case_message disable trigger append_only;
drop table citizen_recipient;
delete from inbox_item where case_id in (select id from case_file where direction = 'care');
delete from case_event where case_id in (select id from case_file where direction = 'care');
delete from case_message where case_id in (select id from case_file where direction = 'care');
delete from case_file where direction = 'care';
alter table case_event enable trigger append_only;
alter table case_message enable trigger append_only;

do $$
declare kinds text := (select pg_get_expr(conbin, conrelid) from pg_constraint
    where conrelid = 'case_message'::regclass and conname = 'case_message_kind_check');
begin
    alter table case_message drop constraint case_message_kind_check;
    execute format('alter table case_message add constraint case_message_kind_check check (%s)',
        replace(kinds, '''information''::text, ''questions''::text, ', ''));
end $$;

drop index case_file_by_subject_and_unit;
alter table case_file
    drop constraint case_file_one_beginning,
    drop questions_answered_at,
    drop sent_by,
    drop citizen_template_version_id,
    drop direction,
    alter initiated_by set not null,
    alter form_version_id set not null,
    alter case_type_id set not null;

drop table citizen_sending;
drop table citizen_template_version;
drop function citizen_template_version_is_immutable;
drop table citizen_template;
