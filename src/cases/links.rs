//! What a caller may do next with a case: allowed by policy, and possible by the rules.

use chrono::DateTime;
use uuid::Uuid;

use super::{
    case::{Case, Recipient},
    policy::{
        AnswerCase, AskBack, Attach, ChangeDraft, CloseCase, DiscardDraft, Distribute, Document,
        FollowUp, Redistribute, Reopen, ReplyAsResident, ReplyInPart, Submit, Take, Unassign,
        Withdraw,
    },
};
use crate::{
    access::{Action, Actor, Cx, Verdict},
    db::Tx,
    failure::Failure,
    id::StaffId,
    page::{Linker, Links},
};

/// Every link of a case for this caller.
pub fn links(tx: &Tx<'_>, cx: &Cx, case: &Case) -> Result<Links, Failure> {
    let own = format!("/cases/{}", case.id);
    let linker = Linker::new(cx.asked()).add("self", "GET", &own).add(
        "messages",
        "GET",
        &format!("{own}/messages"),
    );
    let asked = Asked { actor: tx.actor(), case, own };
    let linker = asked.of_handlers(asked.of_residents(linker));
    if asked.may::<Reopen>() {
        let days = tx.policies().number("case.reopen-days", Some(&case.region), tx.today)?;
        // Who shall have it is asked for when nobody had it.
        let to = Some(StaffId(Uuid::nil()));
        let possible = case.reopen(to, String::new(), (tx.today, days)).is_ok();
        return Ok(asked.step(linker, possible, "reopen", "reopenings").done());
    }
    Ok(linker.done())
}

struct Asked<'a> {
    actor: &'a Actor,
    case: &'a Case,
    own: String,
}

impl Asked<'_> {
    fn may<A: Action<On = Case>>(&self) -> bool {
        matches!(A::decide(self.actor, self.case), Verdict::Allow(_))
    }

    fn step(&self, linker: Linker, possible: bool, rel: &str, noun: &str) -> Linker {
        linker.add_if(possible, rel, "POST", &format!("{}/{noun}", self.own))
    }

    fn of_residents(&self, linker: Linker) -> Linker {
        let (case, draft) = (self.case, self.case.must_be_draft().is_ok());
        let path = format!("{}/draft", self.own);
        let change = draft && self.may::<ChangeDraft>();
        let discard = draft && self.may::<DiscardDraft>();
        let linker = linker.add_if(change, "change-draft", "PUT", &path);
        let linker = linker.add_if(discard, "discard-draft", "DELETE", &path);
        let submit = draft && self.may::<Submit>();
        let linker = self.step(linker, submit, "submit", "submissions");
        let write = case.reply_as_resident(true).is_ok() && self.may::<ReplyAsResident>();
        let linker = self.step(linker, write, "message", "messages");
        let withdraw = case.withdraw(DateTime::UNIX_EPOCH).is_ok() && self.may::<Withdraw>();
        let linker = self.step(linker, withdraw, "withdraw", "withdrawals");
        let follow = case.must_be_closed().is_ok() && self.may::<FollowUp>();
        let cases = format!("/residents/{}/cases", case.subject);
        linker.add_if(follow, "follow-up", "POST", &cases)
    }

    fn of_handlers(&self, linker: Linker) -> Linker {
        let (case, now) = (self.case, DateTime::UNIX_EPOCH);
        let anyone = StaffId(Uuid::nil());
        let to = Recipient::Handler(anyone);
        // A mark in the record may still be wanted: the step is offered, and says so.
        let open = case.close(String::new(), now);
        let open = !matches!(open, Err(refusal) if refusal != super::case::Refusal::NotDocumented);
        let replies = (self.may::<AskBack>() && case.ask_back(now).is_ok())
            || (self.may::<ReplyInPart>() && case.reply_in_part().is_ok())
            || (self.may::<AnswerCase>() && case.answer(now).is_ok());
        // A resident's form says whether it asks for files.
        let attaches = match Attach::decide(self.actor, case) {
            Verdict::Allow(by) => self.actor.staff().is_some() && case.takes_files(by).is_ok(),
            _ => false,
        };
        let steps = [
            (
                case.distribute(to, false).is_ok() && self.may::<Distribute>(),
                "distribute",
                "distributions",
            ),
            (
                case.redistribute(to).is_ok() && self.may::<Redistribute>(),
                "redistribute",
                "redistributions",
            ),
            (case.unassign(None).is_ok() && self.may::<Unassign>(), "unassign", "unassignments"),
            (case.take(anyone).is_ok() && self.may::<Take>(), "take", "takings"),
            (replies, "reply", "replies"),
            (attaches, "attach", "attachments"),
            (open && self.may::<CloseCase>(), "close", "closures"),
            (case.document(now).is_ok() && self.may::<Document>(), "document", "documentations"),
        ];
        steps
            .into_iter()
            .fold(linker, |linker, (possible, rel, noun)| self.step(linker, possible, rel, noun))
    }
}
