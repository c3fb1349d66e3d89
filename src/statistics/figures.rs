//! What is published of a month: tables in which what is too small is withheld. A region's tables are
//! added up from what its units' tables show, so that they tell nothing that those do not. Pure.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    month::Month,
    promise::{Kept, Promises},
    store::Count,
    withhold::{Shown, withhold},
};

crate::sql::code! {
    /// By what cases are counted.
    Dimension {
        /// By case type.
        Type = "type",
        /// By the day they came in.
        Day = "day",
        /// By the hour they came in, by the clock in Sweden.
        Hour = "hour",
        /// By who wrote: the resident or a guardian.
        Initiator = "initiator",
        /// Promises that fell due in the month, by whether the first response came in time. Of the case
        /// types that `times` tells this of, where it tells it of any.
        Deadline = "deadline",
        /// Cases that were closed in the month, by how.
        CloseReason = "close-reason",
        /// Cases that were open when the month ended, by their age.
        OpenAge = "open-age",
        /// Citizen cases that were sent in the month, by whether they were read when it ended.
        CitizenCase = "citizen-case",
    }
}

/// What is published of one unit, or of a region.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Figures {
    /// The cases that came in; none when that is withheld.
    pub cases: Option<u64>,
    pub tables: BTreeMap<Dimension, Table>,
    pub counter_questions: Option<u64>,
    pub redistributions: Option<u64>,
    pub attachments: Option<u64>,
    /// The first responses that were due in the month.
    pub kept: Kept,
}

/// Cells by their key, in order; none for what is withheld.
#[derive(Debug, Clone, PartialEq)]
pub enum Table {
    Cells(BTreeMap<String, Option<u64>>),
    Withheld,
}

impl Figures {
    /// What is published of one unit.
    pub fn of(counts: &[&Count], month: Month, limit: u64) -> Self {
        let tables: BTreeMap<Dimension, (Vec<String>, Vec<u64>)> = Dimension::ALL
            .iter()
            .filter(|dimension| **dimension != Dimension::Deadline)
            .map(|dimension| (*dimension, cells(counts, *dimension, month)))
            .collect();
        let total = sum(counts, "total");
        // One in each cell: with the total there would be nothing left to guess.
        let one_each = |numbers: &Vec<u64>| {
            numbers.len() as u64 >= limit && numbers.iter().all(|number| *number == 1)
        };
        let plain = tables.values().any(|(_, numbers)| one_each(numbers));
        if plain || (1..limit).contains(&total) {
            let tables = Dimension::ALL.iter().map(|dimension| (*dimension, Table::Withheld));
            return Self { tables: tables.collect(), ..Self::default() };
        }
        let table = |(keys, numbers): (Vec<String>, Vec<u64>)| match withhold(&numbers, limit) {
            Shown::Cells(shown) => Table::Cells(keys.into_iter().zip(shown).collect()),
            Shown::Nothing => Table::Withheld,
        };
        let large = |number: u64| (number == 0 || number >= limit).then_some(number);
        let mut tables: BTreeMap<Dimension, Table> =
            tables.into_iter().map(|(name, cells)| (name, table(cells))).collect();
        let promises = promises(counts);
        let unnamed = unnamed(tables.get(&Dimension::Type), promises.keys());
        let kept = Kept::of(&promises, &unnamed, limit);
        tables.insert(Dimension::Deadline, deadline(&kept));
        Self {
            cases: Some(total),
            tables,
            kept,
            counter_questions: large(sum(counts, "counter-questions")),
            redistributions: large(sum(counts, "redistributions")),
            attachments: large(sum(counts, "attachments")),
        }
    }

    /// A region's, from what is published of its units. Answers too how many of them are left out.
    pub fn added_up(units: &[Self]) -> (Self, usize) {
        let counted: Vec<&Self> = units.iter().filter(|unit| unit.cases.is_some()).collect();
        let add =
            |of: fn(&Self) -> Option<u64>| counted.iter().map(|unit| of(unit)).sum::<Option<u64>>();
        let mut tables = BTreeMap::new();
        for dimension in Dimension::ALL {
            let mut cells: BTreeMap<String, Option<u64>> = BTreeMap::new();
            for unit in &counted {
                let Some(Table::Cells(own)) = unit.tables.get(dimension) else { continue };
                for (key, number) in own {
                    let cell = cells.entry(key.clone()).or_insert(None);
                    *cell = match (*cell, *number) {
                        (Some(sum), Some(number)) => Some(sum + number),
                        (sum, number) => sum.or(number),
                    };
                }
            }
            tables.insert(*dimension, Table::Cells(cells));
        }
        let kept = Kept::added_up(counted.iter().map(|unit| &unit.kept));
        tables.insert(Dimension::Deadline, deadline(&kept));
        let figures = Self {
            cases: add(|unit| unit.cases),
            tables,
            counter_questions: add(|unit| unit.counter_questions),
            redistributions: add(|unit| unit.redistributions),
            attachments: add(|unit| unit.attachments),
            kept,
        };
        (figures, units.len() - counted.len())
    }
}

