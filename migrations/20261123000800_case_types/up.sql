-- Case types are built, published, handed out and ended by people; replies come from templates; messages are signed by a person or by the unit.

alter table case_type
    -- The form as it is being worked on; null when nothing differs from the latest version.
    add column draft_components jsonb check (jsonb_typeof(draft_components) = 'array'),
    -- Offered to every unit that has the type (standardsvar).
    add column standard_answers jsonb not null default '[]' check (jsonb_typeof(standard_answers) = 'array'),
    -- Types that were there before follow the nation's policy until somebody decides.
    add column retention_policy_id uuid default '01941f29-7c00-7000-8000-000000000001' references retention_policy,
    -- Nothing is taken in that nobody knows how long to keep (B-130).
    add constraint case_type_has_retention check (status = 'draft' or retention_policy_id is not null);
create index case_type_by_unit on case_type (owner_unit_id, id) where owner_unit_id is not null;

create function form_version_stays() returns trigger language plpgsql as
    $$ begin raise exception 'a published form version stays'; end $$;
create trigger stays before delete on form_version for each row execute function form_version_stays();

alter table unit_case_type
    add column handed_out_at timestamptz,
    add column handed_out_by uuid references staff,
    -- The unit's own words instead of the type's.
    add column local_description text check (char_length(local_description) between 1 and 2000),
    add column local_terms_text text check (char_length(local_terms_text) between 1 and 5000),
    add column standard_answers jsonb not null default '[]' check (jsonb_typeof(standard_answers) = 'array'),
    -- When it can be used, in Swedish time: [{"weekday": 1, "opens": "08:00", "closes": "17:00"}]. Null: always.
    add column open_windows jsonb check (jsonb_typeof(open_windows) = 'array' and jsonb_array_length(open_windows) > 0),
    -- Where residents may turn meanwhile.
    add column pause_alternative_unit_id uuid references unit,
    add constraint unit_case_type_alternative_needs_pause
        check (pause_alternative_unit_id is null or pause_message is not null),
    add constraint unit_case_type_alternative_is_another check (pause_alternative_unit_id <> unit_id);

-- Signs for everybody who chooses to sign as the unit (B-53).
alter table unit add column signature_text text check (char_length(signature_text) between 1 and 1000);

-- A prepared reply (svarsmall): the unit's, or one person's own at the unit. What it says is in its versions.
create table reply_template (
    id uuid primary key,
    unit_id uuid not null references unit,
    owner_staff_id uuid references staff,
    -- Meant for cases of this type; for all of the unit's when null.
    case_type_id uuid references case_type,
    kind text not null check (kind in ('counter-question', 'partial-reply', 'answer')),
    -- The number of the latest version.
    version bigint not null default 1 check (version > 0),
    removed_at timestamptz
);
create index reply_template_by_unit on reply_template (unit_id, id) where removed_at is null;

create table reply_template_version (
    id uuid primary key,
    template_id uuid not null references reply_template,
    number bigint not null check (number > 0),
    title text not null check (char_length(title) between 1 and 200),
    body text not null check (char_length(body) between 1 and 10000),
    -- What the resident is asked (counter-questions only).
    questions jsonb not null default '[]' check (jsonb_typeof(questions) = 'array'),
    written_by uuid not null references staff,
    written_at timestamptz not null,
    unique (template_id, number)
);
create function reply_template_version_is_immutable() returns trigger language plpgsql as
    $$ begin raise exception 'a version of a reply template never changes'; end $$;
create trigger immutable before update or delete on reply_template_version
    for each row execute function reply_template_version_is_immutable();

alter table case_message
    add column template_version_id uuid references reply_template_version,
    -- What the resident was asked, and what they answered.
    add column questions jsonb check (jsonb_typeof(questions) = 'array' and jsonb_array_length(questions) > 0),
    add column answers jsonb check (jsonb_typeof(answers) = 'object'),
    -- Whether the unit signed, and not a person.
    add column signed_by_unit boolean not null default false,
    add constraint case_message_template_is_staffs
        check (template_version_id is null or sender_staff_id is not null),
    add constraint case_message_asks check (questions is null or kind = 'counter-question'),
    add constraint case_message_answers check (answers is null or kind = 'resident-reply'),
    add constraint case_message_unit_signs check (not signed_by_unit or signature is not null);
