drop table retention_policy;
drop function retention_policy_is_immutable();
