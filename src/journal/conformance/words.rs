//! The file's words for what we call otherwise.

use super::vector::Action;
use crate::journal::decision::{Hidden, IdKind, Relation, SourceState, UnitClass};

pub const PROTECTED: &[(&str, bool)] = &[
    ("NONE", false),
    ("SEKRETESSMARKERING", true),
    ("SKYDDAD_FOLKBOKFORING", true),
    ("FINGERADE_PERSONUPPGIFTER", true),
];

pub const ID_KINDS: &[(&str, IdKind)] = &[
    ("PERSONNUMMER", IdKind::Personnummer),
    ("SAMORDNINGSNUMMER", IdKind::Coordination),
    ("RESERVNUMMER", IdKind::Reserve),
];

pub const RELATIONS: &[(&str, Relation)] = &[
    ("SELF", Relation::Oneself),
    ("GUARDIAN", Relation::Guardian),
    ("LEGAL_REP", Relation::LegalRepresentative),
    ("OTHER", Relation::Other),
];

pub const SOURCE_STATES: &[(&str, SourceState)] = &[
    ("OK", SourceState::Answered),
    ("TIMEOUT", SourceState::Silent),
    ("ERROR", SourceState::Silent),
];

pub const HIDDEN: &[(&str, Hidden)] =
    &[("NONE", Hidden::Nothing), ("KEYWORD", Hidden::Keyword), ("WHOLE_NOTE", Hidden::WholeNote)];

/// And whether it is a row of the access log.
pub const ACTIONS: &[(&str, (Action, bool))] = &[
    ("OPEN_JOURNAL", (Action::OpenJournal, false)),
    ("READ_ITEM", (Action::ReadItem, false)),
    ("READ_LOG_ENTRY", (Action::ReadItem, true)),
    ("USE_ESERVICES", (Action::UseEServices, false)),
    ("RECORD_COPY", (Action::RecordCopy, false)),
];

/// None for a class we know nothing of: such a unit is never shown.
pub fn unit_class(word: &str) -> Option<UnitClass> {
    match word {
        "BUP" => Some(UnitClass::ChildPsychiatry),
        "ADULT_PSYCH" => Some(UnitClass::AdultPsychiatry),
        "FORENSIC_PSYCH" => Some(UnitClass::ForensicPsychiatry),
        _ => UnitClass::ALL.iter().copied().find(|class| same(word, class.code())),
    }
}

pub fn system(word: &str) -> String {
    match word {
        "RADGIVNINGSSTOD" => "radgivningsstodet".into(),
        _ => word.to_lowercase(),
    }
}

fn capital(letter: u8) -> u8 {
    if letter == b'-' { b'_' } else { letter.to_ascii_uppercase() }
}

/// Whether `word` is our code in capitals with underscores.
pub fn same(word: &str, code: &str) -> bool {
    word.len() == code.len() && word.bytes().zip(code.bytes()).all(|(a, b)| a == capital(b))
}

/// Our code as the file writes it.
pub fn written(code: &str) -> String {
    code.bytes().map(|letter| char::from(capital(letter))).collect()
}
