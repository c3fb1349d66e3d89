drop table system_client_place;
