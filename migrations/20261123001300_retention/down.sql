delete from policy_value where name = 'retention.most-cases';
drop function purge_case(uuid, uuid, timestamptz, date);
drop trigger no_truncate on case_file;
drop function case_tables_are_not_truncated();
drop trigger stays on case_file;
drop function case_file_stays();
create or replace function history_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception '% is append-only', tg_table_name; end $$;
drop function purge_is_under_way(uuid);
drop function cases_due(uuid, date);
drop function is_held(uuid, uuid, uuid);
drop table purge_certificate;
drop function purge_certificate_is_for_ever();
drop table purge_item;
drop table purge_proposal;
drop table legal_hold;
drop function legal_hold_is_history();
