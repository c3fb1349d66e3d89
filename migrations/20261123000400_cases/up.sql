-- Cases: a dialogue between one resident and one unit, in the stages of its life.

create table case_file (
    id uuid primary key,
    -- What people say on the phone: nine random digits and a check digit.
    number text not null unique check (number ~ '^[0-9]{10}$'),
    unit_id uuid not null,
    case_type_id uuid not null,
    form_version_id uuid not null references form_version,
    -- Whom the care is about, and who wrote: the resident, or a guardian in the child's name.
    subject_id uuid not null references resident,
    initiated_by uuid not null references resident,
    stage text not null check (stage in ('draft', 'new', 'assigned', 'awaiting-resident', 'closed')),
    handler_id uuid references staff,
    answers jsonb not null check (jsonb_typeof(answers) = 'object'),
    created_at timestamptz not null,
    submitted_at timestamptz,
    first_response_due_at timestamptz,
    first_response_at timestamptz,
    has_partial_reply boolean not null default false,
    awaiting_since timestamptz,
    closed_at timestamptz,
    close_kind text check (close_kind in ('answered', 'withdrawn')),
    version bigint not null default 1,
    foreign key (unit_id, case_type_id) references unit_case_type,
    -- Each stage carries its own facts and no others.
    check ((stage = 'draft') = (submitted_at is null)),
    check ((submitted_at is null) = (first_response_due_at is null)),
    check (case stage when 'draft' then handler_id is null
        when 'new' then handler_id is null
        when 'assigned' then handler_id is not null
        when 'awaiting-resident' then handler_id is not null
        else true end),
    check ((stage = 'awaiting-resident') = (awaiting_since is not null)),
    check ((stage = 'closed') = (closed_at is not null)),
    check ((closed_at is null) = (close_kind is null)),
    check (close_kind is null or (close_kind = 'answered') = (handler_id is not null))
);
create index case_file_by_unit on case_file (unit_id, submitted_at desc, id desc) where submitted_at is not null;
create index case_file_by_subject on case_file (subject_id, created_at desc, id desc);
create index case_file_by_handler on case_file (handler_id, submitted_at desc, id desc) where handler_id is not null;

-- What was said, in order. Never changed once sent.
create table case_message (
    id uuid primary key,
    case_id uuid not null references case_file,
    seq integer not null check (seq > 0),
    kind text not null check (kind in ('submission', 'counter-question', 'partial-reply', 'answer',
        'resident-reply', 'auto-reply')),
    sender_resident_id uuid references resident,
    sender_staff_id uuid references staff,
    body text not null,
    -- The signature as it read when the message was sent (B-54).
    signature text,
    sent_at timestamptz not null,
    unique (case_id, seq),
    check (case kind
        when 'submission' then sender_resident_id is not null and sender_staff_id is null
        when 'resident-reply' then sender_resident_id is not null and sender_staff_id is null
        when 'auto-reply' then sender_resident_id is null and sender_staff_id is null
        else sender_staff_id is not null and sender_resident_id is null end),
    check ((sender_staff_id is null) = (signature is null))
);
create unique index case_message_one_answer on case_message (case_id) where kind = 'answer';

-- Each step of a case's life: the history a later reader trusts.
create table case_event (
    id uuid primary key,
    case_id uuid not null references case_file,
    version bigint not null,
    at timestamptz not null,
    kind text not null,
    actor_resident_id uuid references resident,
    actor_staff_id uuid references staff,
    from_stage text,
    to_stage text not null,
    handler_id uuid references staff,
    -- No two steps can claim to be the same one: a lost update cannot be written down.
    unique (case_id, version),
    check (num_nonnulls(actor_resident_id, actor_staff_id) = 1)
);

create function history_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception '% is append-only', tg_table_name; end $$;
create trigger append_only before update or delete on case_message
    for each row execute function history_is_append_only();
create trigger append_only before update or delete on case_event
    for each row execute function history_is_append_only();
