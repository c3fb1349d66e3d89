// @generated automatically by Diesel CLI.

diesel::table! {
    absence (id) {
        id -> Uuid,
        unit_id -> Uuid,
        staff_id -> Uuid,
        substitute_id -> Nullable<Uuid>,
        from_day -> Date,
        to_day -> Nullable<Date>,
        planned_by -> Uuid,
        planned_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        ended_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    attachment (id) {
        id -> Uuid,
        case_id -> Uuid,
        message_id -> Nullable<Uuid>,
        place -> Nullable<Int2>,
        uploaded_by_resident_id -> Nullable<Uuid>,
        uploaded_by_staff_id -> Nullable<Uuid>,
        name -> Text,
        media_type -> Text,
        begun_at -> Timestamptz,
        arrived_at -> Nullable<Timestamptz>,
        bytes -> Nullable<Int8>,
        sha256 -> Nullable<Bytea>,
        scan -> Text,
        scan_attempts -> Int4,
        scan_due_at -> Timestamptz,
        object_key -> Nullable<Text>,
        move_due_at -> Timestamptz,
        moved_at -> Nullable<Timestamptz>,
        in_pieces -> Bool,
        infected_told_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    attachment_piece (attachment_id, seq) {
        attachment_id -> Uuid,
        seq -> Int4,
        bytes -> Bytea,
    }
}

diesel::table! {
    attachment_removal (object_key) {
        object_key -> Text,
        due_at -> Timestamptz,
        attempts -> Int4,
    }
}

diesel::table! {
    audit_batch (id) {
        id -> Int8,
        sealed_at -> Timestamptz,
        from_xid -> Int8,
        to_xid -> Int8,
        entry_ids -> Array<Nullable<Int8>>,
        entry_hashes -> Bytea,
        previous_hash -> Bytea,
        hash -> Bytea,
    }
}

diesel::table! {
    audit_entry (at, id) {
        id -> Int8,
        at -> Timestamptz,
        xid -> Int8,
        actor_kind -> Text,
        actor_id -> Nullable<Uuid>,
        capacity -> Text,
        unit_id -> Nullable<Uuid>,
        patient_id -> Nullable<Uuid>,
        action -> Text,
        subject_id -> Uuid,
        outcome -> Text,
        reason -> Nullable<Text>,
        request_id -> Uuid,
    }
}

diesel::table! {
    basic_range (region_code, service, case_type_id) {
        region_code -> Text,
        service -> Text,
        case_type_id -> Uuid,
    }
}

diesel::table! {
    booking (id) {
        id -> Uuid,
        slot_id -> Uuid,
        unit_id -> Uuid,
        time_type_id -> Uuid,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        slot_seats -> Int2,
        seat -> Int2,
        resident_id -> Uuid,
        status -> Text,
        origin -> Text,
        summons_id -> Nullable<Uuid>,
        follows_id -> Nullable<Uuid>,
        confirm_by -> Nullable<Timestamptz>,
        reason_code -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        end_reason_code -> Nullable<Text>,
        end_reason_text -> Nullable<Text>,
        information -> Nullable<Text>,
        video_link -> Nullable<Text>,
        made_at -> Timestamptz,
        changed_at -> Timestamptz,
        version -> Int8,
    }
}

diesel::table! {
    booking_fee (booking_id) {
        booking_id -> Uuid,
        cause -> Text,
        care_level -> Text,
        amount -> Int4,
        decided_at -> Timestamptz,
        due_at -> Timestamptz,
        attempts -> Int4,
        told_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    card_content (unit_id) {
        unit_id -> Uuid,
        range_text -> Nullable<Text>,
        news -> Nullable<Text>,
        read_more -> Nullable<Text>,
        how_to_seek_care -> Nullable<Text>,
        your_visit -> Nullable<Text>,
        changed_at -> Timestamptz,
        changed_by -> Uuid,
    }
}

diesel::table! {
    card_service (unit_id, position) {
        unit_id -> Uuid,
        position -> Int2,
        kind -> Text,
        name -> Nullable<Text>,
        url -> Nullable<Text>,
        source_unit_id -> Nullable<Uuid>,
        case_type_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    care_relation (id) {
        id -> Uuid,
        resident_id -> Uuid,
        unit_id -> Uuid,
        valid_from -> Date,
        valid_through -> Date,
        asserted_by -> Uuid,
        asserted_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        ended_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    case_escalation (case_id, level) {
        case_id -> Uuid,
        level -> Int2,
        at -> Timestamptz,
    }
}

diesel::table! {
    case_event (id) {
        id -> Uuid,
        case_id -> Uuid,
        version -> Int8,
        at -> Timestamptz,
        kind -> Text,
        actor_resident_id -> Nullable<Uuid>,
        actor_staff_id -> Nullable<Uuid>,
        from_stage -> Nullable<Text>,
        to_stage -> Text,
        handler_id -> Nullable<Uuid>,
        group_id -> Nullable<Uuid>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    case_file (id) {
        id -> Uuid,
        number -> Text,
        unit_id -> Uuid,
        case_type_id -> Nullable<Uuid>,
        form_version_id -> Nullable<Uuid>,
        subject_id -> Uuid,
        initiated_by -> Nullable<Uuid>,
        stage -> Text,
        handler_id -> Nullable<Uuid>,
        answers -> Jsonb,
        created_at -> Timestamptz,
        submitted_at -> Nullable<Timestamptz>,
        first_response_due_at -> Nullable<Timestamptz>,
        first_response_at -> Nullable<Timestamptz>,
        has_partial_reply -> Bool,
        awaiting_since -> Nullable<Timestamptz>,
        closed_at -> Nullable<Timestamptz>,
        close_kind -> Nullable<Text>,
        version -> Int8,
        group_id -> Nullable<Uuid>,
        previous_case_id -> Nullable<Uuid>,
        close_reason -> Nullable<Text>,
        reopened_count -> Int2,
        expiry_told_at -> Nullable<Timestamptz>,
        documented_at -> Nullable<Timestamptz>,
        unowned_because -> Nullable<Text>,
        first_response_warn_at -> Nullable<Timestamptz>,
        direction -> Text,
        citizen_template_version_id -> Nullable<Uuid>,
        sent_by -> Nullable<Uuid>,
        questions_answered_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    case_message (id) {
        id -> Uuid,
        case_id -> Uuid,
        seq -> Int4,
        kind -> Text,
        sender_resident_id -> Nullable<Uuid>,
        sender_staff_id -> Nullable<Uuid>,
        body -> Text,
        signature -> Nullable<Text>,
        sent_at -> Timestamptz,
        template_version_id -> Nullable<Uuid>,
        questions -> Nullable<Jsonb>,
        answers -> Nullable<Jsonb>,
        signed_by_unit -> Bool,
    }
}

diesel::table! {
    case_type (id) {
        id -> Uuid,
        owner_unit_id -> Nullable<Uuid>,
        owner_region_code -> Nullable<Text>,
        name -> Text,
        description -> Text,
        terms_text -> Text,
        limited_selection -> Bool,
        agent_allowed -> Bool,
        minimum_age -> Nullable<Int2>,
        maximum_age -> Nullable<Int2>,
        sex -> Nullable<Text>,
        first_response_workdays -> Nullable<Int2>,
        auto_reply_text -> Nullable<Text>,
        status -> Text,
        version -> Int8,
        changed_at -> Timestamptz,
        expires_after_days -> Nullable<Int2>,
        documentation_required -> Bool,
        draft_components -> Nullable<Jsonb>,
        standard_answers -> Jsonb,
        retention_policy_id -> Nullable<Uuid>,
        kind -> Text,
    }
}

diesel::table! {
    case_type_grant (id) {
        id -> Uuid,
        unit_id -> Uuid,
        case_type_id -> Uuid,
        resident_id -> Uuid,
        valid_until -> Nullable<Date>,
        granted_by -> Uuid,
        granted_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
        removed_by -> Nullable<Uuid>,
        version -> Int8,
    }
}

diesel::table! {
    citizen_recipient (sending_id, line) {
        sending_id -> Uuid,
        line -> Int4,
        resident_id -> Nullable<Uuid>,
        outcome -> Nullable<Text>,
        settled_at -> Nullable<Timestamptz>,
        attempts -> Int2,
        case_id -> Nullable<Uuid>,
        inbox_item_id -> Nullable<Uuid>,
        reminded_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    citizen_sending (id) {
        id -> Uuid,
        unit_id -> Uuid,
        template_version_id -> Uuid,
        sent_by -> Uuid,
        request_id -> Uuid,
        own_text -> Nullable<Text>,
        relation_declared -> Bool,
        signature -> Text,
        line_count -> Int4,
        created_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        cancelled_at -> Nullable<Timestamptz>,
        cancelled_by -> Nullable<Uuid>,
        signed_by_unit -> Bool,
    }
}

diesel::table! {
    citizen_template (id) {
        id -> Uuid,
        owner_unit_id -> Nullable<Uuid>,
        owner_region_code -> Nullable<Text>,
        mode -> Text,
        basis -> Text,
        active -> Bool,
        version -> Int8,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    citizen_template_version (id) {
        id -> Uuid,
        template_id -> Uuid,
        mode -> Text,
        number -> Int4,
        title -> Text,
        body -> Text,
        purpose -> Text,
        reply_use -> Nullable<Text>,
        contact -> Nullable<Text>,
        components -> Jsonb,
        published_by -> Nullable<Uuid>,
        published_at -> Timestamptz,
    }
}

diesel::table! {
    communication_approval (id) {
        id -> Uuid,
        unit_id -> Uuid,
        resident_id -> Uuid,
        approved_by -> Uuid,
        approved_at -> Timestamptz,
        removed_at -> Nullable<Timestamptz>,
        removed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    complaints_handling (unit_id) {
        unit_id -> Uuid,
        since -> Timestamptz,
        added_by -> Uuid,
    }
}

diesel::table! {
    decision_maker (id) {
        id -> Uuid,
        unit_id -> Uuid,
        staff_id -> Uuid,
        kind -> Text,
        delegation_reference -> Nullable<Text>,
        valid_from -> Date,
        valid_through -> Nullable<Date>,
        appointed_by -> Uuid,
        appointed_at -> Timestamptz,
        ended_by -> Nullable<Uuid>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    emergency_opening (id) {
        id -> Uuid,
        resident_id -> Uuid,
        unit_id -> Uuid,
        opened_by -> Uuid,
        opened_at -> Timestamptz,
        valid_on -> Date,
        reason -> Text,
    }
}

diesel::table! {
    engagement_index_entry (booking_id) {
        booking_id -> Uuid,
        due_at -> Nullable<Timestamptz>,
        claimed_until -> Nullable<Timestamptz>,
        claim -> Int8,
        version -> Int8,
        attempts -> Int4,
        held -> Jsonb,
        told_content -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    form_version (id) {
        id -> Uuid,
        case_type_id -> Uuid,
        number -> Int4,
        components -> Jsonb,
        published_at -> Timestamptz,
    }
}

diesel::table! {
    guardian_block (id) {
        id -> Uuid,
        child_id -> Uuid,
        guardian_id -> Uuid,
        region_code -> Text,
        reason -> Text,
        decided_by -> Text,
        decided_as -> Text,
        decision_unit_id -> Uuid,
        diary_reference -> Nullable<Text>,
        protection_id -> Nullable<Uuid>,
        blocked_by -> Uuid,
        blocked_at -> Timestamptz,
        lifted_at -> Nullable<Timestamptz>,
        lifted_by -> Nullable<Uuid>,
        lifted_in_region -> Nullable<Text>,
        consulted_contact -> Nullable<Text>,
        consulted_on -> Nullable<Date>,
    }
}

diesel::table! {
    guardianship (guardian_id, child_id) {
        guardian_id -> Uuid,
        child_id -> Uuid,
        since -> Date,
        ended_on -> Nullable<Date>,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    idempotency_key (owner_id, key) {
        owner_id -> Uuid,
        key -> Text,
        operation -> Text,
        request_hash -> Bytea,
        answer -> Jsonb,
        action -> Text,
        subject_id -> Uuid,
        capacity -> Text,
        unit_id -> Nullable<Uuid>,
        patient_id -> Nullable<Uuid>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    inbox_item (id) {
        id -> Uuid,
        resident_id -> Uuid,
        kind -> Text,
        unit_id -> Uuid,
        case_id -> Nullable<Uuid>,
        title -> Text,
        delivered_at -> Timestamptz,
        read_at -> Nullable<Timestamptz>,
        archived_at -> Nullable<Timestamptz>,
        version -> Int8,
        booking_id -> Nullable<Uuid>,
        summons_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    journal_decision (id) {
        id -> Uuid,
        unit_id -> Uuid,
        decided_by -> Uuid,
        decided_as -> Text,
        delegation_reference -> Nullable<Text>,
        initiative -> Text,
        ground -> Text,
        diary_reference -> Nullable<Text>,
        reason -> Nullable<Text>,
        consulted_guardian -> Bool,
        consulted_child -> Bool,
        identity_check -> Nullable<Text>,
        form_version -> Nullable<Text>,
        recorded_by -> Uuid,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    journal_early_access (id) {
        id -> Uuid,
        child_id -> Uuid,
        unit_id -> Uuid,
        valid_from -> Date,
        valid_through -> Nullable<Date>,
        protected_reviewed -> Bool,
        decision_id -> Uuid,
        set_at -> Timestamptz,
        deactivated_on -> Nullable<Date>,
        deactivated_at -> Nullable<Timestamptz>,
        lifting_decision_id -> Nullable<Uuid>,
        version -> Int8,
    }
}

diesel::table! {
    journal_extension (id) {
        id -> Uuid,
        child_id -> Uuid,
        guardian_id -> Uuid,
        unit_id -> Uuid,
        valid_from -> Date,
        valid_through -> Date,
        decision_id -> Uuid,
        set_at -> Timestamptz,
        deactivated_on -> Nullable<Date>,
        deactivated_at -> Nullable<Timestamptz>,
        lifting_decision_id -> Nullable<Uuid>,
        version -> Int8,
        reminded_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    journal_policy (id) {
        id -> Uuid,
        kind -> Text,
        region_code -> Text,
        provider_hsa_id -> Nullable<Text>,
        valid_from -> Date,
        document -> Jsonb,
        source -> Text,
        proposed_by -> Nullable<Uuid>,
        proposed_at -> Timestamptz,
        first_approved_by -> Nullable<Uuid>,
        first_approved_at -> Nullable<Timestamptz>,
        second_approved_by -> Nullable<Uuid>,
        second_approved_at -> Nullable<Timestamptz>,
        withdrawn_by -> Nullable<Uuid>,
        withdrawn_at -> Nullable<Timestamptz>,
        in_force -> Bool,
        version -> Int8,
    }
}

diesel::table! {
    journal_preference (resident_id) {
        resident_id -> Uuid,
        cooling_off -> Bool,
        version -> Int8,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    journal_provider (hsa_id) {
        hsa_id -> Text,
        name -> Text,
        region_code -> Text,
        is_private -> Bool,
    }
}

diesel::table! {
    journal_seal (id) {
        id -> Uuid,
        resident_id -> Uuid,
        scope -> Text,
        target_hsa_id -> Nullable<Text>,
        events_from -> Nullable<Date>,
        events_through -> Nullable<Date>,
        valid_from -> Date,
        valid_through -> Nullable<Date>,
        decision_id -> Nullable<Uuid>,
        protection_id -> Nullable<Uuid>,
        set_at -> Timestamptz,
        renews_id -> Nullable<Uuid>,
        deactivated_on -> Nullable<Date>,
        deactivated_at -> Nullable<Timestamptz>,
        lifting_decision_id -> Nullable<Uuid>,
        version -> Int8,
        reminded_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    journal_seal_order (id) {
        id -> Uuid,
        resident_id -> Uuid,
        region_code -> Text,
        protection_id -> Uuid,
        ordered_by -> Uuid,
        ordered_at -> Timestamptz,
        carried_out_at -> Nullable<Timestamptz>,
        lifted_at -> Nullable<Timestamptz>,
        lifted_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    journal_shown (request_id, item_id) {
        request_id -> Uuid,
        item_id -> Uuid,
        information -> Text,
        unit -> Text,
        decision -> Text,
        shown_at -> Timestamptz,
    }
}

diesel::table! {
    journal_unit (hsa_id) {
        hsa_id -> Text,
        provider_hsa_id -> Text,
        name -> Text,
        class -> Text,
    }
}

diesel::table! {
    legal_hold (id) {
        id -> Uuid,
        unit_id -> Uuid,
        case_id -> Nullable<Uuid>,
        resident_id -> Nullable<Uuid>,
        reason -> Text,
        placed_by -> Uuid,
        placed_at -> Timestamptz,
        lifted_by -> Nullable<Uuid>,
        lifted_at -> Nullable<Timestamptz>,
        lift_reason -> Nullable<Text>,
    }
}

diesel::table! {
    legal_representation (representative_id, person_id) {
        representative_id -> Uuid,
        person_id -> Uuid,
        since -> Date,
        ended_on -> Nullable<Date>,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    log_in_lock (id) {
        id -> Uuid,
        resident_id -> Uuid,
        region_code -> Text,
        initiated_by -> Text,
        locked_at -> Timestamptz,
        lifted_at -> Nullable<Timestamptz>,
        reason -> Text,
        locked_by -> Nullable<Uuid>,
        protection_id -> Nullable<Uuid>,
        lifted_by -> Nullable<Uuid>,
        lifted_in_region -> Nullable<Text>,
        consulted_contact -> Nullable<Text>,
        consulted_on -> Nullable<Date>,
    }
}

diesel::table! {
    log_review (id) {
        id -> Uuid,
        unit_id -> Uuid,
        reviewer_id -> Uuid,
        began_at -> Timestamptz,
        period_from -> Timestamptz,
        period_to -> Timestamptz,
        horizon -> Int8,
        seed -> Int8,
        random_rows -> Int4,
        targeted_rows -> Int4,
        criteria -> Jsonb,
        rows_in_period -> Int4,
        rows_at_risk -> Int4,
        outcome -> Nullable<Text>,
        conclusion -> Nullable<Text>,
        signed_by -> Nullable<Uuid>,
        signed_at -> Nullable<Timestamptz>,
        version -> Int8,
    }
}

diesel::table! {
    log_review_row (review_id, place) {
        review_id -> Uuid,
        place -> Int4,
        entry_at -> Timestamptz,
        entry_id -> Int8,
        drawn -> Text,
        risks -> Array<Nullable<Text>>,
        finding -> Nullable<Text>,
        note -> Nullable<Text>,
        found_by -> Nullable<Uuid>,
        found_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    notice_silence (id) {
        id -> Uuid,
        resident_id -> Uuid,
        protection_id -> Uuid,
        since -> Timestamptz,
        lifted_at -> Nullable<Timestamptz>,
        lifted_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    opening_hours (unit_id, weekday, opens) {
        unit_id -> Uuid,
        weekday -> Int2,
        opens -> Time,
        closes -> Time,
    }
}

diesel::table! {
    outbox_job (id) {
        id -> Uuid,
        kind -> Text,
        idempotency_key -> Text,
        payload -> Jsonb,
        created_at -> Timestamptz,
        due_at -> Timestamptz,
        attempts -> Int4,
        state -> Text,
        finished_at -> Nullable<Timestamptz>,
        last_error -> Nullable<Text>,
        receiver_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    overview_reading (id) {
        id -> Uuid,
        resident_id -> Uuid,
        staff_id -> Uuid,
        unit_id -> Uuid,
        provider_hsa_id -> Text,
        read_at -> Timestamptz,
        ground -> Text,
        information_types -> Array<Nullable<Text>>,
        withheld -> Bool,
    }
}

diesel::table! {
    owner_check (id) {
        id -> Int8,
        staff_id -> Nullable<Uuid>,
        group_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    patient_block (id) {
        id -> Uuid,
        resident_id -> Uuid,
        kind -> Text,
        provider_hsa_id -> Text,
        unit_hsa_id -> Nullable<Text>,
        info_from -> Nullable<Date>,
        info_through -> Nullable<Date>,
        excluded_types -> Array<Nullable<Text>>,
        requested_by -> Text,
        unit_id -> Uuid,
        set_by -> Uuid,
        set_at -> Timestamptz,
        lifted_at -> Nullable<Timestamptz>,
        lifted_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    patient_board (region_code) {
        region_code -> Text,
        name -> Text,
        hsa_id -> Nullable<Text>,
    }
}

diesel::table! {
    patient_consent (id) {
        id -> Uuid,
        resident_id -> Uuid,
        unit_id -> Uuid,
        employee_id -> Nullable<Uuid>,
        kind -> Text,
        manner -> Text,
        valid_from -> Date,
        valid_through -> Date,
        registered_by -> Uuid,
        registered_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        ended_by_patient -> Nullable<Bool>,
        ended_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    policy_value (id) {
        id -> Int4,
        name -> Text,
        region_code -> Nullable<Text>,
        valid_from -> Date,
        value -> Jsonb,
        source -> Text,
        set_by -> Nullable<Uuid>,
        set_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    programme_rule (id) {
        id -> Uuid,
        programme -> Text,
        region_code -> Nullable<Text>,
        valid_from -> Date,
        time_type_code -> Text,
        summons_days -> Int2,
        again_after_months -> Int2,
        bands -> Jsonb,
        source -> Text,
        set_by -> Nullable<Uuid>,
        set_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    protection (id) {
        id -> Uuid,
        resident_id -> Uuid,
        region_code -> Text,
        reason -> Text,
        initiated_by -> Text,
        begun_by -> Uuid,
        begun_at -> Timestamptz,
        follow_up_due_at -> Timestamptz,
        followed_up_by -> Nullable<Uuid>,
        followed_up_at -> Nullable<Timestamptz>,
        outcome -> Nullable<Text>,
        note -> Nullable<Text>,
        escalated_at -> Nullable<Timestamptz>,
        version -> Int8,
    }
}

diesel::table! {
    purge_certificate (id) {
        id -> Uuid,
        proposal_id -> Uuid,
        unit_id -> Uuid,
        cases -> Int4,
        messages -> Int4,
        inbox_items -> Int4,
        attachments -> Int4,
        held -> Int4,
        not_due -> Int4,
        ids_hash -> Bytea,
        retention_policy_ids -> Array<Nullable<Uuid>>,
        proposed_by -> Uuid,
        approved_by -> Uuid,
        approved_at -> Timestamptz,
        finished_at -> Timestamptz,
    }
}

diesel::table! {
    purge_item (proposal_id, case_id) {
        proposal_id -> Uuid,
        case_id -> Uuid,
        retention_policy_id -> Uuid,
        due_on -> Date,
        outcome -> Nullable<Text>,
        settled_at -> Nullable<Timestamptz>,
        messages -> Int4,
        inbox_items -> Int4,
        attachments -> Int4,
    }
}

diesel::table! {
    purge_proposal (id) {
        id -> Uuid,
        unit_id -> Uuid,
        stage -> Text,
        proposed_by -> Uuid,
        proposed_at -> Timestamptz,
        held -> Int4,
        undecided -> Int4,
        needs_delivery -> Bool,
        delivered_by -> Nullable<Uuid>,
        delivered_at -> Nullable<Timestamptz>,
        delivery_ref -> Nullable<Text>,
        decided_by -> Nullable<Uuid>,
        decided_at -> Nullable<Timestamptz>,
        rejection -> Nullable<Text>,
        finished_at -> Nullable<Timestamptz>,
        version -> Int8,
    }
}

diesel::table! {
    record_copy_decision (id) {
        id -> Uuid,
        request_id -> Uuid,
        outcome -> Text,
        decided_by -> Uuid,
        decided_at -> Timestamptz,
        assessed_digest -> Nullable<Bytea>,
        ground -> Nullable<Text>,
        reasons -> Nullable<Text>,
        appeal_to -> Nullable<Text>,
    }
}

diesel::table! {
    record_copy_part (decision_id, place) {
        decision_id -> Uuid,
        place -> Int4,
        item_id -> Uuid,
        section -> Nullable<Int4>,
        ground -> Text,
    }
}

diesel::table! {
    record_copy_request (id) {
        id -> Uuid,
        resident_id -> Uuid,
        unit_id -> Uuid,
        requested_by -> Uuid,
        filed_at -> Timestamptz,
        scope -> Text,
        information_types -> Array<Nullable<Text>>,
        period_from -> Nullable<Date>,
        period_through -> Nullable<Date>,
        wish -> Nullable<Text>,
        delivery -> Text,
        stage -> Text,
        assessor_id -> Nullable<Uuid>,
        taken_at -> Nullable<Timestamptz>,
        decision_id -> Nullable<Uuid>,
        version -> Int8,
    }
}

diesel::table! {
    related_unit (unit_id, hsa_id) {
        unit_id -> Uuid,
        hsa_id -> Text,
    }
}

diesel::table! {
    reply_template (id) {
        id -> Uuid,
        unit_id -> Uuid,
        owner_staff_id -> Nullable<Uuid>,
        case_type_id -> Nullable<Uuid>,
        kind -> Text,
        version -> Int8,
        removed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    reply_template_version (id) {
        id -> Uuid,
        template_id -> Uuid,
        number -> Int8,
        title -> Text,
        body -> Text,
        questions -> Jsonb,
        written_by -> Uuid,
        written_at -> Timestamptz,
    }
}

diesel::table! {
    resident (id) {
        id -> Uuid,
        personal_number -> Text,
        number_kind -> Text,
        given_name -> Text,
        family_name -> Text,
        birth_date -> Date,
        sex -> Text,
        region_code -> Nullable<Text>,
        municipality_code -> Nullable<Text>,
        protected_identity -> Bool,
        deceased_on -> Nullable<Date>,
        emigrated_on -> Nullable<Date>,
        terms_version -> Nullable<Text>,
        terms_accepted_at -> Nullable<Timestamptz>,
        email -> Nullable<Text>,
        mobile_phone -> Nullable<Text>,
        notify_by_email -> Bool,
        notify_by_sms -> Bool,
        version -> Int8,
        created_at -> Timestamptz,
        changed_at -> Timestamptz,
        session_epoch -> Int8,
        contact_set_by -> Nullable<Uuid>,
        activated_by -> Nullable<Uuid>,
        activated_at -> Nullable<Timestamptz>,
        shares_contact -> Nullable<Bool>,
    }
}

diesel::table! {
    retention_policy (id) {
        id -> Uuid,
        region_code -> Nullable<Text>,
        information_type -> Text,
        is_record_document -> Bool,
        purpose -> Text,
        retain_months -> Int4,
        from_event -> Text,
        transfer_target -> Nullable<Text>,
        return_to_caregiver -> Bool,
        return_manner -> Nullable<Text>,
        purge_method -> Text,
        decided_by -> Text,
        decision_ref -> Text,
        valid_from -> Date,
        recorded_by -> Nullable<Uuid>,
        recorded_at -> Timestamptz,
    }
}

diesel::table! {
    role_assignment (id) {
        id -> Uuid,
        staff_id -> Uuid,
        role -> Text,
        unit_id -> Nullable<Uuid>,
        region_code -> Nullable<Text>,
        granted_by -> Nullable<Uuid>,
        granted_at -> Timestamptz,
        valid_until -> Nullable<Date>,
        revoked_at -> Nullable<Timestamptz>,
        revoked_by -> Nullable<Uuid>,
        deactivation_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    service_area (id) {
        id -> Uuid,
        unit_id -> Uuid,
        region_code -> Text,
        municipality_code -> Nullable<Text>,
        sex -> Nullable<Text>,
        age_from -> Nullable<Int2>,
        age_to -> Nullable<Int2>,
    }
}

diesel::table! {
    slot (id) {
        id -> Uuid,
        unit_id -> Uuid,
        time_type_id -> Uuid,
        starts_at -> Timestamptz,
        ends_at -> Timestamptz,
        seats -> Int2,
        taken -> Int2,
        status -> Text,
        practitioner_hsa_id -> Nullable<Text>,
        practitioner_name -> Nullable<Text>,
        resource -> Nullable<Text>,
        alternative_address -> Nullable<Text>,
        external_id -> Nullable<Text>,
        fence -> Int8,
        version -> Int8,
        changed_at -> Timestamptz,
        lane -> Text,
        practitioner_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    slot_template (id) {
        id -> Uuid,
        unit_id -> Uuid,
        name -> Text,
        version -> Int8,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    slot_template_line (template_id, place) {
        template_id -> Uuid,
        place -> Int2,
        unit_id -> Uuid,
        time_type_id -> Uuid,
        weekday -> Int2,
        starts -> Time,
        minutes -> Int2,
        seats -> Int2,
        practitioner_hsa_id -> Nullable<Text>,
        practitioner_name -> Nullable<Text>,
        resource -> Nullable<Text>,
        alternative_address -> Nullable<Text>,
    }
}

diesel::table! {
    staff (id) {
        id -> Uuid,
        hsa_id -> Text,
        given_name -> Text,
        family_name -> Text,
        title -> Text,
        email -> Nullable<Text>,
        mobile_phone -> Nullable<Text>,
        active_in_directory -> Bool,
        protected_identity -> Bool,
        terms_version -> Nullable<Text>,
        terms_accepted_at -> Nullable<Timestamptz>,
        signature_text -> Nullable<Text>,
        notify_on_assigned -> Bool,
        notify_on_incoming -> Bool,
        version -> Int8,
        changed_at -> Timestamptz,
        home_region_code -> Nullable<Text>,
        alternative_email -> Nullable<Text>,
        directory_fetched_at -> Nullable<Timestamptz>,
        directory_due_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    staff_assignment (id) {
        id -> Uuid,
        staff_id -> Uuid,
        unit_hsa_id -> Text,
        provider_hsa_id -> Text,
        purpose -> Text,
        coherent_documentation -> Bool,
        valid_from -> Nullable<Date>,
        valid_through -> Nullable<Date>,
    }
}

diesel::table! {
    staff_deactivation (id) {
        id -> Uuid,
        staff_id -> Uuid,
        unit_id -> Uuid,
        deactivated_at -> Timestamptz,
        deactivated_by -> Uuid,
        ended_at -> Nullable<Timestamptz>,
        ended_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    staff_group (id) {
        id -> Uuid,
        unit_id -> Uuid,
        name -> Text,
        created_at -> Timestamptz,
        created_by -> Nullable<Uuid>,
        ended_at -> Nullable<Timestamptz>,
        ended_by -> Nullable<Uuid>,
        version -> Int8,
    }
}

diesel::table! {
    staff_group_member (id) {
        id -> Uuid,
        group_id -> Uuid,
        staff_id -> Uuid,
        added_at -> Timestamptz,
        added_by -> Nullable<Uuid>,
        removed_at -> Nullable<Timestamptz>,
        removed_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    staff_group_role (id) {
        id -> Uuid,
        group_id -> Uuid,
        role -> Text,
        granted_at -> Timestamptz,
        granted_by -> Nullable<Uuid>,
        revoked_at -> Nullable<Timestamptz>,
        revoked_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    summons (id) {
        id -> Uuid,
        kind -> Text,
        resident_id -> Uuid,
        unit_id -> Uuid,
        time_type_code -> Text,
        programme_code -> Nullable<Text>,
        valid_through -> Date,
        status -> Text,
        paper_copy -> Bool,
        information -> Nullable<Text>,
        made_by -> Uuid,
        made_at -> Timestamptz,
        opened_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
        version -> Int8,
        digital_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    summons_letter (summons_id) {
        summons_id -> Uuid,
        unit_id -> Uuid,
        due_at -> Timestamptz,
        status -> Text,
        sent_at -> Nullable<Timestamptz>,
        sent_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    summons_run (id) {
        id -> Uuid,
        unit_id -> Uuid,
        programme -> Text,
        time_type_code -> Text,
        valid_through -> Date,
        information -> Nullable<Text>,
        status -> Text,
        made_by -> Uuid,
        made_at -> Timestamptz,
        ordered_by -> Nullable<Uuid>,
        ordered_in -> Nullable<Uuid>,
        ended_at -> Nullable<Timestamptz>,
        version -> Int8,
    }
}

diesel::table! {
    summons_run_line (run_id, resident_id) {
        run_id -> Uuid,
        resident_id -> Uuid,
        due_on -> Date,
        outcome -> Nullable<Text>,
        summons_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    system_client (id) {
        id -> Uuid,
        client_id -> Text,
        name -> Text,
        secret_hash -> Bytea,
        scopes -> Array<Nullable<Text>>,
        active -> Bool,
        created_at -> Timestamptz,
        session_epoch -> Int8,
    }
}

diesel::table! {
    system_client_place (id) {
        id -> Uuid,
        client_id -> Uuid,
        unit_id -> Nullable<Uuid>,
        region_code -> Nullable<Text>,
    }
}

diesel::table! {
    temporary_lift (id) {
        id -> Uuid,
        block_id -> Uuid,
        unit_id -> Uuid,
        employee_id -> Nullable<Uuid>,
        ground -> Text,
        reason -> Text,
        valid_from -> Date,
        valid_through -> Date,
        lifted_by -> Uuid,
        lifted_at -> Timestamptz,
    }
}

diesel::table! {
    time_type (id) {
        id -> Uuid,
        unit_id -> Uuid,
        code -> Text,
        name -> Text,
        information -> Nullable<Text>,
        contact_kind -> Text,
        hidden -> Bool,
        active -> Bool,
        shows_booked -> Bool,
        takes_bookings -> Bool,
        cancellable -> Bool,
        rebookable -> Bool,
        book_cut_off_minutes -> Int4,
        cancel_cut_off_minutes -> Int4,
        rebook_cut_off_minutes -> Int4,
        bookable_from -> Nullable<Date>,
        bookable_through -> Nullable<Date>,
        person_limit -> Nullable<Int2>,
        minimum_age -> Nullable<Int2>,
        maximum_age -> Nullable<Int2>,
        own_region_only -> Bool,
        confirm_within_hours -> Nullable<Int2>,
        version -> Int8,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    time_type_care_service (code, time_type_id) {
        time_type_id -> Uuid,
        code -> Text,
    }
}

diesel::table! {
    time_type_rule (time_type_id, occasion) {
        time_type_id -> Uuid,
        occasion -> Text,
        reason -> Text,
        reason_text -> Nullable<Text>,
        reason_codes -> Jsonb,
        information -> Array<Nullable<Text>>,
        conditions -> Array<Nullable<Text>>,
    }
}

diesel::table! {
    unit (id) {
        id -> Uuid,
        hsa_id -> Text,
        name -> Text,
        region_code -> Text,
        municipality_code -> Text,
        status -> Text,
        care_form -> Text,
        visit_address -> Text,
        phone -> Text,
        about -> Text,
        other_information -> Nullable<Text>,
        temporary_information -> Nullable<Text>,
        recommended_by_region -> Bool,
        version -> Int8,
        changed_at -> Timestamptz,
        signature_text -> Nullable<Text>,
        directory_fetched_at -> Nullable<Timestamptz>,
        directory_due_at -> Nullable<Timestamptz>,
        place -> Nullable<Text>,
        content_owner -> Nullable<Text>,
        latitude -> Nullable<Float8>,
        longitude -> Nullable<Float8>,
        closes_on -> Nullable<Date>,
        shown -> Bool,
    }
}

diesel::table! {
    unit_case_type (unit_id, case_type_id) {
        unit_id -> Uuid,
        case_type_id -> Uuid,
        active -> Bool,
        sort_order -> Int2,
        paused_from -> Nullable<Timestamptz>,
        paused_until -> Nullable<Timestamptz>,
        pause_message -> Nullable<Text>,
        version -> Int8,
        handed_out_at -> Nullable<Timestamptz>,
        handed_out_by -> Nullable<Uuid>,
        local_description -> Nullable<Text>,
        local_terms_text -> Nullable<Text>,
        standard_answers -> Jsonb,
        open_windows -> Nullable<Jsonb>,
        pause_alternative_unit_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    virtual_unit_member (unit_id, member_unit_id) {
        unit_id -> Uuid,
        member_unit_id -> Uuid,
        added_by -> Nullable<Uuid>,
        added_at -> Timestamptz,
    }
}

diesel::table! {
    waiting_list_entry (id) {
        id -> Uuid,
        resident_id -> Uuid,
        unit_id -> Uuid,
        time_type_id -> Uuid,
        from_day -> Date,
        through_day -> Date,
        earliest -> Nullable<Time>,
        latest -> Nullable<Time>,
        status -> Text,
        booking_id -> Nullable<Uuid>,
        joined_at -> Timestamptz,
        version -> Int8,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    waiting_list_offer (entry_id, slot_id) {
        entry_id -> Uuid,
        slot_id -> Uuid,
        booking_id -> Nullable<Uuid>,
        made_at -> Timestamptz,
    }
}

diesel::joinable!(absence -> unit (unit_id));
diesel::joinable!(attachment -> case_file (case_id));
diesel::joinable!(attachment -> resident (uploaded_by_resident_id));
diesel::joinable!(attachment -> staff (uploaded_by_staff_id));
diesel::joinable!(attachment_piece -> attachment (attachment_id));
diesel::joinable!(basic_range -> case_type (case_type_id));
diesel::joinable!(booking -> resident (resident_id));
diesel::joinable!(booking_fee -> booking (booking_id));
diesel::joinable!(card_content -> staff (changed_by));
diesel::joinable!(card_content -> unit (unit_id));
diesel::joinable!(card_service -> case_type (case_type_id));
diesel::joinable!(care_relation -> resident (resident_id));
diesel::joinable!(care_relation -> unit (unit_id));
diesel::joinable!(case_escalation -> case_file (case_id));
diesel::joinable!(case_event -> case_file (case_id));
diesel::joinable!(case_event -> resident (actor_resident_id));
diesel::joinable!(case_event -> staff_group (group_id));
diesel::joinable!(case_file -> citizen_template_version (citizen_template_version_id));
diesel::joinable!(case_file -> form_version (form_version_id));
diesel::joinable!(case_message -> case_file (case_id));
diesel::joinable!(case_message -> reply_template_version (template_version_id));
diesel::joinable!(case_message -> resident (sender_resident_id));
diesel::joinable!(case_message -> staff (sender_staff_id));
diesel::joinable!(case_type -> retention_policy (retention_policy_id));
diesel::joinable!(case_type -> unit (owner_unit_id));
diesel::joinable!(case_type_grant -> resident (resident_id));
diesel::joinable!(citizen_recipient -> case_file (case_id));
diesel::joinable!(citizen_recipient -> citizen_sending (sending_id));
diesel::joinable!(citizen_recipient -> inbox_item (inbox_item_id));
diesel::joinable!(citizen_recipient -> resident (resident_id));
diesel::joinable!(citizen_sending -> citizen_template_version (template_version_id));
diesel::joinable!(citizen_sending -> unit (unit_id));
diesel::joinable!(citizen_template -> unit (owner_unit_id));
diesel::joinable!(citizen_template_version -> staff (published_by));
diesel::joinable!(communication_approval -> resident (resident_id));
diesel::joinable!(communication_approval -> unit (unit_id));
diesel::joinable!(complaints_handling -> staff (added_by));
diesel::joinable!(complaints_handling -> unit (unit_id));
diesel::joinable!(decision_maker -> unit (unit_id));
diesel::joinable!(emergency_opening -> resident (resident_id));
diesel::joinable!(emergency_opening -> staff (opened_by));
diesel::joinable!(emergency_opening -> unit (unit_id));
diesel::joinable!(engagement_index_entry -> booking (booking_id));
diesel::joinable!(form_version -> case_type (case_type_id));
diesel::joinable!(guardian_block -> protection (protection_id));
diesel::joinable!(guardian_block -> unit (decision_unit_id));
diesel::joinable!(inbox_item -> booking (booking_id));
diesel::joinable!(inbox_item -> case_file (case_id));
diesel::joinable!(inbox_item -> resident (resident_id));
diesel::joinable!(inbox_item -> summons (summons_id));
diesel::joinable!(inbox_item -> unit (unit_id));
diesel::joinable!(journal_decision -> unit (unit_id));
diesel::joinable!(journal_early_access -> resident (child_id));
diesel::joinable!(journal_early_access -> unit (unit_id));
diesel::joinable!(journal_extension -> unit (unit_id));
diesel::joinable!(journal_policy -> journal_provider (provider_hsa_id));
diesel::joinable!(journal_preference -> resident (resident_id));
diesel::joinable!(journal_seal -> protection (protection_id));
diesel::joinable!(journal_seal -> resident (resident_id));
diesel::joinable!(journal_seal_order -> protection (protection_id));
diesel::joinable!(journal_seal_order -> resident (resident_id));
diesel::joinable!(journal_unit -> journal_provider (provider_hsa_id));
diesel::joinable!(legal_hold -> resident (resident_id));
diesel::joinable!(legal_hold -> unit (unit_id));
diesel::joinable!(log_in_lock -> protection (protection_id));
diesel::joinable!(log_in_lock -> resident (resident_id));
diesel::joinable!(log_review -> unit (unit_id));
diesel::joinable!(log_review_row -> log_review (review_id));
diesel::joinable!(log_review_row -> staff (found_by));
diesel::joinable!(notice_silence -> protection (protection_id));
diesel::joinable!(notice_silence -> resident (resident_id));
diesel::joinable!(notice_silence -> staff (lifted_by));
diesel::joinable!(opening_hours -> unit (unit_id));
diesel::joinable!(overview_reading -> resident (resident_id));
diesel::joinable!(overview_reading -> staff (staff_id));
diesel::joinable!(overview_reading -> unit (unit_id));
diesel::joinable!(patient_block -> resident (resident_id));
diesel::joinable!(patient_block -> unit (unit_id));
diesel::joinable!(patient_consent -> resident (resident_id));
diesel::joinable!(patient_consent -> unit (unit_id));
diesel::joinable!(policy_value -> staff (set_by));
diesel::joinable!(programme_rule -> staff (set_by));
diesel::joinable!(protection -> resident (resident_id));
diesel::joinable!(purge_certificate -> purge_proposal (proposal_id));
diesel::joinable!(purge_certificate -> unit (unit_id));
diesel::joinable!(purge_item -> purge_proposal (proposal_id));
diesel::joinable!(purge_item -> retention_policy (retention_policy_id));
diesel::joinable!(purge_proposal -> unit (unit_id));
diesel::joinable!(record_copy_decision -> staff (decided_by));
diesel::joinable!(record_copy_part -> record_copy_decision (decision_id));
diesel::joinable!(record_copy_request -> staff (assessor_id));
diesel::joinable!(record_copy_request -> unit (unit_id));
diesel::joinable!(related_unit -> unit (unit_id));
diesel::joinable!(reply_template -> case_type (case_type_id));
diesel::joinable!(reply_template -> staff (owner_staff_id));
diesel::joinable!(reply_template -> unit (unit_id));
diesel::joinable!(reply_template_version -> reply_template (template_id));
diesel::joinable!(reply_template_version -> staff (written_by));
diesel::joinable!(retention_policy -> staff (recorded_by));
diesel::joinable!(role_assignment -> staff_deactivation (deactivation_id));
diesel::joinable!(role_assignment -> unit (unit_id));
diesel::joinable!(service_area -> unit (unit_id));
diesel::joinable!(slot -> unit (unit_id));
diesel::joinable!(slot_template -> unit (unit_id));
diesel::joinable!(staff_assignment -> staff (staff_id));
diesel::joinable!(staff_deactivation -> unit (unit_id));
diesel::joinable!(staff_group -> unit (unit_id));
diesel::joinable!(staff_group_member -> staff_group (group_id));
diesel::joinable!(staff_group_role -> staff_group (group_id));
diesel::joinable!(summons -> resident (resident_id));
diesel::joinable!(summons -> unit (unit_id));
diesel::joinable!(summons_letter -> summons (summons_id));
diesel::joinable!(summons_letter -> unit (unit_id));
diesel::joinable!(summons_run -> unit (unit_id));
diesel::joinable!(summons_run_line -> resident (resident_id));
diesel::joinable!(summons_run_line -> summons (summons_id));
diesel::joinable!(summons_run_line -> summons_run (run_id));
diesel::joinable!(system_client_place -> system_client (client_id));
diesel::joinable!(system_client_place -> unit (unit_id));
diesel::joinable!(temporary_lift -> patient_block (block_id));
diesel::joinable!(temporary_lift -> unit (unit_id));
diesel::joinable!(time_type -> unit (unit_id));
diesel::joinable!(time_type_care_service -> time_type (time_type_id));
diesel::joinable!(time_type_rule -> time_type (time_type_id));
diesel::joinable!(unit_case_type -> case_type (case_type_id));
diesel::joinable!(unit_case_type -> staff (handed_out_by));
diesel::joinable!(virtual_unit_member -> staff (added_by));
diesel::joinable!(waiting_list_entry -> booking (booking_id));
diesel::joinable!(waiting_list_entry -> resident (resident_id));
diesel::joinable!(waiting_list_offer -> booking (booking_id));
diesel::joinable!(waiting_list_offer -> slot (slot_id));
diesel::joinable!(waiting_list_offer -> waiting_list_entry (entry_id));

diesel::allow_tables_to_appear_in_same_query!(
    absence,
    attachment,
    attachment_piece,
    attachment_removal,
    audit_batch,
    audit_entry,
    basic_range,
    booking,
    booking_fee,
    card_content,
    card_service,
    care_relation,
    case_escalation,
    case_event,
    case_file,
    case_message,
    case_type,
    case_type_grant,
    citizen_recipient,
    citizen_sending,
    citizen_template,
    citizen_template_version,
    communication_approval,
    complaints_handling,
    decision_maker,
    emergency_opening,
    engagement_index_entry,
    form_version,
    guardian_block,
    guardianship,
    idempotency_key,
    inbox_item,
    journal_decision,
    journal_early_access,
    journal_extension,
    journal_policy,
    journal_preference,
    journal_provider,
    journal_seal,
    journal_seal_order,
    journal_shown,
    journal_unit,
    legal_hold,
    legal_representation,
    log_in_lock,
    log_review,
    log_review_row,
    notice_silence,
    opening_hours,
    outbox_job,
    overview_reading,
    owner_check,
    patient_block,
    patient_board,
    patient_consent,
    policy_value,
    programme_rule,
    protection,
    purge_certificate,
    purge_item,
    purge_proposal,
    record_copy_decision,
    record_copy_part,
    record_copy_request,
    related_unit,
    reply_template,
    reply_template_version,
    resident,
    retention_policy,
    role_assignment,
    service_area,
    slot,
    slot_template,
    slot_template_line,
    staff,
    staff_assignment,
    staff_deactivation,
    staff_group,
    staff_group_member,
    staff_group_role,
    summons,
    summons_letter,
    summons_run,
    summons_run_line,
    system_client,
    system_client_place,
    temporary_lift,
    time_type,
    time_type_care_service,
    time_type_rule,
    unit,
    unit_case_type,
    virtual_unit_member,
    waiting_list_entry,
    waiting_list_offer,
);
