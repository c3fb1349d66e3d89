//! Which numbers of a table are withheld (B-142). Pure.
//!
//! A number below the limit tells of somebody, so it is withheld. With the total known it could be
//! worked out from the others, so others are withheld with it: all below a bound, which is doubled
//! until what is withheld could be divided in more than one way. A table of which nothing would be
//! left, or whose total is just one for each cell, is withheld as a whole. The test tries to
//! work the numbers out knowing all this.

/// What is published of a table: each cell's number, or none where it is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Shown {
    /// Some cells may be withheld.
    Cells(Vec<Option<u64>>),
    /// The table as a whole is withheld.
    Nothing,
}

/// Withholds what could be worked out.
pub fn withhold(numbers: &[u64], limit: u64) -> Shown {
    if !numbers.iter().any(|number| (1..limit).contains(number)) {
        return Shown::Cells(numbers.iter().copied().map(Some).collect());
    }
    if numbers.iter().sum::<u64>() == numbers.len() as u64 {
        return Shown::Nothing;
    }
    let highest = numbers.iter().copied().max().unwrap_or(0);
    let mut bound = limit.max(2);
    loop {
        let hidden = |number: &&u64| (1..bound).contains(*number);
        let count = numbers.iter().filter(hidden).count() as u64;
        let sum: u64 = numbers.iter().filter(hidden).sum();
        if count >= 2 && count < sum && sum < count * (bound - 1) {
            let shown = |number: &u64| (!(1..bound).contains(number)).then_some(*number);
            let cells: Vec<Option<u64>> = numbers.iter().map(shown).collect();
            let is_empty = cells.iter().all(Option::is_none);
            return if is_empty { Shown::Nothing } else { Shown::Cells(cells) };
        }
        if bound > highest {
            return Shown::Nothing;
        }
        bound *= 2;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use super::*;

    /// Every table of so many cells with numbers below `top`.
    fn tables(cells: usize, top: u64) -> Vec<Vec<u64>> {
        let mut all = vec![Vec::new()];
        for _ in 0..cells {
            let longer = |table: Vec<u64>| {
                (0..top).map(move |number| [table.clone(), vec![number]].concat())
            };
            all = all.into_iter().flat_map(longer).collect();
        }
        all
    }

    // proves: B-142
    #[test]
    fn nobody_who_knows_the_rule_and_the_total_can_work_out_what_is_withheld() {
        for (cells, limit, top) in
            [(1, 5, 40), (2, 5, 45), (3, 5, 24), (4, 5, 13), (4, 3, 8), (5, 5, 8)]
        {
            // What is published, the total with it when it is not small, and what it could stand for.
            let mut possible: HashMap<(Option<u64>, Shown), Vec<Vec<u64>>> = HashMap::new();
            for table in tables(cells, top) {
                let total: u64 = table.iter().sum();
                let total = (total == 0 || total >= limit).then_some(total);
                possible.entry((total, withhold(&table, limit))).or_default().push(table);
            }
            for ((total, shown), tables) in possible {
                let hidden: Vec<usize> = match &shown {
                    Shown::Nothing => (0..cells).collect(),
                    Shown::Cells(numbers) => {
                        (0..cells).filter(|at| numbers[*at].is_none()).collect()
                    }
                };
                for at in hidden {
                    let values: BTreeSet<u64> = tables.iter().map(|table| table[at]).collect();
                    assert!(values.len() > 1, "{total:?} {shown:?} can only be {values:?}");
                }
            }
        }
    }

    #[test]
    fn large_numbers_and_none_are_shown() {
        assert_eq!(withhold(&[5, 0, 120], 5), Shown::Cells(vec![Some(5), Some(0), Some(120)]));
        assert_eq!(withhold(&[], 5), Shown::Cells(vec![]));
        assert_eq!(withhold(&[3, 0], 5), Shown::Nothing);
        assert_eq!(withhold(&[1, 4, 7, 90], 5), Shown::Cells(vec![None, None, Some(7), Some(90)]));
        let beside = Shown::Cells(vec![None, None, Some(90)]);
        assert_eq!(withhold(&[1, 7, 90], 5), beside, "one alone could be worked out");
    }
}
