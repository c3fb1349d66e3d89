//! Lists, plans and ends absences. What becomes of the cases is the case slice's business: the
//! database writes down, with the absence itself, that they must be looked after.

use super::{
    super::{
        ABSENCE_OVERLAPS,
        handout::check_day,
        policy::ListAbsences,
        staff::{HandlerTrouble, StaffName, staff_names, trouble},
        store as units,
    },
    policy::{AbsenceOf, EndAbsence, PlanAbsence},
    store::{self, Row},
    view::{AbsenceView, NewAbsence},
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{AbsenceId, StaffId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(cx: Cx, id: UnitId, wanted: Wanted) -> Result<Page<AbsenceView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ListAbsences>(tx)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |(row, _)| (row.planned_at, row.id.0));
        let path = format!("/units/{id}/absences");
        let view = |(row, name)| view(cx, row, Some(&name));
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn plan(
    cx: Cx,
    id: UnitId,
    repeat: Repeat,
    new: NewAbsence,
) -> Result<AbsenceView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let unit = units::unit(tx, id)?.ok_or(Failure::Absent)?;
        let of = AbsenceOf { unit, staff: new.staff_id };
        let (_, grant) = Sealed::new(of).open::<PlanAbsence>(tx)?;
        check_days(tx, &new)?;
        must_handle(tx, new.staff_id, id, "/staffId")?;
        if let Some(substitute) = new.substitute_id {
            must_handle(tx, substitute, id, "/substituteId")?;
        }
        let Some(row) = store::insert(tx, &grant, &new)? else {
            let (sv, en) = ("Avsluta den andra först.", "End the other one first.");
            return Err(Failure::refused(&ABSENCE_OVERLAPS, sv, en));
        };
        let names = staff_names(tx, [row.staff_id])?;
        let view = view(cx, row, names.get(&new.staff_id));
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn end(cx: Cx, at: (UnitId, AbsenceId)) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let unit = units::unit(tx, at.0)?.ok_or(Failure::Absent)?;
        let staff = store::whose(tx, at.0, at.1)?.ok_or(Failure::Absent)?;
        let (_, grant) = Sealed::new(AbsenceOf { unit, staff }).open::<EndAbsence>(tx)?;
        store::end(tx, &grant, at.1)?;
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

fn check_days(tx: &Tx<'_>, new: &NewAbsence) -> Result<(), Failure> {
    if new.from_day < tx.today {
        let (sv, en) = ("Dagen har varit.", "The day has passed.");
        return Err(Failure::field("/fromDay", "past", sv, en));
    }
    check_day(new.to_day, new.from_day).map_err(|_| {
        let (sv, en) = ("Sista dagen ligger före den första.", "The last day is before the first.");
        Failure::field("/toDay", "order", sv, en)
    })?;
    if new.substitute_id == Some(new.staff_id) {
        let (sv, en) = ("Välj någon annan.", "Choose someone else.");
        return Err(Failure::field("/substituteId", "same-person", sv, en));
    }
    Ok(())
}

/// Cases are looked after only by a handler at the unit; one who is away now may be back by then.
fn must_handle(tx: &mut Tx<'_>, who: StaffId, unit: UnitId, field: &str) -> Result<(), Failure> {
    match trouble(tx, who, unit)? {
        None | Some(HandlerTrouble::Absent) => Ok(()),
        Some(HandlerTrouble::RoleEnded | HandlerTrouble::Inactive) => Err(Failure::field(
            field,
            "not-a-handler",
            "Personen är inte ärendehanterare på mottagningen.",
            "The person is not a handler at the unit.",
        )),
    }
}

impl Replay for AbsenceView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        units::may::<ListAbsences>(tx, self.unit_id)
    }
}

fn view(cx: &Cx, row: Row, name: Option<&StaffName>) -> AbsenceView {
    let path = format!("/units/{}/absences", row.unit_id);
    let links = Linker::new(cx.asked()).add("collection", "GET", &path).add_if(
        row.ended_at.is_none(),
        "end",
        "DELETE",
        &format!("{path}/{}", row.id),
    );
    AbsenceView {
        id: row.id,
        unit_id: row.unit_id,
        staff_id: row.staff_id,
        name: name
            .map(|name| format!("{} {}", name.given_name, name.family_name))
            .unwrap_or_default(),
        substitute_id: row.substitute_id,
        from_day: row.from_day,
        to_day: row.to_day,
        planned_at: row.planned_at.into(),
        ended_at: row.ended_at.map(Into::into),
        links: links.done(),
    }
}
