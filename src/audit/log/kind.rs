//! What kind of thing was done: the regulation tells six apart (HSLF-FS 2016:40, B-121). Pure.

crate::sql::code! {
    /// What kind of thing was done.
    ActionKind {
        /// Somebody saw it.
        Read = "read",
        Change = "change",
        /// It went to somebody else, such as the archive.
        Disclose = "disclose",
        /// It was taken as a file.
        Copy = "copy",
        Create = "create",
        Print = "print",
    }
}

/// How the second half of an action's name begins, by kind. What is not here changes something.
const BEGINNINGS: [(ActionKind, &[&str]); 5] = [
    (ActionKind::Print, &["print"]),
    (ActionKind::Copy, &["copy", "download"]),
    (ActionKind::Disclose, &["export", "disclose", "send", "deliver"]),
    (
        ActionKind::Read,
        &[
            "read", "list", "review", "see", "show", "search", "look-up", "preview", "explain",
            "repeat",
        ],
    ),
    (
        ActionKind::Create,
        &[
            "start", "add", "give", "make", "place", "propose", "draw", "submit", "upload",
            "decide", "create", "begin", "grant", "attach",
        ],
    ),
];

impl ActionKind {
    /// The kind of that action, such as `case.read`.
    pub fn of(action: &str) -> Self {
        let verb = action.split_once('.').map_or(action, |(_, verb)| verb);
        let begins = |it: &&(Self, &[&str])| it.1.iter().any(|start| verb.starts_with(start));
        BEGINNINGS.iter().find(begins).map_or(Self::Change, |it| it.0)
    }

    /// The same for SQL: what `split_part(action, '.', 2)` is like, and is not like.
    pub fn patterns(self) -> (Vec<String>, Vec<String>) {
        let like = |starts: &[&str]| starts.iter().map(|it| format!("{it}%")).collect::<Vec<_>>();
        match BEGINNINGS.iter().position(|it| it.0 == self) {
            Some(at) => {
                let before = BEGINNINGS[..at].iter().flat_map(|it| like(it.1)).collect();
                (like(BEGINNINGS[at].1), before)
            }
            None => (vec!["%".into()], BEGINNINGS.iter().flat_map(|it| like(it.1)).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // proves: B-121
    #[test]
    fn six_kinds_of_action_are_told_apart() {
        for (action, kind) in [
            ("case.read", ActionKind::Read),
            ("case.list-unit", ActionKind::Read),
            ("resident.search", ActionKind::Read),
            ("case.start", ActionKind::Create),
            ("case.answer", ActionKind::Change),
            ("case.print", ActionKind::Print),
            ("purge.export", ActionKind::Disclose),
            ("attachment.download", ActionKind::Copy),
        ] {
            assert_eq!(ActionKind::of(action), kind, "{action}");
        }
    }
}
