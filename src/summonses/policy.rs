//! Who summons, who is summoned, and who prints what goes on paper. Pure.

use uuid::Uuid;

use super::summons::Summons;
use crate::{
    access::{Action, Actor, Capacity, Region, Scope, Subject, Verdict},
    id::{ResidentId, SummonsId, UnitId},
    programmes::{AtUnit, refuse, time_book},
};

/// All that one resident has been summoned to.
#[derive(Debug, Clone, Copy)]
pub struct Summoned(pub ResidentId);

impl Subject for Summoned {
    fn id(&self) -> Uuid {
        self.0.0
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.0)
    }
}

impl Subject for Summons {
    fn id(&self) -> Uuid {
        self.id.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

/// A summons on paper, as far as permission goes.
#[derive(Debug, Clone)]
pub struct Letter {
    pub summons: SummonsId,
    pub unit: UnitId,
    pub region: Region,
    pub resident: ResidentId,
}

impl Subject for Letter {
    fn id(&self) -> Uuid {
        self.summons.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

/// Actions on all of a unit's, by a rule of who may.
macro_rules! at_unit {
    ($rule:ident: $($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = AtUnit;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &AtUnit) -> Verdict {
                Verdict::or($rule(actor, on), refuse(actor, on))
            }
        }
    )+};
}

at_unit! { keeper:
    CreateSummons = "summons.create";
    ListUnitSummonses = "summons.list";
    /// Look at who would be summoned.
    PrepareRun = "summons-run.prepare";
    ListRuns = "summons-run.list";
    ReadRun = "summons-run.read";
    /// Let everybody in it be summoned.
    OrderRun = "summons-run.order";
    CancelRun = "summons-run.cancel";
}

at_unit! { printer:
    ListLetters = "summons-letter.list";
}

/// Those who keep the time book of the unit that summons.
fn keeper(actor: &Actor, on: &AtUnit) -> Option<Capacity> {
    time_book(actor, on.unit)
}

/// Those who put letters in the post: the unit, and the system of its printer.
fn printer(actor: &Actor, on: &AtUnit) -> Option<Capacity> {
    keeper(actor, on).or_else(|| actor.system_at(Scope::LettersSend, on.unit, &on.region))
}

macro_rules! on_letter {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Letter;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &Letter) -> Verdict {
                let at = AtUnit { unit: on.unit, region: on.region.clone() };
                Verdict::or(printer(actor, &at), refuse(actor, &at))
            }
        }
    )+};
}

on_letter! {
    PrintLetter = "summons-letter.print";
    /// Say that it is in the post.
    SendLetter = "summons-letter.send";
}

/// What those are told who may not do that to a summons: who may see it, and the unit's own people, know that it
/// is there.
fn refuse_summons(actor: &Actor, on: &Summons) -> Verdict {
    if actor.as_resident(on.resident).is_some() {
        return Verdict::Forbid;
    }
    refuse(actor, &AtUnit { unit: on.unit, region: on.region.clone() })
}

macro_rules! on_summons {
    ($may:expr; $($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = Summons;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, on: &Summons) -> Verdict {
                let may: fn(&Actor, &Summons) -> Option<Capacity> = $may;
                Verdict::or(may(actor, on), refuse_summons(actor, on))
            }
        }
    )+};
}

on_summons! { |actor, on| actor.as_resident(on.resident).or_else(|| time_book(actor, on.unit));
    ReadSummons = "summons.read";
}

on_summons! { |actor, on| actor.as_resident(on.resident);
    OpenSummons = "summons.open";
    DeclineSummons = "summons.decline";
    /// See the times that it leads to.
    ListSummonsSlots = "summons.list-slots";
}

on_summons! { |actor, on| time_book(actor, on.unit);
    WithdrawSummons = "summons.withdraw";
}

on_summons! { |actor, _| actor.as_worker();
    ExpireSummons = "summons.expire";
    SettleSummons = "summons.settle";
    /// Into the inbox of somebody who could not read it before.
    DeliverSummons = "summons.deliver";
}

/// See one's summonses.
#[derive(Debug)]
pub struct ListOwnSummonses;

impl Action for ListOwnSummonses {
    type On = Summoned;
    const NAME: &'static str = "summons.list-own";

    fn decide(actor: &Actor, on: &Summoned) -> Verdict {
        Verdict::or(actor.as_resident(on.0), Verdict::Hide)
    }
}

/// One person of a run, whose turn it is.
#[derive(Debug, Clone)]
pub struct RunLine {
    pub run: crate::id::SummonsRunId,
    pub at: AtUnit,
    pub resident: ResidentId,
}

impl Subject for RunLine {
    fn id(&self) -> Uuid {
        self.run.0
    }
    fn unit(&self) -> Option<UnitId> {
        Some(self.at.unit)
    }
    fn patient(&self) -> Option<ResidentId> {
        Some(self.resident)
    }
}

/// Summon one person of a run: in the name of whoever ordered it, with the rights of the moment.
#[derive(Debug)]
pub struct SummonLine;

impl Action for SummonLine {
    type On = RunLine;
    const NAME: &'static str = "summons-run.summon";

    fn decide(actor: &Actor, on: &RunLine) -> Verdict {
        Verdict::or(time_book(actor, on.at.unit), refuse(actor, &on.at))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::summons::{SummonsStatus, tests::summons},
        *,
    };
    use crate::access::{Cast, sheet::Sheet};

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let at = AtUnit { unit: cast.unit, region: cast.region() };
        let on = Summons {
            unit: cast.unit,
            resident: cast.subject,
            ..summons(SummonsStatus::Delivered)
        };
        let mut sheet = Sheet::new("Summonses", &cast);
        sheet.section("the unit that summons");
        sheet.row::<CreateSummons>(&at);
        sheet.row::<ListUnitSummonses>(&at);
        sheet.row::<PrepareRun>(&at);
        sheet.row::<ListRuns>(&at);
        sheet.row::<ReadRun>(&at);
        sheet.row::<OrderRun>(&at);
        sheet.row::<CancelRun>(&at);
        sheet.row::<ListLetters>(&at);
        let letter = Letter {
            summons: on.id,
            unit: cast.unit,
            region: cast.region(),
            resident: cast.subject,
        };
        sheet.section("a summons on paper");
        sheet.row::<PrintLetter>(&letter);
        sheet.row::<SendLetter>(&letter);
        sheet.section("the resident's summons");
        sheet.row::<ListOwnSummonses>(&Summoned(cast.subject));
        sheet.row::<ReadSummons>(&on);
        sheet.row::<OpenSummons>(&on);
        sheet.row::<DeclineSummons>(&on);
        sheet.row::<ListSummonsSlots>(&on);
        sheet.row::<WithdrawSummons>(&on);
        sheet.must_be("docs/access/summonses.md");
    }
}
