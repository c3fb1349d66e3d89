//! Shows a page of the journal: the overview, or one kind of information.

use super::{
    outside::refusal,
    problems,
    shown::{self, Shown},
    store,
    subject::{Journal, Opened},
    view::JournalView,
    visit::{self, Visit},
    wish::{JournalPart, Wish},
};
use crate::{
    access::{Action, Cx, Grant},
    audit::{self, Audited},
    db::Tx,
    failure::Failure,
    id::ResidentId,
    page::{Linker, Links, Page, Wanted},
};

use super::super::{
    decision::InformationType,
    facts,
    source::{Gathered, SourceOutcome},
};

/// One page of that part. What is allowed is decided twice: before the sources are asked, and once more
/// when they have answered, since a block or a seal may have come meanwhile. The second time is recorded
/// with what it shows.
pub async fn list<A: Action<On = Journal> + 'static>(
    cx: Cx,
    of: ResidentId,
    part: JournalPart,
    wish: Wish,
    wanted: Wanted,
) -> Result<JournalView, Failure> {
    let Visit { registered, gathered } = visit::visit::<A>(&cx, of, part.kinds()).await?;
    cx.transact(move |tx, cx| {
        let (opened, grant) = visit::journal(tx, of, Some(&registered))?.open::<A>(tx)?;
        let (all, sources) = show(tx, &opened, gathered, part.kinds())?;
        let wanted_ones = all.into_iter().filter(|one| wish.wants(one)).collect();
        let rows = shown::page(wanted_ones, &wanted);
        store::keep_shown(tx, &grant, &rows.rows)?;
        let path = format!("/residents/{of}/journal{}", part.path());
        let linker = Linker::new(cx.asked());
        let page = Page::of(rows, &wanted, linker, &path, &wish.query(), Into::into);
        let english = cx.asked().english;
        let view = JournalView::new(page, sources, english, |links| beside(cx, of, links));
        record(tx, &opened, grant, view)
    })
    .await
}

/// What of the gathered is shown, and how the sources were. When none of them answered there is nothing
/// to show, and that must not look like nothing found.
pub fn show(
    tx: &mut Tx<'_>,
    opened: &Opened,
    gathered: Gathered,
    kinds: &[InformationType],
) -> Result<(Vec<Shown>, Gathered), Failure> {
    let Gathered { items, sources } = gathered;
    let answered = |outcome| outcome == SourceOutcome::Answered;
    if !sources.is_empty() && !sources.iter().any(|one| answered(one.outcome)) {
        return Err(refusal(&problems::SOURCES_SILENT));
    }
    let in_force = facts::publications(tx)?;
    let mut hsa_ids: Vec<&str> = items.iter().map(|item| item.unit.as_str()).collect();
    hsa_ids.sort_unstable();
    hsa_ids.dedup();
    let units = facts::unit_classes(tx, &hsa_ids)?;
    let shown = shown::decided(opened, items, &units, &in_force, kinds);
    Ok((shown, Gathered { items: Vec::new(), sources }))
}

/// Lets the answer out. That it was empty because of a seal stands in the record alone.
pub fn record<A: Action, T>(
    tx: &mut Tx<'_>,
    opened: &Opened,
    grant: Grant<A>,
    value: T,
) -> Result<Audited<T>, Failure> {
    Ok(match &opened.admission {
        Some(_) => audit::record(tx, grant, value)?,
        None => audit::record_remarking(tx, grant, "sealed-full", value)?,
    })
}

/// The other parts, and the same on paper.
fn beside(cx: &Cx, of: ResidentId, links: Links) -> Links {
    let path = format!("/residents/{of}/journal");
    let mut linker = Linker::new(cx.asked());
    for part in JournalPart::ALL {
        linker = linker.add(part.code(), "GET", &format!("{path}{}", part.path()));
    }
    let own = cx.who() == crate::access::Who::Resident(of);
    let mut all = linker
        .add("print", "GET", &format!("{path}/print"))
        .add_if(own, "preferences", "GET", &format!("{path}/preferences"))
        .done();
    all.extend(links);
    all
}
