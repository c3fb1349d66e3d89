-- A time is promised once: what can be booked, the times there are, and who has been promised which.

-- What a unit lets residents book (tidstyp), named by the unit (W1).
create table time_type (
    id uuid primary key,
    unit_id uuid not null references unit,
    -- The time book's own code of it; units that share an offer share the code.
    code text not null check (code ~ '^[A-Za-z0-9._-]{1,40}$'),
    name text not null check (char_length(name) between 1 and 100),
    information text check (char_length(information) between 1 and 2000),
    contact_kind text not null check (contact_kind in ('visit', 'video', 'phone', 'home-visit', 'group')),
    -- Not listed; bookable only by who has been summoned.
    hidden boolean not null,
    active boolean not null,
    -- What residents may do with it themselves: each for itself.
    shows_booked boolean not null,
    takes_bookings boolean not null,
    cancellable boolean not null,
    rebookable boolean not null,
    -- How long before the start each is last possible. At that very moment it still is.
    book_cut_off_minutes integer not null check (book_cut_off_minutes between 0 and 525600),
    cancel_cut_off_minutes integer not null check (cancel_cut_off_minutes between 0 and 525600),
    rebook_cut_off_minutes integer not null check (rebook_cut_off_minutes between 0 and 525600),
    -- The days on which a visit can be.
    bookable_from date,
    bookable_through date check (bookable_through >= bookable_from),
    -- How many coming bookings of it one person may have.
    person_limit smallint check (person_limit between 1 and 50),
    -- Whom it is for (begränsat urval).
    minimum_age smallint check (minimum_age between 0 and 150),
    maximum_age smallint check (maximum_age between 0 and 150),
    own_region_only boolean not null,
    -- How long a proposal waits for its answer.
    confirm_within_hours smallint check (confirm_within_hours between 1 and 2160),
    version bigint not null default 1,
    changed_at timestamptz not null,
    check (maximum_age >= minimum_age),
    unique (unit_id, code),
    unique (id, unit_id)
);

-- What is asked, told and agreed to on one occasion: three at most.
create table time_type_rule (
    time_type_id uuid not null references time_type on delete cascade,
    occasion text not null check (occasion in ('new-booking', 'rebooking', 'cancellation')),
    reason text not null check (reason in ('mandatory', 'optional', 'not-supported')),
    reason_text text check (char_length(reason_text) between 1 and 150),
    -- [{"code": "…", "text": "…"}]
    reason_codes jsonb not null check (jsonb_typeof(reason_codes) = 'array'),
    information text[] not null,
    -- Each must be agreed to. An existing booking has information only (W12).
    conditions text[] not null check (occasion = 'new-booking' or conditions = '{}'),
    primary key (time_type_id, occasion)
);

-- The care services (vårdtjänster, SNOMED CT) that it is searched by.
create table time_type_care_service (
    time_type_id uuid not null references time_type on delete cascade,
    code text not null check (code ~ '^[0-9]{6,18}$'),
    primary key (code, time_type_id)
);

-- A time in the time book (tidslucka). Its time and its unit never change: it is withdrawn, and another made.
create table slot (
    id uuid primary key,
    unit_id uuid not null references unit,
    time_type_id uuid not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > starts_at and ends_at <= starts_at + interval '24 hours'),
    seats smallint not null check (seats between 1 and 500),
    -- Counted from the bookings by a trigger.
    taken smallint not null default 0 check (taken between 0 and seats),
    status text not null check (status in ('unpublished', 'published', 'blocked', 'withdrawn')),
    practitioner_hsa_id text check (practitioner_hsa_id = upper(practitioner_hsa_id) and char_length(practitioner_hsa_id) <= 31),
    practitioner_name text check (char_length(practitioner_name) between 1 and 100),
    resource text check (char_length(resource) between 1 and 100),
    alternative_address text check (char_length(alternative_address) between 1 and 300),
    -- The record system's own id of it.
    external_id text check (char_length(external_id) between 1 and 100),
    -- The newest hold that a booking has been made with: an older one comes too late.
    fence bigint not null default 0,
    version bigint not null default 1,
    changed_at timestamptz not null,
    -- Who or what can't be in two places: a practitioner, else a room, else the time type.
    lane text not null generated always as (coalesce(practitioner_hsa_id, resource, time_type_id::text)) stored,
    check ((practitioner_hsa_id is null) = (practitioner_name is null)),
    foreign key (time_type_id, unit_id) references time_type (id, unit_id),
    unique (unit_id, external_id),
    unique (id, unit_id, time_type_id, starts_at, ends_at, seats),
    constraint slot_one_at_a_time exclude using gist (unit_id with =, lane with =, tstzrange(starts_at, ends_at) with &&)
        where (status <> 'withdrawn')
);
create index slot_by_unit on slot (unit_id, starts_at, id);
create index slot_free on slot (time_type_id, starts_at, id) where status = 'published' and taken < seats;

