-- What record systems and partners read as FHIR is found by when it changed, by slot and by time type.

create index booking_changed on booking (unit_id, changed_at);
create index booking_by_slot on booking (slot_id, starts_at, id);
create index slot_by_type on slot (time_type_id, starts_at, id);

-- A slot that is full of proposals stands otherwise when one is confirmed: it has changed too.
create or replace function booking_counts_seats() returns trigger language plpgsql as $$
declare
    holding constant text[] := array['preliminary', 'confirmed', 'arrived', 'fulfilled', 'no-show'];
    before integer := case when tg_op = 'UPDATE' and old.status = any (holding) then 1 else 0 end;
    now_held integer := case when new.status = any (holding) then 1 else 0 end;
begin
    if now_held <> before then
        update slot set taken = taken + now_held - before, changed_at = new.changed_at where id = new.slot_id;
    elsif tg_op = 'UPDATE' and old.status = 'preliminary' and now_held = 1 then
        update slot set changed_at = new.changed_at where id = new.slot_id;
    end if;
    return null;
end $$;
