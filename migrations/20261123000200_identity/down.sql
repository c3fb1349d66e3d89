drop table system_client, log_in_lock, guardianship, resident;
