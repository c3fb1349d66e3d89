drop index citizen_sending_finished;
alter table citizen_sending drop signed_by_unit;
delete from policy_value where name = 'citizen-case.results-kept-days';
