//! The identities that several rooms speak of. None of them is ever a personal number.

crate::sql::id! {
    /// A person the population register knows (invånare).
    ResidentId,
    /// A member of staff (vårdpersonal).
    StaffId,
    /// A system that speaks for itself (systemklient).
    ClientId,
    /// Where a system acts.
    ClientPlaceId,
    /// A care unit (mottagning).
    UnitId,
    /// What a resident can start a case with (ärendetyp).
    CaseTypeId,
    /// One published edition of a case type's form.
    FormVersionId,
    /// A prepared reply (svarsmall).
    ReplyTemplateId,
    /// One version of what a reply template says.
    ReplyTemplateVersionId,
    /// A dialogue between a resident and a unit (ärende).
    CaseId,
    /// One message in a case.
    MessageId,
    /// A file that goes with a message (bilaga).
    AttachmentId,
    /// One step in a case's life.
    EventId,
    /// Something a resident has been sent (inkorgspost).
    InboxItemId,
    /// One role of one person.
    RoleAssignmentId,
    /// A while in which someone is away from a unit.
    DeactivationId,
    /// Staff who share roles and cases at a unit (personalgrupp).
    StaffGroupId,
    /// A time when a handler is away (planerad frånvaro).
    AbsenceId,
    /// One row of a unit's service area.
    ServiceAreaId,
    /// A resident let in from outside the service area (godkännande).
    ApprovalId,
    /// A limited case type handed out to one resident (utdelad ärendetyp).
    CaseTypeGrantId,
    /// A closed log-in (låst inloggning).
    LogInLockId,
    /// A decision on how long information is kept (gallringsbeslut).
    RetentionPolicyId,
    /// Something that must not be purged (gallringsstopp).
    LegalHoldId,
    /// A dry run of a purge, and what became of it (gallringsförslag).
    PurgeProposalId,
    /// What was purged, by whose decision (gallringsbevis).
    PurgeCertificateId,
    /// What a unit sends residents with (mall för invånarärende).
    CitizenTemplateId,
    /// One published edition of such a template.
    CitizenTemplateVersionId,
    /// One sending of citizen cases (utskick).
    CitizenSendingId,
    /// A guardian who is kept from a child (blockerad vårdnadshavare).
    GuardianBlockId,
    /// One act that protects a person in danger (skydd).
    ProtectionId,
    /// Who decides on measures at a unit (beslutsfattare).
    DecisionMakerId,
    /// Who decided on a measure, and on what ground (beslut).
    JournalDecisionId,
    /// What closes a journal to its resident (försegling).
    SealId,
    /// A unit's part that a guardian still reads (utökad åtkomst).
    ExtendedAccessId,
    /// A unit's part that a youth reads early (tidigarelagd åtkomst).
    EarlyAccessId,
    /// A document of what a region or provider sets for the journal (journalpolicy).
    JournalPolicyId,
    /// A check of a unit's access log (loggranskning).
    LogReviewId,
    /// What a member of staff is at a unit for (medarbetaruppdrag).
    StaffAssignmentId,
    /// A patient's consent to coherent documentation (samtycke).
    PatientConsentId,
    /// A unit takes part in a patient's care (patientrelation).
    CareRelationId,
    /// Data that a patient has closed towards staff (spärr).
    PatientBlockId,
    /// A block that is lifted for a while (tillfällig hävning).
    TemporaryLiftId,
    /// An opening in danger to life (nödöppning).
    EmergencyOpeningId,
    /// One reading across providers.
    OverviewReadingId,
    /// Somebody's wish for a copy of a record (journalkopia).
    RecordCopyRequestId,
    /// What was decided on such a wish.
    RecordCopyDecisionId,
    /// What can be booked at a unit (tidstyp).
    TimeTypeId,
    /// A time in the time book (tidslucka).
    SlotId,
    /// A week as it is planned (grundschema).
    SlotTemplateId,
    /// A seat of a slot that somebody has been promised (bokning).
    BookingId,
    /// Somebody's place in the line for freed times (väntelista).
    WaitingListEntryId,
    /// What asks a resident to come (kallelse).
    SummonsId,
    /// What a programme says from a day on (kallelseprogram).
    ProgrammeRuleId,
    /// Everybody who is due in a programme, summoned at once (kallelsekörning).
    SummonsRunId,
    /// Work towards the outside.
    JobId,
    /// One request, in logs, answers and the audit record alike.
    RequestId,
}
