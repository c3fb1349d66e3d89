//! What the population register tells, line by line, and what it changes. Pure.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::Deserialize;
use validator::Validate;

use crate::{
    access::Region,
    failure::Failure,
    identity::{
        personal_number::{NumberKind, PersonalNumber},
        resident::Sex,
    },
};

/// One resident as a line tells it. What is left out is not so: a protected identity that is no
/// longer mentioned has ended. Only `guardians` may be left out to say nothing.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Line {
    #[validate(length(min = 12, max = 13))]
    pub personal_number: String,
    /// Empty for a newborn without a name.
    #[serde(default)]
    #[validate(length(max = 200))]
    pub given_name: String,
    #[serde(default)]
    #[validate(length(max = 200))]
    pub family_name: String,
    /// Needed for a reserve number, which does not say it.
    pub birth_date: Option<NaiveDate>,
    pub sex: Sex,
    #[validate(custom(function = "two_digits"))]
    pub region_code: Option<Region>,
    #[validate(custom(function = "four_digits"))]
    pub municipality_code: Option<String>,
    #[serde(default)]
    pub protected_identity: bool,
    pub deceased_on: Option<NaiveDate>,
    pub emigrated_on: Option<NaiveDate>,
    /// The personal numbers of everybody who is the child's guardian now.
    #[validate(length(max = 10))]
    pub guardians: Option<Vec<String>>,
}

fn two_digits(text: &str) -> Result<(), validator::ValidationError> {
    digits(text, 2)
}

fn four_digits(text: &str) -> Result<(), validator::ValidationError> {
    digits(text, 4)
}

fn digits(text: &str, count: usize) -> Result<(), validator::ValidationError> {
    let sound = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if sound { Ok(()) } else { Err(validator::ValidationError::new("digits")) }
}

/// A line that can be carried out, if its guardians are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub number: String,
    pub kind: NumberKind,
    pub facts: Facts,
    pub guardians: Option<Vec<String>>,
}

/// What the register decides about a resident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    pub given_name: String,
    pub family_name: String,
    pub birth_date: NaiveDate,
    pub sex: Sex,
    pub region_code: Option<Region>,
    pub municipality_code: Option<String>,
    pub protected_identity: bool,
    pub deceased_on: Option<NaiveDate>,
    pub emigrated_on: Option<NaiveDate>,
}

/// Why a line is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: String,
    /// JSON pointer into the line; empty for the line as a whole.
    pub pointer: String,
}

impl Refusal {
    fn at(pointer: &str, code: &str) -> Self {
        Self { code: code.to_owned(), pointer: pointer.to_owned() }
    }
}

/// Reads one line by itself.
pub fn read(bytes: &[u8], today: NaiveDate) -> Result<Told, Refusal> {
    let line: Line = crate::body::parse(bytes).map_err(refusal_of)?.value;
    let number = PersonalNumber::read(&line.personal_number, today)
        .map_err(|fault| Refusal::at("/personalNumber", fault.code()))?;
    let birth_date = match (number.birth(), line.birth_date) {
        (Some(said), Some(told)) if said != told => {
            return Err(Refusal::at("/birthDate", "differs-from-number"));
        }
        (Some(said), _) => said,
        (None, Some(told)) if told > today => return Err(Refusal::at("/birthDate", "future")),
        (None, Some(told)) => told,
        (None, None) => return Err(Refusal::at("/birthDate", "required")),
    };
    for (pointer, day) in [("/deceasedOn", line.deceased_on), ("/emigratedOn", line.emigrated_on)] {
        if day.is_some_and(|day| day < birth_date || day > today) {
            return Err(Refusal::at(pointer, "outside-life"));
        }
    }
    let guardians =
        line.guardians.map(|all| guardians(&all, number.as_str(), today)).transpose()?;
    let facts = Facts {
        given_name: line.given_name.trim().to_owned(),
        family_name: line.family_name.trim().to_owned(),
        birth_date,
        sex: line.sex,
        region_code: line.region_code,
        municipality_code: line.municipality_code,
        protected_identity: line.protected_identity,
        deceased_on: line.deceased_on,
        emigrated_on: line.emigrated_on,
    };
    Ok(Told { number: number.as_str().to_owned(), kind: number.kind(), facts, guardians })
}

