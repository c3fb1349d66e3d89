-- Who waits for a time, in the order they came, and which times they have been offered.

create table waiting_list_entry (
    id uuid primary key,
    resident_id uuid not null references resident,
    unit_id uuid not null,
    time_type_id uuid not null,
    -- The days and times of day, by the Swedish clock, that would do.
    from_day date not null,
    through_day date not null check (through_day >= from_day),
    earliest time,
    latest time check (latest >= earliest),
    status text not null check (status in ('waiting', 'offered', 'booked', 'left', 'over')),
    -- The proposal that waits for an answer, or was said yes to.
    booking_id uuid unique references booking,
    -- The place in the line.
    joined_at timestamptz not null,
    version bigint not null default 1,
    changed_at timestamptz not null,
    check ((status in ('offered', 'booked')) = (booking_id is not null)),
    foreign key (time_type_id, unit_id) references time_type (id, unit_id)
);
-- Nobody stands twice in one line, and nobody has two offers at once.
create unique index waiting_list_one_place on waiting_list_entry (resident_id, time_type_id) where status in ('waiting', 'offered');
create unique index waiting_list_one_offer on waiting_list_entry (resident_id) where status = 'offered';
create index waiting_list_in_line on waiting_list_entry (joined_at, id) where status = 'waiting';
create index waiting_list_by_type on waiting_list_entry (time_type_id, joined_at, id) where status = 'waiting';
create index waiting_list_by_resident on waiting_list_entry (resident_id, joined_at desc, id desc);

-- The same time is not offered to the same person twice.
create table waiting_list_offer (
    entry_id uuid not null references waiting_list_entry,
    slot_id uuid not null references slot,
    -- Absent when the person was passed over: it was not for them, or they could not have read it.
    booking_id uuid references booking,
    made_at timestamptz not null,
    primary key (entry_id, slot_id)
);

insert into policy_value (name, region_code, valid_from, value, source) values
('waiting-list.answer-minutes', null, '2000-01-01', '120', 'INF: long enough to see it, short enough for the next in line'),
('waiting-list.most-entries', null, '2000-01-01', '5', 'INF: as many lines as one person waits in');
