//! What a programme says, and when somebody is due. Pure: no clock, no SQL, no HTTP.

use chrono::{Months, NaiveDate};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::{
    clock::{age_on, birthday, day_before},
    id::{ProgrammeRuleId, StaffId},
    identity::Sex,
};

crate::sql::code! {
    /// What people are asked to come for again and again.
    Programme {
        /// Screening for cervical cancer (gynekologisk cellprovskontroll).
        Cervical = "cervical",
        /// Screening for breast cancer (mammografi).
        Mammography = "mammography",
        /// Giving blood (blodgivning).
        BloodDonation = "blood-donation",
        /// A programme of the region's own.
        Other = "other",
    }
}

/// Whom a programme asks how often: people of that sex, or of both, while they are of these ages.
#[derive(Debug, Clone, PartialEq, Eq, Object, Serialize, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(
    rename = "ProgrammeBand",
    rename_all = "camelCase",
    deny_unknown_fields,
    skip_serializing_if_is_none
)]
pub struct Band {
    /// Absent: both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// The first age, in years.
    #[validate(range(min = 0, max = 120))]
    #[oai(validator(minimum(value = "0"), maximum(value = "120")))]
    pub from_age: i32,
    /// The last age, in years; the whole of that year.
    #[validate(range(min = 0, max = 120))]
    #[oai(validator(minimum(value = "0"), maximum(value = "120")))]
    pub through_age: i32,
    /// How long after a visit at such an age the next one is due.
    #[validate(range(min = 1, max = 240))]
    #[oai(validator(minimum(value = "1"), maximum(value = "240")))]
    pub interval_months: i32,
}

/// What a programme says from a day on.
#[derive(Debug, Clone)]
pub struct Rule {
    pub id: ProgrammeRuleId,
    pub programme: Programme,
    /// Whose; the nation's when absent.
    pub region: Option<String>,
    pub valid_from: NaiveDate,
    /// What is booked.
    pub time_type_code: String,
    /// How long a summons stands.
    pub summons_days: i16,
    /// When the next one comes after a summons that nobody followed (W18).
    pub again_after_months: i16,
    pub bands: Vec<Band>,
    pub source: String,
    pub set_by: Option<StaffId>,
}

/// Somebody who may be asked.
#[derive(Debug, Clone, Copy)]
pub struct Whom {
    pub birth: NaiveDate,
    pub sex: Sex,
}

/// What has become of earlier summonses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct History {
    /// The day of the latest visit.
    pub visited: Option<NaiveDate>,
    /// The day of the latest summons, when it led to no visit and was not taken back.
    pub summoned: Option<NaiveDate>,
    /// That one was declined.
    pub declined: bool,
}

impl Rule {
    /// The first day on which that person is to be asked; none when the programme is over for them, or never theirs.
    pub fn next_due(&self, whom: Whom, history: History) -> Option<NaiveDate> {
        let after_visit = history.visited.map(|day| after(day, self.interval(whom, day)));
        let after_summons = history.summoned.map(|day| {
            let again = i32::from(self.again_after_months);
            // Who says no has answered, and is asked again in the ordinary course.
            after(day, if history.declined { self.interval(whom, day) } else { again })
        });
        let earliest = after_visit.max(after_summons).unwrap_or(whom.birth);
        self.bands_of(whom).filter_map(|band| band.first_day(whom, earliest)).min()
    }

    /// How often at the age of that day; the programme's longest where it asks nobody of that age.
    fn interval(&self, whom: Whom, day: NaiveDate) -> i32 {
        let age = age_on(whom.birth, day);
        let own = self.bands_of(whom).find(|band| band.takes(age));
        let longest = || self.bands.iter().map(|band| band.interval_months).max();
        own.map(|band| band.interval_months).or_else(longest).unwrap_or(0)
    }

    fn bands_of(&self, whom: Whom) -> impl Iterator<Item = &Band> {
        self.bands.iter().filter(move |band| band.sex.is_none_or(|sex| sex == whom.sex))
    }

    /// The youngest and the oldest that it asks.
    pub fn ages(&self) -> (i32, i32) {
        let youngest = self.bands.iter().map(|band| band.from_age).min();
        let oldest = self.bands.iter().map(|band| band.through_age).max();
        (youngest.unwrap_or(0), oldest.unwrap_or(0))
    }
}

impl Band {
    fn takes(&self, age: i32) -> bool {
        (self.from_age..=self.through_age).contains(&age)
    }

    /// The first of its days that is not before `earliest`.
    fn first_day(&self, whom: Whom, earliest: NaiveDate) -> Option<NaiveDate> {
        let first = birthday(whom.birth, self.from_age).max(earliest);
        let last = day_before(birthday(whom.birth, self.through_age + 1));
        (first <= last).then_some(first)
    }

    /// Whether somebody could be of both.
    pub fn meets(&self, other: &Self) -> bool {
        let same_sex = self.sex.is_none() || other.sex.is_none() || self.sex == other.sex;
        same_sex && self.from_age <= other.through_age && other.from_age <= self.through_age
    }
}

fn after(day: NaiveDate, months: i32) -> NaiveDate {
    day.checked_add_months(Months::new(months.unsigned_abs())).unwrap_or(day)
}

