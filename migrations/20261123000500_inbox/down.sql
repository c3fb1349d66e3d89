drop table outbox_job, inbox_item;
