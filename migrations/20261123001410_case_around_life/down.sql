drop view case_around;



create view case_around as
    select case_file.id,
        unit.region_code,
        unit.name as unit_name,
        case_type.name as type_name,
        edition.template_id,
        edition.id as template_version_id,
        edition.number as template_number,
        edition.mode as template_mode,
        edition.title as template_title,
        subject.given_name as subject_given_name,
        subject.family_name as subject_family_name,
        subject.protected_identity as subject_protected,
        writer.given_name as writer_given_name,
        writer.family_name as writer_family_name,
        writer.protected_identity as writer_protected,
        handler.given_name as handler_given_name,
        handler.family_name as handler_family_name
    from case_file
    join unit on unit.id = case_file.unit_id
    join resident subject on subject.id = case_file.subject_id
    left join case_type on case_type.id = case_file.case_type_id
    left join citizen_template_version edition on edition.id = case_file.citizen_template_version_id
    left join resident writer on writer.id = case_file.initiated_by
    left join staff handler on handler.id = case_file.handler_id;
