-- A contact card has three sources: the directory, the unit's editor, and the case types. And who handles complaints.

alter table unit
    -- Found by anyone, also without signing in (visas på 1177.se). The other facts that this takes are never null (B-44).
    add column shown boolean not null default false,
    add constraint unit_shown_has_coordinates check (not shown or latitude is not null);

-- What the unit's editor writes (Kontaktkortsadmin).
create table card_content (
    unit_id uuid primary key references unit,
    range_text text check (char_length(range_text) between 1 and 5000),
    news text check (char_length(news) between 1 and 2000),
    read_more text check (char_length(read_more) between 1 and 5000),
    how_to_seek_care text check (char_length(how_to_seek_care) between 1 and 5000),
    your_visit text check (char_length(your_visit) between 1 and 5000),
    changed_at timestamptz not null,
    changed_by uuid not null references staff
);

-- The order of the card's e-services, those of the unit's case types among them (B-42). Name and link are written
-- down only where they are the unit's own.
create table card_service (
    unit_id uuid not null references unit,
    position smallint not null check (position > 0),
    kind text not null check (kind in ('own-link', 'fetched', 'case-type', 'direct-booking')),
    name text check (char_length(name) between 1 and 200),
    url text check (url ~ '^https://' and char_length(url) <= 2000),
    source_unit_id uuid references unit check (source_unit_id <> unit_id),
    case_type_id uuid references case_type,
    primary key (unit_id, position),
    check ((name is not null) = (kind = 'own-link')),
    check ((url is not null) = (kind in ('own-link', 'direct-booking'))),
    check ((source_unit_id is not null) = (kind = 'fetched')),
    check ((case_type_id is null) = (kind = 'own-link'))
);
create unique index card_service_once on card_service (unit_id, source_unit_id, case_type_id)
    nulls not distinct where case_type_id is not null;

-- Which of a region's case types give which part of the basic range (basutbud, B-46).
create table basic_range (
    region_code text not null check (region_code ~ '^[0-9]{2}$'),
    service text not null check (service in ('request-appointment', 'change-appointment', 'renew-prescription',
        'contact-me', 'send-message', 'self-referral', 'question-about-referral', 'request-certificate')),
    case_type_id uuid not null references case_type,
    primary key (region_code, service, case_type_id)
);

alter table case_type add column kind text not null default 'standard' check (kind in ('standard', 'complaint'));

-- The patient board (patientnämnd) of a region. Entered by order, not by the region itself (M-41).
create table patient_board (
    region_code text primary key check (region_code ~ '^[0-9]{2}$'),
    name text not null check (char_length(name) between 1 and 200),
    hsa_id text check (hsa_id = upper(btrim(hsa_id)) and char_length(hsa_id) <= 31)
);

-- Units that take complaints (synpunkter och klagomål). Which region's is decided by where the unit is: one that
-- moves takes this along.
create table complaints_handling (
    unit_id uuid primary key references unit,
    since timestamptz not null,
    added_by uuid not null references staff
);
create function takes_complaints(of_unit uuid) returns boolean language sql stable as $$
    select exists (select from complaints_handling c join unit u on u.id = c.unit_id
        join patient_board b on b.region_code = u.region_code where c.unit_id = of_unit)
$$;
