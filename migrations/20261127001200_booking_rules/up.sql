-- What a region sets for bookings: holds, proposals, and when a late change costs what.

insert into policy_value (name, region_code, valid_from, value, source) values
    ('booking.hold-minutes', null, '2000-01-01', '5', 'services.md 3.4: minutes, INFER'),
    ('booking.holds-per-person', null, '2000-01-01', '3', 'INFER: enough to choose, too few to hoard'),
    ('booking.proposal-hours', null, '2000-01-01', '168', 'services.md 3.4: a period by the unit, INFER where it sets none');

insert into policy_value (name, region_code, valid_from, value, source) values
    ('booking.late-change-time', null, '2000-01-01', '"08:30"', 'W16: P77, P78'),
    ('booking.fee-from-age', null, '2000-01-01', '20', 'W17: P79, from the 20th birthday'),
    ('booking.fee-below-age', null, '2000-01-01', '85', 'W17: P79, until the 85th birthday'),
    ('booking.fee-primary', null, '2000-01-01', '140', 'W17: P80, 2018; used for what is older too'),
    ('booking.fee-primary', null, '2021-09-01', '270', 'W17: P77'),
    ('booking.fee-specialist', null, '2000-01-01', '280', 'W17: P80, 2018; used for what is older too'),
    ('booking.fee-specialist', null, '2021-09-01', '440', 'W17: P77');

-- What a late change or a missed visit costs the person, and whether the billing system has been told.
create table booking_fee (
    booking_id uuid primary key references booking,
    cause text not null check (cause in ('no-show', 'late-cancellation', 'late-rebooking')),
    care_level text not null check (care_level in ('primary', 'specialist')),
    -- Kronor.
    amount integer not null check (amount between 0 and 100000),
    decided_at timestamptz not null,
    due_at timestamptz not null,
    attempts integer not null default 0,
    told_at timestamptz
);
create index booking_fee_untold on booking_fee (due_at) where told_at is null;
