//! Which free times are shown to whom asks for them: the windows in which each time type has any, and
//! the searches over them. Nothing here depends on who asks.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use diesel::PgConnection;
use uuid::Uuid;

use super::{
    store::search::{self as store, FreeSlot},
    view::{FreeSlotView, SlotDay, SlotDaysView},
    wall_clock::{day_begins, day_ends},
};
use crate::{
    access::{App, Asked},
    clock::local_date,
    db::Policies,
    failure::Failure,
    id::{TimeTypeId, UnitId},
    page::{Cursor, Linker, Page, Rows, Wanted},
};

/// Which time types are meant.
#[derive(Debug, Clone)]
pub enum Which {
    Type(TimeTypeId),
    /// All of a unit's, or the one with that code.
    Unit(UnitId, Option<String>),
    /// Those of all units that give a care service (vårdtjänst).
    CareService(String),
    /// Those of all units that share a code.
    Code(String),
    /// For somebody who is summoned: at those units, hidden ones too.
    Summoned {
        code: String,
        units: Vec<UnitId>,
    },
    /// For somebody who has a booking of it.
    AlsoHidden(TimeTypeId),
}

/// A time type, as far as it decides which of its times are shown.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub id: TimeTypeId,
    /// How long before the start it is booked at the latest, in minutes.
    pub book_cut_off: i32,
    pub bookable_from: Option<NaiveDate>,
    pub bookable_through: Option<NaiveDate>,
}

/// When a free time of a time type must start to be shown: not before `opens`, and before `closes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub kind: TimeTypeId,
    pub opens: DateTime<Utc>,
    pub closes: DateTime<Utc>,
}

/// The days that are asked for, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    pub through: NaiveDate,
}

impl Span {
    /// From today and as far as the region shows times, unless somebody says otherwise.
    pub fn read(
        from: Option<NaiveDate>,
        through: Option<NaiveDate>,
        (today, ahead): (NaiveDate, u64),
    ) -> Result<Self, Failure> {
        if from.zip(through).is_some_and(|(from, through)| through < from) {
            let (sv, en) = ("Slutar innan det börjar.", "It ends before it begins.");
            return Err(Failure::field("/through", "days-in-order", sv, en));
        }
        let last = today + Days::new(ahead);
        let through = through.map_or(last, |through| through.min(last));
        Ok(Self { from: from.map_or(today, |from| from.max(today)), through })
    }
}

impl Kind {
    /// None when nothing of it can be shown. Times that have come are never shown, nor those past the
    /// cut-off: at the very cut-off one still is (services.md 3.7, 1 and 7).
    pub fn window(&self, span: Span, now: DateTime<Utc>) -> Option<Window> {
        let from = self.bookable_from.map_or(span.from, |from| from.max(span.from));
        let through = self.bookable_through.map_or(span.through, |last| last.min(span.through));
        let to_come = now + TimeDelta::microseconds(1);
        let in_time = now + TimeDelta::minutes(self.book_cut_off.into());
        let opens = day_begins(from).max(to_come).max(in_time);
        let closes = day_ends(through);
        (opens < closes).then_some(Window { kind: self.id, opens, closes })
    }
}

