//! The SQL of blocks and their temporary lifts. What is lifted stays as history.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{pg::Pg, prelude::*};
use uuid::Uuid;

use super::super::{
    decision::{Block, BlockKind, Days, ExcludedType, Lift},
    policy::{LiftBlock, LiftForAWhile, ListBlocks, ListOwnBlocks, Post, SetBlock},
    view::LiftGround,
};
use crate::{
    access::Grant,
    db::Tx,
    id::{PatientBlockId, ResidentId, StaffId, TemporaryLiftId, UnitId},
    page::Wanted,
    retention::keyset,
    schema::{patient_block as b, temporary_lift as t, unit},
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = b, check_for_backend(Pg))]
pub struct BlockRow {
    pub id: PatientBlockId,
    pub resident_id: ResidentId,
    pub kind: BlockKind,
    pub provider_hsa_id: String,
    pub unit_hsa_id: Option<String>,
    pub info_from: Option<NaiveDate>,
    pub info_through: Option<NaiveDate>,
    excluded_types: Vec<Option<String>>,
    pub unit_id: UnitId,
    pub set_at: DateTime<Utc>,
    pub lifted_at: Option<DateTime<Utc>>,
}

impl BlockRow {
    pub fn excluded(&self) -> Vec<ExcludedType> {
        let known = |code: &Option<String>| ExcludedType::from_code(code.as_deref()?);
        self.excluded_types.iter().filter_map(known).collect()
    }

    fn period(&self) -> Option<Days> {
        let bounded = self.info_from.is_some() || self.info_through.is_some();
        bounded.then(|| Days {
            from: self.info_from.unwrap_or(NaiveDate::MIN),
            through: self.info_through.unwrap_or(NaiveDate::MAX),
        })
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = t, check_for_backend(Pg))]
pub struct LiftRow {
    pub id: TemporaryLiftId,
    pub block_id: PatientBlockId,
    pub unit_id: UnitId,
    pub employee_id: Option<StaffId>,
    pub ground: LiftGround,
    pub valid_from: NaiveDate,
    pub valid_through: NaiveDate,
    pub lifted_at: DateTime<Utc>,
}

/// A block to set, for the provider of the one who sets it.
pub struct NewBlock<'a> {
    pub kind: BlockKind,
    pub unit_hsa_id: Option<&'a str>,
    pub info: (Option<NaiveDate>, Option<NaiveDate>),
    pub excluded: &'a [ExcludedType],
}

/// A block to see past, for the unit of the one who lifts.
pub struct NewLift<'a> {
    pub block: PatientBlockId,
    pub employee: Option<StaffId>,
    pub ground: LiftGround,
    pub reason: &'a str,
    pub through: NaiveDate,
}

/// The patient's blocks that are in force here, with their lifts, for the decision.
pub fn blocks_of(tx: &mut Tx<'_>, patient: ResidentId) -> QueryResult<Vec<Block>> {
    let rows: Vec<BlockRow> = b::table
        .filter(b::resident_id.eq(patient))
        .filter(b::lifted_at.is_null())
        .order(b::id)
        .select(BlockRow::as_select())
        .load(tx.conn)?;
    let ids: Vec<PatientBlockId> = rows.iter().map(|row| row.id).collect();
    let lifts: Vec<(LiftRow, String)> = t::table
        .inner_join(unit::table.on(unit::id.eq(t::unit_id)))
        .filter(t::block_id.eq_any(ids))
        .select((LiftRow::as_select(), unit::hsa_id))
        .load(tx.conn)?;
    let with_lifts = |row: BlockRow| {
        let own = lifts.iter().filter(|(lift, _)| lift.block_id == row.id);
        Block {
            kind: row.kind,
            period: row.period(),
            excluded: row.excluded(),
            lifts: own.map(|(lift, unit)| of_row(lift, unit)).collect(),
            provider: row.provider_hsa_id,
            unit: row.unit_hsa_id,
        }
    };
    Ok(rows.into_iter().map(with_lifts).collect())
}

fn of_row(row: &LiftRow, unit_hsa_id: &str) -> Lift {
    Lift {
        unit: unit_hsa_id.to_uppercase(),
        employee: row.employee_id.map(|id| id.to_string()),
        days: Days { from: row.valid_from, through: row.valid_through },
    }
}

