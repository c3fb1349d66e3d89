delete from policy_value where name = 'statistics.smallest-shown';
