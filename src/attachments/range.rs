//! Which part of a file is asked for (RFC 9110, 14). One range; several, or another unit, are answered
//! with the whole file, as the RFC lets us. Pure.

/// Bytes from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub from: u64,
    pub to: u64,
}

impl Part {
    pub fn length(self) -> u64 {
        self.to - self.from + 1
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Whole,
    Part(Part),
    /// There are no such bytes.
    Nowhere,
}

/// What `Range` asks of a file of that length.
pub fn asked(range: Option<&str>, length: u64) -> Asked {
    let Some(set) = range.and_then(|range| range.trim().strip_prefix("bytes=")) else {
        return Asked::Whole;
    };
    let Some((from, to)) = set.split_once('-').filter(|_| !set.contains(',')) else {
        return Asked::Whole;
    };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().unwrap_or(u64::MAX))
    };
    match (number(from.trim()), number(to.trim())) {
        (Some(from), Some(to)) if from > to => Asked::Whole,
        (Some(from), _) if from >= length => Asked::Nowhere,
        (Some(from), Some(to)) => Asked::Part(Part { from, to: to.min(length - 1) }),
        (Some(from), None) if to.trim().is_empty() => Asked::Part(Part { from, to: length - 1 }),
        (None, Some(0)) if from.trim().is_empty() => Asked::Nowhere,
        (None, Some(last)) if from.trim().is_empty() => {
            Asked::Part(Part { from: length.saturating_sub(last), to: length - 1 })
        }
        _ => Asked::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_understood_and_others_are_let_be() {
        let part = |from, to| Asked::Part(Part { from, to });
        for (range, expected) in [
            ("bytes=0-9", part(0, 9)),
            ("bytes=90-", part(90, 99)),
            ("bytes=-10", part(90, 99)),
            ("bytes=-1000", part(0, 99)),
            ("bytes=50-1000", part(50, 99)),
            ("bytes=99-99999999999999999999999", part(99, 99)),
            ("bytes=100-", Asked::Nowhere),
            ("bytes=99999999999999999999999-", Asked::Nowhere),
            ("bytes=-0", Asked::Nowhere),
            ("bytes=9-0", Asked::Whole),
            ("bytes=0-1,5-6", Asked::Whole),
            ("bytes=", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("pages=1-2", Asked::Whole),
        ] {
            assert_eq!(asked(Some(range), 100), expected, "{range}");
        }
        assert_eq!(asked(None, 100), Asked::Whole);
    }
}
