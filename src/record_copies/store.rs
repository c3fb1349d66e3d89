//! The SQL of record copies.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    dsl::{exists, select},
    pg::Pg,
    prelude::*,
};
use uuid::Uuid;

use super::{
    policy::{AtDesk, FileRequest, ListOwn, ListRequests},
    request::{AppealTo, Copy, CopyDelivery, CopyGround, CopyScope, CopyStage},
    view::NewRecordCopyRequest,
};
use crate::{
    access::{Action, Grant, Sealed, agency_holds, agency_of},
    db::Tx,
    failure::Failure,
    id::{RecordCopyDecisionId, RecordCopyRequestId, ResidentId, StaffId, UnitId},
    journal::decision::{InformationType, Period, Publication, Scope, Seal, UnitClass, Window},
    page::Wanted,
    patient_overview::post_of,
    retention::keyset,
    schema::{
        guardian_block, guardianship, journal_policy, journal_provider, journal_seal, journal_unit,
        record_copy_decision as d, record_copy_part as part, record_copy_request as r, resident,
        unit,
    },
};

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = r, check_for_backend(Pg))]
pub struct CopyRow {
    pub id: RecordCopyRequestId,
    pub resident_id: ResidentId,
    pub unit_id: UnitId,
    pub requested_by: ResidentId,
    pub filed_at: DateTime<Utc>,
    pub scope: CopyScope,
    information_types: Vec<Option<String>>,
    pub period_from: Option<NaiveDate>,
    pub period_through: Option<NaiveDate>,
    pub wish: Option<String>,
    pub delivery: CopyDelivery,
    pub stage: CopyStage,
    pub assessor_id: Option<StaffId>,
    pub taken_at: Option<DateTime<Utc>>,
    pub decision_id: Option<RecordCopyDecisionId>,
    pub version: i64,
}

impl CopyRow {
    pub fn copy(&self) -> Copy {
        let by_guardian = self.requested_by != self.resident_id;
        Copy { stage: self.stage, assessor: self.assessor_id, by_guardian }
    }

    /// Those asked for; none: all.
    pub fn kinds(&self) -> Vec<InformationType> {
        let known = |code: &Option<String>| InformationType::from_code(code.as_deref()?);
        self.information_types.iter().filter_map(known).collect()
    }
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = d, check_for_backend(Pg))]
pub struct DecisionRow {
    pub outcome: CopyStage,
    pub decided_at: DateTime<Utc>,
    pub assessed_digest: Option<Vec<u8>>,
    pub ground: Option<CopyGround>,
    pub reasons: Option<String>,
    pub appeal_to: Option<AppealTo>,
}

/// A part that is withheld.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = part, check_for_backend(Pg))]
pub struct WithheldPart {
    pub item_id: Uuid,
    pub section: Option<i32>,
    pub ground: CopyGround,
}

/// A decision to write down.
pub struct NewDecision<'a> {
    pub outcome: CopyStage,
    pub digest: Option<[u8; 32]>,
    pub ground: Option<CopyGround>,
    pub reasons: Option<&'a str>,
    pub appeal_to: Option<AppealTo>,
    pub parts: &'a [WithheldPart],
}

/// The unit's desk, sealed.
pub fn desk(tx: &mut Tx<'_>, at: UnitId) -> QueryResult<Sealed<AtDesk>> {
    let post = post_of(tx, at)?;
    Ok(Sealed::new(AtDesk { unit: at, post, row: None }))
}

/// One request at the desk, sealed, and held when it is to be changed. The same where it is not there.
pub fn at_desk(
    tx: &mut Tx<'_>,
    (at, id): (UnitId, RecordCopyRequestId),
    hold: bool,
) -> QueryResult<Sealed<AtDesk>> {
    let post = post_of(tx, at)?;
    let own = r::id.eq(id).and(r::unit_id.eq(at));
    let query = r::table.filter(own).select(CopyRow::as_select());
    let row = match hold {
        true => query.for_no_key_update().first(tx.conn).optional()?,
        false => query.first(tx.conn).optional()?,
    };
    Ok(Sealed::new(AtDesk { unit: at, post, row }))
}

