-- Who sent an infected file believes that it has come: they are told, once.
alter table attachment
    add column infected_told_at timestamptz,
    add constraint attachment_infected_told check (infected_told_at is null or scan = 'infected');
create index attachment_infected_untold on attachment (id) where scan = 'infected' and infected_told_at is null;

-- A resident can be told about a draft, and throw the draft away all the same.
alter table inbox_item
    drop constraint inbox_item_case_id_fkey,
    add constraint inbox_item_case_id_fkey foreign key (case_id) references case_file on delete cascade;
