//! The SQL of infected files, and of who was told.

use diesel::prelude::*;

use super::{Scan, Side};
use crate::{
    access::{Action, Grant, Subject},
    db::Tx,
    id::{AttachmentId, CaseId, ResidentId, StaffId},
    schema::attachment,
};

/// A file in which malware was found, and nobody was told.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = attachment, check_for_backend(diesel::pg::Pg))]
pub struct Untold {
    pub id: AttachmentId,
    pub case_id: CaseId,
}

/// Some of the infected files of which nobody was told.
pub fn untold(tx: &mut Tx<'_>, limit: i64) -> QueryResult<Vec<Untold>> {
    attachment::table
        .filter(attachment::scan.eq(Scan::Infected))
        .filter(attachment::infected_told_at.is_null())
        .order(attachment::id)
        .limit(limit)
        .select(Untold::as_select())
        .load(tx.conn)
}

/// Writes down that a file of the granted case is told of, and answers on whose side it was uploaded;
/// none when somebody was told before.
pub fn is_told<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: AttachmentId,
) -> QueryResult<Option<Side>>
where
    A::On: Subject,
{
    let untold = attachment::table
        .find(id)
        .filter(attachment::case_id.eq(grant.subject()))
        .filter(attachment::scan.eq(Scan::Infected))
        .filter(attachment::infected_told_at.is_null());
    let by: Option<(Option<ResidentId>, Option<StaffId>)> = diesel::update(untold)
        .set(attachment::infected_told_at.eq(tx.now))
        .returning((attachment::uploaded_by_resident_id, attachment::uploaded_by_staff_id))
        .get_result(tx.conn)
        .optional()?;
    Ok(by.and_then(|(resident, staff)| resident.map(Side::Resident).or(staff.map(Side::Staff))))
}