pub fn is_active_unit(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<bool> {
    select(exists(unit::table.find(id).filter(unit::status.eq("active")))).get_result(tx.conn)
}

/// Whether the register says today that one is the minor other's guardian. Blocks do not matter here: a
/// blocked guardian may ask, and is assessed.
pub fn is_guardian_by_register(
    tx: &mut Tx<'_>,
    guardian: ResidentId,
    child: ResidentId,
) -> QueryResult<bool> {
    let eighteen_years = tx.today.checked_sub_months(chrono::Months::new(18 * 12));
    let of = guardianship::table
        .inner_join(resident::table.on(resident::id.eq(guardianship::child_id)))
        .filter(guardianship::guardian_id.eq(guardian))
        .filter(guardianship::child_id.eq(child))
        .filter(guardianship::ended_on.is_null().or(guardianship::ended_on.gt(tx.today)))
        .filter(resident::birth_date.nullable().gt(eighteen_years));
    select(exists(of)).get_result(tx.conn)
}

/// Whether the guardian who asked may act for the child right now.
pub fn has_agency(tx: &mut Tx<'_>, row: &CopyRow) -> Result<bool, Failure> {
    let ends_at = tx.policies().number("agency.ends-at-age", None, tx.today)?;
    let agency = agency_of(tx.conn, row.requested_by, row.resident_id)?;
    Ok(agency.is_some_and(|agency| agency_holds(&agency, tx.today, ends_at)))
}

pub fn file(
    tx: &mut Tx<'_>,
    grant: &Grant<FileRequest>,
    by: ResidentId,
    new: &NewRecordCopyRequest,
) -> QueryResult<RecordCopyRequestId> {
    let kinds: Vec<&str> = new.information_types.iter().map(|kind| kind.code()).collect();
    diesel::insert_into(r::table)
        .values((
            r::id.eq(RecordCopyRequestId::new()),
            r::resident_id.eq(grant.subject()),
            r::unit_id.eq(new.unit_id),
            r::requested_by.eq(by),
            r::filed_at.eq(tx.now),
            r::scope.eq(new.scope),
            r::information_types.eq(kinds),
            r::period_from.eq(new.period_from),
            r::period_through.eq(new.period_through),
            r::wish.eq(&new.wish),
            r::delivery.eq(new.delivery),
            r::stage.eq(CopyStage::Filed),
        ))
        .returning(r::id)
        .get_result(tx.conn)
}

/// What the caller has asked for about that person, newest first.
pub fn filed_by(
    tx: &mut Tx<'_>,
    grant: &Grant<ListOwn>,
    wanted: &Wanted,
) -> QueryResult<Vec<(CopyRow, String)>> {
    let query = r::table
        .inner_join(unit::table)
        .filter(r::resident_id.eq(grant.subject()))
        .filter(r::requested_by.eq(tx.actor().uuid()))
        .into_boxed();
    keyset!(query, wanted, r::filed_at, r::id)
        .select((CopyRow::as_select(), unit::name))
        .load(tx.conn)
}

pub fn filed_by_id<A: Action>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: RecordCopyRequestId,
) -> QueryResult<Option<(CopyRow, String)>> {
    r::table
        .inner_join(unit::table)
        .filter(r::id.eq(id))
        .filter(r::resident_id.eq(grant.subject()))
        .filter(r::requested_by.eq(tx.actor().uuid()))
        .select((CopyRow::as_select(), unit::name))
        .first(tx.conn)
        .optional()
}

pub fn of_unit(
    tx: &mut Tx<'_>,
    grant: &Grant<ListRequests>,
    stage: Option<CopyStage>,
    wanted: &Wanted,
) -> QueryResult<Vec<CopyRow>> {
    let mut query = r::table.filter(r::unit_id.eq(grant.subject())).into_boxed();
    if let Some(stage) = stage {
        query = query.filter(r::stage.eq(stage));
    }
    keyset!(query, wanted, r::filed_at, r::id).select(CopyRow::as_select()).load(tx.conn)
}

/// Moves the granted request on, and hands it to whoever moves it.
pub fn assess<A: Action<On = AtDesk>>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<()> {
    diesel::update(r::table.find(RecordCopyRequestId(grant.subject())))
        .set((
            r::stage.eq(CopyStage::Assessing),
            r::assessor_id.eq(StaffId(tx.actor().uuid())),
            r::taken_at.eq(tx.now),
            r::decision_id.eq(None::<RecordCopyDecisionId>),
            r::version.eq(r::version + 1),
        ))
        .execute(tx.conn)
        .map(drop)
}

/// Writes a decision on the granted request. Answers what it is called.
pub fn decide<A: Action<On = AtDesk>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    new: &NewDecision<'_>,
) -> QueryResult<RecordCopyDecisionId> {
    let (request, id) = (RecordCopyRequestId(grant.subject()), RecordCopyDecisionId::new());
    diesel::insert_into(d::table)
        .values((
            d::id.eq(id),
            d::request_id.eq(request),
            d::outcome.eq(new.outcome),
            d::decided_by.eq(tx.actor().uuid()),
            d::decided_at.eq(tx.now),
            d::assessed_digest.eq(new.digest.map(Vec::from)),
            d::ground.eq(new.ground),
            d::reasons.eq(new.reasons),
            d::appeal_to.eq(new.appeal_to),
        ))
        .execute(tx.conn)?;
    for (place, withheld) in (1_i32..).zip(new.parts) {
        diesel::insert_into(part::table)
            .values((
                part::decision_id.eq(id),
                part::place.eq(place),
                part::item_id.eq(withheld.item_id),
                part::section.eq(withheld.section),
                part::ground.eq(withheld.ground),
            ))
            .execute(tx.conn)?;
    }
    diesel::update(r::table.find(request))
        .set((r::stage.eq(new.outcome), r::decision_id.eq(id), r::version.eq(r::version + 1)))
        .execute(tx.conn)
        .map(|_| id)
}

