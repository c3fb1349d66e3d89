-- A region of a chosen size. Thing number n of a kind has an id made of the two, so that the load
-- generator and pgbench find it without looking. People have reserve numbers, which are nobody's.
-- Resident r is listed at unit r % units; case c is about resident c % residents.

create function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as
    $$ select ('00000000-0000-7000-80' || kind || '-' || lpad(n::text, 12, '0'))::uuid $$;

insert into unit (id, hsa_id, name, region_code, municipality_code, status, care_form, visit_address,
    phone, about, changed_at, latitude, longitude, shown)
select pg_temp.id('01', n), 'SE2321000016-BENCH' || n, 'Vårdcentralen ' || n, '19', '1980', 'active',
    'primary-care', 'Storgatan ' || n, '021-000 00 00', 'Välkommen till oss.', now(),
    59.61, 16.54, true
from generate_series(0, :units - 1) n;

insert into opening_hours (unit_id, weekday, opens, closes)
select pg_temp.id('01', n), day, '08:00', '17:00'
from generate_series(0, :units - 1) n, generate_series(1, 5) day;

insert into service_area (id, unit_id, region_code)
select pg_temp.id('07', n), pg_temp.id('01', n), '19' from generate_series(0, :units - 1) n;

-- Five at each unit: number 5u receives, the others handle.
insert into staff (id, hsa_id, given_name, family_name, title, changed_at)
select pg_temp.id('04', n), 'SE2321000016-BENCH-S' || n, 'Sam', 'Andersson', 'Sjuksköterska', now()
from generate_series(0, :units * 5 - 1) n;
insert into role_assignment (id, staff_id, role, unit_id, granted_at)
select pg_temp.id('08', n), pg_temp.id('04', n), case n % 5 when 0 then 'receiver' else 'handler' end,
    pg_temp.id('01', n / 5), now()
from generate_series(0, :units * 5 - 1) n;

insert into case_type (id, owner_region_code, name, description, terms_text, status, changed_at)
select pg_temp.id('05', n), '19', 'Ärendetyp ' || n, 'Be om det här.', 'Svar inom två arbetsdagar.',
    'published', now()
from generate_series(0, 4) n;
insert into form_version (id, case_type_id, number, components, published_at)
select pg_temp.id('09', n), pg_temp.id('05', n), 1, '[
    {"id": "reason", "kind": "text", "label": "Vad gäller det?", "required": true, "maxLength": 1000},
    {"id": "since", "kind": "date", "label": "Sedan när?"},
    {"id": "pain", "kind": "number", "label": "Hur ont gör det?", "min": 0, "max": 10}]', now()
from generate_series(0, 4) n;
insert into unit_case_type (unit_id, case_type_id, active, sort_order)
select pg_temp.id('01', u), pg_temp.id('05', n), true, n
from generate_series(0, :units - 1) u, generate_series(0, 4) n;

insert into resident (id, personal_number, number_kind, given_name, family_name, birth_date, sex,
    region_code, municipality_code, terms_version, terms_accepted_at, email, created_at, changed_at)
select pg_temp.id('02', n), 'BENCH' || lpad(n::text, 7, '0'), 'reserve', 'Kim', 'Larsson',
    date '1940-01-01' + (n % 22000)::int, case n % 2 when 0 then 'female' else 'male' end, '19', '1980',
    '2026-01', now(), 'kim' || n || '@example.invalid', now(), now()
from generate_series(0, :residents - 1) n;

create temp table planned as
select c, pg_temp.id('03', c) as id, pg_temp.id('02', c % :residents) as resident,
    (c % :residents) % :units as unit,
    (array['new', 'assigned', 'assigned', 'awaiting-resident', 'closed', 'closed', 'closed', 'closed',
        'closed', 'closed'])[1 + (c + c / :residents) % 10] as stage,
    pg_temp.id('04', (c % :residents) % :units * 5 + 1 + c % 4) as handler,
    now() - interval '1 second' * (10 * (:cases - c)) as sent
from generate_series(0, :cases - 1) c;

insert into case_file (id, number, unit_id, case_type_id, form_version_id, subject_id, initiated_by,
    stage, handler_id, answers, created_at, submitted_at, first_response_due_at, first_response_at,
    awaiting_since, closed_at, close_kind, version)
