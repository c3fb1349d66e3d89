//! What the register is answered.

use std::collections::BTreeMap;

use poem_openapi::{Object, types::Example};

use super::line::Refusal;

crate::sql::code! {
    /// What became of a line.
    LineOutcome {
        Unchanged = "unchanged",
        Changed = "changed",
        Created = "created",
        Refused = "refused",
    }
}

/// What became of a file, line by line.
#[derive(Debug, Clone, Default, Object)]
#[oai(rename = "RegisterImport", rename_all = "camelCase", example)]
pub struct ImportView {
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub created: i32,
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub changed: i32,
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub unchanged: i32,
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub refused: i32,
    /// In the order of the file. Blank lines are left out.
    #[oai(validator(max_items = 10000))]
    pub lines: Vec<LineView>,
}

/// What became of one line.
#[derive(Debug, Clone, Object)]
#[oai(rename = "RegisterImportLine", rename_all = "camelCase")]
pub struct LineView {
    /// The line's number, from 1.
    #[oai(validator(minimum(value = "1")))]
    pub line: i32,
    pub outcome: LineOutcome,
    /// Why it was refused.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    pub code: Option<String>,
    /// Where in the line, as a JSON pointer; absent for the line as a whole.
    #[oai(skip_serializing_if_is_none, validator(max_length = 200))]
    pub pointer: Option<String>,
}

impl ImportView {
    pub(super) fn refuse(&mut self, number: usize, refusal: Refusal) {
        self.refused += 1;
        let pointer = Some(refusal.pointer).filter(|pointer| !pointer.is_empty());
        let (outcome, code) = (LineOutcome::Refused, Some(refusal.code));
        self.lines.push(LineView { line: counted(number), outcome, code, pointer });
    }

    /// Adds what became of the lines that stood. Of two things done for a line, the larger counts.
    pub(super) fn add(&mut self, outcomes: Vec<(usize, LineOutcome)>) {
        let mut by_line: BTreeMap<usize, LineOutcome> = BTreeMap::new();
        for (number, outcome) in outcomes {
            let so_far = by_line.entry(number).or_insert(outcome);
            *so_far = outcome.max(*so_far);
        }
        for (number, outcome) in by_line {
            match outcome {
                LineOutcome::Unchanged => self.unchanged += 1,
                LineOutcome::Changed => self.changed += 1,
                LineOutcome::Created => self.created += 1,
                LineOutcome::Refused => self.refused += 1,
            }
            let line = counted(number);
            self.lines.push(LineView { line, outcome, code: None, pointer: None });
        }
        self.lines.sort_by_key(|line| line.line);
    }
}

fn counted(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl Example for ImportView {
    fn example() -> Self {
        let line = LineView { line: 1, outcome: LineOutcome::Created, code: None, pointer: None };
        let refused = LineView {
            line: 2,
            outcome: LineOutcome::Refused,
            code: Some("unknown-guardian".into()),
            pointer: Some("/guardians/0".into()),
        };
        Self { created: 1, changed: 0, unchanged: 0, refused: 1, lines: vec![line, refused] }
    }
}
