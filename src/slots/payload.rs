//! A file of times to make: each line by itself.

use super::{line::Refusal, view::NewSlot};
use crate::{
    body,
    failure::{self, Failure},
};

/// A large unit's times for a year.
pub const MAX_LINES: usize = 30_000;

pub type Lines = body::Lines<{ MAX_LINES / 1000 }>;

/// Each line by its number, as far as it can be read by itself.
pub fn read(file: &Lines) -> impl Iterator<Item = (usize, Result<NewSlot, Fault>)> {
    file.numbered().map(|(number, line)| (number, read_line(line)))
}

/// What is wrong with a line: its first fault.
pub enum Fault {
    /// With words of its own.
    Field(failure::FieldFault),
    Rule(Refusal),
}

fn read_line(line: &[u8]) -> Result<NewSlot, Fault> {
    body::parse::<NewSlot>(line).map(|body| body.value).map_err(|failure| match failure {
        Failure::Invalid(mut faults) if !faults.is_empty() => Fault::Field(faults.swap_remove(0)),
        _ => Fault::Rule(Refusal::at("", "malformed-line")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_count_and_a_line_that_is_no_json_is_told_by_its_number() {
        let sound = r#"{"timeType":"A","start":"20261124080000","minutes":15}"#;
        let lines = Lines::from(format!("{sound}\r\n\n{{\n{sound}").into_bytes());
        let all: Vec<_> = read(&lines).map(|(number, line)| (number, line.is_ok())).collect();
        assert_eq!(all, [(1, true), (3, false), (4, true)]);
    }
}
