//! Who sees what ends soon: those who decide at the unit. Pure.

use crate::{
    access::{Action, Actor, Verdict},
    journal::measures::decision_maker::{UnitsDeciders, may_look},
};

pub struct ListRenewals;

impl Action for ListRenewals {
    type On = UnitsDeciders;
    const NAME: &'static str = "journal-renewal.list";

    fn decide(actor: &Actor, on: &UnitsDeciders) -> Verdict {
        may_look(actor, on)
    }
}