/// Those that the caller's own provider has set. Who else has is told to nobody here.
pub fn blocks_of_provider(
    tx: &mut Tx<'_>,
    grant: &Grant<ListBlocks>,
    post: &Post,
    wanted: &Wanted,
) -> QueryResult<Vec<BlockRow>> {
    let query = b::table
        .filter(b::resident_id.eq(grant.subject()))
        .filter(b::provider_hsa_id.eq(&post.provider_hsa_id))
        .into_boxed();
    keyset!(query, wanted, b::set_at, b::id).select(BlockRow::as_select()).load(tx.conn)
}

pub fn blocks_of_patient(
    tx: &mut Tx<'_>,
    grant: &Grant<ListOwnBlocks>,
    wanted: &Wanted,
) -> QueryResult<Vec<BlockRow>> {
    let query = b::table.filter(b::resident_id.eq(grant.subject())).into_boxed();
    keyset!(query, wanted, b::set_at, b::id).select(BlockRow::as_select()).load(tx.conn)
}

/// A block of the patient's that the caller's provider has set, held until the transaction ends.
pub fn block_by_id(
    tx: &mut Tx<'_>,
    patient: ResidentId,
    provider_hsa_id: &str,
    id: PatientBlockId,
) -> QueryResult<Option<BlockRow>> {
    b::table
        .find(id)
        .filter(b::resident_id.eq(patient))
        .filter(b::provider_hsa_id.eq(provider_hsa_id))
        .select(BlockRow::as_select())
        .for_no_key_update()
        .first(tx.conn)
        .optional()
}

pub fn insert_block(
    tx: &mut Tx<'_>,
    grant: &Grant<SetBlock>,
    post: &Post,
    new: &NewBlock<'_>,
) -> QueryResult<BlockRow> {
    let excluded: Vec<&str> = new.excluded.iter().map(|kind| kind.code()).collect();
    diesel::insert_into(b::table)
        .values((
            b::id.eq(PatientBlockId::new()),
            b::resident_id.eq(grant.subject()),
            b::kind.eq(new.kind),
            b::provider_hsa_id.eq(&post.provider_hsa_id),
            b::unit_hsa_id.eq(new.unit_hsa_id),
            b::info_from.eq(new.info.0),
            b::info_through.eq(new.info.1),
            b::excluded_types.eq(excluded),
            b::requested_by.eq("patient"),
            b::unit_id.eq(post.unit),
            b::set_by.eq(post.staff),
            b::set_at.eq(tx.now),
        ))
        .returning(BlockRow::as_returning())
        .get_result(tx.conn)
}

/// Says whether it had not been lifted before.
pub fn lift_block(tx: &mut Tx<'_>, _: &Grant<LiftBlock>, id: PatientBlockId) -> QueryResult<bool> {
    diesel::update(b::table.find(id))
        .filter(b::lifted_at.is_null())
        .set((b::lifted_at.eq(tx.now), b::lifted_by.eq(tx.actor().uuid())))
        .execute(tx.conn)
        .map(|lifted| lifted == 1)
}

pub fn insert_lift(
    tx: &mut Tx<'_>,
    _: &Grant<LiftForAWhile>,
    post: &Post,
    new: &NewLift<'_>,
) -> QueryResult<LiftRow> {
    diesel::insert_into(t::table)
        .values((
            t::id.eq(TemporaryLiftId::new()),
            t::block_id.eq(new.block),
            t::unit_id.eq(post.unit),
            t::employee_id.eq(new.employee),
            t::ground.eq(new.ground),
            t::reason.eq(new.reason),
            t::valid_from.eq(tx.today),
            t::valid_through.eq(new.through),
            t::lifted_by.eq(post.staff),
            t::lifted_at.eq(tx.now),
        ))
        .returning(LiftRow::as_returning())
        .get_result(tx.conn)
}

/// The patient that a lift was about, and the lift.
pub fn lift_by_id(tx: &mut Tx<'_>, id: Uuid) -> QueryResult<Option<(ResidentId, UnitId)>> {
    t::table
        .inner_join(b::table)
        .filter(t::id.eq(TemporaryLiftId(id)))
        .select((b::resident_id, t::unit_id))
        .first(tx.conn)
        .optional()
}
