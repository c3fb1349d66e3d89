//! What the assessor is warned of. Never a filter: the copy's answer does not depend on seals, blocks or hiding
//! (journal.md 2.9, 6). Pure.

use chrono::NaiveDate;

use crate::{
    journal::{
        decision::{Hidden, Publication, Scope, Seal, UnitClass},
        item::Item,
    },
    patient_overview::decision::{Block, BlockKind, ItemFacts},
};

crate::sql::code! {
    /// Something to think of before a part is handed over.
    CopyWarning {
        /// The patient, or somebody for them, has sealed it on 1177.
        Sealed = "sealed",
        /// The patient has blocked it towards the provider's other units.
        BlockedInner = "blocked-inner",
        /// The patient has blocked it towards other providers.
        BlockedOuter = "blocked-outer",
        /// Its author keeps all of it off 1177.
        HiddenNote = "hidden-note",
        /// Its author keeps some headings off 1177.
        HiddenKeyword = "hidden-keyword",
        /// Not approved for the patient to see.
        NotApprovedForPatient = "not-approved-for-patient",
        /// Of a unit whose records are never published.
        UnitExcluded = "unit-excluded",
        Unsigned = "unsigned",
        /// Whoever asks is blocked as the child's guardian.
        GuardianBlocked = "guardian-blocked",
        /// The patient has a protected identity.
        ProtectedPatient = "protected-patient",
        /// Whoever asks has a protected identity.
        ProtectedRequester = "protected-requester",
        /// The national register of seals does not answer.
        SealsUnknown = "seals-unknown",
    }
}

/// What warnings of items are made from.
pub struct Signs {
    pub today: NaiveDate,
    pub seals: Vec<Seal>,
    pub blocks: Vec<Block>,
    pub publication: Option<Publication>,
    pub classes: Vec<(String, UnitClass)>,
}

impl Signs {
    pub fn of(&self, item: &Item) -> Vec<CopyWarning> {
        let hidden_part = item.hidden == Hidden::Keyword;
        let blocked = |kind| self.blocks.iter().any(|it| it.kind == kind && covers(it, item));
        let signs = [
            (CopyWarning::Sealed, self.seals.iter().any(|seal| self.seals_off(seal, item))),
            (CopyWarning::BlockedInner, blocked(BlockKind::Inner)),
            (CopyWarning::BlockedOuter, blocked(BlockKind::Outer)),
            (CopyWarning::HiddenNote, item.hidden == Hidden::WholeNote),
            (CopyWarning::HiddenKeyword, hidden_part),
            (CopyWarning::NotApprovedForPatient, !item.approved_for_patient),
            (CopyWarning::UnitExcluded, self.is_excluded(&item.unit)),
            (CopyWarning::Unsigned, !item.signed),
        ];
        signs.into_iter().filter(|(_, holds)| *holds).map(|(warning, _)| warning).collect()
    }

    fn seals_off(&self, seal: &Seal, item: &Item) -> bool {
        let within = |period: &Option<crate::journal::decision::Period>| {
            period.is_none_or(|period| period.contains(item.date))
        };
        let covered = match &seal.scope {
            Scope::Full => true,
            Scope::Unit(unit, period) => *unit == item.unit && within(period),
            Scope::Provider(provider, period) => *provider == item.provider && within(period),
            Scope::Period(period) => period.contains(item.date),
        };
        covered && seal.window.holds(self.today)
    }

    fn is_excluded(&self, unit: &str) -> bool {
        let class = self.classes.iter().find(|(id, _)| id == unit).map(|(_, class)| class);
        let excluded = self.publication.as_ref().map(|it| &it.excluded_classes);
        class.zip(excluded).is_some_and(|(class, excluded)| excluded.contains(class))
    }
}

fn covers(block: &Block, item: &Item) -> bool {
    block.covers(&ItemFacts {
        provider: item.provider.clone(),
        unit: item.unit.clone(),
        date: item.date,
        excludable: None,
    })
}
