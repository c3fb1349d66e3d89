//! Whether one resident may use one case type at one unit (cases.md 5.3). Pure: facts in, a decision out.

use chrono::{DateTime, NaiveDate, Utc};

use super::schedule::Schedule;
use crate::{access::Region, clock::age_on, id::UnitId, identity::Sex};

crate::sql::code! {
    /// Whether a unit takes part (mottagningens status).
    UnitStatus {
        /// Known from the directory, not taken into use.
        Inactive = "inactive",
        Active = "active",
        /// Takes no new cases and finishes the old ones.
        Closing = "closing",
        /// Ended. Kept so that what happened there stays traceable.
        Closed = "closed",
    }
}

crate::sql::code! {
    /// Where a case type is in its life.
    CaseTypeStatus {
        Draft = "draft",
        Published = "published",
        Deactivated = "deactivated",
        Archived = "archived",
    }
}

/// What the rules need to know of a resident.
#[derive(Debug, Clone)]
pub struct Person {
    pub birth_date: NaiveDate,
    pub sex: Sex,
    /// Absent for one who has emigrated.
    pub region: Option<Region>,
    pub municipality: Option<String>,
}

/// Whom something is meant for. What is absent does not limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    pub age_from: Option<i16>,
    /// The last age that is included.
    pub age_to: Option<i16>,
    pub sex: Option<Sex>,
}

/// One row of a unit's service area (betjäningsområde): all its fields must hold.
#[derive(Debug, Clone)]
pub struct Area {
    pub region: Region,
    pub municipality: Option<String>,
    pub limits: Limits,
}

/// A while in which a case type takes nothing new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    pub from: DateTime<Utc>,
    pub until: Option<DateTime<Utc>>,
    pub message: String,
    /// Where residents may turn meanwhile.
    pub alternative: Option<UnitId>,
}

/// A limited case type handed out to a resident, with its last day.
#[derive(Debug, Clone, Copy)]
pub struct HandedOut {
    pub valid_until: Option<NaiveDate>,
}

/// Everything that decides on one resident, one unit and one case type.
#[derive(Debug, Clone)]
pub struct Facts {
    pub unit: UnitStatus,
    pub case_type: CaseTypeStatus,
    pub active: bool,
    pub pause: Option<Pause>,
    pub schedule: Schedule,
    pub limits: Limits,
    /// Only for those it has been handed out to (begränsat urval).
    pub limited_selection: bool,
    pub handed_out: Option<HandedOut>,
    pub areas: Vec<Area>,
    pub approved: bool,
    pub resident: Person,
}

/// Why not. In the order in which it is found out: what comes first hides what comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unavailable {
    /// The unit does not take part, so nobody is told more.
    UnitNotOpen,
    /// The case type is not in use at the unit.
    NotOffered,
    /// A limited case type that is not handed out to this resident today.
    NotHandedOut,
    /// The unit takes no new cases.
    UnitClosing,
    /// The resident is too young, too old, or not of the sex it is meant for.
    OutsideLimits,
    /// The resident is neither in the service area nor approved.
    OutsideArea,
    Paused(Pause),
    /// Outside its hours; when it next opens.
    OutsideHours(Option<DateTime<Utc>>),
}

crate::sql::code! {
    /// One question of the algorithm, in the order in which they are asked.
    Question {
        /// The unit takes part.
        UnitTakesPart = "unit-takes-part",
        /// The case type is published, and in use at the unit.
        Offered = "offered",
        /// A limited case type is handed out to the resident on that day.
        HandedOut = "handed-out",
        /// The unit takes new cases.
        UnitTakesNew = "unit-takes-new",
        /// The resident is of an age the case type is meant for.
        Age = "age",
        /// The resident is of the sex the case type is meant for.
        Sex = "sex",
        /// The resident is in the service area, or approved.
        AreaOrApproval = "area-or-approval",
        /// The case type is not paused.
        NotPaused = "not-paused",
        /// The moment lies within the case type's hours.
        WithinHours = "within-hours",
    }
}

/// The algorithm. `today` is the date in Sweden at `now`.
pub fn decide(facts: &Facts, today: NaiveDate, now: DateTime<Utc>) -> Result<(), Unavailable> {
    chain(facts, today, now).find_map(|(_, answer)| answer.err()).map_or(Ok(()), Err)
}

/// The whole algorithm, question by question: each with its own answer, whatever the others say. The
/// first that says no decides.
pub fn chain(
    facts: &Facts,
    today: NaiveDate,
    now: DateTime<Utc>,
) -> impl Iterator<Item = (Question, Result<(), Unavailable>)> + '_ {
    Question::ALL.iter().map(move |question| (*question, facts.answer(*question, today, now)))
}

