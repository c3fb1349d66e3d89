//! The life of a summons, as a state machine. Pure: no clock, no SQL, no HTTP.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    access::Region,
    id::{BookingId, ResidentId, SummonsId, UnitId},
    programmes::Programme,
};

crate::sql::code! {
    /// How a summons asks.
    SummonsKind {
        /// With a time that care has booked (tidsatt kallelse).
        Timed = "timed",
        /// To choose a time (öppen kallelse).
        Open = "open",
        /// With a time to confirm (bokningsförslag).
        Proposal = "proposal",
    }
}

crate::sql::code! {
    /// How far it has come (services.md 3.4).
    SummonsStatus {
        /// Not in the inbox, nor in the post yet.
        Created = "created",
        Delivered = "delivered",
        Opened = "opened",
        Booked = "booked",
        /// The time it had was given up: another can be booked.
        OpenAgain = "open-again",
        Declined = "declined",
        Expired = "expired",
        Withdrawn = "withdrawn",
    }
}

/// What happens to a summons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is in the inbox or in the post.
    Deliver,
    /// The resident has seen it.
    Open,
    /// The resident will not come.
    Decline,
    /// The unit takes it back.
    Withdraw,
    /// Its last day has passed, or its person has died.
    Expire,
    /// The time it came with has begun.
    Settle,
}

/// Why a step is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    WrongStage,
    HasTime,
    Over,
}

/// What asks a resident to come (kallelse).
#[derive(Debug, Clone)]
pub struct Summons {
    pub id: SummonsId,
    pub kind: SummonsKind,
    pub resident: ResidentId,
    /// Who summons; may be a virtual unit, which gives no care itself.
    pub unit: UnitId,
    pub unit_hsa_id: String,
    pub unit_name: String,
    pub region: Region,
    /// What it is for. It can't be changed on the way (W9).
    pub time_type_code: String,
    pub programme: Option<Programme>,
    pub valid_through: NaiveDate,
    pub status: SummonsStatus,
    /// Also sent on paper.
    pub paper_copy: bool,
    pub information: Option<String>,
    pub made_at: DateTime<Utc>,
    pub opened_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    /// When it came into the inbox.
    pub digital_at: Option<DateTime<Utc>>,
    pub version: i64,
    /// The time it has, or has had and not given up.
    pub time: Option<Time>,
}

/// The time of a summons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    pub booking: BookingId,
    pub starts_at: DateTime<Utc>,
}

impl SummonsStatus {
    /// Where a step leads from here.
    pub fn after(self, step: Step) -> Option<Self> {
        use SummonsStatus::{
            Booked, Created, Declined, Delivered, Expired, OpenAgain, Opened, Withdrawn,
        };
        match (step, self) {
            (Step::Deliver, Created) => Some(Delivered),
            (Step::Open, Created | Delivered | Opened) => Some(Opened),
            // Seen again, it stays what it is.
            (Step::Open, Booked | OpenAgain) => Some(self),
            (Step::Settle, Created | Delivered | Opened) => Some(Booked),
            (Step::Decline, Created | Delivered | Opened | OpenAgain) => Some(Declined),
            (Step::Expire, Created | Delivered | Opened | OpenAgain) => Some(Expired),
            (Step::Withdraw, Created | Delivered | Opened | OpenAgain | Booked) => Some(Withdrawn),
            _ => None,
        }
    }

    /// Whether nothing can come of it any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Declined | Self::Expired | Self::Withdrawn)
    }

    /// Whether a time can be booked from it.
    pub fn takes_bookings(self) -> bool {
        matches!(self, Self::Delivered | Self::Opened | Self::OpenAgain)
    }
}

impl Summons {
    /// The summons after that step, if it is possible.
    pub fn step(&self, step: Step, now: DateTime<Utc>, today: NaiveDate) -> Result<Self, Refusal> {
        let status = self.status.after(step).ok_or(Refusal::WrongStage)?;
        // What has led to a time ends by way of its booking alone (3.7, 9).
        let ends = status.is_over();
        if ends && self.time.is_some() {
            return Err(Refusal::HasTime);
        }
        if step == Step::Decline && self.valid_through < today {
            return Err(Refusal::Over);
        }
        let opened_at = match step {
            Step::Open => self.opened_at.or(Some(now)),
            _ => self.opened_at,
        };
        let ended_at = if ends { Some(now) } else { self.ended_at };
        Ok(Self { status, opened_at, ended_at, ..self.clone() })
    }

    /// Whether the resident can choose a time from it now.
    pub fn may_be_booked(&self, today: NaiveDate) -> bool {
        self.status.takes_bookings() && self.time.is_none() && today <= self.valid_through
    }
}

