-- The time book is searched by code and by practitioner, and filled by weeks that are planned once.

-- Who it is with, as a word that says nothing of the person: HSA-ids of people stand in no address.
alter table slot add column practitioner_id uuid
    generated always as (md5(unit_id::text || practitioner_hsa_id)::uuid) stored;

create index time_type_by_code on time_type (code);

-- A week as it is planned (grundschema), to be applied to days.
create table slot_template (
    id uuid primary key,
    unit_id uuid not null references unit,
    name text not null check (char_length(name) between 1 and 100),
    version bigint not null default 1,
    changed_at timestamptz not null,
    unique (unit_id, name),
    unique (id, unit_id)
);

-- A time in such a week, by the clock on the wall.
create table slot_template_line (
    template_id uuid not null,
    place smallint not null check (place between 0 and 199),
    unit_id uuid not null,
    time_type_id uuid not null,
    -- 1 is Monday.
    weekday smallint not null check (weekday between 1 and 7),
    starts time not null,
    -- As long as it takes, also on a night when clocks are moved.
    minutes smallint not null check (minutes between 1 and 1440),
    seats smallint not null check (seats between 1 and 500),
    practitioner_hsa_id text check (practitioner_hsa_id = upper(practitioner_hsa_id) and char_length(practitioner_hsa_id) <= 31),
    practitioner_name text check (char_length(practitioner_name) between 1 and 100),
    resource text check (char_length(resource) between 1 and 100),
    alternative_address text check (char_length(alternative_address) between 1 and 300),
    check ((practitioner_hsa_id is null) = (practitioner_name is null)),
    primary key (template_id, place),
    foreign key (template_id, unit_id) references slot_template (id, unit_id) on delete cascade,
    foreign key (time_type_id, unit_id) references time_type (id, unit_id)
);

insert into policy_value (name, region_code, valid_from, value, source) values
('slot.shown-days-ahead', null, '2000-01-01', '365', 'INF: as far ahead as a time book is planned');
