//! The decision against vectors: tables of facts with the answer that somebody expects by hand. The
//! programme's own lie in tests/vectors; `etjanster journal-vectors` takes any file of that format.

mod csv;
mod vector;
mod words;

use std::io::{self, Write};

use self::{
    csv::{Malformed, Rows},
    vector::{Action, Columns, Row, Unreadable, Vector},
};
use super::decision::{Decision, PersonRules, Publication, Question, decide};

/// The vectors that the programme carries.
pub const BUILT_IN: &str = include_str!("../../../tests/vectors/journal_vectors.csv");

/// What the cases are decided by.
pub struct Policies {
    pub people: PersonRules,
    /// Of every provider that the file names.
    pub publication: Publication,
}

impl Policies {
    /// Västmanland's, which the vectors were written for; the migration puts the same into the database.
    pub fn built_in() -> Self {
        Self {
            people: serde_json::from_str(include_str!("people.json")).expect("a document"),
            publication: serde_json::from_str(include_str!("publication.json"))
                .expect("a document"),
        }
    }
}

/// What makes a file impossible to check.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    #[error(transparent)]
    Malformed(#[from] Malformed),
    #[error("there is no column {0}")]
    Column(&'static str),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What became of the cases.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub cases: usize,
    /// Those whose outcome, reason or rule differs, and those that could not be read.
    pub different: Vec<String>,
    pub unreadable: usize,
}

fn decision(vector: &Vector, policies: &Policies) -> Decision {
    let question = match vector.action {
        Action::OpenJournal => Question::OpenJournal,
        Action::ReadItem => Question::ReadItem(&vector.item, Some(&policies.publication)),
        Action::UseEServices => Question::UseEServices,
        Action::RecordCopy => Question::RecordCopy,
    };
    decide(&vector.facts, &policies.people, question)
}

/// Decides every case, and tells `each` what was answered, with whether that is what was expected.
fn compare(
    text: &str,
    policies: &Policies,
    each: &mut impl FnMut(Row<'_>, Result<Decision, Unreadable>) -> io::Result<()>,
) -> Result<Tally, Unusable> {
    let mut rows = Rows::of(text)?;
    let columns = Columns::of(&rows).map_err(Unusable::Column)?;
    let mut tally = Tally::default();
    while let Some(fields) = rows.next_row()? {
        let row = Row { columns: &columns, fields };
        tally.cases += 1;
        let answer = Vector::read(row).map(|vector| decision(&vector, policies));
        let agrees = answer.as_ref().is_ok_and(|decision| {
            words::same(row.expected(), decision.outcome.code())
                && words::same(row.reason(), decision.reason.code())
                && row.rule() == decision.rule.code()
        });
        if !agrees {
            tally.different.push(row.case_id().into());
        }
        tally.unreadable += usize::from(answer.is_err());
        each(row, answer)?;
    }
    Ok(tally)
}

/// Decides every case by what is built in and prints `case_id,expected,actual,reason,rule` for each,
/// then the count. A line that can't be read says `UNREADABLE` and which column is at fault.
pub fn print(text: &str, out: &mut impl Write) -> Result<Tally, Unusable> {
    writeln!(out, "case_id,expected,actual,reason,rule")?;
    let tally = compare(text, &Policies::built_in(), &mut |row, answer| {
        let (id, expected) = (row.case_id(), row.expected());
        match answer {
            Ok(Decision { outcome, reason, rule }) => {
                let (outcome, reason) =
                    (words::written(outcome.code()), words::written(reason.code()));
                writeln!(out, "{id},{expected},{outcome},{reason},{}", rule.code())
            }
            Err(Unreadable(column)) => writeln!(out, "{id},{expected},UNREADABLE,{column},-"),
        }
    })?;
    writeln!(out, "{} cases, {} differences", tally.cases, tally.different.len())?;
    Ok(tally)
}

/// How the programme's own vectors come out under other policies.
pub fn under(policies: &Policies) -> Tally {
    compare(BUILT_IN, policies, &mut |_, _| Ok(())).expect("the built-in vectors are a table")
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: J-C1, J-G2, J-G4, J-G5, J-R3, J-R4, J-R5, J-E2, J-E3, J-E4, J-E5, J-P1, J-P2, J-P4, J-B1, J-A1, J-A2, J-A5, J-A6
    // proves: J-S1, J-S2, J-Z1, J-V1, J-U1, J-U2, J-U3, J-U4, J-L1, J-L2, J-I1, J-I2, J-I3, J-I4, J-I5, J-I6, J-Q1, J-Z2
    #[test]
    fn every_vector_is_decided_as_expected() {
        let mut printed = Vec::new();
        let tally = print(BUILT_IN, &mut printed).unwrap();
        assert_eq!(tally, Tally { cases: 140, ..Tally::default() });
        let printed = String::from_utf8(printed).unwrap();
        assert!(printed.contains("\nJ034,ALLOW_REDACTED,ALLOW_REDACTED,KEYWORD_REDACTED,I6\n"));
        assert!(printed.ends_with("\n140 cases, 0 differences\n"));
    }

    /// `from` stands once in the first case's line; the file with `to` there instead.
    fn with(from: &str, to: &str) -> String {
        let lines: Vec<&str> = BUILT_IN.lines().take(2).collect();
        assert_eq!(lines[1].matches(from).count(), 1, "{from}");
        format!("{}\n{}\n", lines[0], lines[1].replace(from, to))
    }

    // proves: J-CONF
    #[test]
    fn a_difference_in_outcome_reason_or_rule_counts() {
        for (from, to) in [(",ALLOW,", ",DENY,"), ("OK_ALL_UNITS", "OK"), (",Z1,", ",Z2,")] {
            let tally = print(&with(from, to), &mut Vec::new()).unwrap();
            assert_eq!((tally.cases, tally.different), (1, vec!["J001".to_string()]), "{to}");
        }
    }

    #[test]
    fn what_the_format_does_not_know_is_no_agreement() {
        for (from, to) in [
            ("OPEN_JOURNAL", "OPEN"),
            (",SELF,", ",ME,"),
            ("2026-03-10T08:00:00", "2026-03-10"),
            ("2025-06-01", "2025-06-31"),
            (",UP,", ",?,"),
            (",[],[],[],", r#",[],[],"[{""scope"":""UNIT"",""from"":""2026-01-01""}]","#),
            (",[],[],[],", r#",[],[],"[{""scope"":""FULL"",""from"":""2026-01-01"",""to"":1}]","#),
        ] {
            let mut printed = Vec::new();
            let tally = print(&with(from, to), &mut printed).unwrap();
            assert_eq!((tally.unreadable, tally.different.len()), (1, 1), "{to}");
            assert!(String::from_utf8(printed).unwrap().contains("UNREADABLE"));
        }
    }

    #[test]
    fn a_file_without_a_column_is_no_vector_file() {
        let text = BUILT_IN.replacen("seal_service", "seals_answer", 1);
        let refused = print(&text, &mut Vec::new());
        assert!(matches!(refused, Err(Unusable::Column("seal_service"))));
    }

    // proves: J-POL-3
    #[test]
    fn other_policies_show_which_cases_differ() {
        let mut policies = Policies::built_in();
        assert_eq!(under(&policies).different, Vec::<String>::new());
        policies.people.opens_at = 15;
        policies.publication.log_months = Some(11);
        let different = under(&policies).different;
        assert!(different.contains(&"J112".into()), "{different:?}");
        assert!(different.contains(&"J069".into()), "{different:?}");
        assert!(!different.contains(&"J001".into()), "{different:?}");
    }
}
