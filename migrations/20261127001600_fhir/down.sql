create or replace function booking_counts_seats() returns trigger language plpgsql as $$
declare
    holding constant text[] := array['preliminary', 'confirmed', 'arrived', 'fulfilled', 'no-show'];
    before integer := case when tg_op = 'UPDATE' and old.status = any (holding) then 1 else 0 end;
    now_held integer := case when new.status = any (holding) then 1 else 0 end;
begin
    if now_held <> before then
        update slot set taken = taken + now_held - before, changed_at = new.changed_at where id = new.slot_id;
    end if;
    return null;
end $$;
drop index slot_by_type;
drop index booking_by_slot;
drop index booking_changed;