impl Facts {
    fn answer(
        &self,
        question: Question,
        today: NaiveDate,
        now: DateTime<Utc>,
    ) -> Result<(), Unavailable> {
        let limited = self.limited_selection;
        let (holds, otherwise) = match question {
            Question::UnitTakesPart => (
                matches!(self.unit, UnitStatus::Active | UnitStatus::Closing),
                Unavailable::UnitNotOpen,
            ),
            Question::Offered => (
                self.active && self.case_type == CaseTypeStatus::Published,
                Unavailable::NotOffered,
            ),
            Question::HandedOut => {
                (!limited || self.is_handed_out(today), Unavailable::NotHandedOut)
            }
            Question::UnitTakesNew => (self.unit != UnitStatus::Closing, Unavailable::UnitClosing),
            Question::Age => {
                (self.limits.include_age(&self.resident, today), Unavailable::OutsideLimits)
            }
            Question::Sex => (self.limits.include_sex(&self.resident), Unavailable::OutsideLimits),
            Question::AreaOrApproval => {
                (limited || self.is_unit_open(today), Unavailable::OutsideArea)
            }
            Question::NotPaused => return self.is_running(now),
            Question::WithinHours if self.schedule.is_open(now) => return Ok(()),
            Question::WithinHours => {
                (false, Unavailable::OutsideHours(self.schedule.next_opening(now)))
            }
        };
        if holds { Ok(()) } else { Err(otherwise) }
    }

    fn is_running(&self, now: DateTime<Utc>) -> Result<(), Unavailable> {
        let pause = self.pause.as_ref().filter(|pause| pause.holds(now));
        pause.map_or(Ok(()), |pause| Err(Unavailable::Paused(pause.clone())))
    }

    /// What the answer to a question rests on, in short and without anybody's name.
    pub fn detail(&self, question: Question, today: NaiveDate) -> String {
        let yes = |it: bool| if it { "yes" } else { "no" };
        let limit = |it: Option<i16>| it.map_or("none".to_owned(), |it| it.to_string());
        match question {
            Question::UnitTakesPart | Question::UnitTakesNew => {
                format!("unit: {}", self.unit.code())
            }
            Question::Offered => format!(
                "case type: {}; in use at the unit: {}",
                self.case_type.code(),
                yes(self.active)
            ),
            Question::HandedOut => {
                let until = self.handed_out.map(|it| match it.valid_until {
                    Some(last) => format!("until {last}"),
                    None => "until further notice".to_owned(),
                });
                let until = until.unwrap_or_else(|| "no".to_owned());
                format!("limited: {}; handed out: {until}", yes(self.limited_selection))
            }
            Question::Age => format!(
                "age: {}; from: {}; to: {}",
                self.resident.age(today),
                limit(self.limits.age_from),
                limit(self.limits.age_to)
            ),
            Question::Sex => {
                format!("meant for: {}", self.limits.sex.map_or("all", |sex| sex.code()))
            }
            Question::AreaOrApproval => format!(
                "in area: {}; approved: {}",
                yes(serves(&self.areas, &self.resident, today)),
                yes(self.approved)
            ),
            Question::WithinHours => "the case type's hours".to_owned(),
            Question::NotPaused => self.pause.as_ref().map_or("no pause".to_owned(), Pause::span),
        }
    }

    fn is_handed_out(&self, today: NaiveDate) -> bool {
        self.handed_out.is_some_and(|handed_out| handed_out.holds(today))
    }

    /// Approval only adds to the service area (B-34).
    fn is_unit_open(&self, today: NaiveDate) -> bool {
        self.approved || serves(&self.areas, &self.resident, today)
    }
}

/// Whether a service area takes the resident in: one row is enough, and all its fields must hold.
pub fn serves(areas: &[Area], resident: &Person, today: NaiveDate) -> bool {
    areas.iter().any(|area| area.includes(resident, today))
}

impl HandedOut {
    pub fn holds(self, today: NaiveDate) -> bool {
        self.valid_until.is_none_or(|last| today <= last)
    }
}

impl Pause {
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.from <= now && !self.is_over(now)
    }

    /// From when until when, for those who run the unit.
    fn span(&self) -> String {
        let until = self.until.map_or("further notice".to_owned(), |until| until.to_rfc3339());
        format!("paused from {} until {until}", self.from.to_rfc3339())
    }

    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

impl Person {
    /// Whole years on that day.
    pub fn age(&self, today: NaiveDate) -> i16 {
        i16::try_from(age_on(self.birth_date, today)).unwrap_or(i16::MAX)
    }
}

impl Limits {
    pub fn include(&self, resident: &Person, today: NaiveDate) -> bool {
        self.include_age(resident, today) && self.include_sex(resident)
    }

