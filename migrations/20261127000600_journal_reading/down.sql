delete from policy_value where name = 'journal.home-region';
drop table journal_shown;
drop function journal_shown_is_append_only();
