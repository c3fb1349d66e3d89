//! Takes a request, weighs it, and decides: each step moves it on by the state machine, against the version that
//! was seen.

use super::{
    COPY_OTHER_ASSESSOR, COPY_PROVIDER_UNKNOWN, COPY_WRONG_STAGE,
    policy::{AtDesk, ListRequests, ReadRequest, Reassess, Refuse, Release, ReleasePartly, Take},
    request::{AppealTo, CopyStage, Refusal, Step},
    store::{self, CopyRow, NewDecision, WithheldPart},
    view::{CopyView, DecisionView, NewPartialRelease, NewRefusal, NewRelease},
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{RecordCopyDecisionId, RecordCopyRequestId, ResidentId, StaffId, UnitId},
    inbox,
    jobs::Notice,
    page::{Linker, Page, Rows, Wanted, expect_version},
    patient_overview::{self, Post, Purpose, WEAK_AUTHENTICATION, WRONG_ASSIGNMENT},
};

/// Which request, at which unit.
pub type Named = (UnitId, RecordCopyRequestId);

pub async fn list(
    cx: Cx,
    unit: UnitId,
    stage: Option<CopyStage>,
    wanted: Wanted,
) -> Result<Page<CopyView>, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = store::desk(tx, unit)?.open::<ListRequests>(tx)?;
        must_be_in_care(tx, cx, &on)?;
        let rows = store::of_unit(tx, &grant, stage, &wanted)?;
        let Rows { rows, next, prev } = Rows::cut(rows, &wanted, |row| (row.filed_at, row.id.0));
        let shown: Vec<ResidentId> = rows.iter().map(|row| row.resident_id).collect();
        let views = rows.into_iter().map(|row| view(tx, cx, row));
        let rows = Rows { rows: views.collect::<Result<Vec<_>, _>>()?, next, prev };
        let path = format!("/units/{unit}/record-copy-requests");
        let query: Vec<_> = stage.map(|it| ("stage", it.code().to_owned())).into_iter().collect();
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, |view| view);
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}

pub async fn read(cx: Cx, named: Named) -> Result<CopyView, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = store::at_desk(tx, named, false)?.open::<ReadRequest>(tx)?;
        let (_, row) = must_be_there(tx, cx, on)?;
        let view = view(tx, cx, row)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Begins to assess it, or takes it over from a colleague.
pub async fn take(
    cx: Cx,
    named: Named,
    seen: Option<String>,
    repeat: Repeat,
) -> Result<CopyView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, _, grant) = moved::<Take>(tx, cx, named, seen.as_deref(), Step::Take)?;
        store::assess(tx, &grant)?;
        done(tx, cx, grant)
    })
    .await
}

/// The record has changed since it was released.
pub async fn reassess(
    cx: Cx,
    named: Named,
    seen: Option<String>,
    repeat: Repeat,
) -> Result<CopyView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, _, grant) = moved::<Reassess>(tx, cx, named, seen.as_deref(), Step::Reassess)?;
        store::assess(tx, &grant)?;
        done(tx, cx, grant)
    })
    .await
}

/// Everything is handed over.
pub async fn release(
    cx: Cx,
    named: Named,
    seen: Option<String>,
    repeat: Repeat,
    new: NewRelease,
) -> Result<CopyView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, row, grant) = moved::<Release>(tx, cx, named, seen.as_deref(), Step::Release)?;
        let decision = NewDecision {
            outcome: CopyStage::Released,
            digest: Some(new.digest()?),
            ground: None,
            reasons: None,
            appeal_to: None,
            parts: &[],
        };
        let made = store::decide(tx, &grant, &decision)?;
        tell(tx, &row, made)?;
        done(tx, cx, grant)
    })
    .await
}

