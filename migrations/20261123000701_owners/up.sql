-- No open case is without a living owner: who may lose one is written down with the very change, and looked after at once.

create extension if not exists btree_gist;

-- A handler is away from a unit, known beforehand or not. The last day is theirs to be away too.
create table absence (
    id uuid primary key,
    unit_id uuid not null references unit,
    staff_id uuid not null references staff,
    substitute_id uuid references staff,
    from_day date not null,
    to_day date,
    planned_by uuid not null references staff,
    planned_at timestamptz not null,
    ended_at timestamptz,
    ended_by uuid references staff,
    check (to_day >= from_day),
    check (substitute_id <> staff_id),
    check ((ended_at is null) = (ended_by is null)),
    constraint absence_one_at_a_time exclude using gist
        (staff_id with =, unit_id with =, daterange(from_day, to_day, '[]') with &&) where (ended_at is null)
);
create index absence_by_unit on absence (unit_id, planned_at desc, id desc);

-- Why that person can't look after cases at that unit on that day; null when they can.
create function handler_trouble(who uuid, place uuid, today date) returns text language sql stable as $$
    select case
        when not exists (select from staff where staff.id = who and staff.active_in_directory) then 'inactive'
        when not exists (select from role_held
            where role_held.staff_id = who and role_held.role = 'handler' and role_held.unit_id = place
                and (role_held.valid_until is null or role_held.valid_until >= today)) then 'role-ended'
        when exists (select from absence
            where absence.staff_id = who and absence.unit_id = place and absence.ended_at is null
                and absence.from_day <= today and (absence.to_day is null or absence.to_day >= today)) then 'absent'
    end $$;

-- Who looks after that person's cases at that unit on that day instead; null when nobody can.
create function substitute_of(who uuid, place uuid, today date) returns uuid language sql stable as $$
    select absence.substitute_id from absence
    where absence.staff_id = who and absence.unit_id = place and absence.ended_at is null
        and absence.from_day <= today and (absence.to_day is null or absence.to_day >= today)
        and absence.substitute_id is not null
        and handler_trouble(absence.substitute_id, place, today) is null
    limit 1 $$;

-- Whether someone in the group can take its cases on that day.
create function group_can_take(which uuid, today date) returns boolean language sql stable as $$
    select exists (select from staff_group
        join staff_group_member member on member.group_id = staff_group.id and member.removed_at is null
        where staff_group.id = which and staff_group.ended_at is null
            and handler_trouble(member.staff_id, staff_group.unit_id, today) is null) $$;

-- Whose cases, and which group's, must be looked after: written by triggers in the transaction of each change.
create table owner_check (
    id bigint generated always as identity primary key,
    staff_id uuid,
    group_id uuid,
    check (num_nonnulls(staff_id, group_id) = 1)
);

-- Whoever gives one of these people or groups a case at this moment holds their rows (`for share`): the two
-- changes come one after the other, and the later one sees the earlier.
create function owners_may_change(people uuid[], groups uuid[]) returns void language plpgsql as $$
begin
    perform from staff_group where id = any (groups) order by id for no key update;
    perform from staff where id = any (people) order by id for no key update;
    insert into owner_check (staff_id) select distinct unnest(people);
    insert into owner_check (group_id) select distinct unnest(groups);
end $$;

create function a_role_changes() returns trigger language plpgsql as $$
begin
    perform owners_may_change(array[coalesce(new.staff_id, old.staff_id)],
        coalesce((select array_agg(group_id) from staff_group_member
            where staff_id = coalesce(new.staff_id, old.staff_id) and removed_at is null), '{}'));
    return null;
end $$;
create trigger owners_of_cases after insert or update or delete on role_assignment
    for each row execute function a_role_changes();
create trigger owners_of_cases after insert or update or delete on absence
    for each row execute function a_role_changes();

create function a_person_changes() returns trigger language plpgsql as $$
begin
    perform owners_may_change(array[new.id],
        coalesce((select array_agg(group_id) from staff_group_member
            where staff_id = new.id and removed_at is null), '{}'));
    return null;
end $$;
create trigger owners_of_cases after update on staff for each row
    when (old.active_in_directory is distinct from new.active_in_directory)
    execute function a_person_changes();

create function a_membership_changes() returns trigger language plpgsql as $$
begin
    perform owners_may_change(array[coalesce(new.staff_id, old.staff_id)], array[coalesce(new.group_id, old.group_id)]);
    return null;
end $$;
create trigger owners_of_cases after insert or update or delete on staff_group_member
    for each row execute function a_membership_changes();

create function a_group_changes() returns trigger language plpgsql as $$
declare
    changed uuid := case tg_table_name when 'staff_group' then (to_jsonb(new) ->> 'id')::uuid
        else (to_jsonb(coalesce(new, old)) ->> 'group_id')::uuid end;
begin
    perform owners_may_change(
        coalesce((select array_agg(staff_id) from staff_group_member
            where group_id = changed and removed_at is null), '{}'), array[changed]);
    return null;
end $$;
create trigger owners_of_cases after insert or update or delete on staff_group_role
    for each row execute function a_group_changes();
create trigger owners_of_cases after update on staff_group for each row
    when (old.ended_at is distinct from new.ended_at) execute function a_group_changes();
