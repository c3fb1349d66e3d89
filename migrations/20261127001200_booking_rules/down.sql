delete from policy_value where name like 'booking.%';
