//! The life of a booking, as a state machine (services.md 3.4). Pure: no clock, no SQL, no HTTP.

use chrono::{DateTime, Utc};

use super::refusal::Refusal;
use crate::id::{BookingId, ResidentId, SummonsId};

crate::sql::code! {
    /// How a booking stands.
    BookingStatus {
        /// A proposal that waits for its answer.
        Preliminary = "preliminary",
        Confirmed = "confirmed",
        /// The person has come.
        Arrived = "arrived",
        Fulfilled = "fulfilled",
        /// Nobody came.
        NoShow = "no-show",
        Cancelled = "cancelled",
        /// A proposal that nobody answered in time.
        AutoCancelled = "auto-cancelled",
        /// Another one took its place.
        Rebooked = "rebooked",
    }
}

crate::sql::code! {
    /// What brought a booking about.
    Origin {
        Resident = "resident",
        Unit = "unit",
        Summons = "summons",
        /// An offer of a freed time to who waited for one.
        WaitingList = "waiting-list",
    }
}

/// What can be done with a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Confirm,
    Cancel,
    Rebook,
    Arrive,
    Fulfil,
    Miss,
    /// Nobody answered the proposal.
    Lapse,
}

impl Step {
    #[cfg(test)]
    pub const ALL: [Self; 7] = [
        Self::Confirm,
        Self::Cancel,
        Self::Rebook,
        Self::Arrive,
        Self::Fulfil,
        Self::Miss,
        Self::Lapse,
    ];
}

impl BookingStatus {
    /// Those that keep the person from being elsewhere.
    pub const COMING: [Self; 3] = [Self::Preliminary, Self::Confirmed, Self::Arrived];

    /// How the booking stands after that step; or why it can't be taken.
    pub fn after(self, step: Step) -> Result<Self, Refusal> {
        match (self, step) {
            (Self::Preliminary, Step::Confirm) => Ok(Self::Confirmed),
            (Self::Preliminary | Self::Confirmed, Step::Cancel) => Ok(Self::Cancelled),
            (Self::Preliminary | Self::Confirmed, Step::Rebook) => Ok(Self::Rebooked),
            (Self::Confirmed, Step::Arrive) => Ok(Self::Arrived),
            (Self::Confirmed | Self::Arrived, Step::Fulfil) => Ok(Self::Fulfilled),
            (Self::Confirmed, Step::Miss) => Ok(Self::NoShow),
            (Self::Preliminary, Step::Lapse) => Ok(Self::AutoCancelled),
            _ => Err(self.refuses(step)),
        }
    }

    fn refuses(self, step: Step) -> Refusal {
        let over = [Self::Arrived, Self::Fulfilled, Self::NoShow].contains(&self);
        match step {
            Step::Confirm if over || self == Self::Confirmed => Refusal::AlreadyConfirmed,
            Step::Confirm => Refusal::ConfirmNotAllowed,
            Step::Cancel if over => Refusal::CancelNotAllowed,
            Step::Rebook if over => Refusal::UpdateNotAllowed,
            Step::Cancel | Step::Rebook if self == Self::Rebooked => Refusal::AlreadyUpdated,
            Step::Cancel | Step::Rebook => Refusal::AlreadyCanceled,
            Step::Arrive | Step::Fulfil | Step::Miss | Step::Lapse => Refusal::StepNotPossible,
        }
    }
}

/// A seat that one person has been promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    pub id: BookingId,
    pub resident: ResidentId,
    pub status: BookingStatus,
    pub origin: Origin,
    pub summons: Option<SummonsId>,
    pub follows: Option<BookingId>,
    pub followed_by: Option<BookingId>,
    /// Until when a proposal waits for its answer.
    pub confirm_by: Option<DateTime<Utc>>,
    pub reason_code: Option<String>,
    pub reason_text: Option<String>,
    /// What the person is told about the visit.
    pub information: Option<String>,
    pub video_link: Option<String>,
    pub made_at: DateTime<Utc>,
    pub version: i64,
}

impl Booking {
    /// Whether it is a proposal whose time to answer is over.
    pub fn is_unanswered(&self, now: DateTime<Utc>) -> bool {
        self.status == BookingStatus::Preliminary && self.confirm_by.is_some_and(|by| by < now)
    }

    /// The answer to a proposal: in time, its very last moment included.
    pub fn confirm(&self, now: DateTime<Utc>) -> Result<BookingStatus, Refusal> {
        let confirmed = self.status.after(Step::Confirm)?;
        if self.is_unanswered(now) { Err(Refusal::TooLateToConfirm) } else { Ok(confirmed) }
    }
}

#[cfg(test)]
mod tests {
    use super::{BookingStatus as S, *};

    /// Every status × every step.
    #[test]
    fn each_status_takes_the_steps_it_should_and_no_other() {
        let allowed = [
            (S::Preliminary, Step::Confirm, S::Confirmed),
            (S::Preliminary, Step::Cancel, S::Cancelled),
            (S::Preliminary, Step::Rebook, S::Rebooked),
            (S::Preliminary, Step::Lapse, S::AutoCancelled),
            (S::Confirmed, Step::Cancel, S::Cancelled),
            (S::Confirmed, Step::Rebook, S::Rebooked),
            (S::Confirmed, Step::Arrive, S::Arrived),
            (S::Confirmed, Step::Fulfil, S::Fulfilled),
            (S::Confirmed, Step::Miss, S::NoShow),
            (S::Arrived, Step::Fulfil, S::Fulfilled),
        ];
        for status in S::ALL {
            for step in Step::ALL {
                let to = allowed.iter().find(|it| it.0 == *status && it.1 == step).map(|it| it.2);
                assert_eq!(status.after(step).ok(), to, "{status:?} {step:?}");
            }
        }
    }

    #[test]
    fn a_step_that_comes_too_late_says_what_has_happened() {
        assert_eq!(S::Cancelled.after(Step::Cancel), Err(Refusal::AlreadyCanceled));
        assert_eq!(S::AutoCancelled.after(Step::Rebook), Err(Refusal::AlreadyCanceled));
        assert_eq!(S::Rebooked.after(Step::Cancel), Err(Refusal::AlreadyUpdated));
        assert_eq!(S::Rebooked.after(Step::Rebook), Err(Refusal::AlreadyUpdated));
        assert_eq!(S::Arrived.after(Step::Cancel), Err(Refusal::CancelNotAllowed));
        assert_eq!(S::NoShow.after(Step::Rebook), Err(Refusal::UpdateNotAllowed));
        assert_eq!(S::Confirmed.after(Step::Confirm), Err(Refusal::AlreadyConfirmed));
        assert_eq!(S::Cancelled.after(Step::Confirm), Err(Refusal::ConfirmNotAllowed));
    }
}
