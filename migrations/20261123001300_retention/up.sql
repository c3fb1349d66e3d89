-- What has been kept long enough goes: proposed by one person, approved by another, purged case by case, and certified.

-- What must not go, whatever the time: a dispute, a supervision, a request for a copy.
create table legal_hold (
    id uuid primary key,
    unit_id uuid not null references unit,
    -- What is held: one case, or everything of one resident at the unit; all that the unit has without either.
    -- A case that goes when its hold is lifted leaves the hold as history, so nothing refers to it here.
    case_id uuid,
    resident_id uuid references resident,
    reason text not null check (char_length(reason) between 1 and 1000),
    placed_by uuid not null references staff,
    placed_at timestamptz not null,
    lifted_by uuid references staff,
    lifted_at timestamptz,
    lift_reason text check (char_length(lift_reason) between 1 and 1000),
    check (num_nonnulls(case_id, resident_id) <= 1),
    check (num_nonnulls(lifted_by, lifted_at, lift_reason) in (0, 3)),
    check (lifted_at >= placed_at)
);
create index legal_hold_by_unit on legal_hold (unit_id, placed_at desc, id desc);
create index legal_hold_in_force on legal_hold (unit_id) where lifted_at is null;

-- A hold is only ever lifted, once.
create function legal_hold_is_history() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' or old.lifted_at is not null
        or (new.id, new.unit_id, new.reason, new.placed_by, new.placed_at)
            is distinct from (old.id, old.unit_id, old.reason, old.placed_by, old.placed_at)
        or (new.case_id, new.resident_id) is distinct from (old.case_id, old.resident_id) then
        raise exception 'a legal hold is placed and lifted, never changed';
    end if;
    return new;
end $$;
create trigger history before update or delete on legal_hold
    for each row execute function legal_hold_is_history();

-- A dry run, and what was decided on it. A unit has one under way at a time.
create table purge_proposal (
    id uuid primary key,
    unit_id uuid not null references unit,
    stage text not null check (stage in ('proposed', 'approved', 'rejected', 'done')),
    proposed_by uuid not null references staff,
    proposed_at timestamptz not null,
    -- What the dry run saw and left out: held, and due under a policy that the region has not decided.
    held integer not null check (held >= 0),
    undecided integer not null check (undecided >= 0),
    -- Something in it goes to an archive, which must have it before anything is purged.
    needs_delivery boolean not null,
    delivered_by uuid references staff,
    delivered_at timestamptz,
    delivery_ref text check (char_length(delivery_ref) between 1 and 200),
    decided_by uuid references staff,
    decided_at timestamptz,
    rejection text check (char_length(rejection) between 1 and 1000),
    finished_at timestamptz,
    version bigint not null default 1,
    check (num_nonnulls(delivered_by, delivered_at, delivery_ref) in (0, 3)),
    check (num_nonnulls(decided_by, decided_at) in (0, 2)),
    check ((stage = 'proposed') = (decided_at is null)),
    check ((stage = 'rejected') = (rejection is not null)),
    check ((stage = 'done') = (finished_at is not null)),
    -- Two pairs of eyes: nobody approves what they proposed.
    check (stage = 'rejected' or decided_by <> proposed_by),
    check (stage in ('proposed', 'rejected') or not needs_delivery or delivered_at is not null)
);
create unique index purge_proposal_one_under_way on purge_proposal (unit_id)
    where stage in ('proposed', 'approved');
create index purge_proposal_by_unit on purge_proposal (unit_id, proposed_at desc, id desc);
create index purge_proposal_approved on purge_proposal (decided_at) where stage = 'approved';

-- One case of a proposal, and what became of it. Only its id outlives it.
create table purge_item (
    proposal_id uuid not null references purge_proposal,
    case_id uuid not null,
    retention_policy_id uuid not null references retention_policy,
    due_on date not null,
    outcome text check (outcome in ('purged', 'held', 'not-due')),
    settled_at timestamptz,
    messages integer not null default 0,
    inbox_items integer not null default 0,
    attachments integer not null default 0,
    primary key (proposal_id, case_id),
    check ((outcome is null) = (settled_at is null)),
    check (outcome = 'purged' or messages + inbox_items + attachments = 0)
);
create index purge_item_waiting on purge_item (proposal_id, case_id) where outcome is null;
create unique index purge_item_purged_once on purge_item (case_id) where outcome = 'purged';

-- What is left for ever of what was purged: how much, by whose decision, and a hash of the ids.
create table purge_certificate (
    id uuid primary key,
    proposal_id uuid not null unique references purge_proposal,
    unit_id uuid not null references unit,
    cases integer not null check (cases >= 0),
    messages integer not null,
    inbox_items integer not null,
    attachments integer not null,
    held integer not null,
    not_due integer not null,
    -- SHA-256 over the purged cases' ids in order, each as text with a line feed after it.
    ids_hash bytea not null check (octet_length(ids_hash) = 32),
    retention_policy_ids uuid[] not null,
    proposed_by uuid not null references staff,
    approved_by uuid not null references staff,
    approved_at timestamptz not null,
    finished_at timestamptz not null
);
create index purge_certificate_by_unit on purge_certificate (unit_id, finished_at desc, id desc);
create function purge_certificate_is_for_ever() returns trigger language plpgsql as
    $$ begin raise exception 'a purge certificate is kept for ever'; end $$;
