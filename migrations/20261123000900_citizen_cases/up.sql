-- Citizen cases (invånarärenden): what a unit sends to residents of its own accord, to one or to thousands.

create table citizen_template (
    id uuid primary key,
    -- Neither of them: the nation's.
    owner_unit_id uuid references unit,
    owner_region_code text check (owner_region_code ~ '^[0-9]{2}$'),
    mode text not null check (mode in ('information', 'questions')),
    -- What entitles the unit to write (B-78).
    basis text not null check (basis in ('care-contact', 'screening', 'vaccination', 'health-information')),
    active boolean not null default false,
    version bigint not null default 1,
    changed_at timestamptz not null,
    unique (id, mode),
    check (owner_unit_id is null or owner_region_code is null),
    -- Only the region and the nation decide that people whom the unit does not know are written to.
    check (basis = 'care-contact' or owner_unit_id is null),
    check (basis <> 'health-information' or mode = 'information')
);
create index citizen_template_by_unit on citizen_template (owner_unit_id);
create index citizen_template_by_region on citizen_template (owner_region_code);

-- What a template says. A version never changes, since cases were sent with it.
create table citizen_template_version (
    id uuid primary key,
    template_id uuid not null,
    mode text not null,
    number integer not null check (number > 0),
    title text not null check (char_length(title) between 1 and 200),
    body text not null check (char_length(body) between 1 and 10000),
    -- Told in each message: why, what becomes of a reply, where to turn (B-77).
    purpose text not null check (char_length(purpose) between 1 and 1000),
    reply_use text check (char_length(reply_use) between 1 and 1000),
    contact text check (char_length(contact) between 1 and 1000),
    components jsonb not null check (jsonb_typeof(components) = 'array'),
    published_by uuid references staff,
    published_at timestamptz not null,
    unique (template_id, number),
    foreign key (template_id, mode) references citizen_template (id, mode),
    check ((mode = 'questions') = (components <> '[]'::jsonb)),
    check ((mode = 'questions') = (reply_use is not null))
);
create function citizen_template_version_is_immutable() returns trigger language plpgsql as
    $$ begin raise exception 'a published template version never changes'; end $$;
create trigger immutable before update on citizen_template_version
    for each row execute function citizen_template_version_is_immutable();

-- One sending, to one resident or to thousands, as it was accepted.
create table citizen_sending (
    id uuid primary key,
    unit_id uuid not null references unit,
    template_version_id uuid not null references citizen_template_version,
    sent_by uuid not null references staff,
    -- The request that ordered it: what is done later is recorded under its name.
    request_id uuid not null,
    -- What the sender wrote for the template's own place for it.
    own_text text check (char_length(own_text) between 1 and 10000),
    -- The sender says that the unit and each recipient have a relation (B-78).
    relation_declared boolean not null,
    -- The signature as it read when the sending was ordered (B-54).
    signature text not null,
    line_count integer not null check (line_count between 1 and 10000),
    created_at timestamptz not null,
    finished_at timestamptz,
    cancelled_at timestamptz,
    cancelled_by uuid references staff,
    check ((cancelled_at is null) = (cancelled_by is null)),
    check (cancelled_at is null or finished_at is not null)
);
create index citizen_sending_by_unit on citizen_sending (unit_id, created_at desc, id desc);
create index citizen_sending_by_sender on citizen_sending (sent_by, created_at desc, id desc);
create index citizen_sending_unfinished on citizen_sending (created_at) where finished_at is null;

-- One line of a sending, and what became of it. Without an outcome it waits.
create table citizen_recipient (
    sending_id uuid not null references citizen_sending,
    line integer not null check (line between 1 and 10000),
    resident_id uuid references resident,
    outcome text check (outcome in ('sent', 'malformed-number', 'not-found', 'duplicate', 'no-relation',
        'deceased', 'log-in-locked', 'never-signed-in', 'unreachable', 'unit-not-open',
        'sender-not-permitted', 'cancelled', 'failed')),
    settled_at timestamptz,
    attempts smallint not null default 0,
    -- Emptied when the case is purged.
    case_id uuid unique references case_file on delete set null,
    inbox_item_id uuid unique references inbox_item on delete set null,
    reminded_at timestamptz,
    primary key (sending_id, line),
    check ((outcome is null) = (settled_at is null)),
    check (resident_id is not null or outcome in ('malformed-number', 'not-found')),
    check (case_id is null or outcome = 'sent'),
    check (inbox_item_id is null or outcome = 'sent'),
    check (reminded_at is null or outcome = 'sent')
);
-- A resident named on several lines has one that counts: nobody is sent the same thing twice.
create unique index citizen_recipient_once on citizen_recipient (sending_id, resident_id)
    where outcome is distinct from 'duplicate' and resident_id is not null;
create index citizen_recipient_waiting on citizen_recipient (sending_id, line) where outcome is null;
create index citizen_recipient_not_reminded on citizen_recipient (settled_at)
    where outcome = 'sent' and reminded_at is null;

-- A case now has one of two beginnings: the resident's side with a case type, or care with a template.
alter table case_file
    alter case_type_id drop not null,
    alter form_version_id drop not null,
    alter initiated_by drop not null,
    add direction text not null default 'resident' check (direction in ('resident', 'care')),
    add citizen_template_version_id uuid references citizen_template_version,
    add sent_by uuid references staff,
    -- When the resident answered the template's questions; absent while they wait.
    add questions_answered_at timestamptz,
    add constraint case_file_one_beginning check (case direction
        when 'resident' then num_nulls(case_type_id, form_version_id, initiated_by) = 0
            and num_nonnulls(citizen_template_version_id, sent_by, questions_answered_at) = 0
        else num_nonnulls(case_type_id, form_version_id, initiated_by) = 0
            and num_nulls(citizen_template_version_id, sent_by) = 0 and stage <> 'draft' end);
create index case_file_by_subject_and_unit on case_file (subject_id, unit_id);

-- What care sends first is a kind of message of its own, beside those there are already.
do $$
declare kinds text := (select pg_get_expr(conbin, conrelid) from pg_constraint
    where conrelid = 'case_message'::regclass and conname = 'case_message_kind_check');
begin
    alter table case_message drop constraint case_message_kind_check;
    execute format('alter table case_message add constraint case_message_kind_check check (%s)',
        replace(kinds, 'ARRAY[', 'ARRAY[''information''::text, ''questions''::text, '));
end $$;

-- What a region may set.
insert into policy_value (name, region_code, valid_from, value, source) values
    ('citizen-case.most-recipients', null, '2000-01-01', '10000', 'RC-3 S22; the number design'),
    ('citizen-case.reminder-days', null, '2000-01-01', '0', 'RC-8 design; 0 is never'),
    ('citizen-case.known-relations', null, '2000-01-01', '["case", "approval", "hand-out"]', 'B-78 S43; what counts design'),
    ('citizen-case.relation-months', null, '2000-01-01', '36', 'B-78 S43 "ongoing contact"; the number design'),
    ('citizen-case.declared-relation', null, '2000-01-01', 'true', 'B-78 S43; visits and calls are not known here, design');
