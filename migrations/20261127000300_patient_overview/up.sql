-- Staff read across providers (NPÖ) when assignment, patient relation, consent and blocks let them: here stand those facts.

-- What the directory says a member of staff is there for (medarbetaruppdrag). Taken whole each time it is asked.
create table staff_assignment (
    id uuid primary key,
    staff_id uuid not null references staff,
    unit_hsa_id text not null check (unit_hsa_id = upper(btrim(unit_hsa_id)) and char_length(unit_hsa_id) between 1 and 31),
    provider_hsa_id text not null
        check (provider_hsa_id = upper(btrim(provider_hsa_id)) and char_length(provider_hsa_id) between 1 and 31),
    purpose text not null check (purpose in ('care-and-treatment', 'quality', 'administration', 'statistics',
        'research', 'other')),
    -- The right to coherent documentation (SJF).
    coherent_documentation boolean not null,
    valid_from date,
    valid_through date check (valid_through >= valid_from)
);
create index staff_assignment_by_staff on staff_assignment (staff_id, unit_hsa_id);

-- The patient lets a unit, or one member of its staff, read. Both days are included.
create table patient_consent (
    id uuid primary key,
    resident_id uuid not null references resident,
    unit_id uuid not null references unit,
    -- Absent: everybody with an assignment at the unit.
    employee_id uuid references staff,
    -- Only the first opens NPÖ; the other is about the national medication list.
    kind text not null check (kind in ('coherent-documentation', 'national-medication-list')),
    manner text not null check (manner in ('in-person', 'by-phone', 'by-referral', 'attitude-clarified')),
    valid_from date not null,
    valid_through date not null check (valid_through >= valid_from),
    registered_by uuid not null references staff,
    registered_at timestamptz not null,
    ended_at timestamptz check (ended_at >= registered_at),
    -- By the patient, or by staff of the unit for them.
    ended_by_patient boolean,
    ended_by uuid references staff,
    check ((ended_at is null) = (ended_by_patient is null)),
    check ((ended_by is not null) = (ended_by_patient is false))
);
create index patient_consent_by_resident on patient_consent (resident_id, registered_at desc, id desc);

-- A unit takes part in the patient's care now. Asserted by its staff; both days are included.
create table care_relation (
    id uuid primary key,
    resident_id uuid not null references resident,
    unit_id uuid not null references unit,
    valid_from date not null,
    valid_through date not null check (valid_through >= valid_from),
    asserted_by uuid not null references staff,
    asserted_at timestamptz not null,
    ended_at timestamptz check (ended_at >= asserted_at),
    ended_by uuid references staff,
    check ((ended_at is null) = (ended_by is null))
);
create index care_relation_by_resident on care_relation (resident_id, asserted_at desc, id desc);

-- The patient closes data towards staff (spärr); never to be taken for a seal, which closes the patient's own channel.
create table patient_block (
    id uuid primary key,
    resident_id uuid not null references resident,
    -- Inner: towards the provider's other units, and others with them. Outer: towards other providers.
    kind text not null check (kind in ('inner', 'outer')),
    provider_hsa_id text not null
        check (provider_hsa_id = upper(btrim(provider_hsa_id)) and char_length(provider_hsa_id) between 1 and 31),
    -- Absent: all units of the provider.
    unit_hsa_id text check (unit_hsa_id = upper(btrim(unit_hsa_id)) and char_length(unit_hsa_id) between 1 and 31),
    info_from date,
    info_through date check (info_through >= info_from),
    excluded_types text[] not null check (excluded_types <@ array['medication', 'alert']),
    -- A guardian may not block a child's data.
    requested_by text not null check (requested_by = 'patient'),
    unit_id uuid not null references unit,
    set_by uuid not null references staff,
    set_at timestamptz not null,
    lifted_at timestamptz check (lifted_at >= set_at),
    lifted_by uuid references staff,
    check ((lifted_at is null) = (lifted_by is null))
);
create index patient_block_by_resident on patient_block (resident_id, set_at desc, id desc);

-- One unit of the provider sees past an inner block for seven days at most.
create table temporary_lift (
    id uuid primary key,
    block_id uuid not null references patient_block,
    unit_id uuid not null references unit,
    -- Absent: everybody with an assignment at the unit.
    employee_id uuid references staff,
    ground text not null check (ground in ('consent', 'emergency')),
    reason text not null check (char_length(reason) between 1 and 1000),
    valid_from date not null,
    valid_through date not null check (valid_through >= valid_from and valid_through <= valid_from + 7),
    lifted_by uuid not null references staff,
    lifted_at timestamptz not null
);
create index temporary_lift_by_block on temporary_lift (block_id, lifted_at desc);

-- Danger to life, or a serious risk to health, and the patient can't consent (nödöppning). For that day.
create table emergency_opening (
    id uuid primary key,
    resident_id uuid not null references resident,
    unit_id uuid not null references unit,
    opened_by uuid not null references staff,
    opened_at timestamptz not null,
    valid_on date not null,
    reason text not null check (char_length(reason) between 1 and 1000)
);
create index emergency_opening_by_resident on emergency_opening (resident_id, opened_at desc, id desc);

-- Each reading: on which assignment and ground, and of which kinds. Never what was read.
create table overview_reading (
    id uuid primary key,
    resident_id uuid not null references resident,
    staff_id uuid not null references staff,
    unit_id uuid not null references unit,
    provider_hsa_id text not null,
    read_at timestamptz not null,
    ground text not null check (ground in ('consent', 'emergency', 'child')),
    information_types text[] not null,
    withheld boolean not null
);
create index overview_reading_by_resident on overview_reading (resident_id, read_at desc);

create function overview_reading_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'what was read stays recorded' using errcode = 'insufficient_privilege'; end $$;
create trigger append_only before update or delete on overview_reading
    for each row execute function overview_reading_is_append_only();
create trigger append_only before update or delete on emergency_opening
    for each row execute function overview_reading_is_append_only();
create trigger append_only before update or delete on temporary_lift
    for each row execute function overview_reading_is_append_only();

insert into policy_value (name, region_code, valid_from, value, source) values
    ('patient-overview.strong-levels', null, '2000-01-01', '["http://id.sambi.se/loa/loa3", "http://id.sambi.se/loa/loa4", "http://id.elegnamnden.se/loa/1.0/loa3", "http://id.elegnamnden.se/loa/1.0/loa4"]', 'N-1: HSLF-FS 2016:40; which levels are strong, INFER'),
    ('patient-overview.child-consents-from-age', null, '2000-01-01', '13', 'N-7: SVOD 3:1; the age, INFER'),
    ('patient-overview.longest-consent-days', null, '2000-01-01', '1826', 'NP-1: W27, a day to years; the limit, INFER'),
    ('patient-overview.longest-relation-days', null, '2000-01-01', '366', 'NP-11: INFER');
