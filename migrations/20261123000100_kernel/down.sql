drop table policy_value, idempotency_key, audit_batch, audit_entry;
drop function audit_ensure_month(date), audit_is_append_only(), next_audit_xid();
