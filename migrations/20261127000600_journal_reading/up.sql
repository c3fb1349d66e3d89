-- Which items of a record were shown in answer to a request: each by a digest of its source and id, never what it says.

create table journal_shown (
    -- The request of the audit entry that says who read whose journal.
    request_id uuid not null,
    -- The first half of SHA-256 over the source's name and the record's id there.
    item_id uuid not null,
    information text not null check (information in ('note', 'referral-answer-imaging-physiology',
        'referral-answer-other', 'lab-clinical-chemistry', 'diagnosis-list', 'care-contact', 'medication-list',
        'access-log', 'referral-status', 'care-plan', 'vaccination')),
    -- HSA-id.
    unit text not null check (char_length(unit) between 1 and 31),
    decision text not null check (decision in ('allow', 'allow-redacted')),
    shown_at timestamptz not null,
    primary key (request_id, item_id)
);
create function journal_shown_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'what was shown is append-only' using errcode = 'insufficient_privilege'; end $$;
create trigger append_only before update or delete on journal_shown
    for each row execute function journal_shown_is_append_only();

insert into policy_value (name, region_code, valid_from, value, source) values
    -- Whose rules about people hold for those whose own region has set none.
    ('journal.home-region', null, '2000-01-01', '"19"', 'INFER: the region that runs the service');
