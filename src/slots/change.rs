//! The unit looks at its times, and publishes, blocks and withdraws them.

use chrono::NaiveDate;

use super::{
    SLOT_BOOKED, SLOT_STATUS_REFUSED,
    policy::{ChangeSlotStatus, ListSlots, ReadSlot},
    slot::{SlotStatus, Unchangeable},
    store::{self, Span},
    view::SlotView,
    wall_clock::{day_begins, day_ends},
};
use crate::{
    access::Cx,
    audit,
    failure::Failure,
    id::{SlotId, TimeTypeId, UnitId},
    page::{Linker, Page, Rows, Wanted, expect_version},
    time_types::time_book,
};

/// Which of a unit's times are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub from: Option<NaiveDate>,
    pub through: Option<NaiveDate>,
    pub time_type: Option<TimeTypeId>,
}

pub async fn list(
    cx: Cx,
    unit: UnitId,
    wish: Wish,
    wanted: Wanted,
) -> Result<Page<SlotView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = time_book(tx, unit)?.open::<ListSlots>(tx)?;
        let from = wish.from.unwrap_or(tx.today);
        let through = wish.through.unwrap_or(from);
        if through < from {
            let (sv, en) = ("Slutar innan det börjar.", "It ends before it begins.");
            return Err(Failure::field("/through", "days-in-order", sv, en));
        }
        let (from_at, to) = (day_begins(from), day_ends(through));
        let span = Span { from: from_at, to, time_type: wish.time_type };
        let rows = store::list(tx, &grant, &span, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |slot| (slot.starts_at, slot.id.0));
        let mut query = vec![("from", from.to_string()), ("through", through.to_string())];
        query.extend(wish.time_type.map(|id| ("timeTypeId", id.to_string())));
        let (path, now) = (format!("/units/{unit}/time-book"), tx.now);
        let view = |slot| SlotView::of(cx.asked(), slot, now);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &query, view);
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

pub async fn read(cx: Cx, id: SlotId) -> Result<SlotView, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = store::find(tx, id)?.open::<ReadSlot>(tx)?;
        let view = SlotView::of(cx.asked(), on.slot, tx.now);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn set_status(
    cx: Cx,
    id: SlotId,
    seen: Option<String>,
    to: SlotStatus,
) -> Result<SlotView, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = store::hold(tx, id)?.open::<ChangeSlotStatus>(tx)?;
        expect_version(seen.as_deref(), on.slot.version)?;
        on.slot.may_become(to, tx.now).map_err(refusal)?;
        let slot = store::set_status(tx, &grant, to)?;
        let view = SlotView::of(cx.asked(), slot, tx.now);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn refusal(why: Unchangeable) -> Failure {
    match why {
        Unchangeable::Booked => {
            let sv = "Någon har bokat tiden. Avboka den först, eller spärra tiden.";
            let en = "Somebody has booked it. Cancel the booking first, or block the time.";
            Failure::refused(&SLOT_BOOKED, sv, en)
        }
        Unchangeable::Passed => {
            let (sv, en) = ("Tiden har passerat.", "The time has passed.");
            Failure::refused(&SLOT_STATUS_REFUSED, sv, en)
        }
        Unchangeable::Status => {
            let sv = "Tiden har den statusen redan, eller har dragits in.";
            let en = "It has that status already, or was withdrawn.";
            Failure::refused(&SLOT_STATUS_REFUSED, sv, en)
        }
    }
}
