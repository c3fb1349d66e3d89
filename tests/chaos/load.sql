-- A few units, one time type each, and slots one after another: every tenth has three seats.
create function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as
    $$ select ('00000000-0000-7000-80' || kind || '-' || lpad(n::text, 12, '0'))::uuid $$;

insert into unit (id, hsa_id, name, region_code, municipality_code, status, care_form, visit_address,
    phone, about, changed_at, latitude, longitude, shown)
select pg_temp.id('01', n), 'SE2321000016-CHAOS' || n, 'Vårdcentralen ' || n, '19', '1980', 'active',
    'primary-care', 'Storgatan ' || n, '021-000 00 00', 'Välkommen till oss.', now(), 59.61, 16.54, true
from generate_series(0, :units - 1) n;

insert into time_type (id, unit_id, code, name, contact_kind, hidden, active, shows_booked, takes_bookings,
    cancellable, rebookable, book_cut_off_minutes, cancel_cut_off_minutes, rebook_cut_off_minutes,
    own_region_only, changed_at)
select pg_temp.id('0e', n), pg_temp.id('01', n), 'visit', 'Besök', 'visit', false, true, true, true, true, true,
    0, 0, 0, false, now()
from generate_series(0, :units - 1) n;

-- Slot n lies at unit n % units, an hour after the one before it there.
insert into slot (id, unit_id, time_type_id, starts_at, ends_at, seats, status, changed_at)
select pg_temp.id('0d', n), pg_temp.id('01', n % :units), pg_temp.id('0e', n % :units),
    date_trunc('hour', now()) + interval '2 days' + interval '1 hour' * (n / :units),
    date_trunc('hour', now()) + interval '2 days' + interval '1 hour' * (n / :units) + interval '30 minutes',
    case when n % 10 = 0 then 3 else 1 end, 'published', now()
from generate_series(0, :slots - 1) n;

-- People with reserve numbers, which are nobody's.
insert into resident (id, personal_number, number_kind, given_name, family_name, birth_date, sex,
    region_code, municipality_code, terms_version, terms_accepted_at, created_at, changed_at)
select pg_temp.id('02', n), 'CHAOS' || lpad(n::text, 7, '0'), 'reserve', 'Kim', 'Larsson', '1980-01-01', 'female',
    '19', '1980', '2026-01', now(), now(), now()
from generate_series(0, :residents - 1) n;

-- What nobody gave back must end before it is called stuck.
insert into policy_value (name, region_code, valid_from, value, source) values
    ('booking.hold-minutes', null, '2001-01-01', '1', 'tests/chaos');