select id, lpad(c::text, 10, '0'), pg_temp.id('01', unit), pg_temp.id('05', c % 5),
    pg_temp.id('09', c % 5), resident, resident, stage, case when stage <> 'new' then handler end,
    '{"reason": "Receptet är slut sedan i går och jag behöver ett nytt.", "pain": 3}', sent, sent,
    sent + interval '2 days', case when stage in ('closed', 'awaiting-resident') then sent end,
    case when stage = 'awaiting-resident' then sent end, case when stage = 'closed' then sent end,
    case when stage = 'closed' then 'answered' end,
    case stage when 'new' then 2 when 'assigned' then 3 else 4 end
from planned;

insert into case_message (id, case_id, seq, kind, sender_resident_id, body, sent_at)
select pg_temp.id('0a', c), id, 1, 'submission', resident,
    E'Vad gäller det?\nReceptet är slut sedan i går och jag behöver ett nytt.', sent
from planned;
insert into case_message (id, case_id, seq, kind, sender_staff_id, body, signature, sent_at)
select pg_temp.id('0b', c), id, 2, case stage when 'closed' then 'answer' else 'counter-question' end,
    handler, 'Hej! Receptet är förnyat och kan hämtas ut i dag. ' || repeat('Hör av dig igen. ', 10),
    E'Sam Andersson\nSjuksköterska', sent
from planned where stage in ('closed', 'awaiting-resident');

insert into case_event (id, case_id, version, at, kind, actor_resident_id, from_stage, to_stage)
select pg_temp.id('0c', c), id, 2, sent, 'case.submit', resident, 'draft', 'new' from planned;

insert into inbox_item (id, resident_id, kind, unit_id, case_id, title, delivered_at, read_at)
select pg_temp.id('0d', c), resident, 'case', pg_temp.id('01', unit), id, 'Ärendetyp ' || c % 5, sent,
    case when c % 3 = 0 then sent end
from planned where stage in ('closed', 'awaiting-resident');

-- Drafts to submit, each once.
insert into case_file (id, number, unit_id, case_type_id, form_version_id, subject_id, initiated_by,
    stage, answers, created_at)
select pg_temp.id('06', n), '9' || lpad(n::text, 9, '0'), pg_temp.id('01', (n % :residents) % :units),
    pg_temp.id('05', n % 5), pg_temp.id('09', n % 5), pg_temp.id('02', n % :residents),
    pg_temp.id('02', n % :residents), 'draft',
    '{"reason": "Receptet är slut sedan i går och jag behöver ett nytt.", "pain": 3}', now()
from generate_series(0, :drafts - 1) n;

-- Slots: number n lies at bookable unit n % :bookable, a quarter of an hour after the one before it there. Each is booked
-- once at most, by resident n % :residents, who is nowhere else at that time.
insert into unit (id, hsa_id, name, region_code, municipality_code, status, care_form, visit_address,
    phone, about, changed_at, latitude, longitude, shown)
select pg_temp.id('11', n), 'SE2321000016-BOOK' || n, 'Mottagningen ' || n, '19', '1980', 'active',
    'primary-care', 'Storgatan ' || n, '021-000 00 00', 'Välkommen till oss.', now(), 59.61, 16.54, true
from generate_series(0, :bookable - 1) n;
insert into time_type (id, unit_id, code, name, contact_kind, hidden, active, shows_booked, takes_bookings,
    cancellable, rebookable, book_cut_off_minutes, cancel_cut_off_minutes, rebook_cut_off_minutes,
    own_region_only, changed_at)
select pg_temp.id('0f', n), pg_temp.id('11', n), 'visit', 'Besök', 'visit', false, true, true, true, true, true,
    120, 0, 0, false, now()
from generate_series(0, :bookable - 1) n;
insert into slot (id, unit_id, time_type_id, starts_at, ends_at, seats, status, changed_at)
select pg_temp.id('10', n), pg_temp.id('11', n % :bookable), pg_temp.id('0f', n % :bookable),
    date_trunc('hour', now()) + interval '1 day' + interval '15 minutes' * (n / :bookable),
    date_trunc('hour', now()) + interval '1 day' + interval '15 minutes' * (n / :bookable + 1), 1, 'published', now()
from generate_series(0, :slots - 1) n;

select audit_ensure_month(current_date);
vacuum analyze;
checkpoint;