    pub fn include_age(&self, resident: &Person, today: NaiveDate) -> bool {
        let age = resident.age(today);
        self.age_from.is_none_or(|from| from <= age) && self.age_to.is_none_or(|to| age <= to)
    }

    pub fn include_sex(&self, resident: &Person) -> bool {
        self.sex.is_none_or(|sex| sex == resident.sex)
    }
}

impl Area {
    fn includes(&self, resident: &Person, today: NaiveDate) -> bool {
        resident.region.as_ref() == Some(&self.region)
            && (self.municipality.is_none() || self.municipality == resident.municipality)
            && self.limits.include(resident, today)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::schedule::Window, *};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    /// A grown woman of Västerås, and a unit open to her region.
    fn open() -> Facts {
        Facts {
            unit: UnitStatus::Active,
            case_type: CaseTypeStatus::Published,
            active: true,
            pause: None,
            schedule: Schedule::default(),
            limits: Limits::default(),
            limited_selection: false,
            handed_out: None,
            areas: vec![region("19")],
            approved: false,
            resident: Person {
                birth_date: day("1986-11-24"),
                sex: Sex::Female,
                region: Some("19".into()),
                municipality: Some("1980".into()),
            },
        }
    }

    fn region(code: &str) -> Area {
        Area { region: code.into(), municipality: None, limits: Limits::default() }
    }

    fn decided(facts: &Facts) -> Result<(), Unavailable> {
        decide(facts, day("2026-11-23"), at("2026-11-23T11:00:00Z"))
    }

    // proves: AV-1, AV-2
    #[test]
    fn unit_and_type_must_be_in_use() {
        assert_eq!(decided(&open()), Ok(()));
        for status in [UnitStatus::Inactive, UnitStatus::Closed] {
            assert_eq!(decided(&Facts { unit: status, ..open() }), Err(Unavailable::UnitNotOpen));
        }
        let closing = Facts { unit: UnitStatus::Closing, ..open() };
        assert_eq!(decided(&closing), Err(Unavailable::UnitClosing));
        assert_eq!(decided(&Facts { active: false, ..open() }), Err(Unavailable::NotOffered));
        use CaseTypeStatus::{Archived, Deactivated, Draft};
        for status in [Draft, Deactivated, Archived] {
            let facts = Facts { case_type: status, ..open() };
            assert_eq!(decided(&facts), Err(Unavailable::NotOffered));
        }
    }

    // proves: AV-3
    #[test]
    fn a_pause_holds_from_its_first_moment_until_just_before_its_last() {
        let pause = |from: &str, until: Option<&str>| Pause {
            from: at(from),
            until: until.map(at),
            message: "Semester".into(),
            alternative: None,
        };
        let with = |pause: Pause| decided(&Facts { pause: Some(pause), ..open() });
        let now = "2026-11-23T11:00:00Z";
        let held = pause(now, None);
        assert_eq!(with(held.clone()), Err(Unavailable::Paused(held)));
        assert!(with(pause("2026-11-23T11:00:01Z", None)).is_ok());
        assert!(with(pause("2026-11-20T11:00:00Z", Some(now))).is_ok());
        assert!(with(pause("2026-11-20T11:00:00Z", Some("2026-11-23T11:00:01Z"))).is_err());
    }

    #[test]
    fn outside_its_hours_it_says_when_it_opens_and_a_pause_is_told_first() {
        let schedule =
            Schedule(vec![Window { weekday: 2, opens: "08:00".into(), closes: "10:00".into() }]);
        let tuesdays = Facts { schedule, ..open() };
        let next = Some(at("2026-11-24T07:00:00Z"));
        assert_eq!(decided(&tuesdays), Err(Unavailable::OutsideHours(next)));
        let then = decide(&tuesdays, day("2026-11-24"), at("2026-11-24T08:00:00Z"));
        assert_eq!(then, Ok(()));
        let from = at("2026-11-20T08:00:00Z");
        let pause = Pause { from, until: None, message: "Stängt".into(), alternative: None };
        let paused = Facts { pause: Some(pause.clone()), ..tuesdays };
        assert_eq!(decided(&paused), Err(Unavailable::Paused(pause)));
    }

    // proves: AV-4
    #[test]
    fn limits_count_whole_years_in_sweden() {
        let with = |age_from, age_to, sex| {
            decided(&Facts { limits: Limits { age_from, age_to, sex }, ..open() }).is_ok()
        };
        assert!(with(Some(39), Some(39), Some(Sex::Female)), "she turns 40 tomorrow");
        assert!(!with(Some(40), None, None));
        assert!(!with(None, Some(38), None));
        assert!(!with(None, None, Some(Sex::Male)));
        let facts = Facts { limits: Limits { age_from: Some(40), ..Limits::default() }, ..open() };
        assert_eq!(decide(&facts, day("2026-11-24"), at("2026-11-23T23:00:00Z")), Ok(()));
    }

