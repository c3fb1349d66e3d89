//! Read sendings: a unit's, one with its progress, and what became of each line.

use super::{
    policy::{CancelSending, ListResults, ListSendings, ReadSending},
    rules::{SendingOutcome, SendingState},
    store::{self, LineRow, Shown},
    view::{LineView, ProgressView, SenderName, SendingView, TemplateName},
};
use crate::{
    access::{Action, Actor, Cx, Verdict},
    audit,
    db::{Replay, Tx},
    failure::Failure,
    id::{CitizenSendingId, ResidentId, UnitId},
    page::{Linker, Page, Wanted},
};

/// Lists a unit's sendings, the newest first: all to a receiver, their own to a handler.
pub async fn of_unit(cx: Cx, unit: UnitId, wanted: Wanted) -> Result<Page<SendingView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::unit(tx, unit)?.open::<ListSendings>(tx)?;
        let rows = store::list(tx, &grant, &wanted)?;
        let path = format!("/units/{unit}/citizen-case-sendings");
        let (actor, linker) = (tx.actor_arc(), Linker::new(cx.asked()));
        let view = |shown| summary(&actor, cx, shown);
        let page = Page::of(rows, &wanted, linker, &path, &[], view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// Reads how far a sending has come.
pub async fn read(cx: Cx, id: CitizenSendingId) -> Result<SendingView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::find(tx, id)?.open::<ReadSending>(tx)?;
        let shown = store::granted(tx, &grant)?;
        let view = view(tx, cx, shown)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Lists what became of the lines, in their order. Each resident behind a line is recorded.
pub async fn results(
    cx: Cx,
    id: CitizenSendingId,
    outcome: Option<SendingOutcome>,
    wanted: Wanted,
) -> Result<Page<LineView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::find(tx, id)?.open::<ListResults>(tx)?;
        let rows = store::lines(tx, &grant, outcome, &wanted)?;
        let behind: Vec<ResidentId> = rows.rows.iter().filter_map(|line| line.resident).collect();
        let path = format!("/citizen-case-sendings/{id}/results");
        let query: Vec<(&str, String)> =
            outcome.iter().map(|outcome| ("outcome", outcome.code().to_owned())).collect();
        let linker = Linker::new(cx.asked());
        let page = Page::of(rows, &wanted, linker, &path, &query, |line| result(cx, line));
        Ok(audit::record_each(tx, grant, behind, page)?)
    })
    .await
}

impl Replay for SendingView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let _may = store::find(tx, self.id)?.open::<ReadSending>(tx)?;
        Ok(())
    }
}

/// The sending with its progress.
pub fn view(tx: &mut Tx<'_>, cx: &Cx, shown: Shown) -> Result<SendingView, Failure> {
    let counts = store::counts(tx, &shown)?;
    let settled: i32 = counts.outcomes.iter().map(|(_, count)| count).sum();
    let progress = ProgressView {
        waiting: shown.lines - settled,
        outcomes: counts
            .outcomes
            .into_iter()
            .map(|(outcome, count)| (outcome.code().to_owned(), count))
            .collect(),
        read: counts.read,
        answered: counts.answered,
    };
    Ok(SendingView { progress: Some(progress), ..summary(tx.actor(), cx, shown) })
}

fn summary(actor: &Actor, cx: &Cx, shown: Shown) -> SendingView {
    let own = format!("/citizen-case-sendings/{}", shown.sending.id);
    let state = match (shown.cancelled_at, shown.finished_at) {
        (Some(_), _) => SendingState::Cancelled,
        (None, Some(_)) => SendingState::Finished,
        (None, None) => SendingState::InProgress,
    };
    let may_cancel = matches!(CancelSending::decide(actor, &shown.sending), Verdict::Allow(_));
    let links = Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add("results", "GET", &format!("{own}/results"))
        .add_if(
            may_cancel && state == SendingState::InProgress,
            "cancel",
            "POST",
            &format!("{own}/cancellations"),
        );
    SendingView {
        id: shown.sending.id,
        unit_id: shown.sending.unit,
        template: TemplateName {
            id: shown.template,
            edition: shown.edition,
            title: shown.title,
            mode: shown.mode,
        },
        sent_by: SenderName { id: shown.sending.sent_by, name: shown.sender_name },
        state,
        lines: shown.lines,
        progress: None,
        created_at: shown.created_at.into(),
        finished_at: shown.finished_at.map(Into::into),
        cancelled_at: shown.cancelled_at.map(Into::into),
        links: links.done(),
    }
}

fn result(cx: &Cx, line: LineRow) -> LineView {
    let links = match line.case {
        Some(case) => Linker::new(cx.asked()).add("case", "GET", &format!("/cases/{case}")),
        None => Linker::new(cx.asked()),
    };
    LineView {
        line: line.number,
        outcome: line.outcome,
        settled_at: line.settled_at.map(Into::into),
        case_id: line.case,
        read_at: line.read_at.map(Into::into),
        answered_at: line.answered_at.map(Into::into),
        reminded_at: line.reminded_at.map(Into::into),
        links: links.done(),
    }
}
