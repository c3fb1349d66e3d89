drop table case_event, case_message, case_file;
drop function history_is_append_only();
