-- Whoever asks for a copy of a record gets an assessed answer: who asked for what, and what was decided. Nothing of the record.

-- Where a refusal is appealed: kammarrätten for public care, IVO for private.
alter table journal_provider add column is_private boolean not null default false;

create table record_copy_request (
    id uuid primary key,
    resident_id uuid not null references resident,
    unit_id uuid not null references unit,
    -- The patient, or somebody who was the patient's guardian by the register on that day, blocked or not.
    requested_by uuid not null references resident,
    filed_at timestamptz not null,
    scope text not null check (scope in ('unit', 'provider')),
    information_types text[] not null,
    period_from date,
    period_through date check (period_through >= period_from),
    wish text check (char_length(wish) between 1 and 1000),
    delivery text not null check (delivery in ('post', 'collect', 'show')),
    stage text not null check (stage in ('filed', 'assessing', 'released', 'released-partly', 'refused')),
    assessor_id uuid references staff,
    taken_at timestamptz,
    decided_by uuid references staff,
    decided_at timestamptz,
    -- What of the record the assessor saw: a hash with the request's id in it, to notice what has changed since.
    assessed_digest bytea check (octet_length(assessed_digest) = 32),
    ground text check (ground in ('harm-to-treatment', 'third-person', 'informant', 'minor-significant-harm')),
    -- The written decision.
    decision_text text check (char_length(decision_text) between 1 and 4000),
    appeal_to text check (appeal_to in ('administrative-court-of-appeal', 'ivo')),
    version bigint not null default 1,
    check ((stage = 'filed') = (assessor_id is null)),
    check ((assessor_id is null) = (taken_at is null)),
    check ((stage in ('released', 'released-partly', 'refused')) = (decided_at is not null)),
    check ((decided_at is null) = (decided_by is null)),
    check ((stage in ('released', 'released-partly')) = (assessed_digest is not null)),
    -- What is withheld is decided in writing, and can be appealed.
    check ((stage = 'refused') = (ground is not null)),
    check ((stage in ('released-partly', 'refused')) = (decision_text is not null)),
    check ((stage in ('released-partly', 'refused')) = (appeal_to is not null)),
    check (ground is distinct from 'minor-significant-harm' or requested_by <> resident_id)
);
create index record_copy_request_by_resident on record_copy_request (resident_id, filed_at desc, id desc);
create index record_copy_request_by_unit on record_copy_request (unit_id, filed_at desc, id desc);

-- A part that is not handed over: an item of the record by its id here, or one heading of it.
create table record_copy_part (
    request_id uuid not null references record_copy_request,
    place integer not null check (place between 1 and 200),
    item_id uuid not null,
    -- Counted from 1; absent: all of the item.
    section integer check (section between 1 and 200),
    ground text not null check (ground in ('harm-to-treatment', 'third-person', 'informant', 'minor-significant-harm')),
    primary key (request_id, place)
);
