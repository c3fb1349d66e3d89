//! Who extends a guardian's access: those who decide at the unit, and nobody else so much as sees it. Pure.

use crate::{
    access::{Action, Actor, Verdict},
    journal::measures::deciding::{Measures, decides, refuse},
};

macro_rules! on_measures {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Action for $name {
            type On = Measures;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &Measures) -> Verdict {
                Verdict::or(decides(actor, on), refuse(actor))
            }
        }
    )+};
}

on_measures! {
    ListExtendedAccess = "extended-access.list";
    ExtendAccess = "extended-access.give";
    EndExtendedAccess = "extended-access.end";
}
