//! Who may write and use reply templates (cases.md 2.2, row 23): a handler their own, the unit's local
//! administrators and those above the unit's; everybody who replies uses the unit's.

use super::template::{Template, UnitTemplates};
use crate::{
    access::{Action, Actor, Capacity, Role, Verdict},
    id::UnitId,
};

type Rule = fn(&Actor, UnitId, &str) -> Option<Capacity>;

fn at(actor: &Actor, unit: UnitId, roles: &[Role]) -> Option<Capacity> {
    roles.iter().copied().find(|role| actor.has_at(*role, unit)).map(Capacity::from)
}

fn administrator(actor: &Actor, unit: UnitId, region: &str) -> Option<Capacity> {
    at(actor, unit, &[Role::LocalAdministrator]).or_else(|| actor.administers_region(region))
}

fn user(actor: &Actor, unit: UnitId, region: &str) -> Option<Capacity> {
    let replies = at(actor, unit, &[Role::Handler, Role::Receiver]);
    replies.or_else(|| administrator(actor, unit, region))
}

fn handler(actor: &Actor, unit: UnitId, _: &str) -> Option<Capacity> {
    at(actor, unit, &[Role::Handler])
}

fn decide_at(actor: &Actor, (unit, region): (UnitId, &str), rule: Rule) -> Verdict {
    let knows = actor.works_at(unit) || actor.administers_region(region).is_some();
    let otherwise = if knows { Verdict::Forbid } else { Verdict::Hide };
    Verdict::or(rule(actor, unit, region), otherwise)
}

/// One's own is nobody else's business.
fn decide_on(actor: &Actor, it: &Template, rule: Rule) -> Verdict {
    let Some(owner) = it.owner else {
        return decide_at(actor, (it.unit, &it.region), rule);
    };
    let is_own = actor.staff().is_some_and(|staff| staff.id == owner);
    let handler = handler(actor, it.unit, &it.region);
    Verdict::or(handler.filter(|_| is_own), Verdict::Hide)
}

macro_rules! actions {
    ($on:ty, |$actor:ident, $it:ident, $rule:ident| $decide:expr;
        $($(#[$doc:meta])* $name:ident = $code:literal, $by:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = $on;
            const NAME: &'static str = $code;

            fn decide($actor: &Actor, $it: &$on) -> Verdict {
                let $rule: Rule = $by;
                $decide
            }
        }
    )+};
}

actions! { UnitTemplates, |actor, it, rule| decide_at(actor, (it.unit, &it.region), rule);
    /// See the unit's, and one's own.
    List = "reply-template.list", user;
    /// Write one for the whole unit.
    CreateForUnit = "reply-template.create", administrator;
    /// Write one's own.
    CreateOwn = "reply-template.create-own", handler;
}

actions! { Template, |actor, it, rule| decide_on(actor, it, rule);
    Read = "reply-template.read", user;
    Change = "reply-template.change", administrator;
    Remove = "reply-template.remove", administrator;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        access::{Cast, sheet::Sheet},
        id::{ReplyTemplateId, StaffId},
        templates::template::{TemplateKind, Text},
    };

    fn template(cast: &Cast, owner: Option<StaffId>) -> Template {
        let nil = uuid::Uuid::nil();
        let text = Text {
            number: 1,
            title: String::new(),
            body: String::new(),
            questions: Vec::new(),
            written_by: StaffId(nil),
            written_at: chrono::DateTime::UNIX_EPOCH,
        };
        let (unit, region) = (cast.unit, cast.region());
        let (id, kind) = (ReplyTemplateId(nil), TemplateKind::Answer);
        Template { id, unit, region, owner, kind, case_type: None, text }
    }

    /// Who may do what with templates, as a table that people review: `docs/access/templates.md`.
    // proves: M-23
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let mut sheet = Sheet::new("Reply templates", &cast);
        let on = UnitTemplates { unit: cast.unit, region: cast.region() };
        sheet.section("at the unit");
        sheet.row::<List>(&on);
        sheet.row::<CreateForUnit>(&on);
        sheet.row::<CreateOwn>(&on);
        for (name, owner) in [("the unit's", None), ("the handler's own", Some(cast.handler))] {
            sheet.section(name);
            let it = template(&cast, owner);
            sheet.row::<Read>(&it);
            sheet.row::<Change>(&it);
            sheet.row::<Remove>(&it);
        }
        sheet.must_be("docs/access/templates.md");
    }
}
