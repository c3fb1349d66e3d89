-- Where a system client acts: a record system publishes its own units' times, and reads its own units' bookings.

create table system_client_place (
    id uuid primary key,
    client_id uuid not null references system_client,
    -- One unit, or all of a region's, or with neither all there are.
    unit_id uuid references unit,
    region_code text check (region_code ~ '^[0-9]{2}$'),
    check (unit_id is null or region_code is null),
    unique nulls not distinct (client_id, unit_id, region_code)
);

-- Those that were there before go on as they did, until somebody says where they belong.
insert into system_client_place (id, client_id, unit_id, region_code)
    select gen_random_uuid(), id, null, null from system_client;

-- Counts what ends its sessions: another secret, or being shut out.
alter table system_client add column session_epoch bigint not null default 0;
