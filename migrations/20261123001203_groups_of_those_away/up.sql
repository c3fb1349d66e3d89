-- Whoever is deactivated at a unit has no role there through a group either, and nobody has one at a closed unit.

do $$ begin
    -- The view belongs to staff groups; where there are none yet, there is nothing to narrow.
    if to_regclass('role_held') is null then return; end if;
    create or replace view role_held as
        select staff_id, role, unit_id, region_code, valid_until, null::uuid as group_id
        from role_assignment where revoked_at is null
        union all
        select member.staff_id, given.role, staff_group.unit_id, null::text, null::date, staff_group.id
        from staff_group_member member
        join staff_group on staff_group.id = member.group_id and staff_group.ended_at is null
        join unit on unit.id = staff_group.unit_id and unit.status <> 'closed'
        left join staff_group_role given on given.group_id = staff_group.id and given.revoked_at is null
        where member.removed_at is null
            and not exists (select from staff_deactivation away where away.staff_id = member.staff_id
                and away.unit_id = staff_group.unit_id and away.ended_at is null);
end $$;
