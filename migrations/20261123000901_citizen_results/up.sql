-- Who was not sent to, and why, is told about people too: it is not kept for longer than anyone asks for it.

insert into policy_value (name, region_code, valid_from, value, source) values
    ('citizen-case.results-kept-days', null, '2000-01-01', '1095', 'B-134 design, as for closed cases');
-- A sending is signed by the person or by the unit (B-53).
alter table citizen_sending add signed_by_unit boolean not null default false;
create index citizen_sending_finished on citizen_sending (finished_at) where finished_at is not null;