create trigger for_ever before update or delete on purge_certificate
    for each row execute function purge_certificate_is_for_ever();
create trigger no_truncate before truncate on purge_certificate
    for each statement execute function purge_certificate_is_for_ever();

-- Whether a hold in force covers that case.
create function is_held(the_case uuid, the_unit uuid, the_subject uuid) returns boolean language sql stable as $$
    select exists (select from legal_hold h where h.unit_id = the_unit and h.lifted_at is null
        and coalesce(h.case_id = the_case, h.resident_id = the_subject, true))
$$;

-- The cases of a unit that have been kept long enough on a day, each with the policy that says so.
create function cases_due(the_unit uuid, day date)
    returns table (case_id uuid, subject_id uuid, policy_id uuid, decided boolean, transfer boolean, due_on date)
    language sql stable as $$
    select c.id, c.subject_id, p.id, p.region_code is not null, p.transfer_target is not null, d.due_on
    from case_file c
    join unit u on u.id = c.unit_id
    left join case_type t on t.id = c.case_type_id
    left join retention_policy chosen on chosen.id = t.retention_policy_id
    cross join lateral (select r.* from retention_policy r
        where r.information_type = coalesce(chosen.information_type,
                case c.direction when 'care' then 'citizen-case' else 'case' end)
            and r.valid_from <= day
            and (r.region_code is null or r.region_code = u.region_code)
        order by r.region_code nulls last, r.valid_from desc limit 1) p
    cross join lateral (select case p.from_event
        when 'closed' then c.closed_at
        when 'read' then coalesce((select max(i.read_at) from inbox_item i where i.case_id = c.id),
            c.closed_at + interval '12 months')
        else greatest(c.closed_at, (select max(e.at) from case_event e where e.case_id = c.id)) end as since) s
    cross join lateral (select ((s.since at time zone 'Europe/Stockholm')::date
        + make_interval(months => p.retain_months))::date as due_on) d
    where c.unit_id = the_unit and c.stage = 'closed' and d.due_on <= day
$$;

-- Whether this very transaction purges that case: it says so, an approved proposal holds the case, and no
-- legal hold does. What is append-only otherwise may go then, and only then.
create function purge_is_under_way(the_case uuid) returns boolean language sql stable as $$
    select coalesce(current_setting('etjanster.purging', true), '') = the_case::text
        and exists (select from purge_item i join purge_proposal p on p.id = i.proposal_id
            where i.case_id = the_case and i.outcome is null and p.stage = 'approved')
        and not exists (select from case_file c
            where c.id = the_case and (c.stage <> 'closed' or is_held(c.id, c.unit_id, c.subject_id)))
$$;

create or replace function history_is_append_only() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' and purge_is_under_way((to_jsonb(old) ->> 'case_id')::uuid) then
        return old;
    end if;
    raise exception '% is append-only', tg_table_name;
end $$;

-- Drafts are their writer's to throw away. Everything else goes by a purge.
create function case_file_stays() returns trigger language plpgsql as $$ begin
    if old.stage = 'draft' or purge_is_under_way(old.id) then
        return old;
    end if;
    raise exception 'a case goes by an approved purge only';
end $$;
create trigger stays before delete on case_file for each row execute function case_file_stays();
create function case_tables_are_not_truncated() returns trigger language plpgsql as
    $$ begin raise exception '% is not truncated', tg_table_name; end $$;
create trigger no_truncate before truncate on case_file
    for each statement execute function case_tables_are_not_truncated();

-- Purges one case of an approved proposal, or says why not. All of it or nothing. With its owner's rights,
-- since a serving role has none to take anything out of a case's history by itself.
create function purge_case(the_proposal uuid, the_case uuid, now timestamptz, today date)
    returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
    found_case case_file%rowtype;
    result text;
    counted_messages integer := 0;
    counted_items integer := 0;
    counted_attachments integer := 0;
begin
    select * into found_case from case_file where id = the_case for update;
    result := case
        when found_case.id is null or found_case.stage <> 'closed' then 'not-due'
        when is_held(the_case, found_case.unit_id, found_case.subject_id) then 'held'
        when not exists (select from cases_due(found_case.unit_id, today) d where d.case_id = the_case)
            then 'not-due'
        else 'purged' end;
    if result = 'purged' then
        perform set_config('etjanster.purging', the_case::text, true);
        -- Their files go with them.
        if to_regclass('attachment') is not null then
            execute 'select count(*) from attachment where case_id = $1 and message_id is not null'
                into counted_attachments using the_case;
        end if;
        delete from inbox_item where case_id = the_case;
        get diagnostics counted_items = row_count;
        delete from case_event where case_id = the_case;
        delete from case_message where case_id = the_case;
        get diagnostics counted_messages = row_count;
        delete from case_file where id = the_case;
        perform set_config('etjanster.purging', '', true);
    end if;
    update purge_item set outcome = result, settled_at = now, messages = counted_messages,
        inbox_items = counted_items, attachments = counted_attachments
        where proposal_id = the_proposal and case_id = the_case and outcome is null;
    return result;
end $$;

revoke execute on function purge_case(uuid, uuid, timestamptz, date) from public;

insert into policy_value (name, region_code, valid_from, value, source) values
    ('retention.most-cases', null, '2000-01-01', '10000', 'our decision: what one dry run takes on; the next takes the rest');
