-- The journal is read from its sources at each visit: here stand only who publishes what, and which measures open or close it.

-- Whoever is accountable for records (vårdgivare), by HSA-id, in this region or another.
create table journal_provider (
    hsa_id text primary key check (hsa_id = upper(btrim(hsa_id)) and char_length(hsa_id) between 1 and 31),
    name text not null check (char_length(name) between 1 and 200),
    region_code text not null check (region_code ~ '^[0-9]{2}$')
);

-- A unit that records may come from. One that is not here is never shown.
create table journal_unit (
    hsa_id text primary key check (hsa_id = upper(btrim(hsa_id)) and char_length(hsa_id) between 1 and 31),
    provider_hsa_id text not null references journal_provider,
    name text not null check (char_length(name) between 1 and 200),
    class text not null check (class in ('general', 'youth-clinic', 'child-psychiatry', 'adult-psychiatry',
        'maternity-care', 'public-dental', 'barnahus', 'forensic-psychiatry'))
);
create index journal_unit_by_provider on journal_unit (provider_hsa_id);

-- What a region sets about people, and what a provider publishes: whole documents, each from a day on,
-- in force when two others than the one who proposed it have approved. What is in force is never changed.
create table journal_policy (
    id uuid primary key,
    kind text not null check (kind in ('people', 'publication')),
    region_code text not null check (region_code ~ '^[0-9]{2}$'),
    -- The provider that publishes; absent for the rules about people.
    provider_hsa_id text references journal_provider,
    valid_from date not null,
    document jsonb not null check (jsonb_typeof(document) = 'object'),
    source text not null check (char_length(source) between 1 and 500),
    -- Absent for what the programme came with.
    proposed_by uuid references staff,
    proposed_at timestamptz not null,
    first_approved_by uuid references staff,
    first_approved_at timestamptz,
    second_approved_by uuid references staff,
    second_approved_at timestamptz,
    withdrawn_by uuid references staff,
    withdrawn_at timestamptz,
    in_force boolean not null generated always as
        (withdrawn_at is null and (proposed_by is null or second_approved_at is not null)) stored,
    version bigint not null default 1,
    check ((kind = 'publication') = (provider_hsa_id is not null)),
    check ((first_approved_by is null) = (first_approved_at is null)),
    check ((second_approved_by is null) = (second_approved_at is null)),
    check ((withdrawn_by is null) = (withdrawn_at is null)),
    check (second_approved_at is null or first_approved_at is not null),
    check (first_approved_by <> proposed_by and second_approved_by <> proposed_by
        and second_approved_by <> first_approved_by),
    -- What has come into force stays; what comes after it gets its own day.
    check (withdrawn_at is null or second_approved_at is null)
);
create unique index journal_policy_one_a_day on journal_policy (kind, region_code, provider_hsa_id, valid_from)
    nulls not distinct where in_force;

-- Who decides on measures at a unit: its operations manager (verksamhetschef), and whom the manager
-- has delegated to, with where that is written down.
create table decision_maker (
    id uuid primary key,
    unit_id uuid not null references unit,
    staff_id uuid not null references staff,
    kind text not null check (kind in ('operations-manager', 'delegate')),
    -- Where the delegation stands.
    delegation_reference text check (char_length(delegation_reference) between 1 and 100),
    valid_from date not null,
    valid_through date check (valid_through >= valid_from),
    appointed_by uuid not null references staff,
    appointed_at timestamptz not null,
    ended_by uuid references staff,
    ended_at timestamptz check (ended_at >= appointed_at),
    check ((kind = 'delegate') = (delegation_reference is not null)),
    check ((ended_by is null) = (ended_at is null))
);
create unique index decision_maker_once on decision_maker (unit_id, staff_id, kind) where ended_at is null;

