//! The SQL of the package: cases whole. Whoever asks has opened the purge they are in, and each
//! person's record says so.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::content::{CaseContent, Done, Person, Place, Said};
use crate::{
    attachments::Stored,
    id::{CaseId, PurgeProposalId},
    schema::{
        attachment, case_event, case_file, case_message, case_type, purge_item as item, resident,
        staff, unit,
    },
};

/// The files that were sent in a case, in their order.
pub fn attachments(conn: &mut PgConnection, id: CaseId) -> QueryResult<Vec<Stored>> {
    attachment::table
        .filter(attachment::case_id.eq(id))
        .filter(attachment::message_id.is_not_null())
        .order((attachment::arrived_at, attachment::place, attachment::id))
        .select(Stored::as_select())
        .load(conn)
}

type Names = (String, String);
type PersonRow = (String, String, String);
type Head = (
    String,
    (String, String),
    PersonRow,
    serde_json::Value,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
    Option<String>,
    (Uuid, NaiveDate),
);

/// A case of a purge with everything in it; none when it is gone.
pub fn case(
    conn: &mut PgConnection,
    proposal: PurgeProposalId,
    id: CaseId,
) -> QueryResult<Option<CaseContent>> {
    let head: Option<Head> = item::table
        .inner_join(case_file::table.on(case_file::id.eq(item::case_id)))
        .inner_join(unit::table.on(unit::id.eq(case_file::unit_id)))
        .inner_join(resident::table.on(resident::id.eq(case_file::subject_id)))
        .filter(item::proposal_id.eq(proposal).and(item::case_id.eq(id.0)))
        .select((
            case_file::number,
            (unit::hsa_id, unit::name),
            (resident::personal_number, resident::given_name, resident::family_name),
            case_file::answers,
            case_file::created_at,
            case_file::submitted_at,
            case_file::closed_at,
            case_file::close_kind,
            (item::retention_policy_id, item::due_on),
        ))
        .first(conn)
        .optional()?;
    let Some((number, (hsa_id, name), subject, answers, created, sent, closed, kind, under)) = head
    else {
        return Ok(None);
    };
    Ok(Some(CaseContent {
        id: id.0,
        number,
        unit: Place { hsa_id, name },
        case_type: type_name(conn, id)?,
        subject: person(subject),
        initiated_by: writer(conn, id)?,
        created_at: created.into(),
        submitted_at: sent.map(Into::into),
        closed_at: closed.map(Into::into),
        close_kind: kind,
        answers,
        messages: messages(conn, id)?,
        events: events(conn, id)?,
        retention_policy_id: under.0,
        due_on: under.1,
    }))
}

fn type_name(conn: &mut PgConnection, id: CaseId) -> QueryResult<Option<String>> {
    let own = case_file::table.filter(case_file::id.eq(id));
    case_type::table
        .filter(case_type::id.nullable().eq_any(own.select(case_file::case_type_id.nullable())))
        .select(case_type::name)
        .first(conn)
        .optional()
}

fn writer(conn: &mut PgConnection, id: CaseId) -> QueryResult<Option<Person>> {
    let own = case_file::table.filter(case_file::id.eq(id));
    let row: Option<PersonRow> = resident::table
        .filter(resident::id.nullable().eq_any(own.select(case_file::initiated_by.nullable())))
        .select((resident::personal_number, resident::given_name, resident::family_name))
        .first(conn)
        .optional()?;
    Ok(row.map(person))
}

type Message = (i32, String, DateTime<Utc>, String, Option<String>, Option<Names>, Option<Names>);

fn messages(conn: &mut PgConnection, id: CaseId) -> QueryResult<Vec<Said>> {
    let rows: Vec<Message> = case_message::table
        .left_join(resident::table.on(resident::id.nullable().eq(case_message::sender_resident_id)))
        .left_join(staff::table.on(staff::id.nullable().eq(case_message::sender_staff_id)))
        .filter(case_message::case_id.eq(id))
        .order(case_message::seq)
        .select((
            case_message::seq,
            case_message::kind,
            case_message::sent_at,
            case_message::body,
            case_message::signature,
            (resident::given_name, resident::family_name).nullable(),
            (staff::given_name, staff::family_name).nullable(),
        ))
        .load(conn)?;
    let read = |(seq, kind, sent_at, body, signature, resident, staff): Message| {
        let sender = resident.or(staff).map(full);
        Said { seq, kind, sent_at: sent_at.into(), sender, body, signature }
    };
    Ok(rows.into_iter().map(read).collect())
}

type Event = (DateTime<Utc>, String, Option<String>, String, Option<Names>, Option<Names>);

fn events(conn: &mut PgConnection, id: CaseId) -> QueryResult<Vec<Done>> {
    let rows: Vec<Event> = case_event::table
        .left_join(resident::table.on(resident::id.nullable().eq(case_event::actor_resident_id)))
        .left_join(staff::table.on(staff::id.nullable().eq(case_event::actor_staff_id)))
        .filter(case_event::case_id.eq(id))
        .order(case_event::version)
        .select((
            case_event::at,
            case_event::kind,
            case_event::from_stage,
            case_event::to_stage,
            (resident::given_name, resident::family_name).nullable(),
            (staff::given_name, staff::family_name).nullable(),
        ))
        .load(conn)?;
    let read = |(at, kind, from, to, resident, staff): Event| Done {
        at: at.into(),
        kind,
        by: resident.or(staff).map(full),
        from,
        to,
    };
    Ok(rows.into_iter().map(read).collect())
}

fn full((given, family): Names) -> String {
    format!("{given} {family}")
}

fn person((personal_number, given, family): PersonRow) -> Person {
    Person { personal_number, name: format!("{given} {family}") }
}