#[cfg(test)]
pub(super) mod tests {
    use uuid::Uuid;

    use super::*;

    fn today() -> NaiveDate {
        "2026-11-23".parse().expect("a date")
    }

    fn now() -> DateTime<Utc> {
        "2026-11-23T11:00:00Z".parse().expect("an instant")
    }

    pub fn summons(status: SummonsStatus) -> Summons {
        Summons {
            id: SummonsId(Uuid::from_u128(9)),
            kind: SummonsKind::Open,
            resident: ResidentId(Uuid::from_u128(3)),
            unit: UnitId(Uuid::from_u128(1)),
            unit_hsa_id: "SE2321000172-DV01".into(),
            unit_name: "Bäckby vårdcentral".into(),
            region: "19".into(),
            time_type_code: "gynprov".into(),
            programme: Some(Programme::Cervical),
            valid_through: today(),
            status,
            paper_copy: false,
            information: None,
            made_at: now(),
            opened_at: None,
            ended_at: status.is_over().then(now),
            digital_at: Some(now()),
            version: 1,
            time: None,
        }
    }

    fn timed(status: SummonsStatus) -> Summons {
        let booking = BookingId(Uuid::from_u128(8));
        Summons { time: Some(Time { booking, starts_at: now() }), ..summons(status) }
    }

    /// Every state meets every step: rows are the states in their order, columns deliver, open, decline, withdraw,
    /// expire, settle.
    // proves: WS-1
    #[test]
    fn every_stage_of_a_summons_meets_every_step() {
        const TABLE: &str = "
            created     delivered opened     declined withdrawn expired booked
            delivered   -         opened     declined withdrawn expired booked
            opened      -         opened     declined withdrawn expired booked
            booked      -         booked     -        withdrawn -       -
            open-again  -         open-again declined withdrawn expired -
            declined    -         -          -        -         -       -
            expired     -         -          -        -         -       -
            withdrawn   -         -          -        -         -       -";
        let steps =
            [Step::Deliver, Step::Open, Step::Decline, Step::Withdraw, Step::Expire, Step::Settle];
        let lines: Vec<&str> = TABLE.trim().lines().collect();
        assert_eq!(lines.len(), SummonsStatus::ALL.len());
        for (line, from) in lines.iter().zip(SummonsStatus::ALL) {
            let cells: Vec<&str> = line.split_whitespace().collect();
            assert_eq!(cells[0], from.code());
            for (cell, step) in cells[1..].iter().zip(steps) {
                let after = summons(*from).step(step, now(), today());
                let told = after.as_ref().map_or("-", |it| it.status.code());
                assert_eq!(told, *cell, "{} {step:?}", from.code());
                if let Ok(after) = after {
                    assert_eq!(after.ended_at.is_some(), after.status.is_over());
                }
            }
        }
    }

    // proves: W-C9, WS-2
    #[test]
    fn boundary_9_what_has_a_time_ends_by_its_booking_alone_and_withdrawn_takes_no_new_one() {
        for step in [Step::Decline, Step::Withdraw, Step::Expire] {
            let refused = timed(SummonsStatus::Delivered).step(step, now(), today());
            assert_eq!(refused.map(|it| it.status), Err(Refusal::HasTime), "{step:?}");
        }
        let again = summons(SummonsStatus::OpenAgain);
        assert!(again.may_be_booked(today()));
        let withdrawn = again.step(Step::Withdraw, now(), today()).expect("it has no time");
        assert!(!withdrawn.may_be_booked(today()));
    }

    // proves: WS-3
    #[test]
    fn on_its_last_day_it_stands_and_the_day_after_it_does_not() {
        let tomorrow = today().succ_opt().expect("a day");
        let opened = summons(SummonsStatus::Opened);
        assert!(opened.may_be_booked(today()) && !opened.may_be_booked(tomorrow));
        assert!(opened.step(Step::Decline, now(), today()).is_ok());
        let late = opened.step(Step::Decline, now(), tomorrow);
        assert_eq!(late.map(|it| it.status), Err(Refusal::Over));
        assert!(!timed(SummonsStatus::Opened).may_be_booked(today()));
        assert!(!summons(SummonsStatus::Created).may_be_booked(today()));
    }

    #[test]
    fn the_first_opening_counts() {
        let first = summons(SummonsStatus::Delivered).step(Step::Open, now(), today());
        let first = first.expect("it can be opened");
        let later = now() + chrono::TimeDelta::hours(1);
        let second = first.step(Step::Open, later, today()).expect("again");
        assert_eq!(second.opened_at, Some(now()));
    }
}
