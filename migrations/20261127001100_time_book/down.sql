delete from policy_value where name = 'slot.shown-days-ahead';
drop table slot_template_line;
drop table slot_template;
drop index time_type_by_code;
alter table slot drop column practitioner_id;
