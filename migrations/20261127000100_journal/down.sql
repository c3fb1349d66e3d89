drop table journal_preference, legal_representation, journal_early_access, journal_extension, journal_seal,
    journal_decision, decision_maker, journal_policy, journal_unit, journal_provider;
drop function journal_decision_is_append_only;
