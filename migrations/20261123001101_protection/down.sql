delete from policy_value where name = 'protection.follow-up-hours';
delete from outbox_job where kind in ('end-sessions', 'personal-data');
alter table outbox_job drop constraint outbox_job_kind_check;
alter table outbox_job add constraint outbox_job_kind_check check (kind in ('email', 'sms'));
alter table outbox_job drop column receiver_id;
alter table resident drop column session_epoch;
drop table journal_seal_order, notice_silence, guardian_block;
drop index log_in_lock_one_a_region, log_in_lock_by_resident;
-- Of several open locks the oldest stays: one at a time.
delete from log_in_lock newer using log_in_lock older
    where newer.lifted_at is null and older.lifted_at is null
      and newer.resident_id = older.resident_id
      and (older.locked_at, older.id) < (newer.locked_at, newer.id);
create unique index log_in_lock_one_at_a_time on log_in_lock (resident_id) where lifted_at is null;
alter table log_in_lock
    drop column reason, drop column locked_by, drop column protection_id, drop column lifted_by,
    drop column lifted_in_region, drop column consulted_contact, drop column consulted_on;
drop table protection;
