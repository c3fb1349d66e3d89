-- The regions set their own policies through the API, so who set one, and when, is kept beside the value.
alter table policy_value
    -- Absent for what came with a migration.
    add column set_by uuid references staff,
    add column set_at timestamptz,
    add constraint policy_value_set check (num_nonnulls(set_by, set_at) in (0, 2)),
    add constraint policy_value_region check (region_code ~ '^[0-9]{2}$' and region_code <> '00'),
    add constraint policy_value_source check (char_length(source) between 1 and 200);

-- A value that people set applies from a later day, and stays as it was set: the next one is a new row.
create function policy_value_is_history() returns trigger language plpgsql as $$ begin
    if old.set_by is not null then
        raise exception 'a policy that was set never changes';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger policy_value_is_history before update or delete on policy_value
    for each row execute function policy_value_is_history();
