//! What a personal number is: its form, its kind, its day of birth and its check digit.
//! Pure: no clock, no SQL, no HTTP.

use chrono::NaiveDate;

crate::sql::code! {
    /// What kind of number names a person.
    NumberKind {
        /// Personnummer.
        Personnummer = "personnummer",
        /// Samordningsnummer: the day is raised by 60.
        Coordination = "coordination",
        /// Reservnummer: what care gives to one who has neither.
        Reserve = "reserve",
    }
}

/// A well-formed number, twelve characters without a hyphen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalNumber {
    text: String,
    kind: NumberKind,
    birth: Option<NaiveDate>,
}

/// Why a text is no personal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFault {
    /// Not twelve characters, or the wrong ones.
    Form,
    /// There is no such day.
    Date,
    /// The day has not come yet.
    Future,
    /// The check digit is another.
    CheckDigit,
}

impl NumberFault {
    /// The stable code of a field that holds such a text.
    pub fn code(self) -> &'static str {
        match self {
            Self::Form => "personal-number-form",
            Self::Date => "personal-number-date",
            Self::Future => "personal-number-future",
            Self::CheckDigit => "personal-number-check-digit",
        }
    }
}

impl PersonalNumber {
    /// Reads `YYYYMMDDNNNC`, with or without a hyphen before the last four. The century must be
    /// said: ten digits could be two people.
    pub fn read(text: &str, today: NaiveDate) -> Result<Self, NumberFault> {
        let text = plain(text).ok_or(NumberFault::Form)?;
        if is_reserve(&text) {
            return Ok(Self { text, kind: NumberKind::Reserve, birth: None });
        }
        let part = |from: usize, to: usize| text[from..to].parse::<u32>().unwrap_or(0);
        let (kind, day) = match part(6, 8) {
            day @ 61..=91 => (NumberKind::Coordination, day - 60),
            day => (NumberKind::Personnummer, day),
        };
        let year = i32::try_from(part(0, 4)).expect("four digits fit");
        let birth = NaiveDate::from_ymd_opt(year, part(4, 6), day).ok_or(NumberFault::Date)?;
        if birth > today {
            return Err(NumberFault::Future);
        }
        if !passes_luhn(&text[2..]) {
            return Err(NumberFault::CheckDigit);
        }
        Ok(Self { text, kind, birth: Some(birth) })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn kind(&self) -> NumberKind {
        self.kind
    }

    /// The day of birth that the number says; reserve numbers need not say one.
    pub fn birth(&self) -> Option<NaiveDate> {
        self.birth
    }
}

/// Twelve characters in upper case, the hyphen taken out.
fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    let text = match (text.len(), text.split_once('-')) {
        (12, None) => text.to_owned(),
        (13, Some((date, rest))) if date.len() == 8 => format!("{date}{rest}"),
        _ => return None,
    };
    let sound = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    sound.then(|| text.to_ascii_uppercase())
}

/// Regions make reserve numbers with letters, or with a century that no one is born in
/// (such as Stockholm's, which begin with 99).
fn is_reserve(text: &str) -> bool {
    !text.bytes().all(|byte| byte.is_ascii_digit()) || &text[..2] > "21" || &text[..2] < "18"
}

/// The check digit over the ten digits after the century: every other one doubled, from the first.
fn passes_luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0') * if place % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(NumberKind, Option<String>), NumberFault> {
        let today = "2026-11-23".parse().expect("a date");
        PersonalNumber::read(text, today)
            .map(|number| (number.kind(), number.birth().map(|birth| birth.to_string())))
    }

    fn personnummer(birth: &str) -> Result<(NumberKind, Option<String>), NumberFault> {
        Ok((NumberKind::Personnummer, Some(birth.to_owned())))
    }

    #[test]
    fn official_test_numbers_pass() {
        assert_eq!(read("198404189287"), personnummer("1984-04-18"));
        assert_eq!(read("19840418-9287"), personnummer("1984-04-18"));
        assert_eq!(read("  195011282182\n"), personnummer("1950-11-28"));
        assert_eq!(read("201312062381"), personnummer("2013-12-06"));
        assert_eq!(read("189001019802"), personnummer("1890-01-01"));
    }

    #[test]
    fn every_demo_resident_has_a_sound_number() {
        let json = include_str!("../demo/residents.json");
        let all: Vec<serde_json::Value> = serde_json::from_str(json).expect("JSON");
        for resident in &all {
            let number = resident["personalNumber"].as_str().expect("text");
            assert!(read(number).is_ok(), "{}", resident["key"]);
        }
    }

    #[test]
    fn a_coordination_number_is_recognised() {
        let coordination = Ok((NumberKind::Coordination, Some("2022-10-15".to_owned())));
        assert_eq!(read("202210752396"), coordination);
        assert_eq!(read("202210752397"), Err(NumberFault::CheckDigit));
        assert_eq!(read("202202922396"), Err(NumberFault::Date));
    }

    #[test]
    fn a_reserve_number_is_recognised() {
        for text in ["19850712K123", "19850712-r12b", "991985071212", "221985071212"] {
            assert_eq!(read(text), Ok((NumberKind::Reserve, None)), "{text}");
        }
    }

    #[test]
    fn each_digit_counts() {
        let sound = "198404189287";
        for place in 2..12 {
            for digit in b'0'..=b'9' {
                let mut bytes = sound.as_bytes().to_vec();
                bytes[place] = digit;
                let text = String::from_utf8(bytes).expect("digits");
                assert_eq!(read(&text).is_ok(), text == sound, "{text}");
            }
        }
    }

    #[test]
    fn swapped_neighbours_are_found() {
        assert_eq!(read("198404189278"), Err(NumberFault::CheckDigit));
        assert_eq!(read("198404819287"), Err(NumberFault::CheckDigit));
    }

    #[test]
    fn days_that_are_not_there_are_found() {
        for text in ["202302292384", "202313012384", "202300012384", "202304312384", "198404009287"]
        {
            assert_eq!(read(text), Err(NumberFault::Date), "{text}");
        }
    }

    #[test]
    fn the_unborn_have_no_number() {
        assert_eq!(read("202611242389"), Err(NumberFault::Future));
        assert_eq!(read("209901012382"), Err(NumberFault::Future));
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in [
            "",
            "8404189287",
            "840418-9287",
            "1984041892877",
            "1984-04189287",
            "19840418+9287",
            "19840418 9287",
            "19840418928é",
            "１９８４０４１８９２８７",
            "198404-189287",
            "------------",
        ] {
            assert_eq!(read(text), Err(NumberFault::Form), "{text}");
        }
    }
}