fn guardians(all: &[String], child: &str, today: NaiveDate) -> Result<Vec<String>, Refusal> {
    let mut read: Vec<String> = Vec::new();
    for (index, text) in all.iter().enumerate() {
        let pointer = format!("/guardians/{index}");
        let number = PersonalNumber::read(text, today)
            .map_err(|fault| Refusal::at(&pointer, fault.code()))?;
        if number.as_str() == child {
            return Err(Refusal::at(&pointer, "own-guardian"));
        }
        if read.iter().any(|earlier| earlier == number.as_str()) {
            return Err(Refusal::at(&pointer, "repeated"));
        }
        read.push(number.as_str().to_owned());
    }
    Ok(read)
}

fn refusal_of(failure: Failure) -> Refusal {
    match failure {
        Failure::Invalid(faults) if !faults.is_empty() => {
            Refusal::at(&faults[0].pointer, &faults[0].code)
        }
        _ => Refusal::at("", "malformed-line"),
    }
}

/// A line of a file, by its number, and what has been made of it so far.
pub type Numbered = (usize, Result<Told, Refusal>);

/// Refuses, until there is nothing more to refuse, each line about somebody the file has told of
/// already, and each whose guardian nobody knows: neither the database nor a line that stands.
pub fn settle(lines: &mut [Numbered], known: &HashSet<String>) {
    let mut seen = HashSet::new();
    for (_, line) in lines.iter_mut() {
        if let Ok(told) = line
            && !seen.insert(told.number.clone())
        {
            *line = Err(Refusal::at("/personalNumber", "repeated"));
        }
    }
    loop {
        let standing: HashSet<String> =
            lines.iter().filter_map(|(_, line)| Some(line.as_ref().ok()?.number.clone())).collect();
        let stranger = |number: &String| !known.contains(number) && !standing.contains(number);
        let mut refused = 0;
        for (_, line) in lines.iter_mut() {
            let Ok(told) = line else { continue };
            let guardians = told.guardians.as_deref().unwrap_or_default();
            if let Some(index) = guardians.iter().position(stranger) {
                *line = Err(Refusal::at(&format!("/guardians/{index}"), "unknown-guardian"));
                refused += 1;
            }
        }
        if refused == 0 {
            return;
        }
    }
}

/// A guardianship as the database has it: the guardian's number, and its end if it has one.
pub type Stored = HashMap<String, Option<NaiveDate>>;

/// What must happen to a child's guardianships.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Shift {
    pub begin: Vec<String>,
    pub resume: Vec<String>,
    pub end: Vec<String>,
}

/// Compares what is told with what is stored. One that ended and is told of again goes on.
pub fn shift(told: &[String], stored: &Stored, today: NaiveDate) -> Shift {
    let holds = |ended: &Option<NaiveDate>| ended.is_none_or(|ended| ended > today);
    let mut shift = Shift::default();
    for number in told {
        match stored.get(number) {
            None => shift.begin.push(number.clone()),
            Some(Some(_)) => shift.resume.push(number.clone()),
            Some(None) => {}
        }
    }
    shift.end = stored
        .iter()
        .filter(|(number, ended)| holds(ended) && !told.contains(number))
        .map(|(number, _)| number.clone())
        .collect();
    shift.end.sort();
    shift
}

impl Shift {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANNA: &str = "198404189287";
    const ERIK: &str = "198209189292";
    const ELSA: &str = "201312062381";

    fn today() -> NaiveDate {
        "2026-11-23".parse().expect("a date")
    }

