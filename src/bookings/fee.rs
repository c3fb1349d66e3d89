//! What a late change and a missed visit cost (W16, W17): decided here, billed by the region's own system. The
//! region's time of day decides the fee and never the permission (3.7, 1).

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Europe::Stockholm;

use super::{booking::BookingStatus, policy::Held, store};
use crate::{
    access::{Action, Grant},
    clock::age_on,
    db::{Policies, Tx},
    failure::Failure,
};

crate::sql::code! {
    /// What a fee is for.
    FeeCause {
        /// Nobody came.
        NoShow = "no-show",
        LateCancellation = "late-cancellation",
        LateRebooking = "late-rebooking",
    }
}

crate::sql::code! {
    /// Whose tariff holds.
    CareLevel {
        Primary = "primary",
        Specialist = "specialist",
    }
}

/// Whether a change comes later than that time on the day of the visit. At that very second it does not.
pub fn is_late(starts_at: DateTime<Utc>, latest: NaiveTime, now: DateTime<Utc>) -> bool {
    let day = starts_at.with_timezone(&Stockholm).date_naive();
    now.with_timezone(&Stockholm).naive_local() > day.and_time(latest)
}

/// Whether somebody pays fees on that day: from one birthday to another.
pub fn pays(birth: NaiveDate, day: NaiveDate, from_age: i32, below_age: i32) -> bool {
    (from_age..below_age).contains(&age_on(birth, day))
}

/// The tariff of a unit with that form of care; others have none.
pub fn level_of(care_form: &str) -> Option<CareLevel> {
    match care_form {
        "primary-care" => Some(CareLevel::Primary),
        "specialist-care" => Some(CareLevel::Specialist),
        _ => None,
    }
}

fn amount(
    policies: &Policies,
    level: CareLevel,
    region: &str,
    day: NaiveDate,
) -> Result<i32, Failure> {
    let name = match level {
        CareLevel::Primary => "booking.fee-primary",
        CareLevel::Specialist => "booking.fee-specialist",
    };
    policies.number(name, Some(region), day)
}

/// Whether a resident's change of a confirmed time is late just now.
pub fn changes_late(tx: &Tx<'_>, held: &Held) -> Result<bool, Failure> {
    let region = Some(held.offer.unit.region.as_str());
    let latest = tx.policies().text("booking.late-change-time", region, tx.today)?;
    let latest = NaiveTime::parse_from_str(latest, "%H:%M");
    let latest = latest.map_err(|_| Failure::Bug("booking.late-change-time is no time".into()))?;
    let confirmed = held.booking.status == BookingStatus::Confirmed;
    Ok(confirmed && is_late(held.offer.slot.starts_at, latest, tx.now))
}

/// Writes the fee down, in kronor, if the person pays any; it is told to the billing system afterwards.
pub fn charge<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    held: &Held,
    cause: FeeCause,
) -> Result<Option<i32>, Failure> {
    let (region, day) = (held.offer.unit.region.as_str(), held.offer.day());
    let from_age = tx.policies().number("booking.fee-from-age", Some(region), day)?;
    let below_age = tx.policies().number("booking.fee-below-age", Some(region), day)?;
    if !pays(held.offer.person.birth, day, from_age, below_age) {
        return Ok(None);
    }
    let care_form = store::care_form(tx, held.offer.unit.id)?;
    let Some(level) = level_of(&care_form) else { return Ok(None) };
    let amount = amount(tx.policies(), level, region, day)?;
    store::write_fee(tx, grant, held.booking.id, (cause, level, amount))?;
    Ok(Some(amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    // proves: W16, W-C1
    #[test]
    fn boundary_1_half_past_eight_itself_is_in_time_in_summer_and_winter() {
        let latest = NaiveTime::from_hms_opt(8, 30, 0).expect("a time");
        let late = |visit, now| is_late(at(visit), latest, at(now));
        let winter = "2026-11-25T13:00:00Z";
        assert!(!late(winter, "2026-11-25T07:30:00Z"));
        assert!(late(winter, "2026-11-25T07:30:01Z"));
        let summer = "2026-07-01T13:00:00Z";
        assert!(!late(summer, "2026-07-01T06:30:00Z"));
        assert!(late(summer, "2026-07-01T06:30:01Z"));
        assert!(!late(winter, "2026-11-24T22:00:00Z"), "the day before");
    }

    // proves: W17
    #[test]
    fn fees_are_paid_from_the_twentieth_birthday_to_the_eighty_fifth() {
        let born = day("2006-11-25");
        assert!(!pays(born, day("2026-11-24"), 20, 85));
        assert!(pays(born, day("2026-11-25"), 20, 85));
        let old = day("1941-11-25");
        assert!(pays(old, day("2026-11-24"), 20, 85));
        assert!(!pays(old, day("2026-11-25"), 20, 85));
    }

    #[test]
    fn care_without_a_tariff_costs_nothing() {
        assert_eq!(level_of("primary-care"), Some(CareLevel::Primary));
        assert_eq!(level_of("specialist-care"), Some(CareLevel::Specialist));
        assert_eq!(level_of("dental-care"), None);
    }
}
