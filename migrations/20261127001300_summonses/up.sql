-- Everybody whom a programme says is due is summoned, in the inbox or on paper, and never twice at once.

-- What a programme says from a day on (W18 to W20). It never changes: what is decided next is a new row.
create table programme_rule (
    id uuid primary key,
    programme text not null check (programme in ('cervical', 'mammography', 'blood-donation', 'other')),
    -- The nation's where there is none.
    region_code text check (region_code ~ '^[0-9]{2}$' and region_code <> '00'),
    valid_from date not null,
    -- What is booked.
    time_type_code text not null check (time_type_code ~ '^[A-Za-z0-9._-]{1,40}$'),
    -- How long a summons stands.
    summons_days smallint not null check (summons_days between 1 and 731),
    -- When the next one comes after a summons that nobody followed.
    again_after_months smallint not null check (again_after_months between 1 and 120),
    -- [{"sex": "female", "fromAge": 23, "throughAge": 49, "intervalMonths": 36}]
    bands jsonb not null check (jsonb_typeof(bands) = 'array' and jsonb_array_length(bands) between 1 and 10),
    source text not null check (char_length(source) between 1 and 300),
    -- Absent for what came with the system.
    set_by uuid references staff,
    set_at timestamptz,
    check (num_nonnulls(set_by, set_at) in (0, 2)),
    unique nulls not distinct (programme, region_code, valid_from)
);

create function programme_rule_is_history() returns trigger language plpgsql as $$ begin
    raise exception 'what a programme says never changes';
end $$;
create trigger programme_rule_is_history before update or delete on programme_rule
    for each row execute function programme_rule_is_history();

insert into programme_rule (id, programme, region_code, valid_from, time_type_code, summons_days, again_after_months, bands, source) values
    ('019a5b00-0000-7000-8000-000000001901', 'cervical', '19', '2000-01-01', 'gynprov', 365, 12,
     '[{"sex": "female", "fromAge": 23, "throughAge": 49, "intervalMonths": 36}, {"sex": "female", "fromAge": 50, "throughAge": 70, "intervalMonths": 60}]',
     'W18, W19: 1177 Västmanland (older page) for the intervals, the upper age from elsewhere. The region sets its own'),
    ('019a5b00-0000-7000-8000-000000001902', 'blood-donation', null, '2000-01-01', 'blodgivning', 90, 4,
     '[{"sex": "female", "fromAge": 18, "throughAge": 60, "intervalMonths": 4}, {"sex": "male", "fromAge": 18, "throughAge": 60, "intervalMonths": 3}]',
     'W20: women three times a year, men four (Stockholm, older). The region sets its own');

-- A unit that groups others with the same offer (virtuell vårdcentral): it summons, and they give the care.
create table virtual_unit_member (
    unit_id uuid not null references unit,
    member_unit_id uuid not null references unit,
    added_by uuid references staff,
    added_at timestamptz not null,
    primary key (unit_id, member_unit_id),
    check (unit_id <> member_unit_id)
);
create index virtual_unit_member_of on virtual_unit_member (member_unit_id);

-- Groups do not nest.
create function virtual_unit_is_flat() returns trigger language plpgsql as $$ begin
    -- Whoever changes a group of either holds both.
    perform from unit where id in (new.unit_id, new.member_unit_id) order by id for no key update;
    if exists (select from virtual_unit_member where unit_id = new.member_unit_id or member_unit_id = new.unit_id) then
        raise exception 'a virtual unit is no member of another'
            using errcode = 'check_violation', constraint = 'virtual_unit_is_flat';
    end if;
    return new;
end $$;
create trigger virtual_unit_is_flat before insert on virtual_unit_member
    for each row execute function virtual_unit_is_flat();

alter table summons add constraint summons_programme
    check (programme_code in ('cervical', 'mammography', 'blood-donation', 'other'));
alter table summons
    -- When it came into the inbox; not yet where nobody could read it there.
    add column digital_at timestamptz;
-- Nobody is asked twice at once for the same thing. One whose time was given up is left out: giving up never fails.
create unique index summons_one_open on summons (resident_id, unit_id, time_type_code)
    where status in ('created', 'delivered', 'opened');
create index summons_held on summons (resident_id)
    where digital_at is null and status in ('created', 'delivered', 'opened', 'open-again');
create index summons_of_programme on summons (programme_code, resident_id, made_at desc) where programme_code is not null;
create index booking_of_summons on booking (summons_id) where summons_id is not null;

-- A summons on paper, until it is in the post.
create table summons_letter (
    summons_id uuid primary key references summons,
    unit_id uuid not null references unit,
    -- When the mail-out takes it.
    due_at timestamptz not null,
    status text not null check (status in ('waiting', 'sent', 'stopped')),
    sent_at timestamptz,
    -- Who put it in the post: staff, or the printer's system.
    sent_by uuid,
    check ((status = 'sent') = (sent_at is not null and sent_by is not null))
);
create index summons_letter_waiting on summons_letter (unit_id, due_at desc, summons_id desc) where status = 'waiting';

-- Everybody who is due in a programme, summoned at once: looked at first, then ordered, then done line by line.
create table summons_run (
    id uuid primary key,
    unit_id uuid not null references unit,
    programme text not null check (programme in ('cervical', 'mammography', 'blood-donation', 'other')),
    time_type_code text not null,
    valid_through date not null,
    information text check (char_length(information) between 1 and 2000),
    status text not null check (status in ('prepared', 'ordered', 'done', 'cancelled')),
    made_by uuid not null references staff,
    made_at timestamptz not null,
    -- Who ordered it, and in which request: it is carried out in their name.
    ordered_by uuid references staff,
    ordered_in uuid,
    ended_at timestamptz,
    version bigint not null default 1,
    check (num_nonnulls(ordered_by, ordered_in) in (0, 2)),
    check (status <> 'ordered' or ordered_by is not null),
    check ((status in ('done', 'cancelled')) = (ended_at is not null))
);
create unique index summons_run_one_at_a_time on summons_run (unit_id, programme) where status in ('prepared', 'ordered');
create index summons_run_by_unit on summons_run (unit_id, made_at desc, id desc);
create index summons_run_ordered on summons_run (id) where status = 'ordered';

create table summons_run_line (
    run_id uuid not null references summons_run,
    resident_id uuid not null references resident,
    due_on date not null,
    outcome text check (outcome in ('summoned', 'already-summoned', 'deceased', 'sender-not-permitted', 'failed', 'cancelled')),
    summons_id uuid references summons,
    primary key (run_id, resident_id),
    check ((outcome is not distinct from 'summoned') = (summons_id is not null))
);
create index summons_run_line_waiting on summons_run_line (run_id, resident_id) where outcome is null;

insert into policy_value (name, region_code, valid_from, value, source) values
    ('summons.forwarded-at', null, '2000-01-01', '"07:50"', 'services.md 0.3, P15: the forwarder empties the queue on weekdays at 07:50'),
    ('summons.longest-days', null, '2000-01-01', '366', 'services.md 3.4, P76: within the coming year'),
    ('summons.most-in-run', null, '2000-01-01', '2000', 'INF: a bound for one order'),
    ('summons.paper-below-age', null, '2000-01-01', '18', 'services.md 0.3, P15: everybody under 18 gets paper');
