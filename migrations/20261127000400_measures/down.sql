drop view journal_ending;
delete from journal_seal where protection_id is not null;
update journal_seal_order set carried_out_at = null;
alter table journal_seal drop constraint journal_seal_once;
alter table journal_seal add constraint journal_seal_once exclude using gist (
    resident_id with =, scope with =, (coalesce(target_hsa_id, '')) with =,
    (coalesce(daterange(events_from, events_through, '[]'), daterange(null, null))) with &&,
    daterange(valid_from, valid_through, '[]') with &&) where (deactivated_on is null);
alter table journal_extension drop column reminded_at;
alter table journal_seal drop column reminded_at;
