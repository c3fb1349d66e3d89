-- Care units, what they offer to whom, and the staff who work there.

create table unit (
    id uuid primary key,
    hsa_id text not null unique check (hsa_id = upper(btrim(hsa_id)) and char_length(hsa_id) <= 31),
    name text not null,
    region_code text not null check (region_code ~ '^[0-9]{2}$'),
    municipality_code text not null check (municipality_code ~ '^[0-9]{4}$'),
    status text not null check (status in ('inactive', 'active', 'closing', 'closed')),
    care_form text not null check (care_form in ('primary-care', 'specialist-care', 'dental-care', 'other')),
    visit_address text not null,
    phone text not null,
    about text not null,
    -- Shown on the card when signed in (B-45).
    other_information text,
    -- HSA's yellow box on top of the card (B-41).
    temporary_information text,
    recommended_by_region boolean not null default false,
    version bigint not null default 1,
    changed_at timestamptz not null
);

create table opening_hours (
    unit_id uuid not null references unit,
    weekday smallint not null check (weekday between 1 and 7),
    opens time not null,
    closes time not null,
    primary key (unit_id, weekday, opens),
    check (opens < closes)
);

-- Who the unit is open to: rows are alternatives, fields in a row all hold (B-30).
create table service_area (
    id uuid primary key,
    unit_id uuid not null references unit,
    region_code text not null check (region_code ~ '^[0-9]{2}$'),
    municipality_code text check (municipality_code ~ '^[0-9]{4}$'),
    sex text check (sex in ('female', 'male')),
    age_from smallint check (age_from between 0 and 150),
    age_to smallint check (age_to between 0 and 150),
    check (age_from is null or age_to is null or age_from <= age_to)
);
create index service_area_by_unit on service_area (unit_id);

create table staff (
    id uuid primary key,
    hsa_id text not null unique check (hsa_id = upper(btrim(hsa_id)) and char_length(hsa_id) <= 31),
    given_name text not null,
    family_name text not null,
    title text not null,
    email text,
    mobile_phone text,
    active_in_directory boolean not null default true,
    protected_identity boolean not null default false,
    terms_version text,
    terms_accepted_at timestamptz,
    -- Replaces the automatic signature entirely (B-51).
    signature_text text check (char_length(signature_text) between 1 and 1000),
    notify_on_assigned boolean not null default false,
    notify_on_incoming boolean not null default false,
    version bigint not null default 1,
    changed_at timestamptz not null,
    check ((terms_version is null) = (terms_accepted_at is null))
);

-- One role of one person: at a unit, in a region, or nationally. Revoked rows stay as history.
create table role_assignment (
    id uuid primary key,
    staff_id uuid not null references staff,
    role text not null check (role in ('receiver', 'handler', 'local-administrator',
        'permission-administrator', 'reviewer', 'regional-administrator', 'national-administrator')),
    unit_id uuid references unit,
    region_code text check (region_code ~ '^[0-9]{2}$'),
    granted_by uuid references staff,
    granted_at timestamptz not null,
    valid_until date,
    revoked_at timestamptz,
    revoked_by uuid references staff,
    check (case role
        when 'regional-administrator' then region_code is not null and unit_id is null
        when 'national-administrator' then region_code is null and unit_id is null
        else unit_id is not null and region_code is null end)
);
create unique index role_assignment_once on role_assignment (staff_id, role, unit_id, region_code)
    nulls not distinct where revoked_at is null;
create index role_assignment_by_unit on role_assignment (unit_id) where revoked_at is null;

-- A single resident let in from outside the service area. Removed rows stay as history.
create table communication_approval (
    id uuid primary key,
    unit_id uuid not null references unit,
    resident_id uuid not null references resident,
    approved_by uuid not null references staff,
    approved_at timestamptz not null,
    removed_at timestamptz,
    removed_by uuid references staff
);
create unique index communication_approval_once on communication_approval (unit_id, resident_id)
    where removed_at is null;

create table case_type (
    id uuid primary key,
    owner_unit_id uuid references unit,
    owner_region_code text check (owner_region_code ~ '^[0-9]{2}$'),
    name text not null,
    description text not null,
    terms_text text not null,
    limited_selection boolean not null default false,
    agent_allowed boolean not null default true,
    minimum_age smallint check (minimum_age between 0 and 150),
    maximum_age smallint check (maximum_age between 0 and 150),
    sex text check (sex in ('female', 'male')),
    first_response_workdays smallint check (first_response_workdays between 1 and 60),
    auto_reply_text text,
    status text not null check (status in ('draft', 'published', 'deactivated', 'archived')),
    version bigint not null default 1,
    changed_at timestamptz not null,
    check (owner_unit_id is null or owner_region_code is null),
    check (minimum_age is null or maximum_age is null or minimum_age <= maximum_age)
);

-- What the resident fills in. A version never changes once a case may have used it.
create table form_version (
    id uuid primary key,
    case_type_id uuid not null references case_type,
    number integer not null check (number > 0),
    components jsonb not null check (jsonb_typeof(components) = 'array'),
    published_at timestamptz not null,
    unique (case_type_id, number)
);
create function form_version_is_immutable() returns trigger language plpgsql as
    $$ begin raise exception 'a published form version never changes'; end $$;
create trigger immutable before update on form_version
    for each row execute function form_version_is_immutable();

-- A case type on a unit's contact card.
create table unit_case_type (
    unit_id uuid not null references unit,
    case_type_id uuid not null references case_type,
    active boolean not null default false,
    sort_order smallint not null default 0,
    paused_from timestamptz,
    paused_until timestamptz,
    pause_message text,
    version bigint not null default 1,
    primary key (unit_id, case_type_id),
    check ((paused_from is null) = (pause_message is null)),
    check (paused_until is null or paused_from < paused_until)
);

-- One limited case type handed out to one resident, until a day or until further notice (B-32).
create table case_type_grant (
    id uuid primary key,
    unit_id uuid not null,
    case_type_id uuid not null,
    resident_id uuid not null references resident,
    valid_until date,
    granted_by uuid not null references staff,
    granted_at timestamptz not null,
    removed_at timestamptz,
    removed_by uuid references staff,
    version bigint not null default 1,
    foreign key (unit_id, case_type_id) references unit_case_type
);
create unique index case_type_grant_once on case_type_grant (unit_id, case_type_id, resident_id)
    where removed_at is null;
