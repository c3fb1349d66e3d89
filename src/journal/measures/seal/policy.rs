//! Who seals, and who lifts. Pure.

use crate::{
    access::{Action, Actor, Verdict},
    journal::measures::deciding::{Measures, decides, oneself, refuse},
};

/// See them: the resident their own, and those who decide at a unit.
pub struct ListSeals;

impl Action for ListSeals {
    type On = Measures;
    const NAME: &'static str = "journal-seal.list";

    fn decide(actor: &Actor, on: &Measures) -> Verdict {
        Verdict::or(oneself(actor, on).or_else(|| decides(actor, on)), refuse(actor))
    }
}

/// Seal: the resident everything of their own, a unit's deciders whatever is decided.
pub struct SetSeal;

impl Action for SetSeal {
    type On = Measures;
    const NAME: &'static str = "journal-seal.set";

    fn decide(actor: &Actor, on: &Measures) -> Verdict {
        Verdict::or(oneself(actor, on).or_else(|| decides(actor, on)), refuse(actor))
    }
}

/// Residents know of their own seals, and never change them by themselves.
fn through_a_unit(actor: &Actor, on: &Measures) -> Verdict {
    let otherwise = if oneself(actor, on).is_some() { Verdict::Forbid } else { refuse(actor) };
    Verdict::or(decides(actor, on), otherwise)
}

/// Break one (bryta försegling): never self-service (V9).
pub struct LiftSeal;

impl Action for LiftSeal {
    type On = Measures;
    const NAME: &'static str = "journal-seal.lift";

    fn decide(actor: &Actor, on: &Measures) -> Verdict {
        through_a_unit(actor, on)
    }
}

/// Set one anew for the days after it.
pub struct RenewSeal;

impl Action for RenewSeal {
    type On = Measures;
    const NAME: &'static str = "journal-seal.renew";

    fn decide(actor: &Actor, on: &Measures) -> Verdict {
        through_a_unit(actor, on)
    }
}