-- What asks a resident to come (kallelse), with a time, for a time of their choice, or with a proposal.
create table summons (
    id uuid primary key,
    kind text not null check (kind in ('timed', 'open', 'proposal')),
    resident_id uuid not null references resident,
    -- Who summons; may be a virtual unit, which gives no care itself.
    unit_id uuid not null references unit,
    -- What it is for. It can't be changed on the way.
    time_type_code text not null check (time_type_code ~ '^[A-Za-z0-9._-]{1,40}$'),
    programme_code text,
    valid_through date not null,
    status text not null check (status in ('created', 'delivered', 'opened', 'booked', 'open-again', 'declined', 'expired', 'withdrawn')),
    -- Also sent on paper: to those who can't be reached digitally.
    paper_copy boolean not null,
    information text check (char_length(information) between 1 and 2000),
    made_by uuid not null,
    made_at timestamptz not null,
    opened_at timestamptz,
    ended_at timestamptz,
    version bigint not null default 1,
    check ((status in ('declined', 'expired', 'withdrawn')) = (ended_at is not null)),
    unique (id, resident_id)
);
create index summons_by_resident on summons (resident_id, made_at desc, id desc);
create index summons_by_unit on summons (unit_id, made_at desc, id desc);
create index summons_ending on summons (valid_through) where status not in ('declined', 'expired', 'withdrawn');

-- A seat of a slot that one person has been promised (bokning). Never removed.
create table booking (
    id uuid primary key,
    slot_id uuid not null,
    unit_id uuid not null,
    time_type_id uuid not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    slot_seats smallint not null,
    seat smallint not null check (seat between 1 and slot_seats),
    resident_id uuid not null references resident,
    status text not null check (status in
        ('preliminary', 'confirmed', 'arrived', 'fulfilled', 'no-show', 'cancelled', 'auto-cancelled', 'rebooked')),
    -- What brought it about.
    origin text not null check (origin in ('resident', 'unit', 'summons', 'waiting-list')),
    summons_id uuid,
    -- The booking that it took the place of.
    follows_id uuid unique references booking,
    -- Until when a proposal waits for its answer.
    confirm_by timestamptz,
    -- Why, as the latest booking or rebooking gave it.
    reason_code text check (char_length(reason_code) between 1 and 40),
    reason_text text check (char_length(reason_text) between 1 and 150),
    -- Why it ended.
    end_reason_code text check (char_length(end_reason_code) between 1 and 40),
    end_reason_text text check (char_length(end_reason_text) between 1 and 150),
    information text check (char_length(information) between 1 and 2000),
    video_link text check (video_link ~ '^https://' and char_length(video_link) <= 500),
    made_at timestamptz not null,
    changed_at timestamptz not null,
    version bigint not null default 1,
    check (status <> 'preliminary' or confirm_by is not null),
    check (origin <> 'summons' or summons_id is not null),
    foreign key (summons_id, resident_id) references summons (id, resident_id),
    constraint booking_is_of_its_slot foreign key (slot_id, unit_id, time_type_id, starts_at, ends_at, slot_seats)
        references slot (id, unit_id, time_type_id, starts_at, ends_at, seats) on update cascade,
    -- Nobody is in two places of one unit at once.
    constraint booking_one_place_at_a_time exclude using gist (resident_id with =, unit_id with =, tstzrange(starts_at, ends_at) with &&)
        where (status in ('preliminary', 'confirmed', 'arrived'))
);
-- A seat has one holder, whatever Redis or the programme does.
create unique index booking_seat_has_one_holder on booking (slot_id, seat)
    where status in ('preliminary', 'confirmed', 'arrived', 'fulfilled', 'no-show');
-- A summons leads to one coming visit.
create unique index booking_one_of_a_summons on booking (summons_id) where status in ('preliminary', 'confirmed', 'arrived');
create index booking_by_resident on booking (resident_id, starts_at desc, id desc);
create index booking_by_unit on booking (unit_id, starts_at, id);
create index booking_unanswered on booking (confirm_by) where status = 'preliminary';

-- How many seats are taken, kept with the bookings in the same commit.
create function booking_counts_seats() returns trigger language plpgsql as $$
declare
    holding constant text[] := array['preliminary', 'confirmed', 'arrived', 'fulfilled', 'no-show'];
    before integer := case when tg_op = 'UPDATE' and old.status = any (holding) then 1 else 0 end;
    now_held integer := case when new.status = any (holding) then 1 else 0 end;
begin
    if now_held <> before then
        update slot set taken = taken + now_held - before, changed_at = new.changed_at where id = new.slot_id;
    end if;
    return null;
end $$;
create trigger booking_counts_seats after insert or update of status on booking
    for each row execute function booking_counts_seats();

-- Whose it is, which seat and for when is settled when it is made.
create function booking_keeps_its_seat() returns trigger language plpgsql as $$
begin
    raise exception 'a booking keeps its person and its seat' using errcode = 'integrity_constraint_violation';
end $$;
create trigger booking_keeps_its_seat before update on booking for each row
    when (old.id <> new.id or old.slot_id <> new.slot_id or old.seat <> new.seat or old.resident_id <> new.resident_id
        or old.starts_at <> new.starts_at)
    execute function booking_keeps_its_seat();
create trigger booking_is_never_removed before delete on booking for each row execute function booking_keeps_its_seat();

-- The inbox leads to bookings and summonses too.
alter table inbox_item alter column case_id drop not null;
alter table inbox_item add column booking_id uuid references booking;
alter table inbox_item add column summons_id uuid references summons;
alter table inbox_item drop constraint inbox_item_kind_check;
alter table inbox_item add constraint inbox_item_kind_check check (kind in ('case', 'booking', 'summons'));
alter table inbox_item add constraint inbox_item_leads_somewhere check (
    (kind = 'case') = (case_id is not null)
    and (kind = 'booking') = (booking_id is not null)
    and (kind = 'summons') = (summons_id is not null));
