//! Tells on which days anyone's access changes.

use super::{
    super::decision::Seals,
    boundary_view::BoundariesView,
    calendar::boundaries,
    policy::{Insight, ReadBoundaries},
    sources,
    store::{self, Whose},
};
use crate::{access::Cx, audit, clock::local_date, failure::Failure, id::ResidentId, page::Linker};

/// Staff see everybody's days. Residents see their own birthdays and the seals they set or asked for:
/// what others have decided about them is told by those who decided.
pub async fn read(cx: Cx, of: ResidentId) -> Result<BoundariesView, Failure> {
    let today = local_date(cx.app().clock.now());
    let whose = Whose::Everybody;
    let seen =
        cx.clone().may::<ReadBoundaries>(move |tx| store::insight(tx, of, whose, today)).await?;
    let said = sources::registered(&cx, &seen.viewers).await;
    cx.transact(move |tx, cx| {
        let oneself = tx.actor().resident().is_some();
        let (mut seen, grant) = store::insight(tx, of, whose, today)?.open::<ReadBoundaries>(tx)?;
        if seen.viewers.is_empty() {
            return Err(Failure::Absent);
        }
        if oneself {
            redact(&mut seen);
        } else {
            seen.viewers = sources::complete(seen.viewers, &said);
        }
        let viewers = seen.viewers.iter().map(|(id, known)| (*id, &known.facts, &known.rules));
        let mut items = boundaries(viewers);
        if oneself {
            items.iter_mut().for_each(|day| day.viewers.clear());
        }
        let path = format!("/residents/{of}/journal/boundaries");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).done();
        Ok(audit::record(tx, grant, BoundariesView { resident_id: of, items, links })?)
    })
    .await
}

fn redact(seen: &mut Insight) {
    let (of, own_seals) = (seen.resident, std::mem::take(&mut seen.own_seals));
    seen.viewers.retain(|(id, _)| *id == of);
    for (_, known) in &mut seen.viewers {
        known.facts.blocks.clear();
        known.facts.extensions.clear();
        known.facts.early_access.clear();
        known.facts.seals = Seals::Known(own_seals.clone());
    }
}
