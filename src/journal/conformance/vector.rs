//! One line of the vectors, as facts. The file's codes are ours in capitals; where its word for a thing
//! is another, that stands here.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, de::DeserializeOwned};

use super::{csv::Rows, words};
use crate::journal::decision::{
    EarlyAccess, Facts, Hidden, IdKind, InformationType, ItemFacts, Period, Relation, Scope, Seal,
    Seals, SourceState, Strength, Subject, UnitClass, UnitDecision, Viewer, Window,
};

/// The columns that are read, in the order in which `Columns` keeps them.
const NAMES: [&str; 29] = [
    "case_id",
    "as_of",
    "action",
    "relation",
    "viewer_birth",
    "viewer_id_type",
    "viewer_protected",
    "viewer_login_locked",
    "viewer_own_full_seal",
    "subject_birth",
    "subject_protected",
    "subject_deceased",
    "guardian_block",
    "extensions",
    "early_access",
    "seals",
    "seal_service",
    "info_type",
    "source_system",
    "source_status",
    "care_provider",
    "care_unit",
    "unit_class",
    "item_date",
    "signed",
    "approved_for_patient",
    "hidden",
    "cooling_off",
    "expected",
];

/// Where each column stands in this file.
pub struct Columns {
    at: [usize; NAMES.len()],
    reason: usize,
    rule: usize,
}

impl Columns {
    /// Or the name of one that is missing.
    pub fn of(rows: &Rows<'_>) -> Result<Self, &'static str> {
        let mut at = [0; NAMES.len()];
        for (place, name) in at.iter_mut().zip(NAMES) {
            *place = rows.column(name).ok_or(name)?;
        }
        let reason = rows.column("reason_code").ok_or("reason_code")?;
        Ok(Self { at, reason, rule: rows.column("rule").ok_or("rule")? })
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    OpenJournal,
    ReadItem,
    UseEServices,
    RecordCopy,
}

pub struct Vector {
    pub action: Action,
    pub facts: Facts,
    pub item: ItemFacts,
}

/// The column that holds something the format does not know.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable(pub &'static str);

/// A row with its columns' names.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub columns: &'a Columns,
    pub fields: &'a [Cow<'a, str>],
}

impl<'a> Row<'a> {
    fn text(self, name: &'static str) -> Result<&'a str, Unreadable> {
        let at = NAMES.iter().position(|one| *one == name).ok_or(Unreadable(name))?;
        Ok(&self.fields[self.columns.at[at]])
    }

    pub fn case_id(self) -> &'a str {
        &self.fields[self.columns.at[0]]
    }

