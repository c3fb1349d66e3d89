delete from policy_value where name in ('role.receiver-and-handler-together',
    'role.permission-administrator-in-use', 'case-type.local-allowed', 'staff.directory-refresh-days');
drop index role_assignment_put_aside_by;
alter table role_assignment drop constraint role_assignment_put_aside, drop column deactivation_id;
drop table staff_deactivation;
drop index role_assignment_by_staff;
alter table staff drop column home_region_code, drop column alternative_email, drop column directory_fetched_at,
    drop column directory_due_at;
