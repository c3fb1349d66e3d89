//! Units and forms as one resident sees them.

use super::{
    super::availability::{self, Facts, HandedOut, Unavailable},
    policy::{ListUnits, ReadCard, ReadForm, UnitOfResident, UnitsOfResident},
    public::{open_windows, page_of, pause, summary, words},
    store::{self, ForResident, Offered},
    view::{
        CaseTypeForResident, CaseTypeForm, Hindrance, OpeningHours, TIME_ZONE, UnitForResident,
        UnitSummary,
    },
};
use crate::{
    access::{Capacity, Cx, Sealed},
    audit,
    db::Tx,
    failure::Failure,
    id::{CaseTypeId, ResidentId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

/// The units that are open to the resident.
pub async fn list(
    cx: Cx,
    resident: ResidentId,
    wanted: Wanted,
) -> Result<Page<UnitSummary>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(UnitsOfResident(resident)).open::<ListUnits>(tx)?;
        let rows = store::open_to(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.changed_at, row.id.0));
        let (linker, path) = (Linker::new(cx.asked()), format!("/residents/{resident}/units"));
        let page = Page::of(rows, &wanted, linker.clone(), &path, &[], |row| {
            let mine = format!("/residents/{resident}/units/{}", row.id);
            let mut unit = summary(&linker, &row);
            unit.links.extend(linker.clone().add("as-resident", "GET", &mine).done());
            unit
        });
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// The unit's card, and what of it the resident may use.
pub async fn card(cx: Cx, resident: ResidentId, unit: UnitId) -> Result<UnitForResident, Failure> {
    cx.transact(move |tx, cx| {
        let on = Sealed::new(UnitOfResident { resident, unit });
        let (on, grant) = on.open::<ReadCard>(tx)?;
        let known = store::for_resident(tx, unit, resident)?.ok_or(Failure::Absent)?;
        let looking = Looking {
            tx,
            on: &on,
            linker: Linker::new(cx.asked()),
            as_guardian: { grant.capacity() == Capacity::Guardian },
        };
        let view = looking.card(known);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// A form that the resident may know of, whether or not it can be sent right now.
pub async fn form(
    cx: Cx,
    on: UnitOfResident,
    case_type: CaseTypeId,
) -> Result<CaseTypeForm, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = Sealed::new(on).open::<ReadForm>(tx)?;
        let (unit, resident) = (on.unit, on.resident);
        let known = store::for_resident(tx, unit, resident)?.ok_or(Failure::Absent)?;
        let listed = known.types.iter().any(|(offered, handed_out)| {
            let facts = known.facts(offered, *handed_out);
            offered.case_type.id == case_type && is_listed(&decide(tx, &facts))
        });
        let found = if listed { store::form_for_resident(tx, unit, case_type)? } else { None };
        let (offered, form) = found.ok_or(Failure::Absent)?;
        let path = format!("/residents/{resident}/units/{unit}");
        let links = Linker::new(cx.asked())
            .add("self", "GET", &format!("{path}/case-types/{case_type}"))
            .add("unit", "GET", &path)
            .add("begin-case", "POST", &format!("/residents/{resident}/cases"));
        let view = CaseTypeForm { links: links.done(), ..page_of(unit, offered, form.read()?) };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub(super) fn decide(tx: &Tx<'_>, facts: &Facts) -> Result<(), Unavailable> {
    availability::decide(facts, tx.today, tx.now)
}

/// Whether the resident may know of a case type that is decided so.
pub(super) fn is_listed(decision: &Result<(), Unavailable>) -> bool {
    use Unavailable::{NotHandedOut, NotOffered, UnitNotOpen};
    !matches!(decision, Err(UnitNotOpen | NotOffered | NotHandedOut))
}

/// One look at a card.
pub(super) struct Looking<'a, 't> {
    pub tx: &'a Tx<'t>,
    pub on: &'a UnitOfResident,
    pub linker: Linker,
    pub as_guardian: bool,
}

impl Looking<'_, '_> {
    fn card(&self, known: ForResident) -> UnitForResident {
        let types = known.types.iter().filter_map(|(offered, handed_out)| {
            let facts = known.facts(offered, *handed_out);
            let decision = decide(self.tx, &facts);
            is_listed(&decision).then(|| self.case_type(offered, *handed_out, decision))
        });
        let (resident, unit) = (self.on.resident, self.on.unit);
        let links = self
            .linker
            .clone()
            .add("self", "GET", &format!("/residents/{resident}/units/{unit}"))
            .add("public", "GET", &format!("/units/{unit}"));
        UnitForResident {
            case_types: types.collect(),
            open_to_resident: known.is_open(self.tx.today),
            opening_hours: known.hours.iter().map(OpeningHours::from).collect(),
            time_zone: TIME_ZONE.to_owned(),
            sources: known.sources.view(unit, self.linker.origin()),
            links: links.done(),
            unit: summary(&self.linker, &known.unit),
            temporary_information: known.unit.temporary_information,
            other_information: known.unit.other_information,
            about: known.unit.about,
        }
    }

    pub fn case_type(
        &self,
        offered: &Offered,
        handed_out: Option<HandedOut>,
        decision: Result<(), Unavailable>,
    ) -> CaseTypeForResident {
        let case_type = &offered.case_type;
        let barred = self.as_guardian && !case_type.agent_allowed;
        let hindrance = decision.err().map(Hindrance::from);
        let hindrance = if barred { Some(Hindrance::NotForGuardians) } else { hindrance };
        let (resident, unit) = (self.on.resident, self.on.unit);
        let path = format!("/residents/{resident}/units/{unit}/case-types/{}", case_type.id);
        let begin = format!("/residents/{resident}/cases");
        let links = self.linker.clone().add("self", "GET", &path);
        let links = links.add_if(hindrance.is_none(), "begin-case", "POST", &begin);
        let handed_out = handed_out.filter(|_| case_type.limited_selection);
        CaseTypeForResident {
            id: case_type.id,
            name: case_type.name.clone(),
            description: words(offered).0,
            handed_out: handed_out.is_some(),
            handed_out_until: handed_out.and_then(|it| it.valid_until),
            available: hindrance.is_none(),
            hindrance,
            pause: pause(offered, self.tx.now),
            open_windows: open_windows(offered),
            links: links.done(),
        }
    }
}

impl ForResident {
    pub fn facts(&self, offered: &Offered, handed_out: Option<HandedOut>) -> Facts {
        Facts {
            unit: self.unit.status,
            case_type: offered.case_type.status,
            active: offered.on_card.active,
            pause: offered.on_card.pause(),
            schedule: offered.on_card.schedule(),
            limits: offered.case_type.limits(),
            limited_selection: offered.case_type.limited_selection,
            handed_out,
            areas: self.areas.clone(),
            approved: self.approved,
            resident: self.person.clone(),
        }
    }

    pub fn is_open(&self, today: chrono::NaiveDate) -> bool {
        self.approved || availability::serves(&self.areas, &self.person, today)
    }
}

impl From<Unavailable> for Hindrance {
    fn from(reason: Unavailable) -> Self {
        match reason {
            Unavailable::UnitClosing => Self::UnitClosing,
            Unavailable::OutsideArea => Self::OutsideServiceArea,
            Unavailable::Paused(_) => Self::Paused,
            Unavailable::OutsideHours(_) => Self::OutsideHours,
            // The first three are never listed, so never told.
            Unavailable::UnitNotOpen
            | Unavailable::NotOffered
            | Unavailable::NotHandedOut
            | Unavailable::OutsideLimits => Self::OutsideLimits,
        }
    }
}
