//! The rules of a review: what can be done while it is open, and that nobody judges themselves. Pure.

use chrono::{DateTime, Utc};
use diesel::{Queryable, Selectable};
use uuid::Uuid;

use super::{REVIEW_OWN_ROW, REVIEW_SIGNED, REVIEW_UNFINISHED};
use crate::{
    failure::Failure,
    id::{LogReviewId, StaffId, UnitId},
    schema::log_review,
};

crate::sql::code! {
    /// What a review came to.
    ReviewOutcome {
        /// Nothing to remark on.
        Ok = "ok",
        /// Something is to be asked about.
        FollowUp = "follow-up",
        /// Somebody saw what they should not have.
        Incident = "incident",
    }
}

crate::sql::code! {
    /// Whether an access was justified.
    Finding {
        Justified = "justified",
        /// Somebody must be asked.
        Unclear = "unclear",
        Unjustified = "unjustified",
    }
}

crate::sql::code! {
    /// Why a row looks risky.
    Risk {
        /// In the evening, at night or on a weekend.
        OddHours = "odd-hours",
        /// Staff and patient have the same surname.
        SameSurname = "same-surname",
        /// About a case that the staff never had or took a step in.
        NoAssignment = "no-assignment",
        /// Somebody tried what they may not.
        Refused = "refused",
    }
}

crate::sql::code! {
    /// How a row came to be drawn.
    Drawn { Random = "random", Targeted = "targeted" }
}

/// A review as the rules need it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = log_review, check_for_backend(diesel::pg::Pg))]
pub struct Review {
    pub id: LogReviewId,
    pub unit_id: UnitId,
    pub reviewer_id: StaffId,
    pub began_at: DateTime<Utc>,
    pub period_from: DateTime<Utc>,
    pub period_to: DateTime<Utc>,
    pub horizon: i64,
    pub seed: i64,
    pub random_rows: i32,
    pub criteria: serde_json::Value,
    pub rows_in_period: i32,
    pub rows_at_risk: i32,
    pub outcome: Option<ReviewOutcome>,
    pub conclusion: Option<String>,
    pub signed_by: Option<StaffId>,
    pub signed_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// How far the judging has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub rows: i64,
    pub judged: i64,
    pub unjustified: i64,
}

/// Why a step is not possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    Signed,
    OwnRow,
    Unfinished {
        left: i64,
    },
    /// Something was unjustified, which is not ok.
    NotOk,
}

impl Review {
    /// Says of a row whether it was justified, as long as nobody has signed.
    pub fn judge(&self, by: StaffId, row_is_by: Option<Uuid>) -> Result<(), Refusal> {
        if self.signed_at.is_some() {
            return Err(Refusal::Signed);
        }
        if row_is_by == Some(by.0) { Err(Refusal::OwnRow) } else { Ok(()) }
    }

    /// Signs the protocol, once every row is judged.
    pub fn sign(&self, outcome: ReviewOutcome, tally: Tally) -> Result<(), Refusal> {
        if self.signed_at.is_some() {
            return Err(Refusal::Signed);
        }
        if tally.judged < tally.rows {
            return Err(Refusal::Unfinished { left: tally.rows - tally.judged });
        }
        let nothing = outcome == ReviewOutcome::Ok;
        if nothing && tally.unjustified > 0 { Err(Refusal::NotOk) } else { Ok(()) }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Signed => {
                Self::refused(&REVIEW_SIGNED, "Protokollet är signerat.", "It is signed.")
            }
            Refusal::OwnRow => {
                Self::refused(&REVIEW_OWN_ROW, "Raden är din egen.", "The row is your own.")
            }
            Refusal::Unfinished { left } => Self::refused(
                &REVIEW_UNFINISHED,
                format!("Rader kvar: {left}."),
                format!("Rows left: {left}."),
            ),
            Refusal::NotOk => Self::field(
                "/outcome",
                "not-ok",
                "En rad är bedömd som obefogad.",
                "A row was judged unjustified.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(signed: bool) -> Review {
        let now = DateTime::UNIX_EPOCH;
        Review {
            id: LogReviewId(Uuid::nil()),
            unit_id: UnitId(Uuid::nil()),
            reviewer_id: StaffId(Uuid::nil()),
            began_at: now,
            period_from: now,
            period_to: now,
            horizon: 0,
            seed: 0,
            random_rows: 1,
            criteria: serde_json::Value::Null,
            rows_in_period: 1,
            rows_at_risk: 0,
            outcome: None,
            conclusion: None,
            signed_by: None,
            signed_at: signed.then_some(now),
            version: 1,
        }
    }

    // proves: R-ROLE-17
    #[test]
    fn open_and_signed_reviews_meet_every_step() {
        let me = StaffId(Uuid::from_u128(1));
        let (mine, theirs) = (Some(me.0), Some(Uuid::from_u128(2)));
        let done = Tally { rows: 3, judged: 3, unjustified: 0 };
        let (open, signed) = (review(false), review(true));
        assert_eq!(open.judge(me, theirs), Ok(()));
        assert_eq!(open.judge(me, mine), Err(Refusal::OwnRow));
        assert_eq!(signed.judge(me, theirs), Err(Refusal::Signed));
        assert_eq!(open.sign(ReviewOutcome::Ok, done), Ok(()));
        assert_eq!(signed.sign(ReviewOutcome::Ok, done), Err(Refusal::Signed));
        let left = Tally { judged: 1, ..done };
        assert_eq!(open.sign(ReviewOutcome::Ok, left), Err(Refusal::Unfinished { left: 2 }));
        let bad = Tally { unjustified: 1, ..done };
        assert_eq!(open.sign(ReviewOutcome::Ok, bad), Err(Refusal::NotOk));
        assert_eq!(open.sign(ReviewOutcome::Incident, bad), Ok(()));
    }
}