/// The first responses that were due, by case type.
fn promises(counts: &[&Count]) -> BTreeMap<String, Promises> {
    let mut types: BTreeMap<String, Promises> = BTreeMap::new();
    for count in counts.iter().filter(|count| count.dimension == "deadline") {
        let Some((name, which)) = count.key.rsplit_once('/') else { continue };
        let own = types.entry(name.to_owned()).or_insert(Promises { within: 0, late: 0 });
        let number = if which == "within" { &mut own.within } else { &mut own.late };
        *number += count.count.unsigned_abs();
    }
    types
}

/// Those of the types of which the table withholds how many cases they had.
pub fn unnamed<'a>(
    table: Option<&Table>,
    types: impl Iterator<Item = &'a String>,
) -> BTreeSet<String> {
    let is_withheld = |name: &&String| match table {
        Some(Table::Cells(cells)) => cells.get(*name).is_some_and(Option::is_none),
        _ => true,
    };
    types.filter(is_withheld).cloned().collect()
}

/// The promises of all types, as a table.
fn deadline(kept: &Kept) -> Table {
    let cell = |key: &str, number| (key.to_owned(), Some(number));
    kept.all.map_or(Table::Withheld, |all| {
        Table::Cells(BTreeMap::from([cell("late", all.late), cell("within", all.within)]))
    })
}

fn sum(counts: &[&Count], dimension: &str) -> u64 {
    let own = counts.iter().filter(|count| count.dimension == dimension);
    own.map(|count| count.count.unsigned_abs()).sum()
}

/// The keys and numbers of a table. Where all keys are known beforehand, those with none are there too.
fn cells(counts: &[&Count], dimension: Dimension, month: Month) -> (Vec<String>, Vec<u64>) {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let known: Vec<String> = match dimension {
        Dimension::Type | Dimension::CloseReason | Dimension::Deadline => Vec::new(),
        Dimension::Day => month.days().iter().map(ToString::to_string).collect(),
        Dimension::Hour => (0..24).map(|hour| format!("{hour:02}")).collect(),
        Dimension::Initiator => words(&["guardian", "resident"]),
        Dimension::OpenAge => {
            words(&["below-3-days", "from-3-to-7-days", "from-8-to-30-days", "from-31-days"])
        }
        Dimension::CitizenCase => words(&["read", "unread"]),
    };
    let mut cells: BTreeMap<String, u64> = known.into_iter().map(|key| (key, 0)).collect();
    for count in counts.iter().filter(|count| count.dimension == dimension.code()) {
        cells.insert(count.key.clone(), count.count.unsigned_abs());
    }
    cells.into_iter().unzip()
}

/// The counts of each unit by itself.
pub fn by_unit(counts: &[Count]) -> BTreeMap<Uuid, Vec<&Count>> {
    let mut units: BTreeMap<Uuid, Vec<&Count>> = BTreeMap::new();
    for count in counts {
        units.entry(count.unit_id).or_default().push(count);
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(dimension: &str, key: &str, count: i64) -> Count {
        Count { unit_id: Uuid::nil(), dimension: dimension.into(), key: key.into(), count }
    }

    fn figures(counts: &[Count]) -> Figures {
        let today = "2026-11-23".parse().expect("a date");
        let month = Month::read("2026-10", today).expect("it has ended");
        Figures::of(&counts.iter().collect::<Vec<_>>(), month, 5)
    }

    // proves: B-142
    #[test]
    fn a_small_unit_is_left_out_of_its_region_and_of_its_own_page() {
        let small = figures(&[count("total", "", 4), count("type", "a", 4)]);
        assert_eq!(small.cases, None);
        assert!(small.tables.values().all(|table| *table == Table::Withheld));
        let large = figures(&[
            count("total", "", 17),
            count("type", "a", 9),
            count("type", "b", 8),
            count("counter-questions", "", 3),
        ]);
        assert_eq!((large.cases, large.counter_questions), (Some(17), None));
        let (region, left_out) = Figures::added_up(&[small, large.clone()]);
        assert_eq!((region.cases, left_out), (Some(17), 1));
        assert_eq!(region.tables[&Dimension::Type], large.tables[&Dimension::Type]);
    }

    // proves: B-142
    #[test]
    fn a_region_shows_no_more_than_its_units_do() {
        let one = figures(&[
            count("total", "", 62),
            count("type", "a", 60),
            count("type", "b", 1),
            count("type", "c", 1),
        ]);
        let other =
            figures(&[count("total", "", 40), count("type", "a", 20), count("type", "b", 20)]);
        let (region, _) = Figures::added_up(&[one, other]);
        let Table::Cells(cells) = &region.tables[&Dimension::Type] else { panic!("cells") };
        assert_eq!(cells.get("b"), Some(&Some(20)), "the one that is withheld is not added");
    }
}
