-- Account administrators (kontoadministratörer) lock log-ins and protect residents, region by region.
alter table role_assignment
    drop constraint role_assignment_role_check,
    drop constraint role_assignment_check,
    add constraint role_assignment_role_check check (role in ('receiver', 'handler',
        'local-administrator', 'permission-administrator', 'reviewer', 'account-administrator',
        'regional-administrator', 'national-administrator')),
    add constraint role_assignment_check check (case role
        when 'regional-administrator' then region_code is not null and unit_id is null
        when 'account-administrator' then region_code is not null and unit_id is null
        when 'national-administrator' then region_code is null and unit_id is null
        else unit_id is not null and region_code is null end);