pub fn row<A: Action<On = AtDesk>>(tx: &mut Tx<'_>, grant: &Grant<A>) -> QueryResult<CopyRow> {
    r::table.find(RecordCopyRequestId(grant.subject())).select(CopyRow::as_select()).first(tx.conn)
}

/// The decision that holds, with what it withholds.
pub fn decision(
    tx: &mut Tx<'_>,
    id: RecordCopyDecisionId,
) -> QueryResult<(DecisionRow, Vec<WithheldPart>)> {
    let row = d::table.find(id).select(DecisionRow::as_select()).first(tx.conn)?;
    let parts = part::table
        .filter(part::decision_id.eq(id))
        .order(part::place)
        .select(WithheldPart::as_select())
        .load(tx.conn)?;
    Ok((row, parts))
}

/// Where a decision of that provider's is appealed; none where the provider is not entered.
pub fn appeal_to(tx: &mut Tx<'_>, provider: &str) -> QueryResult<Option<AppealTo>> {
    let private: Option<bool> = journal_provider::table
        .find(provider)
        .select(journal_provider::is_private)
        .first(tx.conn)
        .optional()?;
    Ok(private.map(|it| if it { AppealTo::Ivo } else { AppealTo::AdministrativeCourtOfAppeal }))
}

/// Whom the record is about, and what warns of them.
#[derive(Debug, Clone)]
pub struct About {
    pub personal_number: String,
    pub name: String,
    pub protected: bool,
    pub requester_protected: bool,
    pub guardian_blocked: bool,
}

pub fn about(tx: &mut Tx<'_>, row: &CopyRow) -> QueryResult<About> {
    let (personal_number, given, family, protected): (String, String, String, bool) =
        resident::table
            .find(row.resident_id)
            .select((
                resident::personal_number,
                resident::given_name,
                resident::family_name,
                resident::protected_identity,
            ))
            .first(tx.conn)?;
    let requester_protected = resident::table
        .find(row.requested_by)
        .select(resident::protected_identity)
        .first(tx.conn)?;
    let block = guardian_block::table
        .filter(guardian_block::child_id.eq(row.resident_id))
        .filter(guardian_block::guardian_id.eq(row.requested_by))
        .filter(guardian_block::lifted_at.is_null());
    let guardian_blocked = select(exists(block)).get_result(tx.conn)?;
    let name = format!("{given} {family}");
    Ok(About { personal_number, name, protected, requester_protected, guardian_blocked })
}

type SealRow = (
    (String, Option<String>, Option<NaiveDate>, Option<NaiveDate>),
    (NaiveDate, Option<NaiveDate>, Option<NaiveDate>),
);

/// Every seal of the resident's that is set here.
pub fn seals(tx: &mut Tx<'_>, of: ResidentId) -> QueryResult<Vec<Seal>> {
    let rows: Vec<SealRow> = journal_seal::table
        .filter(journal_seal::resident_id.eq(of))
        .select((
            (
                journal_seal::scope,
                journal_seal::target_hsa_id,
                journal_seal::events_from,
                journal_seal::events_through,
            ),
            (journal_seal::valid_from, journal_seal::valid_through, journal_seal::deactivated_on),
        ))
        .load(tx.conn)?;
    Ok(rows.into_iter().filter_map(seal).collect())
}

fn seal(((scope, target, from, through), days): SealRow) -> Option<Seal> {
    let period = from.zip(through).map(|(from, through)| Period { from, through });
    let scope = match scope.as_str() {
        "full" => Scope::Full,
        "unit" => Scope::Unit(target?, period),
        "provider" => Scope::Provider(target?, period),
        _ => Scope::Period(period?),
    };
    let (from, through, deactivated) = days;
    Some(Seal { scope, window: Window { from, through, deactivated } })
}

/// What a provider publishes, where it has said so, and its units' classes.
type Published = (Option<Publication>, Vec<(String, UnitClass)>);

/// What the provider publishes today.
pub fn published(tx: &mut Tx<'_>, provider: &str) -> QueryResult<Published> {
    let document: Option<serde_json::Value> = journal_policy::table
        .filter(journal_policy::kind.eq("publication"))
        .filter(journal_policy::provider_hsa_id.eq(provider))
        .filter(journal_policy::in_force)
        .filter(journal_policy::valid_from.le(tx.today))
        .order(journal_policy::valid_from.desc())
        .select(journal_policy::document)
        .first(tx.conn)
        .optional()?;
    let classes = journal_unit::table
        .filter(journal_unit::provider_hsa_id.eq(provider))
        .select((journal_unit::hsa_id, journal_unit::class))
        .load(tx.conn)?;
    Ok((document.and_then(|it| serde_json::from_value(it).ok()), classes))
}
