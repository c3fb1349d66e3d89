-- Attachments (bilagor): the files that go with messages, their bytes in pieces, and what must be tidied up after them.

alter table case_message add unique (id, case_id);

create table attachment (
    id uuid primary key,
    case_id uuid not null references case_file on delete cascade,
    -- Null until it is sent. Purged with its message, and with its case (B-64).
    message_id uuid,
    place smallint check (place > 0),
    uploaded_by_resident_id uuid references resident,
    uploaded_by_staff_id uuid references staff,
    name text not null check (char_length(name) between 1 and 150 and name !~ '[[:cntrl:]/\\]'),
    media_type text not null
        check (media_type in ('application/pdf', 'image/gif', 'image/jpeg', 'image/png')),
    begun_at timestamptz not null,
    -- These three are null while it is still coming in.
    arrived_at timestamptz,
    bytes bigint check (bytes > 0),
    sha256 bytea check (octet_length(sha256) = 32),
    scan text not null check (scan in ('unscanned', 'clean', 'infected')),
    scan_attempts integer not null default 0 check (scan_attempts >= 0),
    scan_due_at timestamptz not null,
    -- Written before the object is, so that no object is ever without a row that names it.
    object_key text unique,
    move_due_at timestamptz not null,
    -- From here on the object is what is read, and the pieces may go.
    moved_at timestamptz,
    in_pieces boolean not null default true,
    foreign key (message_id, case_id) references case_message (id, case_id) on delete cascade,
    unique (message_id, place),
    check (num_nonnulls(uploaded_by_resident_id, uploaded_by_staff_id) = 1),
    check (num_nonnulls(arrived_at, bytes, sha256) in (0, 3)),
    check ((message_id is null) = (place is null)),
    check (message_id is null or arrived_at is not null),
    check (moved_at is null or object_key is not null),
    check (moved_at is null or scan <> 'infected'),
    check (in_pieces or moved_at is not null or scan = 'infected')
);
create index attachment_unsent on attachment (case_id) where message_id is null;
create index attachment_unsent_by_age on attachment (begun_at) where message_id is null;
create index attachment_to_scan on attachment (scan_due_at) where scan = 'unscanned' and arrived_at is not null;
create index attachment_to_move on attachment (move_due_at) where moved_at is null and message_id is not null;
create index attachment_moved on attachment (moved_at) where moved_at is not null and in_pieces;

-- The bytes: pieces of 131072 and a last one of what is left.
create table attachment_piece (
    attachment_id uuid not null references attachment on delete cascade,
    seq integer not null check (seq >= 0),
    bytes bytea not null check (octet_length(bytes) between 1 and 131072),
    primary key (attachment_id, seq)
);
-- Images and PDF are compressed already.
alter table attachment_piece alter column bytes set storage external;

-- Objects whose row is gone.
create table attachment_removal (
    object_key text primary key,
    due_at timestamptz not null,
    attempts integer not null default 0
);

create function attachment_stays_as_sent() returns trigger language plpgsql as $$ begin
    if old.message_id is not null and
        (new.id, new.case_id, new.message_id, new.place, new.uploaded_by_resident_id,
            new.uploaded_by_staff_id, new.name, new.media_type, new.arrived_at, new.bytes, new.sha256)
        is distinct from
        (old.id, old.case_id, old.message_id, old.place, old.uploaded_by_resident_id,
            old.uploaded_by_staff_id, old.name, old.media_type, old.arrived_at, old.bytes, old.sha256)
    then
        raise exception 'a sent attachment never changes';
    end if;
    if old.scan = 'infected' and new.scan <> 'infected' then
        raise exception 'an infected attachment stays so';
    end if;
    return new;
end $$;
create trigger stays_as_sent before update on attachment
    for each row execute function attachment_stays_as_sent();

-- A quarter of an hour: longer than a worker that was just putting the object there may take.
create function attachment_object_must_go() returns trigger language plpgsql as $$ begin
    if old.object_key is not null then
        insert into attachment_removal (object_key, due_at)
        values (old.object_key, now() + interval '15 minutes')
        on conflict do nothing;
    end if;
    return null;
end $$;
create trigger object_must_go after delete on attachment
    for each row execute function attachment_object_must_go();

insert into policy_value (name, region_code, valid_from, value, source) values
    ('attachment.most-bytes', null, '2020-01-01', '20971520', 'cases.md B-61 S11: 20 MB each'),
    ('attachment.most-by-staff', null, '2020-01-01', '10', 'cases.md B-61 S11: per message'),
    ('attachment.most-by-resident', null, '2020-01-01', '5', 'cases.md B-61 S11: per message'),
    ('attachment.most-megapixels', null, '2020-01-01', '100', 'our decision: what today''s phones take, and viewers bear'),
    ('attachment.unsent-hours', null, '2020-01-01', '24', 'our decision: what nobody sent or refers to is thrown away');
