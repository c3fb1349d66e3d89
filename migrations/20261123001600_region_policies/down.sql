drop trigger policy_value_is_history on policy_value;
drop function policy_value_is_history();
delete from policy_value where set_by is not null;
alter table policy_value
    drop constraint policy_value_source,
    drop constraint policy_value_region,
    drop constraint policy_value_set,
    drop column set_at,
    drop column set_by;
