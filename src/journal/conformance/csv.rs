//! A strict reader of comma-separated tables (RFC 4180): a quote stands at a field's beginning or is
//! doubled inside one, and every row is as long as the head. What is not so is refused, never guessed.

use std::borrow::Cow;

/// Where a table stops being one. Lines count from 1.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("line {0}: a quote inside a field that does not begin with one")]
    StrayQuote(usize),
    #[error("line {0}: something between a closing quote and the comma")]
    AfterQuote(usize),
    #[error("line {0}: a quote that is never closed")]
    Unclosed(usize),
    #[error("line {line}: {found} fields instead of {expected}")]
    Length { line: usize, found: usize, expected: usize },
    #[error("no head")]
    Empty,
    #[error("two columns are called {0}")]
    Twice(String),
}

/// Reads one row after another.
pub struct Rows<'a> {
    rest: &'a str,
    line: usize,
    columns: Vec<Cow<'a, str>>,
    row: Vec<Cow<'a, str>>,
}

impl<'a> Rows<'a> {
    pub fn of(text: &'a str) -> Result<Self, Malformed> {
        let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut rows = Self { rest, line: 1, columns: Vec::new(), row: Vec::new() };
        if !rows.take()? {
            return Err(Malformed::Empty);
        }
        rows.columns = std::mem::take(&mut rows.row);
        let twice =
            rows.columns.iter().enumerate().find(|(at, name)| rows.columns[..*at].contains(name));
        match twice {
            Some((_, name)) => Err(Malformed::Twice(name.to_string())),
            None => Ok(rows),
        }
    }

    /// Where the column of that name stands.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// The next row, as long as the head.
    pub fn next_row(&mut self) -> Result<Option<&[Cow<'a, str>]>, Malformed> {
        let line = self.line;
        if !self.take()? {
            return Ok(None);
        }
        let (found, expected) = (self.row.len(), self.columns.len());
        if found != expected {
            return Err(Malformed::Length { line, found, expected });
        }
        Ok(Some(&self.row))
    }

    /// Reads a line's fields; false at the end. Empty lines are passed over.
    fn take(&mut self) -> Result<bool, Malformed> {
        self.row.clear();
        while let Some(rest) = self.rest.strip_prefix("\r\n").or(self.rest.strip_prefix('\n')) {
            self.line += 1;
            self.rest = rest;
        }
        if self.rest.is_empty() {
            return Ok(false);
        }
        loop {
            let field = self.field()?;
            self.row.push(field);
            if let Some(rest) = self.rest.strip_prefix(',') {
                self.rest = rest;
            } else {
                self.line += 1;
                let ended = self.rest.strip_prefix("\r\n").or(self.rest.strip_prefix('\n'));
                self.rest = ended.unwrap_or_default();
                return Ok(true);
            }
        }
    }

    /// Up to the comma or the line's end.
    fn field(&mut self) -> Result<Cow<'a, str>, Malformed> {
        if let Some(quoted) = self.rest.strip_prefix('"') {
            return self.quoted(quoted);
        }
        let end = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at(end);
        // A line may end in CR LF.
        let ends = !rest.starts_with(',');
        let field = field.strip_suffix('\r').filter(|_| ends).unwrap_or(field);
        self.rest = rest;
        if field.contains('"') { Err(Malformed::StrayQuote(self.line)) } else { Ok(field.into()) }
    }

    fn quoted(&mut self, text: &'a str) -> Result<Cow<'a, str>, Malformed> {
        let began = self.line;
        let (mut from, mut doubled) = (0, false);
        let end = loop {
            let at =
                text[from..].find('"').map(|at| from + at).ok_or(Malformed::Unclosed(began))?;
            if !text[at + 1..].starts_with('"') {
                break at;
            }
            (from, doubled) = (at + 2, true);
        };
        let (field, rest) = (&text[..end], &text[end + 1..]);
        if !(rest.is_empty() || rest.starts_with([',', '\n']) || rest.starts_with("\r\n")) {
            return Err(Malformed::AfterQuote(self.line));
        }
        self.line += field.matches('\n').count();
        self.rest = rest;
        Ok(if doubled { field.replace("\"\"", "\"").into() } else { field.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Vec<String>>, Malformed> {
        let mut rows = Rows::of(text)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next_row()? {
            all.push(row.iter().map(ToString::to_string).collect());
        }
        Ok(all)
    }

    #[test]
    fn quotes_hold_commas_quotes_and_lines() {
        let rows = read("\u{feff}a,b\r\n\"x, \"\"y\"\"\nz\",\r\n\n,\"\"\r\n1,2").unwrap();
        assert_eq!(rows, [vec!["x, \"y\"\nz", ""], vec!["", ""], vec!["1", "2"]]);
    }

    #[test]
    fn what_is_no_table_is_refused_with_its_line() {
        assert_eq!(read(""), Err(Malformed::Empty));
        assert_eq!(read("a,a\n"), Err(Malformed::Twice("a".into())));
        assert_eq!(
            read("a,b\n1,2\n1\n"),
            Err(Malformed::Length { line: 3, found: 1, expected: 2 })
        );
        assert_eq!(read("a\n\"x\ny\"\nb\"\n"), Err(Malformed::StrayQuote(4)));
        assert_eq!(read("a\n\"b\"c\n"), Err(Malformed::AfterQuote(2)));
        assert_eq!(read("a\n\"b\n"), Err(Malformed::Unclosed(2)));
    }
}
