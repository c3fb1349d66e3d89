drop index resident_contact_by_other;
alter table resident drop column contact_set_by, drop column activated_by,
    drop column activated_at, drop column shares_contact;
