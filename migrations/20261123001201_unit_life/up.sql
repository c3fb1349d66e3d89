-- Units come from the national directory, are taken into use by their region, and close after due notice.

alter table unit
    add column directory_fetched_at timestamptz,
    -- When the worker asks the directory next; at once when nobody has asked yet.
    add column directory_due_at timestamptz,
    -- The place's name, and who answers for what the card says, as the directory has them.
    add column place text,
    add column content_owner text,
    -- WGS 84.
    add column latitude double precision check (latitude between -90 and 90),
    add column longitude double precision check (longitude between -180 and 180),
    add constraint unit_has_both_coordinates check ((latitude is null) = (longitude is null)),
    -- The last day, once it has been announced.
    add column closes_on date,
    add constraint unit_closes_only_when_announced check (closes_on is null or status in ('closing', 'closed'));
create index unit_by_region on unit (region_code, id);
create index unit_by_directory_due on unit (directory_due_at nulls first);

-- Units that belong with it, as the directory says; they need not be known here.
create table related_unit (
    unit_id uuid not null references unit,
    hsa_id text not null check (hsa_id = upper(btrim(hsa_id)) and char_length(hsa_id) <= 31),
    primary key (unit_id, hsa_id)
);

insert into policy_value (name, region_code, valid_from, value, source) values
    ('unit.closing-notice-days', null, '2000-01-01', '21', 'S33: at least three weeks ahead'),
    ('unit.directory-refresh-hours', null, '2000-01-01', '24', 'B-43: opening hours stand in the directory alone');
