drop function takes_complaints(uuid);
drop table complaints_handling, patient_board, basic_range, card_service, card_content;
alter table case_type drop column kind;
alter table unit drop constraint unit_shown_has_coordinates, drop column shown;
