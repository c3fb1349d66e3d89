-- Cases go on beyond the first answer: groups take them, they end without one or run out, are opened again and followed up.

-- Staff who share roles and cases at a unit (personalgrupp). Ended ones stay as history.
create table staff_group (
    id uuid primary key,
    unit_id uuid not null references unit,
    name text not null check (char_length(name) between 1 and 100 and name = btrim(name)),
    created_at timestamptz not null,
    created_by uuid references staff,
    ended_at timestamptz,
    ended_by uuid references staff,
    version bigint not null default 1,
    unique (id, unit_id),
    check (ended_at is null or ended_at >= created_at)
);
create unique index staff_group_name on staff_group (unit_id, lower(name)) where ended_at is null;

create table staff_group_member (
    id uuid primary key,
    group_id uuid not null references staff_group,
    staff_id uuid not null references staff,
    added_at timestamptz not null,
    added_by uuid references staff,
    removed_at timestamptz,
    removed_by uuid references staff,
    check (removed_at is null or removed_at >= added_at)
);
create unique index staff_group_member_once on staff_group_member (staff_id, group_id) where removed_at is null;
create index staff_group_member_by_group on staff_group_member (group_id) where removed_at is null;

-- What each member may do at the unit for as long as both the membership and the group last.
create table staff_group_role (
    id uuid primary key,
    group_id uuid not null references staff_group,
    role text not null check (role in ('receiver', 'handler')),
    granted_at timestamptz not null,
    granted_by uuid references staff,
    revoked_at timestamptz,
    revoked_by uuid references staff,
    check (revoked_at is null or revoked_at >= granted_at)
);
create unique index staff_group_role_once on staff_group_role (group_id, role) where revoked_at is null;

-- Every role that is held, given to the person or through a group. A group that gives no role stands with none.
create view role_held as
    select staff_id, role, unit_id, region_code, valid_until, null::uuid as group_id
    from role_assignment where revoked_at is null
    union all
    select member.staff_id, given.role, staff_group.unit_id, null::text, null::date, staff_group.id
    from staff_group_member member
    join staff_group on staff_group.id = member.group_id and staff_group.ended_at is null
    left join staff_group_role given on given.group_id = staff_group.id and given.revoked_at is null
    where member.removed_at is null;

alter table case_type
    -- An unanswered question closes the case after so many days; never when absent.
    add column expires_after_days smallint check (expires_after_days between 14 and 365),
    -- The unit says that what matters stands in the record before it closes a case (B-9).
    add column documentation_required boolean not null default false;

alter table case_file
    add column group_id uuid,
    -- Emptied when the earlier case is purged.
    add column previous_case_id uuid references case_file on delete set null,
    add column close_reason text check (char_length(close_reason) between 1 and 1000),
    add column reopened_count smallint not null default 0 check (reopened_count >= 0),
    -- When the resident was told that the case runs out.
    add column expiry_told_at timestamptz,
    add column documented_at timestamptz,
    -- The handler can't or won't be there: the unit's receivers find it another (I-6).
    add column unowned_because text check (unowned_because in ('role-ended', 'inactive', 'absent')),
    -- When the working time of the promise is nearly used up (B-23).
    add column first_response_warn_at timestamptz,
    add constraint case_file_group foreign key (group_id, unit_id) references staff_group (id, unit_id),
    add constraint case_file_previous check (previous_case_id <> id),
    add constraint case_file_unowned_stage check (unowned_because is null or stage in ('assigned', 'awaiting-resident')),
    add constraint case_file_expiry_told check (expiry_told_at is null or stage = 'awaiting-resident'),
    add constraint case_file_warn_first check (first_response_warn_at <= first_response_due_at),
    drop constraint case_file_stage_check,
    add constraint case_file_stage_check
        check (stage in ('draft', 'new', 'with-group', 'assigned', 'awaiting-resident', 'closed')),
    drop constraint case_file_close_kind_check,
    add constraint case_file_close_kind_check
        check (close_kind in ('answered', 'withdrawn', 'without-reply', 'expired')),
    -- Each stage carries its own facts and no others.
    drop constraint case_file_check2,
    add constraint case_file_owner check (case stage
        when 'draft' then num_nonnulls(handler_id, group_id) = 0
        when 'new' then num_nonnulls(handler_id, group_id) = 0
        when 'with-group' then handler_id is null and group_id is not null
        when 'closed' then group_id is null
        else handler_id is not null and group_id is null end),
    drop constraint case_file_check6,
    add constraint case_file_ending check (case close_kind
        when 'answered' then handler_id is not null and close_reason is null
        when 'expired' then handler_id is not null and close_reason is null
        when 'withdrawn' then handler_id is null and close_reason is null
        when 'without-reply' then close_reason is not null
        else close_reason is null end);

-- Until now nothing was warned of: three quarters of the clock's time are near enough for what is under way.
update case_file set first_response_warn_at = submitted_at + (first_response_due_at - submitted_at) * 0.75
    where submitted_at is not null;

-- How far up it has been told that a response is late: each level once.
create table case_escalation (
    case_id uuid not null references case_file on delete cascade,
    level smallint not null check (level between 1 and 3),
    at timestamptz not null,
    primary key (case_id, level)
);

create index case_file_open_by_unit on case_file (unit_id, stage, submitted_at desc, id desc)
    where submitted_at is not null and closed_at is null;
create index case_file_by_unit_and_due on case_file (unit_id, first_response_due_at, id)
    where submitted_at is not null;
create index case_file_by_group on case_file (group_id) where group_id is not null;
create index case_file_owned on case_file (handler_id, unit_id) where handler_id is not null and closed_at is null;
create index case_file_clock_runs on case_file (first_response_warn_at)
    where first_response_at is null and closed_at is null and submitted_at is not null;
create index case_file_awaiting on case_file (awaiting_since) where awaiting_since is not null;

-- A case that is opened again can be answered again.
drop index case_message_one_answer;

alter table case_event
    add column group_id uuid references staff_group,
    add column reason text check (char_length(reason) between 1 and 1000),
    -- What the house does by itself has no person behind it.
    drop constraint case_event_check,
    add constraint case_event_actor check (num_nonnulls(actor_resident_id, actor_staff_id)
        = case when kind in ('case.expire', 'case.warn-of-expiry', 'case.hand-over', 'case.set-aside', 'case.put-back', 'case.keep') then 0 else 1 end);

insert into policy_value (name, region_code, valid_from, value, source) values
    ('case.warning-percent', null, '2000-01-01', '75', 'B-23 S21, the number INF'),
    ('case.escalation-workdays', null, '2000-01-01', '1', 'cases.md 7.2 INF: overdue for so long goes to the local administrator'),
    ('case.reopen-days', null, '2000-01-01', '30', 'L-16 INF'),
    ('case.expiry-notice-days', null, '2000-01-01', '7', 'L-14 INF');
