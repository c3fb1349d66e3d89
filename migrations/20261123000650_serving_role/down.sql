grant execute on function audit_ensure_month(date) to public;
alter function audit_ensure_month(date) reset search_path;
alter function audit_ensure_month(date) security invoker;
