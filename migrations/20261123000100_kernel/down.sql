drop table policy_value, idempotency_key, audit_batch, audit_entry;
drop function audit_ensure_month(date), audit_is_append_only(), next_audit_xid(),
    audit_horizon(), audit_next_xid(), audit_xid_offset();