/// The rule that applies on that day: the region's own latest one that has begun, else the nation's. `rules` are of
/// one programme, the latest first.
pub fn in_force<'a>(rules: &[&'a Rule], day: NaiveDate) -> Option<&'a Rule> {
    let begun = |own: bool| {
        let fits = move |rule: &&&Rule| rule.region.is_some() == own && rule.valid_from <= day;
        rules.iter().find(fits).copied()
    };
    begun(true).or_else(|| begun(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn band(sex: Option<Sex>, from_age: i32, through_age: i32, interval_months: i32) -> Band {
        Band { sex, from_age, through_age, interval_months }
    }

    fn rule(bands: Vec<Band>) -> Rule {
        Rule {
            id: ProgrammeRuleId(uuid::Uuid::nil()),
            programme: Programme::Cervical,
            region: Some("19".into()),
            valid_from: day("2000-01-01"),
            time_type_code: "gynprov".into(),
            summons_days: 365,
            again_after_months: 12,
            bands,
            source: "W19".into(),
            set_by: None,
        }
    }

    /// As Västmanland's older page has it.
    fn cervical() -> Rule {
        let woman = Some(Sex::Female);
        rule(vec![band(woman, 23, 49, 36), band(woman, 50, 70, 60)])
    }

    fn woman(birth: &str) -> Whom {
        Whom { birth: day(birth), sex: Sex::Female }
    }

    fn visited(text: &str) -> History {
        History { visited: Some(day(text)), ..History::default() }
    }

    // proves: W19
    #[test]
    fn a_woman_is_due_from_her_23rd_birthday_and_a_man_never() {
        let due = |whom| cervical().next_due(whom, History::default());
        assert_eq!(due(woman("2003-11-24")), Some(day("2026-11-24")));
        assert_eq!(due(Whom { sex: Sex::Male, ..woman("1984-04-18") }), None);
        assert_eq!(due(woman("2004-02-29")), Some(day("2027-02-28")), "a leap day's child");
    }

    // proves: W19
    #[test]
    fn every_third_year_until_49_and_every_fifth_from_50_by_the_age_at_the_visit() {
        let due = |birth, visit| cervical().next_due(woman(birth), visited(visit));
        assert_eq!(due("1984-04-18", "2026-01-31"), Some(day("2029-01-31")));
        assert_eq!(due("1976-06-01", "2026-05-31"), Some(day("2029-05-31")), "49 on that day");
        assert_eq!(due("1976-06-01", "2026-06-01"), Some(day("2031-06-01")), "50 on that day");
        assert_eq!(due("1956-06-01", "2025-06-01"), None, "the next one would be at 74");
        assert_eq!(due("1984-04-18", "2024-02-29"), Some(day("2027-02-28")));
    }

    // proves: W18
    #[test]
    fn who_was_summoned_and_did_not_come_is_asked_again_after_a_year_and_who_declined_in_ordinary_course()
     {
        let summoned = |declined| History {
            visited: Some(day("2020-03-01")),
            summoned: Some(day("2025-12-01")),
            declined,
        };
        let due = |history| cervical().next_due(woman("1984-04-18"), history);
        assert_eq!(due(summoned(false)), Some(day("2026-12-01")));
        assert_eq!(due(summoned(true)), Some(day("2028-12-01")));
        let old = History { summoned: Some(day("2019-01-01")), ..visited("2025-03-01") };
        assert_eq!(due(old), Some(day("2028-03-01")), "a later visit counts");
    }

    #[test]
    fn between_two_bands_the_next_one_waits_for_its_age() {
        let gap = rule(vec![band(None, 20, 24, 12), band(None, 40, 44, 12)]);
        let whom = woman("2000-01-01");
        assert_eq!(gap.next_due(whom, visited("2024-06-01")), Some(day("2040-01-01")));
        assert_eq!(gap.next_due(whom, visited("2044-06-01")), None);
        let early = gap.next_due(whom, visited("2010-06-01"));
        assert_eq!(early, Some(day("2020-01-01")), "a visit before the programme began for them");
    }

    // proves: W20
    #[test]
    fn women_give_blood_three_times_a_year_and_men_four() {
        let blood =
            rule(vec![band(Some(Sex::Female), 18, 60, 4), band(Some(Sex::Male), 18, 60, 3)]);
        let her = woman("1984-04-18");
        let him = Whom { sex: Sex::Male, ..her };
        assert_eq!(blood.next_due(her, visited("2026-10-31")), Some(day("2027-02-28")));
        assert_eq!(blood.next_due(him, visited("2026-10-31")), Some(day("2027-01-31")));
        assert_eq!(blood.ages(), (18, 60));
    }

    #[test]
    fn the_regions_own_rule_applies_from_its_day_and_the_nations_before() {
        let of = |region: Option<&str>, from: &str| Rule {
            region: region.map(Into::into),
            valid_from: day(from),
            ..cervical()
        };
        let rules =
            [of(Some("19"), "2027-03-01"), of(None, "2027-02-01"), of(Some("19"), "2027-01-01")];
        let rules: Vec<&Rule> = rules.iter().collect();
        let on = |text| in_force(&rules, day(text)).map(|rule| rule.valid_from.to_string());
        assert_eq!(on("2026-12-31"), None);
        assert_eq!(on("2027-02-10"), Some("2027-01-01".into()));
        assert_eq!(on("2027-03-01"), Some("2027-03-01".into()));
    }

    #[test]
    fn bands_meet_where_somebody_could_be_of_both() {
        let (women, men) = (band(Some(Sex::Female), 20, 30, 12), band(Some(Sex::Male), 20, 30, 12));
        assert!(!women.meets(&men) && women.meets(&band(None, 30, 40, 12)));
        assert!(!women.meets(&band(None, 31, 40, 12)));
    }
}
