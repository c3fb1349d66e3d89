alter table case_message
    drop column template_version_id,
    drop column questions,
    drop column answers,
    drop column signed_by_unit;
drop table reply_template_version, reply_template;
drop function reply_template_version_is_immutable;
alter table unit drop column signature_text;
alter table unit_case_type
    drop column handed_out_at,
    drop column handed_out_by,
    drop column local_description,
    drop column local_terms_text,
    drop column standard_answers,
    drop column open_windows,
    drop column pause_alternative_unit_id;
drop trigger stays on form_version;
drop function form_version_stays;
drop index case_type_by_unit;
alter table case_type
    drop column draft_components,
    drop column standard_answers,
    drop column retention_policy_id;
