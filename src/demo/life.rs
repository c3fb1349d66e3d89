//! A demo case's life so far: the steps that bring it to where it is said to stand. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use super::facts::{Case, CaseType, Message, Region};
use crate::{units::as_text, workdays};

pub struct Life<'r> {
    pub begun: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
    pub steps: Vec<Step<'r>>,
}

/// One step, and what was said at it.
pub struct Step<'r> {
    pub at: DateTime<Utc>,
    /// The action's name, such as `case.submit`.
    pub kind: &'static str,
    pub resident: Option<&'r str>,
    pub staff: Option<&'r str>,
    pub from: &'static str,
    pub to: &'static str,
    pub handler: Option<&'r str>,
    /// The kind of message, if one was sent.
    pub says: Option<&'r str>,
    pub body: String,
}

impl<'r> Life<'r> {
    /// Lets the case happen in the hour and a half that ends as many days ago as it says.
    pub fn of(case: &'r Case, region: &'r Region, now: DateTime<Utc>) -> Self {
        let begun = now - TimeDelta::days(case.days_ago) - TimeDelta::minutes(90);
        let mut life = Self { begun, due_at: None, steps: Vec::new() };
        if case.stage == "draft" {
            return life;
        }
        let case_type = region.case_type(&case.case_type);
        let writer = Some(case.writer());
        life.go(Step {
            says: Some("submission"),
            body: filled_in(case, case_type),
            resident: writer,
            ..step("case.submit", "new")
        });
        life.due_at = life.submitted().map(|at| due_at(at, case_type));
        if let Some(handler) = case.handler.as_deref() {
            let receiver = region.with_role(&case.unit, "receiver").map(|staff| staff.key.as_str());
            life.go(Step {
                staff: receiver,
                handler: Some(handler),
                ..step("case.distribute", "assigned")
            });
        }
        case.messages.iter().for_each(|message| life.say(case, message));
        if case.stage == "withdrawn" {
            life.go(Step { resident: writer, ..step("case.withdraw", "closed") });
        }
        life
    }

    fn say(&mut self, case: &'r Case, message: &'r Message) {
        let says = match message.kind.as_str() {
            "counter-question" => step("case.ask-back", "awaiting-resident"),
            "partial-reply" => step("case.reply-in-part", self.stage()),
            _ => step("case.answer", "closed"),
        };
        self.go(Step {
            staff: Some(&message.by),
            handler: case.handler.as_deref(),
            says: Some(&message.kind),
            body: message.body.clone(),
            ..says
        });
    }

    /// Takes the step twenty minutes after the last one.
    fn go(&mut self, step: Step<'r>) {
        let last = self.steps.last().map_or(self.begun, |step| step.at);
        let from = self.stage();
        self.steps.push(Step { at: last + TimeDelta::minutes(20), from, ..step });
    }

    pub fn stage(&self) -> &'static str {
        self.steps.last().map_or("draft", |step| step.to)
    }

    pub fn version(&self) -> i64 {
        i64::try_from(self.steps.len()).expect("a handful") + 1
    }

    pub fn submitted(&self) -> Option<DateTime<Utc>> {
        self.steps.first().map(|step| step.at)
    }

    pub fn first_response(&self) -> Option<DateTime<Utc>> {
        self.steps.iter().find(|step| step.staff.is_some() && step.says.is_some()).map(|s| s.at)
    }

    pub fn awaiting_since(&self) -> Option<DateTime<Utc>> {
        let asked = self.steps.iter().find(|step| step.to == "awaiting-resident")?;
        (self.stage() == "awaiting-resident").then_some(asked.at)
    }

    pub fn closed(&self) -> Option<DateTime<Utc>> {
        self.steps.last().filter(|step| step.to == "closed").map(|step| step.at)
    }

    pub fn close_kind(&self) -> Option<&'static str> {
        let last = self.steps.last().filter(|step| step.to == "closed")?;
        Some(if last.kind == "case.withdraw" { "withdrawn" } else { "answered" })
    }
}

fn step<'r>(kind: &'static str, to: &'static str) -> Step<'r> {
    let (at, from) = (DateTime::UNIX_EPOCH, "draft");
    Step {
        at,
        kind,
        resident: None,
        staff: None,
        from,
        to,
        handler: None,
        says: None,
        body: String::new(),
    }
}

fn filled_in(case: &Case, case_type: &CaseType) -> String {
    case.answers.as_object().map(|answers| as_text(&case_type.form, answers)).unwrap_or_default()
}

/// With the promise's working hours as the region has them from the start.
fn due_at(submitted: DateTime<Utc>, case_type: &CaseType) -> DateTime<Utc> {
    let days = u32::try_from(case_type.first_response_workdays).expect("not negative");
    let time = |hour, minute| chrono::NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
    workdays::due_at(submitted, days, time(16, 30), time(8, 0))
}

#[cfg(test)]
mod tests {
    use crate::{
        demo::region,
        units::form::{self, Component},
    };

    use super::*;

    #[test]
    fn each_case_stands_where_it_is_said_to() {
        for case in &region().cases {
            let life = Life::of(case, region(), DateTime::UNIX_EPOCH);
            let said = if case.stage == "withdrawn" { "closed" } else { &case.stage };
            assert_eq!(life.stage(), said, "{}", case.key);
        }
    }

    #[test]
    fn what_was_sent_fits_its_form() {
        for case in region().cases.iter().filter(|case| case.stage != "draft") {
            let components: &Vec<Component> = &region().case_type(&case.case_type).form;
            let answers = case.answers.as_object().expect("answers are an object");
            assert_eq!(form::check(components, answers), [], "{}", case.key);
        }
    }
}
