delete from policy_value where name like 'patient-overview.%';
drop table overview_reading;
drop table emergency_opening;
drop table temporary_lift;
drop table patient_block;
drop table care_relation;
drop table patient_consent;
drop table staff_assignment;
drop function overview_reading_is_append_only();