    fn refused(more: &str) -> (String, String) {
        let json = format!(r#"{{"personalNumber":"{ELSA}","sex":"female"{more}}}"#);
        let refusal = read(json.as_bytes(), today()).expect_err(&json);
        (refusal.pointer, refusal.code)
    }

    fn told(number: &str, guardians: Option<&[&str]>) -> Result<Told, Refusal> {
        let mut line = serde_json::json!({"personalNumber": number, "sex": "female"});
        if let Some(guardians) = guardians {
            line["guardians"] = guardians.into();
        }
        read(line.to_string().as_bytes(), today())
    }

    #[test]
    fn a_line_tells_the_day_of_birth_by_its_number() {
        let told = told("20131206-2381", None).expect("a sound line");
        assert_eq!((told.number.as_str(), told.kind), (ELSA, NumberKind::Personnummer));
        assert_eq!(told.facts.birth_date.to_string(), "2013-12-06");
        let reserve = r#"{"personalNumber":"19850712K123","birthDate":"1985-07-12","sex":"male"}"#;
        let told = read(reserve.as_bytes(), today()).expect("a sound line");
        assert_eq!(told.kind, NumberKind::Reserve);
    }

    #[test]
    fn each_fault_of_a_line_has_its_code_and_place() {
        let at = |pointer: &str, code: &str| (pointer.to_owned(), code.to_owned());
        assert_eq!(refused(r#","name":"x""#), at("/name", "unknown-field"));
        assert_eq!(refused(r#","regionCode":"1""#), at("/regionCode", "digits"));
        assert_eq!(
            refused(r#","birthDate":"2013-12-07""#),
            at("/birthDate", "differs-from-number")
        );
        assert_eq!(refused(r#","deceasedOn":"2013-12-05""#), at("/deceasedOn", "outside-life"));
        assert_eq!(refused(r#","emigratedOn":"2026-11-24""#), at("/emigratedOn", "outside-life"));
        assert_eq!(refused(r#","guardians":["x"]"#), at("/guardians/0", "personal-number-form"));
        let own = format!(r#","guardians":["{ELSA}"]"#);
        assert_eq!(refused(&own), at("/guardians/0", "own-guardian"));
        let twice = format!(r#","guardians":["{ANNA}","19840418-9287"]"#);
        assert_eq!(refused(&twice), at("/guardians/1", "repeated"));
        let malformed = read(b"{", today()).expect_err("not JSON");
        assert_eq!((malformed.pointer, malformed.code), at("", "malformed-line"));
        let reserve = read(br#"{"personalNumber":"19850712K123","sex":"male"}"#, today());
        assert_eq!(reserve.expect_err("no day"), Refusal::at("/birthDate", "required"));
    }

    #[test]
    fn a_guardian_may_come_later_in_the_file_and_must_stand_there() {
        let lines = || vec![(1, told(ELSA, Some(&[ANNA]))), (2, told(ANNA, Some(&[ERIK])))];
        let outcomes = |known: &[&str]| {
            let mut lines = lines();
            settle(&mut lines, &known.iter().map(|one| (*one).to_owned()).collect());
            lines.iter().map(|(_, line)| line.is_ok()).collect::<Vec<_>>()
        };
        assert_eq!(outcomes(&[ERIK]), [true, true]);
        // Anna's line falls with her unknown guardian, and Elsa's with Anna's.
        assert_eq!(outcomes(&[]), [false, false]);
        assert_eq!(outcomes(&[ANNA]), [true, false]);
    }

    #[test]
    fn the_second_line_about_somebody_is_refused() {
        let mut lines = vec![(1, told(ELSA, None)), (2, told(ELSA, None))];
        settle(&mut lines, &HashSet::new());
        assert!(lines[0].1.is_ok());
        assert_eq!(lines[1].1, Err(Refusal::at("/personalNumber", "repeated")));
    }

    #[test]
    fn guardianships_begin_resume_and_end() {
        let all =
            |numbers: &[&str]| numbers.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let stored = Stored::from([(ANNA.to_owned(), None), (ERIK.to_owned(), Some(today()))]);
        assert!(shift(&all(&[ANNA]), &stored, today()).is_empty());
        let both = shift(&all(&[ANNA, ERIK]), &stored, today());
        assert_eq!(both, Shift { resume: all(&[ERIK]), ..Shift::default() });
        let none = shift(&[], &stored, today());
        assert_eq!(none, Shift { end: all(&[ANNA]), ..Shift::default() });
        let other = shift(&all(&["195011282182"]), &stored, today());
        let begin = all(&["195011282182"]);
        assert_eq!(other, Shift { begin, end: all(&[ANNA]), ..Shift::default() });
    }
}
