//! Whether a resident can be written to in the inbox at all (RC-4). Pure but for [`reach`].

mod store;

use chrono::NaiveDate;

use super::personal_number::NumberKind;
use crate::{
    access::{Agency, agency_holds},
    clock::age_on,
    db::Tx,
    failure::Failure,
    id::ResidentId,
};

/// Why nobody would read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreached {
    Deceased,
    /// The log-in is closed. Why, is told to nobody (B-108).
    Locked,
    /// Has never opened the inbox (B-80), nor can a guardian for a young child.
    NeverSignedIn,
    /// Has a number that nobody signs in with.
    NoSignIn,
}

/// What decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub number_kind: NumberKind,
    pub birth_date: NaiveDate,
    pub deceased: bool,
    pub locked: bool,
    /// Has signed in once, and so accepted to be written to.
    pub has_signed_in: bool,
}

/// Someone who may read in a child's place, and whether they ever sign in.
#[derive(Debug, Clone, Copy)]
pub struct ReadingGuardian {
    pub agency: Agency,
    pub can_sign_in: bool,
}

/// Whether the resident, or one who acts for them today, can read what is sent.
pub fn can_read(
    reader: &Reader,
    guardians: &[ReadingGuardian],
    today: NaiveDate,
    agency_ends_at: i32,
) -> Result<(), Unreached> {
    let reads =
        |it: &ReadingGuardian| it.can_sign_in && agency_holds(&it.agency, today, agency_ends_at);
    match reader {
        _ if reader.deceased => Err(Unreached::Deceased),
        _ if reader.locked => Err(Unreached::Locked),
        _ if reader.has_signed_in && reader.number_kind == NumberKind::Personnummer => Ok(()),
        _ if guardians.iter().any(reads) => Ok(()),
        _ if reader.number_kind != NumberKind::Personnummer => Err(Unreached::NoSignIn),
        _ => Err(Unreached::NeverSignedIn),
    }
}

/// The same for a resident as they are known right now.
pub fn reach(tx: &mut Tx<'_>, id: ResidentId) -> Result<Result<(), Unreached>, Failure> {
    let ends_at = tx.policies().number("agency.ends-at-age", None, tx.today)?;
    let reader = store::reader(tx, id)?;
    let is_child = age_on(reader.birth_date, tx.today) < ends_at;
    let guardians = match is_child && !reader.has_signed_in {
        true => store::guardians(tx, id)?,
        false => Vec::new(),
    };
    Ok(can_read(&reader, &guardians, tx.today, ends_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn grown() -> Reader {
        Reader {
            number_kind: NumberKind::Personnummer,
            birth_date: day("1984-04-18"),
            deceased: false,
            locked: false,
            has_signed_in: true,
        }
    }

    fn guardian() -> ReadingGuardian {
        ReadingGuardian {
            agency: Agency {
                guardian_protected: false,
                child_birth: day("2018-09-15"),
                child_protected: false,
                child_deceased: false,
                child_locked: false,
                ended_on: None,
                blocked: false,
            },
            can_sign_in: true,
        }
    }

    fn decided(reader: &Reader, guardians: &[ReadingGuardian]) -> Result<(), Unreached> {
        can_read(reader, guardians, day("2026-11-23"), 13)
    }

    // proves: RC-4
    #[test]
    fn a_grown_person_reads_when_they_have_signed_in_and_still_can() {
        assert_eq!(decided(&grown(), &[]), Ok(()));
        let never = Reader { has_signed_in: false, ..grown() };
        assert_eq!(decided(&never, &[]), Err(Unreached::NeverSignedIn));
        let locked = Reader { locked: true, ..grown() };
        assert_eq!(decided(&locked, &[]), Err(Unreached::Locked));
        let dead = Reader { deceased: true, locked: true, ..grown() };
        assert_eq!(decided(&dead, &[]), Err(Unreached::Deceased));
        for number_kind in [NumberKind::Coordination, NumberKind::Reserve] {
            let numbered = Reader { number_kind, has_signed_in: false, ..grown() };
            assert_eq!(decided(&numbered, &[]), Err(Unreached::NoSignIn));
        }
    }

    #[test]
    fn a_guardian_reads_for_a_young_child_and_for_nobody_else() {
        let child = Reader { birth_date: day("2018-09-15"), has_signed_in: false, ..grown() };
        assert_eq!(decided(&child, &[guardian()]), Ok(()));
        assert_eq!(decided(&child, &[]), Err(Unreached::NeverSignedIn));
        let away = ReadingGuardian { can_sign_in: false, ..guardian() };
        assert_eq!(decided(&child, &[away]), Err(Unreached::NeverSignedIn));
        let hidden = Agency { child_protected: true, ..guardian().agency };
        let hidden = ReadingGuardian { agency: hidden, ..guardian() };
        assert_eq!(decided(&child, &[hidden]), Err(Unreached::NeverSignedIn));
        let locked = Reader { locked: true, ..child };
        assert_eq!(decided(&locked, &[guardian()]), Err(Unreached::Locked));
    }
}
