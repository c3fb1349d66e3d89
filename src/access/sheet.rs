//! For tests: the cast of a care region, and tables of who may do what, printed from the policies
//! alone and committed below `docs/access`, so that the customer can review each change.

use std::fmt::Write;

use uuid::Uuid;

use super::{
    Action, Actor, ClientActor, ResidentActor, Role, Scope, StaffActor, Verdict, actor::Place,
};
use crate::id::{ClientId, ResidentId, StaffGroupId, StaffId, UnitId};

/// Everybody who might ask, around one subject, one unit and one handler.
pub(crate) struct Cast {
    pub unit: UnitId,
    pub subject: ResidentId,
    pub handler: StaffId,
    pub group: StaffGroupId,
    actors: Vec<(&'static str, Actor)>,
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn staff(number: u128, roles: &[(Role, Place)]) -> Actor {
    let (id, roles) = (StaffId(id(number)), roles.to_vec());
    Actor::Staff(StaffActor { id, roles, groups: Vec::new() })
}

/// A handler through a group.
fn member(number: u128, group: StaffGroupId, unit: UnitId) -> Actor {
    let roles = vec![(Role::Handler, Place::Unit(unit))];
    Actor::Staff(StaffActor { id: StaffId(id(number)), roles, groups: vec![group] })
}

fn client(scopes: &[Scope], place: Place) -> Actor {
    let (id, scopes) = (ClientId(id(40)), scopes.to_vec());
    Actor::System(ClientActor { id, scopes, places: vec![place] })
}

impl Cast {
    pub fn new() -> Self {
        let (unit, elsewhere) = (UnitId(id(1)), UnitId(id(2)));
        let (subject, handler) = (ResidentId(id(3)), StaffId(id(4)));
        let group = StaffGroupId(id(30));
        let resident = |number, wards: &[ResidentId]| {
            Actor::Resident(ResidentActor { id: ResidentId(id(number)), wards: wards.to_vec() })
        };
        let here = |number, role| staff(number, &[(role, Place::Unit(unit))]);
        let there = |number, role| staff(number, &[(role, Place::Unit(elsewhere))]);
        let region = |number, code: &str| {
            staff(number, &[(Role::RegionalAdministrator, Place::Region(code.into()))])
        };
        let accounts =
            |number| staff(number, &[(Role::AccountAdministrator, Place::Region("19".into()))]);
        let actors = vec![
            ("resident", resident(3, &[])),
            ("other resident", resident(5, &[])),
            ("guardian today", resident(6, &[subject])),
            ("receiver", here(10, Role::Receiver)),
            ("the handler", here(4, Role::Handler)),
            ("other handler", here(11, Role::Handler)),
            ("group member", member(18, group, unit)),
            ("local adm.", here(12, Role::LocalAdministrator)),
            ("permission adm.", here(13, Role::PermissionAdministrator)),
            ("reviewer", here(14, Role::Reviewer)),
            ("account adm.", accounts(17)),
            ("regional adm.", region(15, "19")),
            ("national adm.", staff(16, &[(Role::NationalAdministrator, Place::Nation)])),
            ("receiver elsewhere", there(20, Role::Receiver)),
            ("handler elsewhere", there(21, Role::Handler)),
            ("local adm. elsewhere", there(22, Role::LocalAdministrator)),
            ("adm. of another region", region(23, "03")),
            ("staff without role", staff(24, &[])),
            ("system, all scopes", client(Scope::ALL, Place::Region("19".into()))),
            ("system elsewhere", client(Scope::ALL, Place::Unit(elsewhere))),
            ("system, no scope", client(&[], Place::Nation)),
        ];
        Self { unit, subject, handler, group, actors }
    }

    /// The region of the unit.
    pub fn region(&self) -> String {
        "19".into()
    }
}

/// One page of tables.
pub(crate) struct Sheet<'a> {
    cast: &'a Cast,
    text: String,
}

impl<'a> Sheet<'a> {
    pub fn new(title: &str, cast: &'a Cast) -> Self {
        let text = format!(
            "# {title}: who may do what\n\nPrinted from the policies by a test. yes = allowed; \
             403 = may know that it exists; – = not found.\n"
        );
        Self { cast, text }
    }

    /// Begins a table.
    pub fn section(&mut self, name: &str) {
        let names: Vec<&str> = self.cast.actors.iter().map(|(name, _)| *name).collect();
        let line = "|---".repeat(names.len() + 1);
        write!(self.text, "\n## {name}\n\n| action | {} |\n{line}|\n", names.join(" | "))
            .expect("writing to a string does not fail");
    }

    /// What each of the cast is told.
    pub fn row<A: Action>(&mut self, on: &A::On) {
        let cells = self.cast.actors.iter().map(|(_, actor)| match A::decide(actor, on) {
            Verdict::Allow(_) => "yes",
            Verdict::Forbid => "403",
            Verdict::Hide => "–",
        });
        let cells: Vec<&str> = cells.collect();
        writeln!(self.text, "| {} | {} |", A::NAME, cells.join(" | "))
            .expect("writing to a string does not fail");
    }

    /// Compares with the committed page; `BLESS=1` writes it.
    pub fn must_be(self, path: &str) {
        let full = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
        #[expect(clippy::disallowed_methods, reason = "a test is told to write, not configured")]
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(std::path::Path::new(&full).parent().expect("a folder"))
                .expect("docs is writable");
            std::fs::write(&full, &self.text).expect("docs is writable");
        }
        let committed = std::fs::read_to_string(&full).unwrap_or_default();
        assert!(committed == self.text, "{path} is stale: run with BLESS=1 and review the change");
    }
}
