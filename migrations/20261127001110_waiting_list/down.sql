delete from policy_value where name in ('waiting-list.answer-minutes', 'waiting-list.most-entries');
drop table waiting_list_offer;
drop table waiting_list_entry;