    // proves: AV-5, B-32, E-8
    #[test]
    fn a_limited_type_needs_a_grant_that_holds_today() {
        let with = |handed_out| decided(&Facts { limited_selection: true, handed_out, ..open() });
        let until = |text: &str| Some(HandedOut { valid_until: Some(day(text)) });
        assert_eq!(with(None), Err(Unavailable::NotHandedOut));
        assert_eq!(with(until("2026-11-22")), Err(Unavailable::NotHandedOut));
        assert_eq!(with(until("2026-11-23")), Ok(()));
        assert_eq!(with(Some(HandedOut { valid_until: None })), Ok(()));
    }

    // proves: AV-5
    #[test]
    fn a_grant_opens_a_limited_type_outside_the_area_and_an_approval_does_not() {
        let outside = Facts { areas: vec![], limited_selection: true, ..open() };
        let handed_out = Some(HandedOut { valid_until: None });
        assert_eq!(decided(&Facts { handed_out, ..outside.clone() }), Ok(()));
        let approved = Facts { approved: true, ..outside };
        assert_eq!(decided(&approved), Err(Unavailable::NotHandedOut));
    }

    // proves: AV-6, B-34, E-9
    #[test]
    fn an_approval_adds_to_the_area_and_never_takes_away() {
        let nowhere = Facts { areas: vec![], ..open() };
        assert_eq!(decided(&nowhere), Err(Unavailable::OutsideArea));
        assert_eq!(decided(&Facts { approved: true, ..nowhere }), Ok(()));
        assert_eq!(decided(&Facts { approved: true, ..open() }), Ok(()));
        let elsewhere = Facts { areas: vec![region("03")], ..open() };
        assert_eq!(decided(&elsewhere), Err(Unavailable::OutsideArea));
    }

    // proves: AV-7, B-30
    #[test]
    fn area_rows_are_alternatives_and_their_fields_all_hold() {
        let with = |areas: Vec<Area>| decided(&Facts { areas, ..open() }).is_ok();
        let town = |code: &str| Area { municipality: Some(code.into()), ..region("19") };
        let women =
            Area { limits: Limits { sex: Some(Sex::Female), ..Limits::default() }, ..region("19") };
        let young =
            Area { limits: Limits { age_to: Some(22), ..Limits::default() }, ..region("19") };
        assert!(with(vec![town("1980")]) && !with(vec![town("1984")]));
        assert!(with(vec![town("1984"), women.clone()]));
        assert!(!with(vec![town("1984"), young.clone()]));
        let young_women = Area {
            limits: Limits { sex: Some(Sex::Female), ..young.limits.clone() },
            ..region("19")
        };
        assert!(!with(vec![young_women.clone()]), "a woman, and not young");
        assert!(with(vec![young_women, women]));
    }

    // proves: A-9
    #[test]
    fn one_who_has_emigrated_is_in_no_area() {
        let mut facts = open();
        facts.resident.region = None;
        facts.resident.municipality = None;
        assert_eq!(decided(&facts), Err(Unavailable::OutsideArea));
        facts.approved = true;
        assert_eq!(decided(&facts), Ok(()));
    }

    #[test]
    fn the_chain_ends_where_the_decision_does() {
        let late = Facts { unit: UnitStatus::Closing, areas: vec![], ..open() };
        let (today, now) = (day("2026-11-23"), at("2026-11-23T11:00:00Z"));
        let no: Vec<Question> = chain(&late, today, now)
            .filter_map(|(question, answer)| answer.is_err().then_some(question))
            .collect();
        assert_eq!(no, [Question::UnitTakesNew, Question::AreaOrApproval]);
        assert_eq!(decided(&late), Err(Unavailable::UnitClosing));
        assert!(chain(&open(), today, now).all(|(_, answer)| answer.is_ok()));
    }

    #[test]
    fn what_a_resident_may_not_know_of_is_never_told_apart() {
        let paused = Some(Pause {
            from: at("2026-01-01T00:00:00Z"),
            until: None,
            message: "x".into(),
            alternative: None,
        });
        let limited = Facts { limited_selection: true, pause: paused, ..open() };
        assert_eq!(decided(&limited), Err(Unavailable::NotHandedOut));
        let closing = Facts { unit: UnitStatus::Closing, ..limited };
        assert_eq!(decided(&closing), Err(Unavailable::NotHandedOut));
    }
}
