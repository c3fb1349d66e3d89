drop table case_event, case_message, case_file;
drop sequence case_number;
drop function history_is_append_only();
