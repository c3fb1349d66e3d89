-- Whoever set a child's contact details: a guardian's are gone when the guardian's right is.
alter table resident
    -- Null: themselves, or the register of old.
    add column contact_set_by uuid references resident,
    -- A guardian opened the account for the child.
    add column activated_by uuid references resident,
    add column activated_at timestamptz,
    -- Yes or no to the national personal data service; null until answered.
    add column shares_contact boolean,
    add constraint resident_activated check ((activated_by is null) = (activated_at is null));
-- What a child has today its guardian has set, or might have.
update resident child set contact_set_by =
        (select guardian_id from guardianship g where g.child_id = child.id order by guardian_id limit 1)
    where (email is not null or mobile_phone is not null)
      and birth_date > current_date - interval '13 years';
create index resident_contact_by_other on resident (birth_date) where contact_set_by is not null;
