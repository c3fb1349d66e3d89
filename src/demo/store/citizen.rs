//! Templates for citizen cases, and what was sent with them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::{Place, put};
use crate::{
    cases::CitizenMode,
    demo::{
        citizen::{Line, Sending, Template},
        facts::{REGION, stable_id},
    },
    schema::{
        case_event, case_file, case_message, citizen_recipient, citizen_sending, citizen_template,
        citizen_template_version, inbox_item,
    },
};

/// The id of something that belongs to a line.
fn of_line(kind: &str, sending: &Sending, number: i32) -> Uuid {
    stable_id(kind, &format!("{}/{number}", sending.key))
}

/// When something was sent, how it is signed, and what it says.
type Letter<'a> = (DateTime<Utc>, &'a str, &'a str);

impl Place<'_> {
    pub fn citizen_template(&mut self, template: &Template) -> QueryResult<()> {
        use citizen_template::dsl as c;
        use citizen_template_version::dsl as v;
        let unit = template.owner.strip_prefix("unit:").map(|key| stable_id("unit", key));
        let region = (template.owner == "region").then_some(REGION);
        let id = stable_id("citizen-template", &template.key);
        let put: QueryResult<()> = put!(
            self,
            citizen_template,
            c::id.eq(id),
            c::owner_unit_id.eq(unit),
            c::owner_region_code.eq(region),
            c::mode.eq(template.mode),
            c::basis.eq(template.basis),
            c::active.eq(!template.inactive),
            c::changed_at.eq(self.now),
        );
        put?;
        put!(
            self,
            citizen_template_version,
            v::id.eq(stable_id("citizen-template-version", &template.key)),
            v::template_id.eq(id),
            v::mode.eq(template.mode),
            v::number.eq(1),
            v::title.eq(&template.title),
            v::body.eq(&template.body),
            v::purpose.eq(&template.purpose),
            v::reply_use.eq(&template.reply_use),
            v::contact.eq(&template.contact),
            v::components
                .eq(serde_json::to_value(&template.questions).expect("components are JSON")),
            v::published_at.eq(self.now),
        )
    }

    pub fn citizen_sending(
        &mut self,
        sending: &Sending,
        at: DateTime<Utc>,
        signature: &str,
    ) -> QueryResult<()> {
        use citizen_sending::dsl as c;
        put!(
            self,
            citizen_sending,
            c::id.eq(stable_id("citizen-sending", &sending.key)),
            c::unit_id.eq(stable_id("unit", &sending.unit)),
            c::template_version_id.eq(stable_id("citizen-template-version", &sending.template)),
            c::sent_by.eq(stable_id("staff", &sending.by)),
            c::request_id.eq(stable_id("request", &sending.key)),
            c::own_text.eq(&sending.own_text),
            c::relation_declared.eq(true),
            c::signature.eq(signature),
            c::line_count.eq(i32::try_from(sending.lines.len()).expect("a handful")),
            c::created_at.eq(at),
            c::finished_at.eq(at),
        )
    }

    /// What became of a line. The case must be there before.
    pub fn citizen_line(
        &mut self,
        sending: &Sending,
        (number, line): (i32, &Line),
        at: DateTime<Utc>,
    ) -> QueryResult<()> {
        use citizen_recipient::dsl as c;
        let sent = line.case.is_some();
        put!(
            self,
            citizen_recipient,
            c::sending_id.eq(stable_id("citizen-sending", &sending.key)),
            c::line.eq(number),
            c::resident_id.eq(line.resident.as_ref().map(|key| stable_id("resident", key))),
            c::outcome.eq(line.outcome.as_deref().unwrap_or("sent")),
            c::settled_at.eq(at),
            c::case_id.eq(sent.then(|| of_line("case", sending, number))),
            c::inbox_item_id.eq(sent.then(|| of_line("inbox-item", sending, number))),
        )
    }

    /// The case that a line became, with its letter, its first step and its inbox item.
    pub fn citizen_case(
        &mut self,
        sending: &Sending,
        template: &Template,
        (number, line): (i32, &Line),
        letter: Letter<'_>,
    ) -> QueryResult<()> {
        let id = of_line("case", sending, number);
        let resident = line.resident.as_ref().map(|key| stable_id("resident", key));
        self.citizen_file(sending, template, (id, line), letter.0)?;
        self.citizen_letter(sending, template, (id, number), letter)?;
        use inbox_item::dsl as i;
        put!(
            self,
            inbox_item,
            i::id.eq(of_line("inbox-item", sending, number)),
            i::resident_id.eq(resident.expect("what is sent is sent to someone")),
            i::kind.eq("case"),
            i::unit_id.eq(stable_id("unit", &sending.unit)),
            i::case_id.eq(id),
            i::title.eq(&template.title),
            i::delivered_at.eq(letter.0),
            i::read_at.eq(line.read.then_some(letter.0)),
        )
    }

    fn citizen_file(
        &mut self,
        sending: &Sending,
        template: &Template,
        (id, line): (Uuid, &Line),
        at: DateTime<Utc>,
    ) -> QueryResult<()> {
        use case_file::dsl as c;
        let resident = line.resident.as_ref().map(|key| stable_id("resident", key));
        let (stage, informs) = stage(template.mode);
        put!(
            self,
            case_file,
            c::id.eq(id),
            c::number.eq(line.case.as_deref().unwrap_or_default()),
            c::direction.eq("care"),
            c::unit_id.eq(stable_id("unit", &sending.unit)),
            c::citizen_template_version_id
                .eq(stable_id("citizen-template-version", &sending.template)),
            c::sent_by.eq(stable_id("staff", &sending.by)),
            c::subject_id.eq(resident.expect("what is sent is sent to someone")),
            c::stage.eq(stage),
            c::handler_id.eq(stable_id("staff", &sending.by)),
            c::answers.eq(json!({})),
            c::created_at.eq(at),
            c::submitted_at.eq(at),
            c::first_response_due_at.eq(at),
            c::first_response_at.eq(at),
            c::awaiting_since.eq((!informs).then_some(at)),
            c::closed_at.eq(informs.then_some(at)),
            c::close_kind.eq(informs.then_some("answered")),
        )
    }

    fn citizen_letter(
        &mut self,
        sending: &Sending,
        template: &Template,
        (id, number): (Uuid, i32),
        (at, signature, body): Letter<'_>,
    ) -> QueryResult<()> {
        use case_event::dsl as e;
        use case_message::dsl as m;
        let sender = stable_id("staff", &sending.by);
        let put: QueryResult<()> = put!(
            self,
            case_message,
            m::id.eq(of_line("case-message", sending, number)),
            m::case_id.eq(id),
            m::seq.eq(1),
            m::kind.eq(template.mode.code()),
            m::sender_staff_id.eq(sender),
            m::body.eq(body),
            m::signature.eq(signature),
            m::sent_at.eq(at),
        );
        put?;
        put!(
            self,
            case_event,
            e::id.eq(of_line("case-event", sending, number)),
            e::case_id.eq(id),
            e::version.eq(1),
            e::at.eq(at),
            e::kind.eq("citizen-case.send"),
            e::actor_staff_id.eq(sender),
            e::to_stage.eq(stage(template.mode).0),
            e::handler_id.eq(sender),
        )
    }
}

/// Where such a case stands when it has been sent, and whether that is its end.
fn stage(mode: CitizenMode) -> (&'static str, bool) {
    match mode {
        CitizenMode::Information => ("closed", true),
        CitizenMode::Questions => ("awaiting-resident", false),
    }
}
