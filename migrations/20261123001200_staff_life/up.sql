-- Staff come from the national directory, may be away without losing their roles, and regions differ in how roles go together.

alter table staff
    -- The region whose team added the person.
    add column home_region_code text check (home_region_code ~ '^[0-9]{2}$'),
    -- Typed by the person; used instead of the directory's (S6).
    add column alternative_email text check (char_length(alternative_email) between 3 and 254),
    add column directory_fetched_at timestamptz,
    -- When the worker asks the directory next; at once when nobody has asked yet.
    add column directory_due_at timestamptz;
create index staff_by_home_region on staff (home_region_code, id);
create index staff_by_directory_due on staff (directory_due_at nulls first);
create index role_assignment_by_staff on role_assignment (staff_id) where revoked_at is null;

-- Someone is away from a unit for long, such as on parental leave. Their roles there are put aside: revoked, with
-- a mark that brings them back. Whoever asks which roles hold needs to know nothing of it.
create table staff_deactivation (
    id uuid primary key,
    staff_id uuid not null references staff,
    unit_id uuid not null references unit,
    deactivated_at timestamptz not null,
    deactivated_by uuid not null references staff,
    ended_at timestamptz,
    ended_by uuid references staff,
    check ((ended_at is null) = (ended_by is null)),
    check (ended_at >= deactivated_at)
);
create unique index staff_deactivation_once on staff_deactivation (staff_id, unit_id) where ended_at is null;
alter table role_assignment
    add column deactivation_id uuid references staff_deactivation,
    add constraint role_assignment_put_aside check (deactivation_id is null or revoked_at is not null);
create index role_assignment_put_aside_by on role_assignment (deactivation_id) where deactivation_id is not null;

insert into policy_value (name, region_code, valid_from, value, source) values
    ('role.receiver-and-handler-together', null, '2000-01-01', 'false', 'R-ROLE-11 S30: true in Kronoberg'),
    ('role.permission-administrator-in-use', null, '2000-01-01', 'true', 'R-ROLE-11 S32: false in Jämtland Härjedalen'),
    ('case-type.local-allowed', null, '2000-01-01', 'true', 'R-ROLE-11 S30: false in Kronoberg'),
    ('staff.directory-refresh-days', null, '2000-01-01', '30', 'S6: refreshed each month');
