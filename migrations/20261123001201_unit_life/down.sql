delete from policy_value where name in ('unit.closing-notice-days', 'unit.directory-refresh-hours');
drop table related_unit;
drop index unit_by_region, unit_by_directory_due;
alter table unit
    drop constraint unit_closes_only_when_announced,
    drop constraint unit_has_both_coordinates,
    drop column directory_fetched_at, drop column directory_due_at, drop column place, drop column content_owner,
    drop column latitude, drop column longitude, drop column closes_on;
