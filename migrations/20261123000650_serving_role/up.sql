-- A serving role without rights over the audit record still needs a partition for each month: the tables' owner makes it.

alter function audit_ensure_month(date) security definer;
alter function audit_ensure_month(date) set search_path = public, pg_temp;
revoke execute on function audit_ensure_month(date) from public;
