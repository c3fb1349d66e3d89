//! What was decided, why, and by which rule.

crate::sql::code! {
    /// Why an item is shown to staff, or is not.
    OverviewReason {
        /// Everything is in place.
        Ok = "ok",
        /// A young child can't consent, and need not.
        OkChildNoConsentNeeded = "ok-child-no-consent-needed",
        /// An emergency opening holds today.
        OkEmergency = "ok-emergency",
        /// An inner block is lifted for a while.
        OkTempRevoke = "ok-temp-revoke",
        WeakAuthentication = "weak-authentication",
        WrongAssignment = "wrong-assignment",
        BlockStateUnknown = "block-state-unknown",
        Blocked = "blocked",
        /// There is danger to life: the provider that has blocked may be asked to lift.
        BlockedAskOwner = "blocked-ask-owner",
        NoPatientRelation = "no-patient-relation",
        NoConsent = "no-consent",
        ConsentExpired = "consent-expired",
        /// There is one, and it names a colleague.
        ConsentOtherEmployee = "consent-other-employee",
    }
}

crate::sql::code! {
    /// The rows of the table, in their order.
    OverviewRule {
        N1 = "N-1",
        N2 = "N-2",
        N3 = "N-3",
        N4 = "N-4",
        N5 = "N-5",
        N6 = "N-6",
        N7 = "N-7",
        N8 = "N-8",
        N9 = "N-9",
        N10 = "N-10",
    }
}

/// The decision on one item, or on reading at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    pub allowed: bool,
    pub reason: OverviewReason,
    pub rule: OverviewRule,
}

impl Judged {
    pub(super) fn allow(reason: OverviewReason, rule: OverviewRule) -> Self {
        Self { allowed: true, reason, rule }
    }

    pub(super) fn deny(reason: OverviewReason, rule: OverviewRule) -> Self {
        Self { allowed: false, reason, rule }
    }
}
