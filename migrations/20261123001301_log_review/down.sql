delete from policy_value where name in ('log-review.day-begins', 'log-review.day-ends', 'log-review.longest-days',
    'access-log.names-shown');
drop table log_review_row;
drop table log_review;
drop function log_review_row_is_a_protocol();
drop function log_review_is_a_protocol();
