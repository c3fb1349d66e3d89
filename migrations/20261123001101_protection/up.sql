-- One act protects a person in danger: log-in locks, guardian blocks, and the protection that orders both.

-- What is done at once, by whom, and who has looked at it since.
create table protection (
    id uuid primary key,
    resident_id uuid not null references resident,
    region_code text not null check (region_code ~ '^[0-9]{2}$'),
    reason text not null check (reason in ('harm-to-resident', 'harm-to-third-person', 'coercion',
        'secret-placement', 'guardian-has-e-id', 'lost-e-id', 'other')),
    initiated_by text not null check (initiated_by in ('resident', 'care')),
    begun_by uuid not null references staff,
    begun_at timestamptz not null,
    -- A second person looks at it before this.
    follow_up_due_at timestamptz not null check (follow_up_due_at > begun_at),
    followed_up_by uuid references staff,
    followed_up_at timestamptz,
    outcome text check (outcome in ('upheld', 'to-be-changed', 'to-be-lifted')),
    note text check (char_length(note) between 1 and 2000),
    -- When the region's administrators were told that nobody had.
    escalated_at timestamptz,
    version bigint not null default 1,
    -- Four eyes: nobody follows up their own act.
    check (followed_up_by is null or followed_up_by <> begun_by),
    check (num_nonnulls(followed_up_by, followed_up_at, outcome) in (0, 3))
);
create index protection_by_resident on protection (resident_id, begun_at desc, id desc);
create index protection_by_region on protection (region_code, begun_at desc, id desc);
create index protection_waiting on protection (follow_up_due_at)
    where followed_up_at is null and escalated_at is null;

-- Another region's measure is lifted only after asking that region: with whom and when is kept.
alter table log_in_lock
    add column reason text not null default 'other' check (reason in ('harm-to-resident',
        'harm-to-third-person', 'coercion', 'secret-placement', 'guardian-has-e-id', 'lost-e-id',
        'other')),
    add column locked_by uuid references staff,
    add column protection_id uuid references protection,
    add column lifted_by uuid references staff,
    add column lifted_in_region text check (lifted_in_region ~ '^[0-9]{2}$'),
    add column consulted_contact text check (char_length(consulted_contact) between 1 and 200),
    add column consulted_on date,
    add constraint log_in_lock_lifting check (
        lifted_at is not null or num_nonnulls(lifted_by, lifted_in_region, consulted_contact) = 0),
    add constraint log_in_lock_consultation check (
        (consulted_contact is null) = (consulted_on is null)),
    add constraint log_in_lock_own_region check (
        lifted_in_region is null or lifted_in_region = region_code or consulted_contact is not null);
-- Each region has its own: one that lifts leaves the others' standing.
drop index log_in_lock_one_at_a_time;
create unique index log_in_lock_one_a_region on log_in_lock (resident_id, region_code)
    where lifted_at is null;
create index log_in_lock_by_resident on log_in_lock (resident_id, locked_at desc, id desc);

-- A guardian who is to have nothing of the child's, whatever the population register says.
create table guardian_block (
    id uuid primary key,
    child_id uuid not null references resident,
    guardian_id uuid not null references resident,
    region_code text not null check (region_code ~ '^[0-9]{2}$'),
    reason text not null check (reason in ('harm-to-resident', 'harm-to-third-person', 'coercion',
        'secret-placement', 'guardian-has-e-id', 'lost-e-id', 'other')),
    -- The operations manager by day, the on-call physician by night, or a delegate.
    decided_by text not null check (char_length(decided_by) between 1 and 200),
    decided_as text not null check (decided_as in ('operations-manager', 'on-call-physician', 'delegate')),
    decision_unit_id uuid not null references unit,
    diary_reference text check (char_length(diary_reference) between 1 and 100),
    protection_id uuid references protection,
    blocked_by uuid not null references staff,
    blocked_at timestamptz not null,
    lifted_at timestamptz check (lifted_at >= blocked_at),
    lifted_by uuid references staff,
    lifted_in_region text check (lifted_in_region ~ '^[0-9]{2}$'),
    consulted_contact text check (char_length(consulted_contact) between 1 and 200),
    consulted_on date,
    check (child_id <> guardian_id),
    check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lifted_in_region is null)),
    check (lifted_at is not null or consulted_contact is null),
    check ((consulted_contact is null) = (consulted_on is null)),
    check (lifted_in_region is null or lifted_in_region = region_code or consulted_contact is not null)
);
create unique index guardian_block_one_a_region on guardian_block (child_id, guardian_id, region_code)
    where lifted_at is null;
create index guardian_block_by_child on guardian_block (child_id, blocked_at desc, id desc);

-- No notice leaves about what this person is sent, even when the log-in is open again.
create table notice_silence (
    id uuid primary key,
    resident_id uuid not null references resident,
    protection_id uuid not null unique references protection,
    since timestamptz not null,
    lifted_at timestamptz check (lifted_at >= since),
    lifted_by uuid references staff,
    check ((lifted_at is null) = (lifted_by is null))
);
create index notice_silence_open on notice_silence (resident_id) where lifted_at is null;

-- The journal is to be sealed: carried out where the journal is.
create table journal_seal_order (
    id uuid primary key,
    resident_id uuid not null references resident,
    region_code text not null check (region_code ~ '^[0-9]{2}$'),
    protection_id uuid not null unique references protection,
    ordered_by uuid not null references staff,
    ordered_at timestamptz not null,
    carried_out_at timestamptz,
    lifted_at timestamptz check (lifted_at >= ordered_at),
    lifted_by uuid references staff,
    check ((lifted_at is null) = (lifted_by is null))
);
create index journal_seal_order_open on journal_seal_order (ordered_at) where carried_out_at is null;

-- Goes up with each lock. A session that was begun before it is dead for good, wherever it is kept.
alter table resident add column session_epoch bigint not null default 0;
update resident set session_epoch = 1 where id in (select resident_id from log_in_lock);

-- For whom a notice is: what may still be sent is asked again when it leaves.
alter table outbox_job add column receiver_id uuid;
update outbox_job set receiver_id = right(idempotency_key, 36)::uuid
    where state <> 'sent' and right(idempotency_key, 36) ~ '^[0-9a-f-]{36}$';
create index outbox_job_by_receiver on outbox_job (receiver_id) where state <> 'sent';
alter table outbox_job drop constraint outbox_job_kind_check;
alter table outbox_job add constraint outbox_job_kind_check
    check (kind in ('email', 'sms', 'end-sessions', 'personal-data'));

insert into policy_value (name, region_code, valid_from, value, source) values
    ('protection.follow-up-hours', null, '2000-01-01', '24', 'issue 3, design');
