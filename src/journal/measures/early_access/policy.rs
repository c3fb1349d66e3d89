//! Who lets a youth read early: those who decide at the unit. The youth sees their own. Pure.

use crate::{
    access::{Action, Actor, Verdict},
    journal::measures::deciding::{Measures, decides, oneself, refuse},
};

/// See it: the youth their own, and those who decide at a unit what it has given.
pub struct ListEarlyAccess;

impl Action for ListEarlyAccess {
    type On = Measures;
    const NAME: &'static str = "early-access.list";

    fn decide(actor: &Actor, on: &Measures) -> Verdict {
        Verdict::or(oneself(actor, on).or_else(|| decides(actor, on)), refuse(actor))
    }
}

/// Youths know of their own, and never change it by themselves.
fn through_a_unit(actor: &Actor, on: &Measures) -> Verdict {
    let otherwise = if oneself(actor, on).is_some() { Verdict::Forbid } else { refuse(actor) };
    Verdict::or(decides(actor, on), otherwise)
}

pub struct GiveEarlyAccess;

impl Action for GiveEarlyAccess {
    type On = Measures;
    const NAME: &'static str = "early-access.give";

    fn decide(actor: &Actor, on: &Measures) -> Verdict {
        through_a_unit(actor, on)
    }
}

pub struct EndEarlyAccess;

impl Action for EndEarlyAccess {
    type On = Measures;
    const NAME: &'static str = "early-access.end";

    fn decide(actor: &Actor, on: &Measures) -> Verdict {
        through_a_unit(actor, on)
    }
}
