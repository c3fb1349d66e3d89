//! Residents stand in line, look at their places, and leave.

use chrono::Days;

use super::{
    ALREADY_WAITING, TOO_MANY_WAITS,
    entry::{Entry, EntryStatus, Wish},
    policy::{Join, Leave, ListEntries},
    store,
    view::{EntriesView, EntryView, NewWaitingListEntry, time},
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{ResidentId, WaitingListEntryId},
    page::Linker,
};

pub async fn list(cx: Cx, resident: ResidentId) -> Result<EntriesView, Failure> {
    cx.transact(move |tx, cx| {
        let sealed = store::person(tx, resident)?.ok_or(Failure::Absent)?;
        let (_, grant) = sealed.open::<ListEntries>(tx)?;
        let mut items = Vec::new();
        for it in store::list(tx, &grant)? {
            items.push(view(tx, cx, &grant, it)?);
        }
        let path = format!("/residents/{resident}/waiting-list-entries");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).add("join", "POST", &path);
        Ok(audit::record(tx, grant, EntriesView { items, links: links.done() })?)
    })
    .await
}

pub async fn join(
    cx: Cx,
    resident: ResidentId,
    repeat: Repeat,
    new: NewWaitingListEntry,
) -> Result<EntryView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let sealed = store::person(tx, resident)?.ok_or(Failure::Absent)?;
        let (_, grant) = sealed.open::<Join>(tx)?;
        let (time_type, region) = store::wanted(tx, &grant, new.time_type_id)?
            .filter(|(it, _)| it.is_listed() && it.can.takes_bookings)
            .ok_or_else(|| {
                let sv = "Tidstypen kan inte bokas.";
                Failure::field("/timeTypeId", "not-bookable", sv, "It can't be booked.")
            })?;
        let wish = wish(tx, &new)?;
        let most = tx.policies().number("waiting-list.most-entries", Some(&region), tx.today)?;
        if store::standing(tx, &grant)? >= i64::from(most) {
            let (sv, en) = (format!("Högst {most} köer."), format!("At most {most} lines."));
            return Err(Failure::refused(&TOO_MANY_WAITS, sv, en));
        }
        let it = Entry {
            id: WaitingListEntryId::new(),
            resident,
            unit: time_type.unit,
            time_type: time_type.id,
            wish,
            status: EntryStatus::Waiting,
            booking: None,
            joined_at: tx.now,
            version: 1,
        };
        if !store::insert(tx, &grant, &it)? {
            let (sv, en) = ("Platsen i kön finns kvar.", "The place in line is kept.");
            return Err(Failure::refused(&ALREADY_WAITING, sv, en));
        }
        let (made, unit) = (it.id.0, it.unit);
        let view = view(tx, cx, &grant, it)?;
        Ok(audit::record_made(tx, grant, made, Some(unit), view)?)
    })
    .await
}

/// A proposal that waits for its answer goes on waiting; nothing more is proposed.
pub async fn leave(
    cx: Cx,
    (resident, id): (ResidentId, WaitingListEntryId),
) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let sealed = store::lock(tx, id)?.ok_or(Failure::Absent)?;
        let (it, grant) = sealed.open::<Leave>(tx)?;
        if it.resident != resident {
            return Err(Failure::Absent);
        }
        if [EntryStatus::Waiting, EntryStatus::Offered].contains(&it.status) {
            store::set(tx, &grant, EntryStatus::Left, None)?;
        }
        Ok(audit::record(tx, grant, ())?)
    })
    .await
}

/// The days and times, if they can come.
fn wish(tx: &Tx<'_>, new: &NewWaitingListEntry) -> Result<Wish, Failure> {
    let ahead = tx.policies().number("slot.shown-days-ahead", None, tx.today)?;
    let last = tx.today + Days::new(ahead.unsigned_abs().into());
    if new.through < new.from {
        let (sv, en) = ("Slutar innan det börjar.", "It ends before it begins.");
        return Err(Failure::field("/through", "days-in-order", sv, en));
    }
    if new.through < tx.today {
        let (sv, en) = ("Dagarna har passerat.", "The days have passed.");
        return Err(Failure::field("/through", "passed", sv, en));
    }
    if new.through > last {
        let (sv, en) = ("Så långt fram visas inga tider.", "No times are shown that far ahead.");
        return Err(Failure::field("/through", "too-far-ahead", sv, en));
    }
    let (earliest, latest) =
        (new.earliest.as_deref().and_then(time), new.latest.as_deref().and_then(time));
    if earliest.zip(latest).is_some_and(|(earliest, latest)| latest < earliest) {
        let (sv, en) = ("Klockslagen är omkastade.", "The times are the wrong way round.");
        return Err(Failure::field("/latest", "times-in-order", sv, en));
    }
    Ok(Wish { from_day: new.from, through_day: new.through, earliest, latest })
}

fn view<A: Action>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
    it: Entry,
) -> Result<EntryView, Failure> {
    let place_in_line = match it.status {
        EntryStatus::Waiting => Some(store::before(tx, grant, &it)? + 1),
        _ => None,
    };
    let path = format!("/residents/{}/waiting-list-entries", it.resident);
    let stands = [EntryStatus::Waiting, EntryStatus::Offered].contains(&it.status);
    let mut links = Linker::new(cx.asked()).add("collection", "GET", &path).add_if(
        stands,
        "leave",
        "DELETE",
        &format!("{path}/{}", it.id),
    );
    if let Some(booking) = it.booking {
        links = links.add("booking", "GET", &format!("/bookings/{booking}"));
    }
    let clock = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
    Ok(EntryView {
        id: it.id,
        resident_id: it.resident,
        unit_id: it.unit,
        time_type_id: it.time_type,
        from: it.wish.from_day,
        through: it.wish.through_day,
        earliest: it.wish.earliest.map(clock),
        latest: it.wish.latest.map(clock),
        status: it.status,
        place_in_line: place_in_line.map(|place| i32::try_from(place).unwrap_or(i32::MAX)),
        booking_id: it.booking,
        joined_at: it.joined_at.into(),
        links: links.done(),
    })
}

impl Replay for EntryView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let sealed = store::person(tx, self.resident_id)?.ok_or(Failure::Absent)?;
        let (_, _grant) = sealed.open::<ListEntries>(tx)?;
        Ok(())
    }
}
