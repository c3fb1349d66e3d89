-- The national engagement index (engagemangsindex) holds each coming booking that residents can see: what it has been told stands here.

-- One row a booking, which is its own outbox: it is looked at when due, by whoever claims it.
create table engagement_index_entry (
    booking_id uuid primary key references booking,
    -- When it is to be looked at next: at once after a change, and when the visit begins. Absent when it is over and nothing is held.
    due_at timestamptz,
    -- Until when it is a claimer's alone: a later state never overtakes an earlier one on its way.
    claimed_until timestamptz,
    -- The latest claim; only that one settles.
    claim bigint not null default 0 check (claim >= 0),
    -- Counts what has made it due, so that a change during a claim is not lost.
    version bigint not null default 1 check (version >= 1),
    -- Claims since it last succeeded.
    attempts integer not null default 0 check (attempts >= 0),
    -- The keys of everything that the index may hold of it; written before it is told.
    held jsonb not null default '[]' check (jsonb_typeof(held) = 'array'),
    -- The mostRecentContent that it surely holds, under the only key.
    told_content timestamptz,
    -- What may be held is never forgotten.
    check (due_at is not null or (held = '[]' and claimed_until is null)),
    check (told_content is null or jsonb_array_length(held) = 1)
);
create index engagement_index_entry_due on engagement_index_entry (due_at) where due_at is not null;

-- Whoever makes or changes a booking, and by whichever way, makes it due in the same commit (W8).
create function engagement_index_hears_of_booking() returns trigger language plpgsql as $$ begin
    insert into engagement_index_entry as e (booking_id, due_at) values (new.id, new.changed_at)
    on conflict (booking_id) do update set due_at = excluded.due_at, version = e.version + 1;
    return null;
end $$;
create trigger engagement_index_hears_of_booking after insert on booking
    for each row execute function engagement_index_hears_of_booking();
create trigger engagement_index_hears_of_step after update of status on booking
    for each row when (old.status <> new.status) execute function engagement_index_hears_of_booking();

-- So does what an entry is made of. The argument names the column of bookings that leads to it; what is over is left alone.
create function engagement_index_looks_again() returns trigger language plpgsql as $$ begin
    execute format('with found as (
        select e.booking_id from engagement_index_entry e join booking b on b.id = e.booking_id
        where b.%I = $1 and e.due_at is not null order by e.booking_id for no key update of e
    ) update engagement_index_entry e set due_at = $2, version = version + 1
    from found where e.booking_id = found.booking_id', tg_argv[0]) using new.id, new.changed_at;
    return null;
end $$;
create trigger engagement_index_looks_again after update of shows_booked on time_type
    for each row when (old.shows_booked <> new.shows_booked) execute function engagement_index_looks_again('time_type_id');
create trigger engagement_index_looks_again after update of hsa_id on unit
    for each row when (old.hsa_id <> new.hsa_id) execute function engagement_index_looks_again('unit_id');
create trigger engagement_index_looks_again after update of personal_number, number_kind, protected_identity, deceased_on on resident
    for each row when ((old.personal_number, old.number_kind, old.protected_identity, old.deceased_on)
        is distinct from (new.personal_number, new.number_kind, new.protected_identity, new.deceased_on))
    execute function engagement_index_looks_again('resident_id');

-- Who answers for a unit's records (vårdgivare) is part of the key too.
create function engagement_index_hears_of_provider() returns trigger language plpgsql as $$ begin
    with found as (
        select e.booking_id from engagement_index_entry e join booking b on b.id = e.booking_id join unit u on u.id = b.unit_id
        where u.hsa_id in (new.hsa_id, old.hsa_id) and e.due_at is not null order by e.booking_id for no key update of e
    ) update engagement_index_entry e set due_at = least(due_at, now()), version = version + 1
    from found where e.booking_id = found.booking_id;
    return null;
end $$;
create trigger engagement_index_hears_of_provider after insert or delete or update of hsa_id, provider_hsa_id on journal_unit
    for each row execute function engagement_index_hears_of_provider();

insert into engagement_index_entry (booking_id, due_at)
select id, now() from booking where status in ('preliminary', 'confirmed', 'arrived') and starts_at > now();
