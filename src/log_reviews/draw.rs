//! Draws a review's rows: some by lot, some by what looks risky, never the reviewer's own.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Stockholm;
use rand::Rng;

use super::{
    REVIEW_EMPTY, list,
    policy::{Draw, List, Repeat},
    review::Review,
    store::{self, Drawing, Hours},
    view::{LogReviewView, NewLogReview, RepeatView},
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat as Again, Replay, Tx},
    failure::Failure,
    id::{LogReviewId, StaffId, UnitId},
};

/// Draws, and keeps how: the seed, what there was to draw from, and every parameter.
pub async fn draw(
    cx: Cx,
    unit: UnitId,
    repeat: Again,
    new: NewLogReview,
) -> Result<LogReviewView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (on, grant) = store::unit(tx, unit)?.open::<Draw>(tx)?;
        let (from, to) = period(tx, &on.region, &new)?;
        let hours = hours(tx, &on.region)?;
        let drawing = Drawing {
            unit,
            without: StaffId(tx.actor().uuid()),
            from,
            to,
            horizon: store::horizon(tx)?,
            seed: rand::rng().random(),
            random_rows: new.random_rows,
            criteria: new.targeted.clone().unwrap_or_default(),
            hours,
        };
        let drawn = store::draw(tx, &drawing)?;
        if drawn.rows.is_empty() {
            let (sv, en) = ("Ingen rad passar.", "No row fits.");
            return Err(Failure::refused(&REVIEW_EMPTY, sv, en));
        }
        let made = store::insert(tx, &grant, &drawing, &drawn)?;
        let view = list::view(tx, cx, &grant, made)?;
        let id = view.id.0;
        Ok(audit::record_made(tx, grant, id, None, view)?)
    })
    .await
}

/// Draws the same again and compares: the record only grows, and what came later is left out.
pub async fn again(cx: Cx, (unit, id): (UnitId, LogReviewId)) -> Result<RepeatView, Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) = store::unit(tx, unit)?.open::<Repeat>(tx)?;
        let review = store::find(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let drawing = drawing(&review)?;
        let drawn = store::draw(tx, &drawing)?;
        let before = store::drawn_before(tx, &grant, id)?;
        let now: Vec<i64> = drawn.rows.iter().map(|row| row.id).collect();
        let rows = i32::try_from(now.len()).unwrap_or(i32::MAX);
        let view = RepeatView { same: before == now, rows, seed: review.seed.to_string() };
        Ok(audit::record_made(tx, grant, id.0, None, view)?)
    })
    .await
}

fn drawing(review: &Review) -> Result<Drawing, Failure> {
    let kept: store::Kept = serde_json::from_value(review.criteria.clone())
        .map_err(|error| Failure::Bug(format!("criteria of {}: {error}", review.id)))?;
    Ok(Drawing {
        unit: review.unit_id,
        without: review.reviewer_id,
        from: review.period_from,
        to: review.period_to,
        horizon: review.horizon,
        seed: review.seed,
        random_rows: review.random_rows,
        criteria: kept.criteria,
        hours: kept.hours,
    })
}

fn hours(tx: &Tx<'_>, region: &str) -> Result<Hours, Failure> {
    let time = |name: &str| {
        let text = tx.policies().text(name, Some(region), tx.today)?;
        NaiveTime::parse_from_str(text, "%H:%M")
            .map_err(|_| Failure::Bug(format!("policy {name} is no time of day")))
    };
    Ok(Hours { begins: time("log-review.day-begins")?, ends: time("log-review.day-ends")? })
}

/// Whole days in Sweden, both ends included, none to come.
fn period(
    tx: &Tx<'_>,
    region: &str,
    new: &NewLogReview,
) -> Result<(DateTime<Utc>, DateTime<Utc>), Failure> {
    let longest = tx.policies().number("log-review.longest-days", Some(region), tx.today)?;
    if new.period_to < new.period_from || new.period_to > tx.today {
        let sv = "Perioden slutar tidigast när den börjar, senast i dag.";
        let en = "The period ends when it begins at the earliest, today at the latest.";
        return Err(Failure::field("/periodTo", "period", sv, en));
    }
    if (new.period_to - new.period_from).num_days() >= i64::from(longest) {
        let sv = format!("Längst {longest} dagar.");
        let en = format!("{longest} days at most.");
        return Err(Failure::field("/periodFrom", "too-long", &sv, &en));
    }
    if new.random_rows == 0 && new.targeted.as_ref().is_none_or(|it| it.rows == 0) {
        let (sv, en) = ("Dra minst en rad.", "Draw one row at least.");
        return Err(Failure::field("/randomRows", "nothing", sv, en));
    }
    Ok((midnight(new.period_from), midnight(new.period_to + Days::new(1))))
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN);
    Stockholm.from_local_datetime(&local).earliest().map_or(local.and_utc(), |at| at.to_utc())
}

impl Replay for LogReviewView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = store::unit(tx, self.unit_id)?.open::<List>(tx)?;
        Ok(())
    }
}
