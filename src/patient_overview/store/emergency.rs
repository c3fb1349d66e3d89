//! The SQL of emergency openings, and of what was read. Neither is ever changed.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};

use super::super::policy::{ListOwnOpenings, OpenInEmergency, Post, ReadOverview};
use crate::{
    access::Grant,
    db::Tx,
    id::{EmergencyOpeningId, OverviewReadingId, ResidentId, UnitId},
    journal::decision::InformationType,
    page::Wanted,
    retention::keyset,
    schema::{emergency_opening as e, overview_reading as reading, unit},
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = e, check_for_backend(Pg))]
pub struct OpeningRow {
    pub id: EmergencyOpeningId,
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    pub opened_at: DateTime<Utc>,
    pub valid_on: NaiveDate,
}

pub fn insert_opening(
    tx: &mut Tx<'_>,
    grant: &Grant<OpenInEmergency>,
    post: &Post,
    reason: &str,
) -> QueryResult<OpeningRow> {
    diesel::insert_into(e::table)
        .values((
            e::id.eq(EmergencyOpeningId::new()),
            e::resident_id.eq(grant.subject()),
            e::unit_id.eq(post.unit),
            e::opened_by.eq(post.staff),
            e::opened_at.eq(tx.now),
            e::valid_on.eq(tx.today),
            e::reason.eq(reason),
        ))
        .returning(OpeningRow::as_returning())
        .get_result(tx.conn)
}

pub fn openings_of_patient(
    tx: &mut Tx<'_>,
    grant: &Grant<ListOwnOpenings>,
    wanted: &Wanted,
) -> QueryResult<Vec<(OpeningRow, String)>> {
    let query =
        e::table.inner_join(unit::table).filter(e::resident_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, e::opened_at, e::id)
        .select((OpeningRow::as_select(), unit::name))
        .load(tx.conn)
}

/// What was read, by kind alone.
pub struct NewReading<'a> {
    pub ground: &'static str,
    pub kinds: &'a [InformationType],
    pub withheld: bool,
}

pub fn note_reading(
    tx: &mut Tx<'_>,
    grant: &Grant<ReadOverview>,
    post: &Post,
    new: &NewReading<'_>,
) -> QueryResult<()> {
    let kinds: Vec<&str> = new.kinds.iter().map(|kind| kind.code()).collect();
    diesel::insert_into(reading::table)
        .values((
            reading::id.eq(OverviewReadingId::new()),
            reading::resident_id.eq(grant.subject()),
            reading::staff_id.eq(post.staff),
            reading::unit_id.eq(post.unit),
            reading::provider_hsa_id.eq(&post.provider_hsa_id),
            reading::read_at.eq(tx.now),
            reading::ground.eq(new.ground),
            reading::information_types.eq(kinds),
            reading::withheld.eq(new.withheld),
        ))
        .execute(tx.conn)
        .map(drop)
}
