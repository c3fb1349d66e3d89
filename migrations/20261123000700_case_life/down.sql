delete from policy_value where name in
    ('case.warning-percent', 'case.escalation-workdays', 'case.reopen-days', 'case.expiry-notice-days');

alter table case_event
    drop constraint case_event_actor,
    drop column group_id,
    drop column reason,
    add constraint case_event_check check (num_nonnulls(actor_resident_id, actor_staff_id) = 1) not valid;

create unique index case_message_one_answer on case_message (case_id) where kind = 'answer';

alter table case_file
    drop constraint case_file_owner,
    drop constraint case_file_ending,
    drop constraint case_file_warn_first,
    drop constraint case_file_unowned_stage,
    drop constraint case_file_expiry_told,
    drop constraint case_file_previous,
    drop constraint case_file_stage_check,
    drop constraint case_file_close_kind_check,
    drop column group_id,
    drop column previous_case_id,
    drop column close_reason,
    drop column reopened_count,
    drop column expiry_told_at,
    drop column documented_at,
    drop column unowned_because,
    drop column first_response_warn_at;
drop table case_escalation;
drop index case_file_open_by_unit, case_file_by_unit_and_due, case_file_owned, case_file_awaiting;
alter table case_file
    add constraint case_file_stage_check
        check (stage in ('draft', 'new', 'assigned', 'awaiting-resident', 'closed')) not valid,
    add constraint case_file_close_kind_check check (close_kind in ('answered', 'withdrawn')) not valid,
    add constraint case_file_check2 check (case stage when 'draft' then handler_id is null
        when 'new' then handler_id is null
        when 'assigned' then handler_id is not null
        when 'awaiting-resident' then handler_id is not null
        else true end) not valid,
    add constraint case_file_check6
        check (close_kind is null or (close_kind = 'answered') = (handler_id is not null)) not valid;

alter table case_type
    drop column expires_after_days,
    drop column documentation_required;

drop view role_held;
drop table staff_group_role, staff_group_member, staff_group;