-- Who decided on a measure or on its end, in which capacity, on what ground. Never changed, and its
-- reason is never shown on the resident's side.
create table journal_decision (
    id uuid primary key,
    unit_id uuid not null references unit,
    decided_by uuid not null references staff,
    decided_as text not null check (decided_as in ('operations-manager', 'delegate')),
    delegation_reference text check (char_length(delegation_reference) between 1 and 100),
    initiative text not null check (initiative in ('resident', 'care')),
    ground text not null check (ground in ('harm-patient', 'harm-third-person', 'coercion', 'lvu',
        'request-of-resident', 'need-has-ceased')),
    diary_reference text check (char_length(diary_reference) between 1 and 100),
    reason text check (char_length(reason) between 1 and 2000),
    consulted_guardian boolean not null default false,
    consulted_child boolean not null default false,
    -- How the resident was identified, when a seal of the resident's own is broken.
    identity_check text check (char_length(identity_check) between 1 and 100),
    form_version text check (char_length(form_version) between 1 and 50),
    recorded_by uuid not null references staff,
    recorded_at timestamptz not null,
    check ((decided_as = 'delegate') = (delegation_reference is not null))
);
create function journal_decision_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'decisions are append-only' using errcode = 'insufficient_privilege'; end $$;
create trigger append_only before update or delete on journal_decision
    for each row execute function journal_decision_is_append_only();

-- A seal (försegling) closes the resident's own channel; staff are unaffected. Days are local, both ends
-- included; `deactivated_on` is the first day it does not hold.
create table journal_seal (
    id uuid primary key,
    resident_id uuid not null references resident,
    scope text not null check (scope in ('full', 'unit', 'provider', 'period')),
    -- HSA-id of the unit or the provider.
    target_hsa_id text check (target_hsa_id = upper(btrim(target_hsa_id)) and char_length(target_hsa_id) between 1 and 31),
    events_from date,
    events_through date check (events_through >= events_from),
    valid_from date not null,
    valid_through date check (valid_through >= valid_from),
    -- Absent where the resident set it alone.
    decision_id uuid references journal_decision,
    protection_id uuid unique references protection,
    set_at timestamptz not null,
    renews_id uuid unique references journal_seal,
    deactivated_on date,
    deactivated_at timestamptz,
    -- Absent where a wider seal or a lifted protection took its place.
    lifting_decision_id uuid references journal_decision,
    version bigint not null default 1,
    check ((scope in ('unit', 'provider')) = (target_hsa_id is not null)),
    check ((events_from is null) = (events_through is null)),
    check (scope <> 'full' or events_from is null),
    check (scope <> 'period' or events_from is not null),
    -- Self-service sets nothing but the full seal (V8).
    check (decision_id is not null or protection_id is not null or scope = 'full'),
    check ((deactivated_on is null) = (deactivated_at is null)),
    check (lifting_decision_id is null or deactivated_on is not null),
    check (deactivated_on is null or deactivated_on >= valid_from),
    -- No two of the same scope and target at once (V3).
    constraint journal_seal_once exclude using gist (
        resident_id with =, scope with =, (coalesce(target_hsa_id, '')) with =,
        (coalesce(daterange(events_from, events_through, '[]'), daterange(null, null))) with &&,
        daterange(valid_from, valid_through, '[]') with &&) where (deactivated_on is null)
);
create index journal_seal_by_resident on journal_seal (resident_id, set_at desc, id desc);
create index journal_seal_ending on journal_seal (valid_through) where deactivated_on is null;

-- One guardian reads one unit's part for a year at a time (utökad åtkomst).
create table journal_extension (
    id uuid primary key,
    child_id uuid not null references resident,
    guardian_id uuid not null references resident,
    unit_id uuid not null references unit,
    valid_from date not null,
    valid_through date not null check (valid_through >= valid_from),
    decision_id uuid not null references journal_decision,
    set_at timestamptz not null,
    deactivated_on date,
    deactivated_at timestamptz,
    lifting_decision_id uuid references journal_decision,
    version bigint not null default 1,
    check (child_id <> guardian_id),
    check ((deactivated_on is null) = (deactivated_at is null)),
    check (lifting_decision_id is null or deactivated_on is not null),
    constraint journal_extension_once exclude using gist (child_id with =, guardian_id with =, unit_id with =,
        daterange(valid_from, valid_through, '[]') with &&) where (deactivated_on is null)
);
create index journal_extension_by_child on journal_extension (child_id, set_at desc, id desc);

