-- What a resident has been sent, and everything that must still leave the house.

create table inbox_item (
    id uuid primary key,
    resident_id uuid not null references resident,
    kind text not null check (kind in ('case')),
    unit_id uuid not null references unit,
    case_id uuid not null references case_file,
    title text not null,
    delivered_at timestamptz not null,
    read_at timestamptz,
    archived_at timestamptz,
    version bigint not null default 1
);
create index inbox_item_by_resident on inbox_item (resident_id, delivered_at desc, id desc);

-- Work towards the outside, written with the fact that causes it and carried out at least once.
create table outbox_job (
    id uuid primary key,
    kind text not null check (kind in ('email', 'sms')),
    -- What makes a repeat recognisable to the receiver; also stops the same cause twice.
    idempotency_key text not null unique,
    payload jsonb not null,
    created_at timestamptz not null,
    due_at timestamptz not null,
    attempts integer not null default 0,
    state text not null default 'queued' check (state in ('queued', 'sent', 'dead')),
    finished_at timestamptz,
    last_error text,
    check ((state = 'queued') = (finished_at is null))
);
create index outbox_job_due on outbox_job (due_at) where state = 'queued';
