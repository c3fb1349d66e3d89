//! Writing cases that care begins. The sending's own grant stands behind them: the caller's
//! transaction records it.

use diesel::prelude::*;
use serde_json::{Map, Value, json};

use crate::{
    access::Grant,
    cases::{
        case::{CloseKind, MessageKind, StageCode},
        citizen::{CaseDirection, CitizenMode, NewCitizenCase},
        policy::ReplyAsResident,
    },
    db::{Tx, prepared},
    id::{CaseId, EventId, MessageId},
    schema::{case_event, case_file, case_message},
};

/// A case to begin, and what it is to be called.
pub struct NewCase<'a> {
    pub number: String,
    pub new: &'a NewCitizenCase,
}

/// Begins it; none if the number is taken. Information is answered, so to speak, from the beginning.
pub fn insert_sent(tx: &mut Tx<'_>, case: &NewCase<'_>) -> QueryResult<Option<CaseId>> {
    let NewCase { number, new } = case;
    let informs = new.mode == CitizenMode::Information;
    diesel::insert_into(case_file::table)
        .values((
            (
                case_file::id.eq(CaseId::new()),
                case_file::number.eq(number),
                case_file::direction.eq(CaseDirection::Care),
                case_file::unit_id.eq(new.unit),
                case_file::citizen_template_version_id.eq(Some(new.template_version)),
                case_file::sent_by.eq(Some(new.sent_by)),
                case_file::subject_id.eq(new.resident),
                case_file::handler_id.eq(Some(new.sent_by)),
                case_file::answers.eq(json!({})),
            ),
            (
                case_file::stage.eq(stage(new.mode)),
                case_file::created_at.eq(tx.now),
                case_file::submitted_at.eq(Some(tx.now)),
                case_file::first_response_due_at.eq(Some(tx.now)),
                case_file::first_response_at.eq(Some(tx.now)),
                case_file::awaiting_since.eq((!informs).then_some(tx.now)),
                case_file::closed_at.eq(informs.then_some(tx.now)),
                case_file::close_kind.eq(informs.then_some(CloseKind::Answered)),
            ),
        ))
        .on_conflict(case_file::number)
        .do_nothing()
        .returning(case_file::id)
        .get_result(tx.conn)
        .optional()
}

fn stage(mode: CitizenMode) -> StageCode {
    match mode {
        CitizenMode::Information => StageCode::Closed,
        CitizenMode::Questions => StageCode::AwaitingResident,
    }
}

/// Writes the first message, and the first step into the case's history.
pub fn open_with(
    tx: &mut Tx<'_>,
    id: CaseId,
    kind: MessageKind,
    new: &NewCitizenCase,
) -> QueryResult<()> {
    diesel::insert_into(case_message::table)
        .values((
            case_message::id.eq(MessageId::new()),
            case_message::case_id.eq(id),
            case_message::seq.eq(1),
            case_message::kind.eq(kind),
            case_message::sender_staff_id.eq(Some(new.sent_by)),
            case_message::body.eq(&new.body),
            case_message::signature.eq(Some(&new.signature)),
            case_message::signed_by_unit.eq(new.signed_by_unit),
            case_message::sent_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    diesel::insert_into(case_event::table)
        .values((
            case_event::id.eq(EventId::new()),
            case_event::case_id.eq(id),
            case_event::version.eq(1),
            case_event::at.eq(tx.now),
            case_event::kind.eq("citizen-case.send"),
            case_event::actor_staff_id.eq(Some(new.sent_by)),
            case_event::to_stage.eq(stage(new.mode).code()),
            case_event::handler_id.eq(Some(new.sent_by)),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Keeps the answers to the granted case's questions. They are given once.
pub fn answer_questions(
    tx: &mut Tx<'_>,
    grant: &Grant<ReplyAsResident>,
    answers: Map<String, Value>,
) -> QueryResult<()> {
    let change = diesel::update(case_file::table.find(grant.subject())).set((
        case_file::answers.eq(Value::Object(answers)),
        case_file::questions_answered_at.eq(Some(tx.now)),
    ));
    let _: CaseId = prepared(change.returning(case_file::id)).get_result(tx.conn)?;
    Ok(())
}
