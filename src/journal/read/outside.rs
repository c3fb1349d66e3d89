//! What whoever asks is told of a decision (journal.md 2.8). Pure.

use super::{
    super::decision::{Decision, Reason, Relation},
    problems,
};
use crate::failure::{self, Failure, Kind};

/// How a refusal looks from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outside {
    /// As if there were no such person.
    Hidden,
    /// Refused with a plain reason.
    Told(&'static Kind),
    /// As if nothing were published.
    Empty,
}

/// What the refusal of a journal looks like to someone of that relation. Whoever is nothing to the
/// person learns nothing at all, not even of themselves: the answer would tell that the person exists.
pub fn outside(refused: Decision, relation: Relation) -> Outside {
    if relation == Relation::Other {
        return Outside::Hidden;
    }
    match refused.reason {
        Reason::IdTypeNotSupported => Outside::Told(&problems::ID_TYPE),
        Reason::AccountInactive | Reason::LoginLocked => Outside::Told(&failure::UNAUTHENTICATED),
        Reason::ViewerSealed => Outside::Told(&problems::OWN_SEALED),
        Reason::AgeUnder13 => Outside::Told(&problems::UNDER_THIRTEEN),
        Reason::AgeGapSelf => Outside::Told(&problems::NOT_YET_OPEN),
        Reason::ProtectedEarlyAccess => Outside::Told(&problems::NOT_WEIGHED),
        Reason::SubjectIs16 => Outside::Told(&problems::CHILD_IS_SIXTEEN),
        Reason::ExtensionExpired => Outside::Told(&problems::EXTENSION_EXPIRED),
        Reason::AgeGapGuardian => Outside::Told(&problems::CHILD_IS_THIRTEEN),
        Reason::SealStateUnknown => Outside::Told(&problems::CLOSED),
        Reason::SealedFull if relation == Relation::Oneself => Outside::Told(&problems::SEALED),
        Reason::SealedFull => Outside::Empty,
        _ => Outside::Hidden,
    }
}

/// The refusal in words. The kind says it all; more would be told by the difference.
pub fn refusal(kind: &'static Kind) -> Failure {
    Failure::refused(kind, kind.title_sv, kind.title_en)
}

#[cfg(test)]
mod tests {
    use super::{
        super::super::decision::{Outcome, Rule},
        *,
    };

    fn seen(reason: Reason, relation: Relation) -> Outside {
        outside(Decision { outcome: Outcome::Deny, reason, rule: Rule::A1 }, relation)
    }

    // proves: JO-1
    #[test]
    fn what_a_blocked_guardian_must_not_learn_is_hidden() {
        use Reason::{
            ChildLocked, GuardianBlocked, LegalRepNotEnabled, NoRelationship, ProtectedChild,
            ProtectedGuardian, SubjectDeceased,
        };
        let hidden = [
            GuardianBlocked,
            ProtectedChild,
            ProtectedGuardian,
            NoRelationship,
            ChildLocked,
            LegalRepNotEnabled,
            SubjectDeceased,
        ];
        for reason in hidden {
            assert_eq!(seen(reason, Relation::Guardian), Outside::Hidden, "{reason:?}");
        }
    }

    // proves: JO-1
    #[test]
    fn a_stranger_learns_nothing_whatever_the_reason() {
        for reason in Reason::ALL {
            assert_eq!(seen(*reason, Relation::Other), Outside::Hidden, "{reason:?}");
        }
    }

    // proves: JO-3, JO-4
    #[test]
    fn ones_own_seal_is_told_and_a_childs_is_not() {
        assert_eq!(seen(Reason::SealedFull, Relation::Oneself), Outside::Told(&problems::SEALED));
        assert_eq!(seen(Reason::SealedFull, Relation::Guardian), Outside::Empty);
        assert_eq!(seen(Reason::SealedFull, Relation::LegalRepresentative), Outside::Empty);
    }
}
