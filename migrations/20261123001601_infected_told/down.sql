alter table inbox_item
    drop constraint inbox_item_case_id_fkey,
    add constraint inbox_item_case_id_fkey foreign key (case_id) references case_file;
drop index attachment_infected_untold;
alter table attachment
    drop constraint attachment_infected_told,
    drop column infected_told_at;
