//! How many first responses came in time, by case type, and what of that is published (B-142). Pure.
//!
//! All types together are the sum of the single ones, so whoever knows the sum could work out a type
//! that is withheld from those that are shown. Therefore it is either the parts or the whole: types
//! where a number is small are withheld and left out of the sum as well; where the others are too few
//! to stand for all, only the whole is told, and no part. The test tries to work the numbers out.

use std::collections::{BTreeMap, BTreeSet};

use super::withhold::{Shown, withhold};

/// How many promises fell due, by whether they were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Promises {
    pub within: u64,
    pub late: u64,
}

/// What is published: by case type, and of all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Kept {
    pub by_type: BTreeMap<String, Promises>,
    pub all: Option<Promises>,
}

impl Promises {
    /// The share that was kept, in whole percent.
    pub fn percent(self) -> Option<u64> {
        let all = self.all();
        (all > 0).then(|| (self.within * 200 + all) / (all * 2))
    }

    fn all(self) -> u64 {
        self.within + self.late
    }

    fn add(self, other: Self) -> Self {
        Self { within: self.within + other.within, late: self.late + other.late }
    }

    fn sum(all: impl Iterator<Item = Self>) -> Self {
        all.fold(Self { within: 0, late: 0 }, Self::add)
    }
}

/// With two possible numbers below it, a small one is not told by being withheld.
const LEAST_LIMIT: u64 = 3;

impl Kept {
    /// Of one unit. `unnamed` are the types of which the number of cases is withheld: theirs would tell it.
    pub fn of(
        promises: &BTreeMap<String, Promises>,
        unnamed: &BTreeSet<String>,
        limit: u64,
    ) -> Self {
        let limit = limit.max(LEAST_LIMIT);
        let small = |number: u64| (1..limit).contains(&number);
        let is_safe = |(name, it): &(&String, &Promises)| {
            !unnamed.contains(*name) && !small(it.within) && !small(it.late)
        };
        let safe = promises.iter().filter(is_safe);
        let by_type: BTreeMap<_, _> = safe.map(|(name, it)| (name.clone(), *it)).collect();
        let told = Promises::sum(by_type.values().copied());
        let whole = Promises::sum(promises.values().copied());
        if told.all() * 4 >= whole.all() * 3 {
            return Self { by_type, all: Some(told) };
        }
        let numbers = [whole.late, whole.within];
        let is_large = whole.all() >= limit * 4;
        let all = match withhold(&numbers, limit) {
            Shown::Cells(cells) if is_large && cells.iter().all(Option::is_some) => Some(whole),
            _ => None,
        };
        Self { by_type: BTreeMap::new(), all }
    }

    /// A region's, from what is published of its units.
    pub fn added_up<'a>(units: impl Iterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        for unit in units {
            for (name, own) in &unit.by_type {
                let so_far = sum.by_type.get(name).copied();
                sum.by_type.insert(name.clone(), so_far.map_or(*own, |it| it.add(*own)));
            }
            sum.all = match (sum.all, unit.all) {
                (Some(sum), Some(own)) => Some(sum.add(own)),
                (sum, own) => sum.or(own),
            };
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    type Pairs = Vec<(u64, u64)>;

    fn table(pairs: &[(u64, u64)]) -> BTreeMap<String, Promises> {
        let named = pairs.iter().enumerate();
        named.map(|(at, (within, late))| (at.to_string(), promises(*within, *late))).collect()
    }

    fn promises(within: u64, late: u64) -> Promises {
        Promises { within, late }
    }

    /// Every table of so many types with numbers below `top`.
    fn tables(types: usize, top: u64) -> Vec<Pairs> {
        let mut all = vec![Vec::new()];
        for _ in 0..types {
            let longer = |table: Pairs| {
                (0..top * top).map(move |at| [table.clone(), vec![(at / top, at % top)]].concat())
            };
            all = all.into_iter().flat_map(longer).collect();
        }
        all
    }

    // proves: B-142
    #[test]
    fn a_types_late_answers_can_not_be_worked_out_from_the_sum_and_the_others() {
        for (types, limit, top) in [(1, 5, 40), (2, 3, 12), (2, 5, 14), (3, 3, 6), (4, 3, 4)] {
            // Where parts are told, even how many each type had is taken for known.
            let mut possible: HashMap<(Kept, Vec<u64>), Vec<Pairs>> = HashMap::new();
            for pairs in tables(types, top) {
                let kept = Kept::of(&table(&pairs), &BTreeSet::new(), limit);
                let is_parts = !kept.by_type.is_empty();
                let sizes = pairs.iter().filter(|_| is_parts).map(|(a, b)| a + b).collect();
                possible.entry((kept, sizes)).or_default().push(pairs);
            }
            for ((kept, _), tables) in possible {
                let hidden = (0..types).filter(|at| !kept.by_type.contains_key(&at.to_string()));
                for at in hidden {
                    for of in [|pair: (u64, u64)| pair.0, |pair: (u64, u64)| pair.1] {
                        let values: BTreeSet<u64> = tables.iter().map(|it| of(it[at])).collect();
                        let small = values.iter().all(|value| (1..limit).contains(value));
                        let is_told = values.len() == 1 && small;
                        assert!(!is_told, "{kept:?} can only be {values:?} at {at}");
                    }
                }
            }
        }
    }

    // proves: B-142
    #[test]
    fn it_is_the_parts_or_the_whole() {
        let none = BTreeSet::new();
        let parts = Kept::of(&table(&[(30, 10), (20, 0), (9, 2)]), &none, 5);
        assert_eq!(parts.by_type, table(&[(30, 10), (20, 0)]));
        assert_eq!(parts.all, Some(promises(50, 10)), "without the type that is withheld");
        assert_eq!(parts.all.and_then(Promises::percent), Some(83));
        let whole = Kept::of(&table(&[(30, 2), (20, 3), (9, 9)]), &none, 5);
        assert_eq!(whole.by_type, BTreeMap::new());
        assert_eq!(whole.all, Some(promises(59, 14)));
        let unnamed = BTreeSet::from(["0".to_owned()]);
        let beside = Kept::of(&table(&[(7, 0), (90, 9)]), &unnamed, 5);
        assert_eq!(beside.by_type.keys().collect::<Vec<_>>(), ["1"]);
        let both = Kept::added_up([&parts, &whole].into_iter());
        assert_eq!((both.by_type, both.all), (parts.by_type.clone(), Some(promises(109, 24))));
        assert_eq!(Kept::of(&table(&[(3, 1)]), &none, 5).all, None);
        assert_eq!(promises(0, 0).percent(), None);
    }
}
