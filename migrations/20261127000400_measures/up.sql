-- Measures are asked about before they end; a protection's seal stands beside the others; what was ordered is carried out.

-- When the unit's decision-makers were told that it ends soon.
alter table journal_seal add column reminded_at timestamptz;
alter table journal_extension add column reminded_at timestamptz;

-- A protection's seal neither replaces others nor is replaced, so that each is lifted by itself.
alter table journal_seal drop constraint journal_seal_once;
alter table journal_seal add constraint journal_seal_once exclude using gist (
    resident_id with =, scope with =, (coalesce(target_hsa_id, '')) with =,
    (coalesce(daterange(events_from, events_through, '[]'), daterange(null, null))) with &&,
    daterange(valid_from, valid_through, '[]') with &&) where (deactivated_on is null and protection_id is null);

-- What ends by itself unless somebody decides anew: seals that care asked for, and extended access.
create view journal_ending as
    select 'seal'::text as kind, seal.id, seal.resident_id, decision.unit_id, seal.valid_through, seal.set_at,
        seal.reminded_at
    from journal_seal seal join journal_decision decision on decision.id = seal.decision_id
    where decision.initiative = 'care' and seal.deactivated_on is null and seal.valid_through is not null
        and not exists (select from journal_seal later where later.renews_id = seal.id)
    union all
    select 'extended-access', given.id, given.child_id, given.unit_id, given.valid_through, given.set_at,
        given.reminded_at
    from journal_extension given
    where given.deactivated_on is null
        and not exists (select from journal_extension later where later.child_id = given.child_id
            and later.guardian_id = given.guardian_id and later.unit_id = given.unit_id
            and later.deactivated_on is null and later.valid_from > given.valid_through);

-- Seals that were ordered when there was no journal to seal.
insert into journal_seal (id, resident_id, scope, valid_from, protection_id, set_at)
select gen_random_uuid(), resident_id, 'full', (ordered_at at time zone 'Europe/Stockholm')::date, protection_id, ordered_at
from journal_seal_order where carried_out_at is null and lifted_at is null;
update journal_seal_order set carried_out_at = ordered_at where carried_out_at is null and lifted_at is null;
