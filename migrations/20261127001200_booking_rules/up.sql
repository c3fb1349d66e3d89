-- What a region sets for bookings: holds, proposals, and when a late change costs what.

insert into policy_value (name, region_code, valid_from, value, source) values
    ('booking.hold-minutes', null, '2000-01-01', '5', 'services.md 3.4: minutes, INFER'),
    ('booking.holds-per-person', null, '2000-01-01', '3', 'INFER: enough to choose, too few to hoard'),
    ('booking.proposal-hours', null, '2000-01-01', '168', 'services.md 3.4: a period by the unit, INFER where it sets none');
