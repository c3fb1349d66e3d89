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
    -- Empty: all kinds.
    information_types text[] not null,
    period_from date,
    period_through date check (period_through >= period_from),
    wish text check (char_length(wish) between 1 and 1000),
    delivery text not null check (delivery in ('post', 'collect', 'show')),
    stage text not null check (stage in ('filed', 'assessing', 'released', 'released-partly', 'refused')),
    assessor_id uuid references staff,
    taken_at timestamptz,
    decision_id uuid,
    version bigint not null default 1,
    check ((stage = 'filed') = (assessor_id is null)),
    check ((assessor_id is null) = (taken_at is null)),
    check ((stage in ('released', 'released-partly', 'refused')) = (decision_id is not null))
);
create index record_copy_request_by_resident on record_copy_request (resident_id, filed_at desc, id desc);
create index record_copy_request_by_unit on record_copy_request (unit_id, filed_at desc, id desc);

-- What was decided, in writing. A request that is assessed anew gets a new one; none is ever changed.
create table record_copy_decision (
    id uuid primary key,
    request_id uuid not null references record_copy_request,
    outcome text not null check (outcome in ('released', 'released-partly', 'refused')),
    decided_by uuid not null references staff,
    decided_at timestamptz not null,
    -- A hash, with the request's id in it, of what the assessor saw: to notice what has changed since.
    assessed_digest bytea check (octet_length(assessed_digest) = 32),
    ground text check (ground in ('harm-to-treatment', 'third-person', 'informant', 'minor-significant-harm')),
    reasons text check (char_length(reasons) between 1 and 4000),
    appeal_to text check (appeal_to in ('administrative-court-of-appeal', 'ivo')),
    check ((outcome = 'refused') = (assessed_digest is null)),
    check ((outcome = 'refused') = (ground is not null)),
    -- What is withheld is decided in writing, and can be appealed.
    check ((outcome = 'released') = (reasons is null)),
    check ((outcome = 'released') = (appeal_to is null))
);
create index record_copy_decision_by_request on record_copy_decision (request_id, decided_at desc);
alter table record_copy_request add foreign key (decision_id) references record_copy_decision;

-- A part that is not handed over: an item of the record by its id here, or one heading of it.
create table record_copy_part (
    decision_id uuid not null references record_copy_decision,
    place integer not null check (place between 1 and 200),
    item_id uuid not null,
    -- Counted from 1; absent: all of the item.
    section integer check (section between 1 and 500),
    ground text not null check (ground in ('harm-to-treatment', 'third-person', 'informant', 'minor-significant-harm')),
    primary key (decision_id, place)
);

create function record_copy_is_decided() returns trigger language plpgsql as
    $$ begin raise exception 'a decision stays as it was' using errcode = 'insufficient_privilege'; end $$;
create trigger append_only before update or delete on record_copy_decision
    for each row execute function record_copy_is_decided();
create trigger append_only before update or delete on record_copy_part
    for each row execute function record_copy_is_decided();
