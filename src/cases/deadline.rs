//! What the unit has promised, and how near the end of it is (B-20 to B-23).

use chrono::{DateTime, NaiveTime, Utc};

use super::case::{Case, StageCode};
use crate::{db::Tx, failure::Failure, units::Offer, workdays};

/// When the unit owes its first response, and when staff are warned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    pub due_at: DateTime<Utc>,
    pub warn_at: DateTime<Utc>,
}

crate::sql::code! {
    /// How near the end of the promised time is.
    DeadlineState {
        OnTime = "on-time",
        /// Three quarters of the working time have passed, or what the region has set.
        Warning = "warning",
        Overdue = "overdue",
    }
}

impl Case {
    /// How the promise stands, while the resident still waits for a first response.
    pub fn deadline(&self, now: DateTime<Utc>) -> Option<DeadlineState> {
        let waits = !matches!(self.stage.code(), StageCode::Draft | StageCode::Closed)
            && self.first_response_at.is_none();
        let due = self.facts.first_response_due_at.filter(|_| waits)?;
        let near = self.facts.first_response_warn_at.is_some_and(|at| at <= now);
        Some(match due <= now {
            true => DeadlineState::Overdue,
            false if near => DeadlineState::Warning,
            false => DeadlineState::OnTime,
        })
    }
}

/// What the unit promises for a case of that type that is sent now (B-20, B-22).
pub fn promise(tx: &Tx<'_>, offer: &Offer) -> Result<Promise, Failure> {
    let (policies, region) = (tx.policies(), Some(offer.unit.region_code.as_str()));
    let days = match offer.case_type.first_response_workdays {
        Some(days) => days.into(),
        None => policies.number("case.first-response-workdays", region, tx.today)?,
    };
    let time = |name| {
        let text = policies.text(name, region, tx.today)?;
        NaiveTime::parse_from_str(text, "%H:%M")
            .map_err(|_| Failure::Bug(format!("policy time {text}")))
    };
    let (cut_off, start) = (time("case.working-day-cut-off")?, time("case.working-day-start")?);
    let percent = policies.number("case.warning-percent", region, tx.today)?;
    let negative = |_| Failure::Bug("a policy is negative".into());
    let (days, percent) = (
        u32::try_from(days).map_err(negative)?,
        u32::try_from(percent.min(100)).map_err(negative)?,
    );
    let due_at = workdays::due_at(tx.now, days, cut_off, start);
    let warn_at = workdays::part_of_the_way((tx.now, due_at), percent, cut_off, start);
    Ok(Promise { due_at, warn_at: warn_at.min(due_at) })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;
    use crate::{
        cases::case::Stage,
        id::{ResidentId, StaffGroupId, StaffId, UnitId},
    };

    // proves: B-23
    #[test]
    fn the_clock_runs_until_the_first_response() {
        let nil = Uuid::nil();
        let now = DateTime::UNIX_EPOCH;
        let later = |hours| now + TimeDelta::hours(hours);
        for stage in Case::sample_stages(StaffId(nil), StaffGroupId(nil)) {
            let runs = !matches!(stage, Stage::Draft | Stage::Closed(_));
            let mut case = Case::sample(UnitId(nil), ResidentId(nil), "19".into(), stage);
            case.facts.first_response_warn_at = Some(later(75));
            case.facts.first_response_due_at = Some(later(100));
            let states = [74, 75, 99, 100].map(|hours| case.deadline(later(hours)));
            use DeadlineState::{OnTime, Overdue, Warning};
            let running = [OnTime, Warning, Warning, Overdue].map(Some);
            assert_eq!(states, if runs { running } else { [None; 4] }, "{:?}", case.stage);
            case.first_response_at = Some(now);
            assert_eq!(case.deadline(later(200)), None, "the unit has responded");
        }
    }
}