/// Some parts are withheld: each for a ground, all of them with reasons in writing.
pub async fn release_partly(
    cx: Cx,
    named: Named,
    seen: Option<String>,
    repeat: Repeat,
    new: NewPartialRelease,
) -> Result<CopyView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let step = Step::ReleasePartly;
        let (post, row, grant) = moved::<ReleasePartly>(tx, cx, named, seen.as_deref(), step)?;
        let parts: Vec<WithheldPart> = new.withheld.iter().map(WithheldPart::from).collect();
        for (at, withheld) in parts.iter().enumerate() {
            let pointer = format!("/withheld/{at}/ground");
            row.copy().check_ground(withheld.ground).map_err(|it| refused(it, &pointer))?;
        }
        let decision = NewDecision {
            outcome: CopyStage::ReleasedPartly,
            digest: Some(new.digest()?),
            ground: None,
            reasons: Some(&new.reasons),
            appeal_to: Some(must_be_appealable(tx, &post)?),
            parts: &parts,
        };
        let made = store::decide(tx, &grant, &decision)?;
        tell(tx, &row, made)?;
        done(tx, cx, grant)
    })
    .await
}

/// Nothing is handed over.
pub async fn refuse(
    cx: Cx,
    named: Named,
    seen: Option<String>,
    repeat: Repeat,
    new: NewRefusal,
) -> Result<CopyView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (post, row, grant) = moved::<Refuse>(tx, cx, named, seen.as_deref(), Step::Refuse)?;
        row.copy().check_ground(new.ground).map_err(|it| refused(it, "/ground"))?;
        let decision = NewDecision {
            outcome: CopyStage::Refused,
            digest: None,
            ground: Some(new.ground),
            reasons: Some(&new.reasons),
            appeal_to: Some(must_be_appealable(tx, &post)?),
            parts: &[],
        };
        let made = store::decide(tx, &grant, &decision)?;
        tell(tx, &row, made)?;
        done(tx, cx, grant)
    })
    .await
}

/// The request, held, if the caller may do that and the rules let them.
fn moved<A: Action<On = AtDesk>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    named: Named,
    seen: Option<&str>,
    step: Step,
) -> Result<(Post, CopyRow, Grant<A>), Failure> {
    let (on, grant) = store::at_desk(tx, named, true)?.open::<A>(tx)?;
    let (post, row) = must_be_there(tx, cx, on)?;
    expect_version(seen, row.version)?;
    row.copy().step(step, StaffId(tx.actor().uuid())).map_err(|it| refused(it, ""))?;
    Ok((post, row, grant))
}

fn done<A: Action<On = AtDesk>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: Grant<A>,
) -> Result<audit::Audited<CopyView>, Failure> {
    let row = store::row(tx, &grant)?;
    let view = view(tx, cx, row)?;
    Ok(audit::record(tx, grant, view)?)
}

/// Records are weighed by those who are in care there, after a strong sign-in.
fn must_be_in_care(tx: &Tx<'_>, cx: &Cx, on: &AtDesk) -> Result<Post, Failure> {
    let post = on.post.clone();
    let post = post.ok_or_else(|| Failure::Bug("opened without an assignment".into()))?;
    if !patient_overview::strong_enough(tx, cx, &post.region)? {
        let (sv, en) = ("Logga in med SITHS.", "Sign in with SITHS.");
        return Err(Failure::refused(&WEAK_AUTHENTICATION, sv, en));
    }
    if !post.assignments.iter().any(|it| it.purpose == Purpose::CareAndTreatment) {
        let (sv, en) =
            ("Uppdraget är inte vård och behandling.", "The assignment is not for care.");
        return Err(Failure::refused(&WRONG_ASSIGNMENT, sv, en));
    }
    Ok(post)
}

/// The same for one request, which may not be there.
pub(super) fn must_be_there(tx: &Tx<'_>, cx: &Cx, on: AtDesk) -> Result<(Post, CopyRow), Failure> {
    let post = must_be_in_care(tx, cx, &on)?;
    Ok((post, on.row.ok_or(Failure::Absent)?))
}

