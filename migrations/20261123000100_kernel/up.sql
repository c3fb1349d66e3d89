-- The kernel's own tables: the append-only record of access, repeatable requests, and what a region may set.

-- Transactions are counted onwards when the database is moved by dump and restore to a cluster that
-- counts from its own beginning: `etjanster migrate` then replaces this function.
create function audit_xid_offset() returns bigint language sql immutable as $$ select 0::bigint $$;
create function next_audit_xid() returns bigint language sql volatile as
    $$ select pg_current_xact_id()::text::bigint + audit_xid_offset() $$;
-- Every transaction below this has ended: its rows are seen, and no more will come.
create function audit_horizon() returns bigint language sql volatile as
    $$ select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + audit_xid_offset() $$;
-- No transaction from here on has begun.
create function audit_next_xid() returns bigint language sql volatile as
    $$ select pg_snapshot_xmax(pg_current_snapshot())::text::bigint + audit_xid_offset() $$;

-- Who did what, in which capacity, at which unit, for which patient, when, and how it went.
-- Partitioned by month from the first day: ten billion rows over five years is the design load.
create table audit_entry (
    id bigint generated always as identity,
    at timestamptz not null,
    -- The writing transaction: rows are sealed in the order transactions end, see audit_batch.
    xid bigint not null default next_audit_xid(),
    actor_kind text not null check (actor_kind in ('resident', 'staff', 'system', 'operator', 'anonymous')),
    actor_id uuid,
    capacity text not null,
    unit_id uuid,
    patient_id uuid,
    action text not null check (action ~ '^[a-z-]+\.[a-z-]+$'),
    subject_id uuid not null,
    outcome text not null check (outcome in ('done', 'refused', 'denied')),
    -- A problem slug when refused; never personal data.
    reason text,
    request_id uuid not null,
    primary key (at, id),
    check (actor_kind in ('anonymous', 'operator') or actor_id is not null)
) partition by range (at);

create index audit_entry_by_patient on audit_entry (patient_id, at) where patient_id is not null;
create index audit_entry_by_unit on audit_entry (unit_id, at) where unit_id is not null;
create index audit_entry_by_xid on audit_entry using brin (xid) with (autosummarize = on);

create function audit_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'the audit record is append-only' using errcode = 'insufficient_privilege'; end $$;
create trigger append_only before update or delete on audit_entry
    for each row execute function audit_is_append_only();

-- Makes the partition for the month that holds `day`, once. Truncation is refused per partition,
-- since Postgres does not hand statement triggers down from the parent.
create function audit_ensure_month(day date) returns void language plpgsql as $$
declare
    first date := date_trunc('month', day)::date;
    name text := 'audit_entry_' || to_char(first, 'YYYY_MM');
begin
    if to_regclass(name) is null then
        execute format('create table %I partition of audit_entry for values from (%L) to (%L)',
            name, first::text || ' 00:00:00+00', (first + interval '1 month')::date::text || ' 00:00:00+00');
        execute format('create trigger no_truncate before truncate on %I
            for each statement execute function audit_is_append_only()', name);
    end if;
end $$;

-- Rows outside the prepared months still have a home: a missed maintenance job must not stop care.
create table audit_entry_overflow partition of audit_entry default;
create trigger no_truncate before truncate on audit_entry_overflow
    for each statement execute function audit_is_append_only();

-- The seal: each batch holds the hash of each of its rows and of the batch before it.
-- A batch holds exactly the rows whose transaction lies in [from_xid, to_xid).
create table audit_batch (
    id bigint primary key,
    sealed_at timestamptz not null,
    from_xid bigint not null,
    to_xid bigint not null,
    entry_ids bigint[] not null,
    entry_hashes bytea not null,
    previous_hash bytea not null,
    hash bytea not null unique,
    check (from_xid < to_xid),
    check (octet_length(entry_hashes) = 32 * cardinality(entry_ids)),
    check (octet_length(previous_hash) = 32 and octet_length(hash) = 32)
);
create trigger append_only before update or delete on audit_batch
    for each row execute function audit_is_append_only();
create trigger no_truncate before truncate on audit_batch
    for each statement execute function audit_is_append_only();

-- The first answer to a request that may be sent again, stored in the very transaction of its write.
create table idempotency_key (
    owner_id uuid not null,
    key text not null check (char_length(key) between 1 and 255),
    operation text not null,
    request_hash bytea not null check (octet_length(request_hash) = 32),
    answer jsonb not null,
    action text not null,
    subject_id uuid not null,
    capacity text not null,
    unit_id uuid,
    patient_id uuid,
    created_at timestamptz not null,
    primary key (owner_id, key)
);
create index idempotency_key_by_age on idempotency_key (created_at);

-- What a region may set, with the day it starts to apply. `region_code` null is the national value.
create table policy_value (
    id integer generated always as identity primary key,
    name text not null,
    region_code text,
    valid_from date not null,
    value jsonb not null,
    source text not null,
    unique nulls not distinct (name, region_code, valid_from)
);
insert into policy_value (name, region_code, valid_from, value, source) values
    ('agency.ends-at-age', null, '2000-01-01', '13', 'B-82 SEED, S38'),
    ('sign-in.minimum-age', null, '2000-01-01', '0', 'A: a child with an own e-ID may sign in, S40'),
    ('case.first-response-workdays', null, '2000-01-01', '2', 'B-20, B-22 INF'),
    ('case.working-day-cut-off', null, '2000-01-01', '"16:30"', 'B-22 INF'),
    ('case.working-day-start', null, '2000-01-01', '"08:00"', 'B-22 INF'),
    ('terms.current-version', null, '2000-01-01', '"2026-01"', 'B-80, R-ROLE-14');
