//! Shows summonses: to the unit all of its own, to a resident all that they have been sent.

use chrono::NaiveDate;

use super::{
    policy::{ListOwnSummonses, ListUnitSummonses, ReadSummons, Summoned},
    store,
    summons::{Step, Summons, SummonsStatus},
    view::SummonsView,
};
use crate::{
    access::{Cx, Sealed},
    audit,
    db::{Replay, Tx},
    failure::Failure,
    id::{ResidentId, SummonsId, UnitId},
    page::{Linker, Links, Page, Rows, Wanted},
    programmes,
    units::ResidentRow,
};

pub async fn of_unit(
    cx: Cx,
    unit: UnitId,
    status: Option<SummonsStatus>,
    wanted: Wanted,
) -> Result<Page<SummonsView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = programmes::at_unit(tx, unit)?.open::<ListUnitSummonses>(tx)?;
        let rows = store::of_unit(tx, &grant, status, &wanted)?;
        let Rows { rows, next, prev } = Rows::cut(rows, &wanted, |row| (row.made_at, row.id.0));
        let shown: Vec<ResidentId> = rows.iter().map(|row| row.resident).collect();
        let people = store::people(tx, &shown)?;
        let with_person = |row: Summons| {
            let person = people.get(&row.resident).cloned();
            let person = person.ok_or_else(|| Failure::Bug("nobody was summoned".into()))?;
            Ok(unit_view(cx, row, person))
        };
        let views: Result<Vec<_>, Failure> = rows.into_iter().map(with_person).collect();
        let rows = Rows { rows: views?, next, prev };
        let path = format!("/units/{unit}/summonses");
        let query: Vec<_> = status.map(|it| ("status", it.code().to_owned())).into_iter().collect();
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, |view| view);
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}

pub async fn of_resident(
    cx: Cx,
    resident: ResidentId,
    wanted: Wanted,
) -> Result<Page<SummonsView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(Summoned(resident)).open::<ListOwnSummonses>(tx)?;
        let rows = store::of_resident(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.made_at, row.id.0));
        let path = format!("/residents/{resident}/summonses");
        let today = tx.today;
        let view = |row| own_view(cx, row, today);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn read(cx: Cx, id: SummonsId) -> Result<SummonsView, Failure> {
    cx.transact(move |tx, cx| {
        let sealed = store::find(tx, id)?.ok_or(Failure::Absent)?;
        let (summons, grant) = sealed.open::<ReadSummons>(tx)?;
        let view = view(tx, cx, summons)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// As this caller sees it: staff with its person, a resident with what they may do.
pub(super) fn view(tx: &mut Tx<'_>, cx: &Cx, summons: Summons) -> Result<SummonsView, Failure> {
    if tx.actor().staff().is_none() {
        return Ok(own_view(cx, summons, tx.today));
    }
    let person = store::people(tx, &[summons.resident])?.remove(&summons.resident);
    let person = person.ok_or_else(|| Failure::Bug("nobody was summoned".into()))?;
    Ok(unit_view(cx, summons, person))
}

fn own_view(cx: &Cx, summons: Summons, today: NaiveDate) -> SummonsView {
    let own = format!("/summonses/{}", summons.id);
    let can = |step| summons.status.after(step).is_some();
    let may_decline =
        can(Step::Decline) && summons.time.is_none() && today <= summons.valid_through;
    let bookings = format!("/residents/{}/bookings", summons.resident);
    let mut linker = Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add_if(can(Step::Open), "open", "POST", &format!("{own}/openings"))
        .add_if(may_decline, "decline", "POST", &format!("{own}/declines"))
        .add_if(summons.may_be_booked(today), "book", "POST", &bookings);
    if let Some(time) = summons.time {
        linker = linker.add("booking", "GET", &format!("/bookings/{}", time.booking));
    }
    SummonsView::new(summons, None, linker.done())
}

pub(super) fn unit_view(cx: &Cx, summons: Summons, person: ResidentRow) -> SummonsView {
    let links = unit_links(cx, &summons);
    SummonsView::new(summons, Some(person.into()), links)
}

fn unit_links(cx: &Cx, summons: &Summons) -> Links {
    let own = format!("/summonses/{}", summons.id);
    let may_withdraw = summons.status.after(Step::Withdraw).is_some() && summons.time.is_none();
    let letter = format!("/units/{}/summons-letters/{}/print", summons.unit, summons.id);
    let mut linker = Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add_if(may_withdraw, "withdraw", "POST", &format!("{own}/withdrawals"))
        .add_if(summons.paper_copy, "print", "GET", &letter);
    if let Some(time) = summons.time {
        linker = linker.add("booking", "GET", &format!("/bookings/{}", time.booking));
    }
    linker.done()
}

impl Replay for SummonsView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let sealed = store::find(tx, self.id)?.ok_or(Failure::Absent)?;
        let (_, _grant) = sealed.open::<ReadSummons>(tx)?;
        Ok(())
    }
}