pub(super) fn refused(refusal: Refusal, pointer: &str) -> Failure {
    match refusal {
        Refusal::WrongStage => {
            let (sv, en) = ("Läs begäran igen.", "Read the request again.");
            Failure::refused(&COPY_WRONG_STAGE, sv, en)
        }
        Refusal::OtherAssessor => {
            let (sv, en) = ("Ta över prövningen först.", "Take the assessment over first.");
            Failure::refused(&COPY_OTHER_ASSESSOR, sv, en)
        }
        Refusal::GroundOfGuardians => {
            let (sv, en) = ("Grunden gäller vårdnadshavare.", "That ground is about guardians.");
            Failure::field(pointer, "guardians-only", sv, en)
        }
    }
}

fn must_be_appealable(tx: &mut Tx<'_>, post: &Post) -> Result<AppealTo, Failure> {
    store::appeal_to(tx, &post.provider_hsa_id)?.ok_or_else(|| {
        let (sv, en) =
            ("Be regionen lägga in vårdgivaren.", "Ask the region to enter the provider.");
        Failure::refused(&COPY_PROVIDER_UNKNOWN, sv, en)
    })
}

/// Tells the requester that there is a decision, and no more. A guardian without agency could not see it
/// here, and is answered by post.
fn tell(tx: &mut Tx<'_>, row: &CopyRow, made: RecordCopyDecisionId) -> Result<(), Failure> {
    if row.requested_by == row.resident_id || store::has_agency(tx, row)? {
        inbox::tell(tx, row.requested_by, made.0, Notice::RequestDecided)?;
    }
    Ok(())
}

#[expect(clippy::too_many_lines, reason = "one line for each thing that is told")]
fn view(tx: &mut Tx<'_>, cx: &Cx, row: CopyRow) -> Result<CopyView, Failure> {
    let decision = match row.decision_id {
        Some(id) => Some(DecisionView::of(store::decision(tx, id)?, "mottagningen")),
        None => None,
    };
    let collection = format!("/units/{}/record-copy-requests", row.unit_id);
    let own = format!("{collection}/{}", row.id);
    let me = StaffId(tx.actor().uuid());
    let can = |step| row.copy().step(step, me).is_ok();
    let mut linker = Linker::new(cx.asked())
        .add("collection", "GET", &collection)
        .add("self", "GET", &own)
        .add_if(row.copy().may_see_all(me).is_ok(), "content", "GET", &format!("{own}/content"))
        .add_if(row.copy().may_take_out(me).is_ok(), "copy", "GET", &format!("{own}/copy"))
        .add_if(row.copy().may_take_out(me).is_ok(), "print", "GET", &format!("{own}/print"));
    for (rel, step, noun) in [
        ("take", Step::Take, "assessments"),
        ("release", Step::Release, "releases"),
        ("release-partly", Step::ReleasePartly, "partial-releases"),
        ("refuse", Step::Refuse, "refusals"),
        ("reassess", Step::Reassess, "reassessments"),
    ] {
        linker = linker.add_if(can(step), rel, "POST", &format!("{own}/{noun}"));
    }
    Ok(CopyView {
        information_types: row.kinds(),
        review: row.copy().review(),
        id: row.id,
        resident_id: row.resident_id,
        requested_by: row.requested_by,
        unit_id: row.unit_id,
        filed_at: row.filed_at.into(),
        scope: row.scope,
        period_from: row.period_from,
        period_through: row.period_through,
        wish: row.wish,
        delivery: row.delivery,
        stage: row.stage,
        assessor_id: row.assessor_id,
        taken_at: row.taken_at.map(Into::into),
        decision,
        version: row.version,
        links: linker.done(),
    })
}

impl Replay for CopyView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let on = store::at_desk(tx, (self.unit_id, self.id), false)?;
        let (_, _grant) = on.open::<ReadRequest>(tx)?;
        Ok(())
    }
}