-- A youth reads one unit's part early (tidigarelagd åtkomst).
create table journal_early_access (
    id uuid primary key,
    child_id uuid not null references resident,
    unit_id uuid not null references unit,
    valid_from date not null,
    valid_through date check (valid_through >= valid_from),
    -- The youth's protected identity was weighed.
    protected_reviewed boolean not null,
    decision_id uuid not null references journal_decision,
    set_at timestamptz not null,
    deactivated_on date,
    deactivated_at timestamptz,
    lifting_decision_id uuid references journal_decision,
    version bigint not null default 1,
    check ((deactivated_on is null) = (deactivated_at is null)),
    check (lifting_decision_id is null or deactivated_on is not null),
    constraint journal_early_access_once exclude using gist (child_id with =, unit_id with =,
        daterange(valid_from, valid_through, '[]') with &&) where (deactivated_on is null)
);
create index journal_early_access_by_child on journal_early_access (child_id, set_at desc, id desc);

-- Whom a court has let speak for an adult (god man, förvaltare). Reads nothing before the region says so.
create table legal_representation (
    representative_id uuid not null references resident,
    person_id uuid not null references resident,
    since date not null,
    ended_on date check (ended_on >= since),
    changed_at timestamptz not null,
    primary key (representative_id, person_id),
    check (representative_id <> person_id)
);

-- A resident who wants to wait for what is new or unsigned (rådrum).
create table journal_preference (
    resident_id uuid primary key references resident,
    cooling_off boolean not null,
    version bigint not null default 1,
    changed_at timestamptz not null
);

insert into journal_provider (hsa_id, name, region_code) values
    ('SE2321000172-VG01', 'Region Västmanland', '19'),
    ('SE2321000024-VG01', 'Region Uppsala', '03');

-- Västmanland's values, and for its neighbour the same until that region says otherwise (INFER).
insert into journal_policy (id, kind, region_code, provider_hsa_id, valid_from, document, source, proposed_at) values
    ('019abf00-0000-7000-8000-000000000001', 'people', '19', null, '2000-01-01',
     '{"agencyEndsAt": 13, "opensAt": 16, "ownSealClosesOthers": true, "legalRepresentatives": false,
       "lockClosesJournal": true, "careSealMonths": 2, "extensionYears": 1, "renewalNoticeDays": 21}',
     'journal.md 2.5, 3: SEED:112, 132-135, 145-146, 166; R5, R3, C1 INFER', '2026-11-27T00:00:00Z');
insert into journal_policy (id, kind, region_code, provider_hsa_id, valid_from, document, source, proposed_at)
select id::uuid, 'publication', region, provider, '2000-01-01',
    '{"systems": ["cosmic", "radgivningsstodet"],
      "types": {"note": "2015-04-01", "referral-answer-imaging-physiology": "2016-10-31",
        "referral-answer-other": "2019-12-04", "lab-clinical-chemistry": "2017-11-21",
        "diagnosis-list": "2018-05-02", "care-contact": "2022-04-20", "medication-list": "2022-05-11"},
      "excludedClasses": ["maternity-care", "public-dental", "barnahus", "forensic-psychiatry"],
      "classStarts": {"youth-clinic": "2019-09-02", "child-psychiatry": "2019-09-02", "adult-psychiatry": "2019-09-02"},
      "logMonths": 12, "logExcludedClasses": ["child-psychiatry"], "coolingOffDays": 14}',
    source, '2026-11-27T00:00:00Z'
from (values
    ('019abf00-0000-7000-8000-000000000002', '19', 'SE2321000172-VG01', 'journal.md 2.4: SEED:105-122; I8'),
    ('019abf00-0000-7000-8000-000000000003', '03', 'SE2321000024-VG01', 'INFER: as Västmanland, until the region says'))
    as seeds (id, region, provider, source);
