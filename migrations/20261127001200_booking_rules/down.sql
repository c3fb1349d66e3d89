drop table booking_fee;
delete from policy_value where name like 'booking.%';
