alter table system_client drop column session_epoch;
drop table system_client_place;