impl Window {
    /// The part of it that a page from that cursor can lie in, so that the index is entered there.
    fn beyond(self, cursor: Option<Cursor>) -> Option<Self> {
        let window = match cursor {
            None => self,
            Some(Cursor { at, back: false, .. }) => Self { opens: self.opens.max(at), ..self },
            Some(Cursor { at, .. }) => {
                Self { closes: self.closes.min(at + TimeDelta::microseconds(1)), ..self }
            }
        };
        (window.opens < window.closes).then_some(window)
    }
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Wish {
    pub which: Which,
    pub from: Option<NaiveDate>,
    pub through: Option<NaiveDate>,
    pub practitioner: Option<Uuid>,
}

/// How many days ahead times are shown: the nation's value, since a search crosses regions.
const AHEAD: &str = "slot.shown-days-ahead";

fn windows(
    conn: &mut PgConnection,
    policies: &Policies,
    wish: &Wish,
    now: DateTime<Utc>,
) -> Result<Vec<Window>, Failure> {
    let today = local_date(now);
    let ahead = policies.number(AHEAD, None, today)?.unsigned_abs();
    let span = Span::read(wish.from, wish.through, (today, ahead.into()))?;
    let kinds = store::kinds(conn, &wish.which)?;
    Ok(kinds.iter().filter_map(|kind| kind.window(span, now)).collect())
}

/// A page of free times, for any slice that asks on somebody's behalf. Whether that somebody may know of
/// hidden ones is the caller's to decide.
pub fn free(
    conn: &mut PgConnection,
    policies: &Policies,
    wish: &Wish,
    (wanted, now): (&Wanted, DateTime<Utc>),
) -> Result<Rows<FreeSlot>, Failure> {
    let windows = windows(conn, policies, wish, now)?;
    let windows: Vec<Window> =
        windows.into_iter().filter_map(|window| window.beyond(wanted.from)).collect();
    let rows = match windows.is_empty() {
        true => Vec::new(),
        false => store::page(conn, &windows, wish.practitioner, wanted)?,
    };
    Ok(Rows::cut(rows, wanted, |row| (row.starts_at, row.id.0)))
}

/// A page of free times for anyone.
pub async fn search(
    app: &App,
    asked: &Asked,
    (operation, path): (&'static str, String),
    (wish, wanted): (Wish, Wanted),
) -> Result<Page<FreeSlotView>, Failure> {
    let (linker, now) = (Linker::new(asked), app.clock.now());
    let query = wish.query();
    app.db
        .public_by_policy(operation, move |conn, policies| {
            let rows = free(conn, policies, &wish, (&wanted, now))?;
            let view = |row| FreeSlotView::of(&linker, row);
            Ok(Page::of(rows, &wanted, linker.clone(), &path, &query, view))
        })
        .await
}

/// The days on which a unit has free times.
pub async fn days(
    app: &App,
    asked: &Asked,
    unit: UnitId,
    wish: Wish,
) -> Result<SlotDaysView, Failure> {
    let (linker, now) = (Linker::new(asked), app.clock.now());
    app.db
        .public_by_policy("listSlotDays", move |conn, policies| {
            let from = wish.from.unwrap_or_else(|| local_date(now));
            let last = from + Days::new(LONGEST_CALENDAR - 1);
            let through = wish.through.map_or(last, |through| through.min(last));
            let wish = Wish { from: Some(from), through: Some(through), ..wish };
            let windows = windows(conn, policies, &wish, now)?;
            let free = store::days(conn, &windows, wish.practitioner)?;
            let day = |day: store::FreeDay| SlotDay {
                day: day.day,
                free: i32::try_from(day.free).unwrap_or(i32::MAX),
            };
            let links = linker.add("self", "GET", &format!("/units/{unit}/slot-days"));
            let links = links.add("slots", "GET", &format!("/units/{unit}/slots")).done();
            Ok(SlotDaysView { items: free.into_iter().map(day).collect(), links })
        })
        .await
}

/// The days of one answer.
const LONGEST_CALENDAR: u64 = 62;

impl Wish {
    /// The same as query parameters, for the links of a page.
    fn query(&self) -> Vec<(&'static str, String)> {
        let (care_service, time_type) = match &self.which {
            Which::CareService(code) => (Some(code.clone()), None),
            Which::Code(code) | Which::Unit(_, Some(code)) => (None, Some(code.clone())),
            _ => (None, None),
        };
        let all = [
            ("careService", care_service),
            ("timeType", time_type),
            ("from", self.from.map(|day| day.to_string())),
            ("through", self.through.map(|day| day.to_string())),
            ("practitionerId", self.practitioner.map(|id| id.to_string())),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: Kind = Kind {
        id: TimeTypeId(Uuid::nil()),
        book_cut_off: 60,
        bookable_from: None,
        bookable_through: None,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn span(from: &str, through: &str) -> Span {
        Span { from: day(from), through: day(through) }
    }

    fn bounds(kind: Kind, span: Span) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let window = kind.window(span, at("2026-11-23T11:00:00Z"));
        window.map(|window| (window.opens, window.closes))
    }

    // proves: W-C7
    #[test]
    fn boundary_7_what_lies_inside_the_cut_off_is_not_shown() {
        let today = span("2026-11-23", "2026-11-23");
        let shown = (at("2026-11-23T12:00:00Z"), at("2026-11-23T23:00:00Z"));
        assert_eq!(bounds(KIND, today), Some(shown));
        assert_eq!(bounds(Kind { book_cut_off: 12 * 60, ..KIND }, today), None);
        // Without a cut-off, never what begins just now.
        let open = bounds(Kind { book_cut_off: 0, ..KIND }, today).expect("a window");
        assert!(open.0 > at("2026-11-23T11:00:00Z"));
    }

    #[test]
    fn bookable_days_narrow_what_is_asked_for() {
        let asked = span("2026-11-24", "2026-12-31");
        let first = Some(day("2026-12-01"));
        let narrowed = Kind { bookable_from: first, bookable_through: first, ..KIND };
        let shown = (at("2026-11-30T23:00:00Z"), at("2026-12-01T23:00:00Z"));
        assert_eq!(bounds(narrowed, asked), Some(shown));
        assert_eq!(bounds(narrowed, span("2026-12-02", "2026-12-31")), None);
    }

    #[test]
    fn days_are_read_from_today_and_no_further_than_is_shown() {
        let today = (day("2026-11-23"), 30);
        let read = |from: Option<&str>, through: Option<&str>| {
            Span::read(from.map(day), through.map(day), today).ok()
        };
        assert_eq!(read(None, None), Some(span("2026-11-23", "2026-12-23")));
        assert_eq!(read(Some("2026-01-01"), Some("2027-12-31")), read(None, None));
        assert_eq!(read(Some("2026-12-02"), Some("2026-12-01")), None);
    }
}