    pub fn expected(self) -> &'a str {
        &self.fields[self.columns.at[NAMES.len() - 1]]
    }

    pub fn reason(self) -> &'a str {
        &self.fields[self.columns.reason]
    }

    pub fn rule(self) -> &'a str {
        &self.fields[self.columns.rule]
    }

    fn word<T: Copy>(self, name: &'static str, known: &[(&str, T)]) -> Result<T, Unreadable> {
        let text = self.text(name)?;
        let found = known.iter().find(|(word, _)| *word == text);
        found.map(|(_, meaning)| *meaning).ok_or(Unreadable(name))
    }

    fn flag(self, name: &'static str) -> Result<bool, Unreadable> {
        self.word(name, &[("0", false), ("1", true)])
    }

    fn protected(self, name: &'static str) -> Result<bool, Unreadable> {
        self.word(name, words::PROTECTED)
    }

    fn date(self, name: &'static str) -> Result<NaiveDate, Unreadable> {
        self.text(name)?.parse().map_err(|_| Unreadable(name))
    }

    fn json<T: DeserializeOwned>(self, name: &'static str) -> Result<T, Unreadable> {
        serde_json::from_str(self.text(name)?).map_err(|_| Unreadable(name))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    from: NaiveDate,
    through: Option<NaiveDate>,
    deactivated: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Extension {
    guardian: String,
    unit: String,
    from: NaiveDate,
    through: Option<NaiveDate>,
    deactivated: Option<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Early {
    unit: String,
    from: NaiveDate,
    through: Option<NaiveDate>,
    deactivated: Option<NaiveDate>,
    #[serde(default)]
    protected_reviewed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealing {
    scope: String,
    target: Option<String>,
    from: NaiveDate,
    through: Option<NaiveDate>,
    deactivated: Option<NaiveDate>,
    period_start: Option<NaiveDate>,
    period_end: Option<NaiveDate>,
}

impl Sealing {
    fn seal(self) -> Option<Seal> {
        let events = match (self.period_start, self.period_end) {
            (Some(from), Some(through)) => Some(Period { from, through }),
            (None, None) => None,
            _ => return None,
        };
        let scope = match (self.scope.as_str(), self.target, events) {
            ("FULL", None, None) => Scope::Full,
            ("UNIT", Some(unit), events) => Scope::Unit(unit, events),
            ("PROVIDER", Some(provider), events) => Scope::Provider(provider, events),
            ("PERIOD", None, Some(events)) => Scope::Period(events),
            _ => return None,
        };
        let (from, through, deactivated) = (self.from, self.through, self.deactivated);
        Some(Seal { scope, window: Window { from, through, deactivated } })
    }
}

/// The guardian who asks is called this in the file.
const ASKING: &str = "G1";

fn extensions(row: Row<'_>) -> Result<Vec<UnitDecision>, Unreadable> {
    let all: Vec<Extension> = row.json("extensions")?;
    let asking = all.into_iter().filter(|one| one.guardian == ASKING);
    let decisions = asking.map(|Extension { unit, from, through, deactivated, .. }| UnitDecision {
        unit,
        window: Window { from, through, deactivated },
    });
    Ok(decisions.collect())
}

fn early_access(row: Row<'_>) -> Result<Vec<EarlyAccess>, Unreadable> {
    let all: Vec<Early> = row.json("early_access")?;
    let decisions = all.into_iter().map(|one| EarlyAccess {
        unit: one.unit,
        window: Window { from: one.from, through: one.through, deactivated: one.deactivated },
        protected_reviewed: one.protected_reviewed,
    });
    Ok(decisions.collect())
}

fn blocks(row: Row<'_>) -> Result<Vec<Window>, Unreadable> {
    if row.text("guardian_block")?.is_empty() {
        return Ok(Vec::new());
    }
    let Block { from, through, deactivated } = row.json("guardian_block")?;
    Ok(vec![Window { from, through, deactivated }])
}

fn seals(row: Row<'_>) -> Result<Seals, Unreadable> {
    let all: Vec<Sealing> = row.json("seals")?;
    let seals: Option<Vec<Seal>> = all.into_iter().map(Sealing::seal).collect();
    let seals = seals.ok_or(Unreadable("seals"))?;
    let answers = row.word("seal_service", &[("UP", true), ("DOWN", false)])?;
    Ok(if answers { Seals::Known(seals) } else { Seals::Unknown })
}

fn facts(row: Row<'_>) -> Result<Facts, Unreadable> {
    let as_of: NaiveDateTime = row.text("as_of")?.parse().map_err(|_| Unreadable("as_of"))?;
    let id_kind: IdKind = row.word("viewer_id_type", words::ID_KINDS)?;
    let relation: Relation = row.word("relation", words::RELATIONS)?;
    Ok(Facts {
        today: as_of.date(),
        viewer: Viewer {
            birth: row.date("viewer_birth")?,
            id_kind,
            strength: Strength::Strong,
            protected: row.protected("viewer_protected")?,
            login_locked: row.flag("viewer_login_locked")?,
            deceased: false,
            fully_sealed: row.flag("viewer_own_full_seal")?,
        },
        subject: Subject {
            birth: row.date("subject_birth")?,
            protected: row.protected("subject_protected")?,
            deceased: row.flag("subject_deceased")?,
            login_locked: false,
        },
        relation,
        blocks: blocks(row)?,
        extensions: extensions(row)?,
        early_access: early_access(row)?,
        seals: seals(row)?,
        cooling_off: row.flag("cooling_off")?,
    })
}

fn item(row: Row<'_>, is_log: bool) -> Result<ItemFacts, Unreadable> {
    let information = row.text("info_type")?;
    let state: SourceState = row.word("source_status", words::SOURCE_STATES)?;
    let hidden: Hidden = row.word("hidden", words::HIDDEN)?;
    let unit_class: Option<UnitClass> = words::unit_class(row.text("unit_class")?);
    Ok(ItemFacts {
        information: if is_log {
            Some(InformationType::AccessLog)
        } else {
            InformationType::ALL.iter().copied().find(|one| words::same(information, one.code()))
        },
        system: words::system(row.text("source_system")?),
        state,
        provider: row.text("care_provider")?.into(),
        unit: row.text("care_unit")?.into(),
        unit_class,
        date: row.date("item_date")?,
        signed: row.flag("signed")?,
        approved_for_patient: row.flag("approved_for_patient")?,
        hidden,
    })
}

impl Vector {
    pub fn read(row: Row<'_>) -> Result<Self, Unreadable> {
        let (action, is_log) = row.word("action", words::ACTIONS)?;
        Ok(Self { action, facts: facts(row)?, item: item(row, is_log)? })
    }
}
