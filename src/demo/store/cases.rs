//! Cases as they would stand after the steps that are told of them.

use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::{Place, put};
use crate::{
    demo::{
        facts::{Case, stable_id},
        life::{Life, Step},
    },
    schema::{attachment, attachment_piece, case_event, case_file, case_message, inbox_item},
};

/// One empty page.
const FILE: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n\
<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n\
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n\
trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF\n";

impl Place<'_> {
    /// Whether the case was not there before. One that was may have gone on since.
    pub fn case(&mut self, case: &Case, life: &Life) -> QueryResult<bool> {
        use case_file::dsl as c;
        let before = self.added;
        let put: QueryResult<()> = put!(
            self,
            case_file,
            c::id.eq(stable_id("case", &case.key)),
            c::number.eq(&case.number),
            c::unit_id.eq(stable_id("unit", &case.unit)),
            c::case_type_id.eq(stable_id("case-type", &case.case_type)),
            c::form_version_id.eq(stable_id("form-version", &case.case_type)),
            c::subject_id.eq(stable_id("resident", &case.resident)),
            c::initiated_by.eq(stable_id("resident", case.writer())),
            c::stage.eq(life.stage()),
            c::handler_id.eq(case.handler.as_deref().map(|key| stable_id("staff", key))),
            c::answers.eq(&case.answers),
            c::created_at.eq(life.begun),
            c::submitted_at.eq(life.submitted()),
            c::first_response_due_at.eq(life.due_at),
            c::first_response_at.eq(life.first_response()),
            c::has_partial_reply.eq(life.steps.iter().any(|s| s.says == Some("partial-reply"))),
            c::awaiting_since.eq(life.awaiting_since()),
            c::closed_at.eq(life.closed()),
            c::close_kind.eq(life.close_kind()),
            c::version.eq(life.version()),
        );
        put.map(|()| self.added > before)
    }

    /// A step into the case's history; `number` counts them from 1.
    pub fn step(&mut self, case: &Case, number: i32, step: &Step<'_>) -> QueryResult<()> {
        use case_event::dsl as c;
        put!(
            self,
            case_event,
            c::id.eq(stable_id("case-event", &format!("{}/{number}", case.key))),
            c::case_id.eq(stable_id("case", &case.key)),
            c::version.eq(i64::from(number) + 1),
            c::at.eq(step.at),
            c::kind.eq(step.kind),
            c::actor_resident_id.eq(step.resident.map(|key| stable_id("resident", key))),
            c::actor_staff_id.eq(step.staff.map(|key| stable_id("staff", key))),
            c::from_stage.eq(step.from),
            c::to_stage.eq(step.to),
            c::handler_id.eq(step.handler.map(|key| stable_id("staff", key))),
        )
    }

    /// What was said at that step; `seq` counts messages from 1.
    pub fn message(
        &mut self,
        case: &Case,
        seq: i32,
        step: &Step<'_>,
        signature: Option<&str>,
    ) -> QueryResult<()> {
        use case_message::dsl as c;
        put!(
            self,
            case_message,
            c::id.eq(stable_id("case-message", &format!("{}/{seq}", case.key))),
            c::case_id.eq(stable_id("case", &case.key)),
            c::seq.eq(seq),
            c::kind.eq(step.says.unwrap_or_default()),
            c::sender_resident_id.eq(step.resident.map(|key| stable_id("resident", key))),
            c::sender_staff_id.eq(step.staff.map(|key| stable_id("staff", key))),
            c::body.eq(&step.body),
            c::signature.eq(signature),
            c::sent_at.eq(step.at),
        )
    }

    /// A file that goes with the first message.
    pub fn file(&mut self, case: &Case, name: &str, step: &Step<'_>) -> QueryResult<()> {
        use attachment::dsl as c;
        let id = stable_id("attachment", &case.key);
        let put: QueryResult<()> = put!(
            self,
            attachment,
            c::id.eq(id),
            c::case_id.eq(stable_id("case", &case.key)),
            c::message_id.eq(stable_id("case-message", &format!("{}/1", case.key))),
            c::place.eq(1_i16),
            c::uploaded_by_resident_id.eq(step.resident.map(|key| stable_id("resident", key))),
            c::name.eq(name),
            c::media_type.eq("application/pdf"),
            c::begun_at.eq(step.at),
            c::arrived_at.eq(step.at),
            c::bytes.eq(i64::try_from(FILE.len()).expect("it is small")),
            c::sha256.eq(Sha256::digest(FILE).to_vec()),
            c::scan.eq("unscanned"),
            c::scan_due_at.eq(step.at),
            c::move_due_at.eq(step.at),
        );
        put?;
        use attachment_piece::dsl as p;
        put!(self, attachment_piece, p::attachment_id.eq(id), p::seq.eq(0), p::bytes.eq(FILE))
    }

    /// Word of that message in the resident's inbox.
    pub fn inbox(
        &mut self,
        case: &Case,
        seq: i32,
        step: &Step<'_>,
        title: &str,
    ) -> QueryResult<()> {
        use inbox_item::dsl as c;
        put!(
            self,
            inbox_item,
            c::id.eq(stable_id("inbox-item", &format!("{}/{seq}", case.key))),
            c::resident_id.eq(stable_id("resident", &case.resident)),
            c::kind.eq("case"),
            c::unit_id.eq(stable_id("unit", &case.unit)),
            c::case_id.eq(stable_id("case", &case.key)),
            c::title.eq(title),
            c::delivered_at.eq(step.at),
        )
    }
}
