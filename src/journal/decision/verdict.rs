//! What was decided, why, and by which rule.

crate::sql::code! {
    #[oai(rename = "JournalOutcome")]
    Outcome {
        Allow = "allow",
        /// Allowed, without what stands under hidden headings.
        AllowRedacted = "allow-redacted",
        /// The whole request is refused.
        Deny = "deny",
        /// This item is silently left out.
        Omit = "omit",
        /// The source failed, and that must be said.
        Unavailable = "unavailable",
        /// A person decides.
        Review = "review",
    }
}

crate::sql::code! {
    /// Why, for staff who may know. What a viewer is told is less (2.8).
    #[oai(rename = "JournalReason")]
    Reason {
        HarmAssessment = "harm-assessment",
        HarmAssessmentGuardian = "harm-assessment-guardian",
        AuthRequired = "auth-required",
        IdTypeNotSupported = "id-type-not-supported",
        AccountInactive = "account-inactive",
        LoginLocked = "login-locked",
        SubjectDeceased = "subject-deceased",
        NoRelationship = "no-relationship",
        LegalRepNotEnabled = "legal-rep-not-enabled",
        ViewerSealed = "viewer-sealed",
        ProtectedChild = "protected-child",
        ProtectedGuardian = "protected-guardian",
        GuardianBlocked = "guardian-blocked",
        /// The child's log-in is locked, and that stops guardians too.
        ChildLocked = "child-locked",
        AgeUnder13 = "age-under-13",
        AgeGapSelf = "age-gap-self",
        ProtectedEarlyAccess = "protected-early-access",
        SubjectIs16 = "subject-is-16",
        ExtensionExpired = "extension-expired",
        AgeGapGuardian = "age-gap-guardian",
        ProxyEndsAt13 = "proxy-ends-at-13",
        SealStateUnknown = "seal-state-unknown",
        SealedFull = "sealed-full",
        OkAllUnits = "ok-all-units",
        OkScopedUnits = "ok-scoped-units",
        SourceUnavailable = "source-unavailable",
        SourceNotConnected = "source-not-connected",
        /// Nobody has told us what kind of unit it is.
        UnitUnknown = "unit-unknown",
        UnitExcluded = "unit-excluded",
        OutsideDecisionScope = "outside-decision-scope",
        SealedPartial = "sealed-partial",
        LogBupExcluded = "log-bup-excluded",
        LogTooOld = "log-too-old",
        TypeNotPublished = "type-not-published",
        BeforeTypeStart = "before-type-start",
        BeforeUnitStart = "before-unit-start",
        NotApprovedForPatient = "not-approved-for-patient",
        HiddenNote = "hidden-note",
        DeferredByResident = "deferred-by-resident",
        KeywordRedacted = "keyword-redacted",
        Ok = "ok",
    }
}

crate::sql::code! {
    /// The rows of the table, in its order.
    #[oai(rename = "JournalRule")]
    Rule {
        C1 = "C1", G1 = "G1", G2 = "G2", G3 = "G3", G4 = "G4", G5 = "G5", R4 = "R4", R3 = "R3",
        E2 = "E2", E3 = "E3", R5 = "R5", P1 = "P1", P2 = "P2", B1 = "B1",
        /// The child's log-in is locked (B-103).
        B2 = "B2",
        E4 = "E4", E5 = "E5", A1 = "A1", A2 = "A2", P4 = "P4", A6 = "A6", A5 = "A5", S1 = "S1",
        S2 = "S2", Z1 = "Z1", V1 = "V1", U1 = "U1",
        /// A unit that nobody has told us of.
        U0 = "U0",
        U2 = "U2", U3 = "U3", U4 = "U4", L2 = "L2", L1 = "L1", I1 = "I1", I2 = "I2", I3 = "I3",
        I4 = "I4", I5 = "I5", Q1 = "Q1", I6 = "I6", Z2 = "Z2",
    }
}

/// One answer of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub outcome: Outcome,
    pub reason: Reason,
    pub rule: Rule,
}

impl Decision {
    /// Something is shown.
    pub fn allows(&self) -> bool {
        matches!(self.outcome, Outcome::Allow | Outcome::AllowRedacted)
    }
}

/// One rule that was asked, and whether it decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub rule: Rule,
    pub decided: bool,
}

/// What a rule says when it has something to say.
pub(super) type Verdict = Option<(Outcome, Reason)>;
