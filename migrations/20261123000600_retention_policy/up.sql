-- Nothing may be purged, and no case type published, before somebody has decided how long it is kept and why.

-- The seven answers that an archivist asks of each kind of information, as they were decided. The same kind
-- of information gets a new row at each new decision; the one that applies on a day is the region's latest
-- that has begun, and the nation's where the region has none.
create table retention_policy (
    id uuid primary key,
    -- Who decided: a region, or the nation where null.
    region_code text check (region_code ~ '^[0-9]{2}$'),
    information_type text not null check (information_type ~ '^[a-z][a-z0-9-]{1,59}$'),
    -- 1: is it part of a patient's record?
    is_record_document boolean not null,
    -- 2: what is it kept for?
    purpose text not null check (char_length(purpose) between 1 and 1000),
    -- 3: for how long, and from when?
    retain_months integer not null check (retain_months between 1 and 1200),
    from_event text not null check (from_event in ('closed', 'read', 'last-activity')),
    -- 4: where is it preserved for good? Null: nowhere.
    transfer_target text check (char_length(transfer_target) between 1 and 200),
    -- 5 and 6: does the caregiver get it back, and how?
    return_to_caregiver boolean not null,
    return_manner text check (char_length(return_manner) between 1 and 500),
    -- 7: how does it go?
    purge_method text not null check (purge_method in ('delete', 'transfer-and-delete')),
    decided_by text not null check (char_length(decided_by) between 1 and 200),
    decision_ref text not null check (char_length(decision_ref) between 1 and 200),
    valid_from date not null,
    recorded_by uuid references staff,
    recorded_at timestamptz not null,
    unique nulls not distinct (information_type, region_code, valid_from),
    check (return_to_caregiver = (return_manner is not null)),
    check ((purge_method = 'transfer-and-delete') = (transfer_target is not null)),
    -- Access logs are kept for five years at least (HSLF-FS 2016:40, chapter 4, section 9).
    check (information_type <> 'access-log' or retain_months >= 60)
);

create function retention_policy_is_immutable() returns trigger language plpgsql as
    $$ begin raise exception 'a decided retention policy never changes: decide anew'; end $$;
create trigger immutable before update or delete on retention_policy
    for each row execute function retention_policy_is_immutable();
create trigger no_truncate before truncate on retention_policy
    for each statement execute function retention_policy_is_immutable();

-- What applies until a region has decided for itself. Nothing is purged under the nation's rows (B-134).
insert into retention_policy (id, region_code, information_type, is_record_document, purpose, retain_months,
    from_event, transfer_target, return_to_caregiver, return_manner, purge_method, decided_by, decision_ref,
    valid_from, recorded_by, recorded_at) values
    ('01941f29-7c00-7000-8000-000000000001', null, 'case', false,
        'Dialog mellan invånare och mottagning. Det som hör till journalen förs in i journalen.', 36, 'closed',
        null, false, null, 'delete', 'Nationell grundregel', 'B-134', '2000-01-01', null, '2025-01-01T00:00:00Z'),
    ('01941f29-7c00-7000-8000-000000000002', null, 'citizen-case', false,
        'Invånarärende: information eller frågor från mottagningen till invånaren.', 36, 'closed',
        null, false, null, 'delete', 'Nationell grundregel', 'B-134', '2000-01-01', null, '2025-01-01T00:00:00Z'),
    ('01941f29-7c00-7000-8000-000000000003', null, 'access-log', false,
        'Loggar över åtkomst till uppgifter om patienter (HSLF-FS 2016:40).', 120, 'last-activity',
        null, false, null, 'delete', 'Nationell grundregel', 'B-134', '2000-01-01', null, '2025-01-01T00:00:00Z');
