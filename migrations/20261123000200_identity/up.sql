-- People who may sign in or be cared for, who may act for whom, and the systems that speak for themselves.

create table resident (
    id uuid primary key,
    -- Twelve digits; a coordination number has the day raised by 60. Reserve numbers hold letters.
    personal_number text not null unique check (personal_number ~ '^[0-9A-Z]{12}$'),
    number_kind text not null check (number_kind in ('personnummer', 'coordination', 'reserve')),
    given_name text not null,
    family_name text not null,
    birth_date date not null,
    sex text not null check (sex in ('female', 'male')),
    -- Where the resident is registered; absent for one who has emigrated.
    region_code text check (region_code ~ '^[0-9]{2}$'),
    municipality_code text check (municipality_code ~ '^[0-9]{4}$'),
    protected_identity boolean not null default false,
    deceased_on date,
    emigrated_on date,
    -- First sign-in: the resident took the terms and opened the inbox.
    terms_version text,
    terms_accepted_at timestamptz,
    email text,
    mobile_phone text,
    notify_by_email boolean not null default false,
    notify_by_sms boolean not null default false,
    version bigint not null default 1,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    check ((terms_version is null) = (terms_accepted_at is null)),
    check (not notify_by_email or email is not null),
    check (not notify_by_sms or mobile_phone is not null)
);

-- A guardian as the population register says it. Whether it still gives agency is decided on each day.
create table guardianship (
    guardian_id uuid not null references resident,
    child_id uuid not null references resident,
    since date not null,
    ended_on date,
    changed_at timestamptz not null,
    primary key (guardian_id, child_id),
    check (guardian_id <> child_id),
    check (ended_on is null or ended_on >= since)
);
create index guardianship_by_child on guardianship (child_id);

-- A resident who may not sign in, whoever asked for it. One at a time.
create table log_in_lock (
    id uuid primary key,
    resident_id uuid not null references resident,
    region_code text not null check (region_code ~ '^[0-9]{2}$'),
    initiated_by text not null check (initiated_by in ('resident', 'care')),
    locked_at timestamptz not null,
    lifted_at timestamptz,
    check (lifted_at is null or lifted_at >= locked_at)
);
create unique index log_in_lock_one_at_a_time on log_in_lock (resident_id) where lifted_at is null;

create table system_client (
    id uuid primary key,
    client_id text not null unique check (client_id ~ '^[a-z0-9-]{3,64}$'),
    name text not null,
    secret_hash bytea not null check (octet_length(secret_hash) = 32),
    scopes text[] not null,
    active boolean not null default true,
    created_at timestamptz not null
);
