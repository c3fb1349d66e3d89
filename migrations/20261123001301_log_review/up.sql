-- Logs are to be checked systematically, and the checks documented: who drew which rows how, what was found, and who signed.

create table log_review (
    id uuid primary key,
    unit_id uuid not null references unit,
    reviewer_id uuid not null references staff,
    began_at timestamptz not null,
    -- What was drawn from, and how: the same again gives the same rows.
    period_from timestamptz not null,
    period_to timestamptz not null,
    horizon bigint not null,
    seed bigint not null,
    random_rows integer not null check (random_rows between 0 and 200),
    targeted_rows integer not null check (targeted_rows between 0 and 200),
    criteria jsonb not null,
    rows_in_period integer not null check (rows_in_period >= 0),
    rows_at_risk integer not null check (rows_at_risk between 0 and rows_in_period),
    outcome text check (outcome in ('ok', 'follow-up', 'incident')),
    conclusion text check (char_length(conclusion) between 1 and 4000),
    signed_by uuid references staff,
    signed_at timestamptz,
    version bigint not null default 1,
    check (period_from < period_to),
    check (num_nonnulls(outcome, conclusion, signed_by, signed_at) in (0, 4))
);
create index log_review_by_unit on log_review (unit_id, began_at desc, id desc);

create table log_review_row (
    review_id uuid not null references log_review,
    place integer not null check (place > 0),
    -- The row of the record. The record is partitioned, so its key is both.
    entry_at timestamptz not null,
    entry_id bigint not null,
    drawn text not null check (drawn in ('random', 'targeted')),
    risks text[] not null,
    finding text check (finding in ('justified', 'unclear', 'unjustified')),
    note text check (char_length(note) between 1 and 2000),
    found_by uuid references staff,
    found_at timestamptz,
    primary key (review_id, place),
    unique (review_id, entry_id),
    check (num_nonnulls(finding, found_by, found_at) in (0, 3)),
    check (note is null or finding is not null)
);

-- A signed protocol never changes, nor does how it was drawn.
create function log_review_is_a_protocol() returns trigger language plpgsql as $$ begin
    if tg_op = 'UPDATE' and old.signed_at is null
        and (new.id, new.unit_id, new.reviewer_id, new.began_at, new.period_from, new.period_to, new.horizon,
            new.seed, new.random_rows, new.targeted_rows, new.criteria, new.rows_in_period, new.rows_at_risk)
        is not distinct from
            (old.id, old.unit_id, old.reviewer_id, old.began_at, old.period_from, old.period_to, old.horizon,
            old.seed, old.random_rows, old.targeted_rows, old.criteria, old.rows_in_period, old.rows_at_risk)
    then
        return new;
    end if;
    raise exception 'a log review is a protocol';
end $$;
create trigger protocol before update or delete on log_review
    for each row execute function log_review_is_a_protocol();

create function log_review_row_is_a_protocol() returns trigger language plpgsql as $$ begin
    if tg_op <> 'DELETE'
        and exists (select from log_review r where r.id = new.review_id and r.signed_at is null)
        and (tg_op = 'INSERT' or (new.review_id, new.place, new.entry_at, new.entry_id, new.drawn, new.risks)
            is not distinct from
            (old.review_id, old.place, old.entry_at, old.entry_id, old.drawn, old.risks))
    then
        return new;
    end if;
    raise exception 'a log review is a protocol';
end $$;
create trigger protocol before insert or update or delete on log_review_row
    for each row execute function log_review_row_is_a_protocol();
create trigger no_truncate before truncate on log_review
    for each statement execute function log_review_is_a_protocol();
create trigger no_truncate before truncate on log_review_row
    for each statement execute function log_review_row_is_a_protocol();

insert into policy_value (name, region_code, valid_from, value, source) values
    ('log-review.day-begins', null, '2000-01-01', '"06:30"', 'cases.md 7.9: odd hours; the hour is our decision'),
    ('log-review.day-ends', null, '2000-01-01', '"19:00"', 'cases.md 7.9: odd hours; the hour is our decision'),
    ('log-review.longest-days', null, '2000-01-01', '92', 'our decision: what one draw looks through'),
    ('access-log.names-shown', null, '2000-01-01', 'true', 'B-122 S47: public providers disclose names');
