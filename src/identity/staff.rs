//! A member of staff at sign-in, and the form of HSA-ids. Pure.

use crate::id::StaffId;

/// What sign-in must know of a member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    pub id: StaffId,
    pub active_in_directory: bool,
    pub terms_version: Option<String>,
}

/// An HSA-id as the directory writes it: blanks cut, in upper case (R-ROLE-5).
pub fn hsa_id(text: &str) -> Option<String> {
    let text = text.trim();
    let sound = (1..=31).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    sound.then(|| text.to_ascii_uppercase())
}

/// What is to be done about the terms at a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Terms {
    /// They were accepted before.
    Stand,
    /// They are accepted now.
    Accept,
    /// They must be accepted first.
    Missing,
}

/// Terms are accepted by naming the version that holds now (B-80, R-ROLE-14).
pub fn judge_terms(stored: Option<&str>, accepted: Option<&str>, current: &str) -> Terms {
    if stored == Some(current) {
        Terms::Stand
    } else if accepted == Some(current) {
        Terms::Accept
    } else {
        Terms::Missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: R-ROLE-5
    #[test]
    fn a_pasted_blank_is_no_error() {
        assert_eq!(hsa_id(" se2321000172-dp01\t").as_deref(), Some("SE2321000172-DP01"));
        for text in ["", "   ", "SE 2321", "SE2321000172-ÅÄÖ", &"A".repeat(32)] {
            assert_eq!(hsa_id(text), None, "{text:?}");
        }
    }

    #[test]
    fn only_the_version_that_holds_counts() {
        assert_eq!(judge_terms(Some("2"), None, "2"), Terms::Stand);
        assert_eq!(judge_terms(None, Some("2"), "2"), Terms::Accept);
        assert_eq!(judge_terms(Some("1"), Some("2"), "2"), Terms::Accept);
        for accepted in [None, Some("1"), Some("")] {
            assert_eq!(judge_terms(None, accepted, "2"), Terms::Missing);
            assert_eq!(judge_terms(Some("1"), accepted, "2"), Terms::Missing);
        }
    }
}
