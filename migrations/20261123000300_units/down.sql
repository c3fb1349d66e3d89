drop table case_type_grant, unit_case_type, form_version, case_type, communication_approval,
    role_assignment, staff, service_area, opening_hours, unit;
drop function form_version_is_immutable();
