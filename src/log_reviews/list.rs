//! Shows reviews and their rows.

use super::{
    policy::{List, Read, ReadRows, UnitReviews},
    review::Review,
    store::{self, ReviewRow},
    view::{Criteria, LogReviewView, Patient, ReviewRowView, ReviewRowsView, StaffMember},
};
use crate::{
    access::{Action, Cx, Grant},
    audit::{self, ActionKind},
    db::Tx,
    failure::Failure,
    id::{LogReviewId, ResidentId, StaffId, UnitId},
    log_reviews::review::Risk,
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(cx: Cx, unit: UnitId, wanted: Wanted) -> Result<Page<LogReviewView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::unit(tx, unit)?.open::<List>(tx)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let Rows { rows, next, prev } = Rows::cut(rows, &wanted, |row| (row.began_at, row.id.0));
        let rows = rows.into_iter().map(|row| view(tx, cx, &grant, row));
        let rows = Rows { rows: rows.collect::<Result<Vec<_>, _>>()?, next, prev };
        let path = format!("/units/{unit}/log-reviews");
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], |view| view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn read(cx: Cx, (unit, id): (UnitId, LogReviewId)) -> Result<LogReviewView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::unit(tx, unit)?.open::<Read>(tx)?;
        let review = store::find(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let view = view(tx, cx, &grant, review)?;
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}

/// The rows, in the order they happened. Everybody they are about is recorded.
pub async fn rows(cx: Cx, (unit, id): (UnitId, LogReviewId)) -> Result<ReviewRowsView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::unit(tx, unit)?.open::<ReadRows>(tx)?;
        store::find(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let rows = store::rows(tx, &grant, id)?;
        let shown: Vec<ResidentId> = rows.iter().filter_map(|row| row.patient).collect();
        let me = StaffId(tx.actor().uuid());
        let items = rows.into_iter().map(|row| row_view(row, me)).collect();
        let path = format!("/units/{unit}/log-reviews/{id}");
        let links = Linker::new(cx.asked())
            .add("self", "GET", &format!("{path}/rows"))
            .add("review", "GET", &path)
            .done();
        Ok(audit::record_each(tx, grant, shown, ReviewRowsView { items, links })?)
    })
    .await
}

/// A row without anything that was read.
pub fn row_view(row: ReviewRow, me: StaffId) -> ReviewRowView {
    let actor = row.actor.zip(row.actor_name).map(|(id, (given, family, title))| StaffMember {
        id: StaffId(id),
        name: format!("{given} {family}"),
        title,
    });
    let patient = row.patient.zip(row.patient_name).map(|(id, (given, family, protected))| {
        let name = (!protected).then(|| format!("{given} {family}"));
        Patient { id, name, protected_identity: protected }
    });
    let risk = |code: &Option<String>| Risk::from_code(code.as_deref()?);
    ReviewRowView {
        place: row.place,
        at: row.at.into(),
        kind: ActionKind::of(&row.action),
        action: row.action,
        outcome: row.outcome,
        capacity: row.capacity,
        own: row.actor == Some(me.0),
        actor,
        patient,
        drawn: row.drawn,
        risks: row.risks.iter().filter_map(risk).collect(),
        finding: row.finding,
        note: row.note,
        found_by: row.found_by,
        found_at: row.found_at.map(Into::into),
    }
}

/// A review as it stands, with what this caller may do next.
pub fn view<A: Action<On = UnitReviews>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    _: &Grant<A>,
    review: Review,
) -> Result<LogReviewView, Failure> {
    let tally = store::tally(tx, review.id)?;
    let kept: store::Kept = serde_json::from_value(review.criteria.clone())
        .map_err(|error| Failure::Bug(format!("criteria of {}: {error}", review.id)))?;
    let path = format!("/units/{}/log-reviews/{}", review.unit_id, review.id);
    let at = |part: &str| format!("{path}/{part}");
    let open = review.signed_at.is_none();
    let links = Linker::new(cx.asked())
        .add("self", "GET", &path)
        .add("rows", "GET", &at("rows"))
        .add("repeat", "GET", &at("repeated-draw"))
        .add_if(open && tally.judged == tally.rows, "sign", "POST", &at("signatures"))
        .done();
    Ok(LogReviewView {
        targeted: Some(kept.criteria).filter(|it: &Criteria| it.rows > 0),
        id: review.id,
        unit_id: review.unit_id,
        reviewer_id: review.reviewer_id,
        began_at: review.began_at.into(),
        period_from: review.period_from.into(),
        period_to: review.period_to.into(),
        random_rows: review.random_rows,
        seed: review.seed.to_string(),
        rows_in_period: review.rows_in_period,
        rows_at_risk: review.rows_at_risk,
        rows: tally.rows,
        judged: tally.judged,
        unjustified: tally.unjustified,
        outcome: review.outcome,
        conclusion: review.conclusion,
        signed_by: review.signed_by,
        signed_at: review.signed_at.map(Into::into),
        version: review.version,
        links,
    })
}
