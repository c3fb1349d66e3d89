//! The SQL of case types. Rows come out sealed; writes ask for the grant that allows them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;

use super::{
    case_type::{CaseType, Edition, Owned, Owner},
    policy::{Create, Edit, List},
    view::CaseTypeContent,
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    failure::Failure,
    id::{CaseTypeId, FormVersionId, RetentionPolicyId, UnitId},
    identity::Sex,
    page::Wanted,
    schema::{case_type, form_version, unit, unit_case_type},
    units::{StandardAnswer, availability::CaseTypeStatus, form::Component},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = case_type, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: CaseTypeId,
    owner_unit_id: Option<UnitId>,
    owner_region_code: Option<Region>,
    name: String,
    description: String,
    terms_text: String,
    limited_selection: bool,
    agent_allowed: bool,
    minimum_age: Option<i16>,
    maximum_age: Option<i16>,
    sex: Option<Sex>,
    first_response_workdays: Option<i16>,
    expires_after_days: Option<i16>,
    documentation_required: bool,
    auto_reply_text: Option<String>,
    status: CaseTypeStatus,
    version: i64,
    changed_at: DateTime<Utc>,
    draft_components: Option<Value>,
    standard_answers: Value,
    retention_policy_id: Option<RetentionPolicyId>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = form_version, check_for_backend(diesel::pg::Pg))]
pub struct EditionRow {
    pub id: FormVersionId,
    pub number: i32,
    pub published_at: DateTime<Utc>,
    components: Value,
}

/// What people decide, as columns.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = case_type, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Columns<'a> {
    name: &'a str,
    description: &'a str,
    terms_text: &'a str,
    limited_selection: bool,
    agent_allowed: bool,
    minimum_age: Option<i16>,
    maximum_age: Option<i16>,
    sex: Option<Sex>,
    first_response_workdays: Option<i16>,
    expires_after_days: Option<i16>,
    documentation_required: bool,
    auto_reply_text: Option<&'a str>,
    draft_components: Option<Value>,
    standard_answers: Value,
    retention_policy_id: Option<RetentionPolicyId>,
    changed_at: DateTime<Utc>,
}

/// Whose types those of that unit are. None when there is no such unit.
pub fn owner_unit(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Option<Owner>> {
    let region: Option<Region> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    Ok(region.map(|region| Owner::Unit { id, region }))
}

pub fn find(tx: &mut Tx<'_>, id: CaseTypeId) -> Result<Sealed<CaseType>, Failure> {
    Ok(Sealed::new(read(tx, id)?.ok_or(Failure::Absent)?))
}

/// The same, and its row held until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: CaseTypeId) -> Result<Sealed<CaseType>, Failure> {
    let held: Option<CaseTypeId> =
        case_type::table.find(id).select(case_type::id).for_update().first(tx.conn).optional()?;
    held.ok_or(Failure::Absent)?;
    find(tx, id)
}

/// The granted case type as this transaction has left it.
pub fn again<A: Action<On = CaseType>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
) -> Result<CaseType, Failure> {
    read(tx, CaseTypeId(grant.subject()))?.ok_or(Failure::Absent)
}

/// The one that this very transaction made.
pub fn made(tx: &mut Tx<'_>, _: &Grant<Create>, id: CaseTypeId) -> Result<CaseType, Failure> {
    read(tx, id)?.ok_or(Failure::Absent)
}

fn read(tx: &mut Tx<'_>, id: CaseTypeId) -> Result<Option<CaseType>, Failure> {
    let row: Option<(Row, Option<Region>)> = case_type::table
        .left_join(unit::table.on(unit::id.nullable().eq(case_type::owner_unit_id)))
        .filter(case_type::id.eq(id))
        .select((Row::as_select(), unit::region_code.nullable()))
        .first(tx.conn)
        .optional()?;
    let Some((row, region)) = row else { return Ok(None) };
    let latest: Option<EditionRow> = form_version::table
        .filter(form_version::case_type_id.eq(id))
        .order(form_version::number.desc())
        .select(EditionRow::as_select())
        .first(tx.conn)
        .optional()?;
    whole(row, region, latest).map(Some)
}

fn whole(
    row: Row,
    region: Option<Region>,
    latest: Option<EditionRow>,
) -> Result<CaseType, Failure> {
    let published = latest.as_ref().map(EditionRow::components).transpose()?;
    let draft = row.draft_components.map(|draft| components(draft, row.id)).transpose()?;
    let form_changed = draft.is_some() && draft != published;
    let standard_answers: Vec<StandardAnswer> = serde_json::from_value(row.standard_answers)
        .map_err(|error| Failure::Bug(format!("standard answers of {}: {error}", row.id)))?;
    let content = CaseTypeContent {
        name: row.name,
        description: row.description,
        terms_text: row.terms_text,
        limited_selection: row.limited_selection,
        agent_allowed: row.agent_allowed,
        minimum_age: row.minimum_age.map(i32::from),
        maximum_age: row.maximum_age.map(i32::from),
        sex: row.sex,
        first_response_workdays: row.first_response_workdays.map(i32::from),
        expires_after_days: row.expires_after_days.map(i32::from),
        documentation_required: row.documentation_required,
        auto_reply_text: row.auto_reply_text,
        retention_policy_id: row.retention_policy_id,
        standard_answers,
        components: draft.or(published).unwrap_or_default(),
    };
    Ok(CaseType {
        id: row.id,
        owner: owner(row.owner_unit_id, row.owner_region_code, region)
            .ok_or_else(|| Failure::Bug(format!("owner of {}", row.id)))?,
        status: row.status,
        content,
        latest: latest.map(|it| Edition {
            id: it.id,
            number: it.number,
            published_at: it.published_at,
        }),
        form_changed,
        version: row.version,
        changed_at: row.changed_at,
    })
}

fn owner(unit: Option<UnitId>, own: Option<Region>, units: Option<Region>) -> Option<Owner> {
    Some(match (unit, own) {
        (Some(id), _) => Owner::Unit { id, region: units? },
        (None, Some(region)) => Owner::Region(region),
        (None, None) => Owner::Nation,
    })
}

fn components(stored: Value, of: CaseTypeId) -> Result<Vec<Component>, Failure> {
    serde_json::from_value(stored).map_err(|error| Failure::Bug(format!("form of {of}: {error}")))
}

impl EditionRow {
    pub fn components(&self) -> Result<Vec<Component>, Failure> {
        serde_json::from_value(self.components.clone())
            .map_err(|error| Failure::Bug(format!("form {}: {error}", self.id)))
    }
}

/// A case type in a list.
#[derive(Queryable, Selectable)]
#[diesel(table_name = case_type, check_for_backend(diesel::pg::Pg))]
pub struct ListRow {
    pub id: CaseTypeId,
    pub name: String,
    pub status: CaseTypeStatus,
    pub limited_selection: bool,
    pub changed_at: DateTime<Utc>,
}

/// One owner's case types, the last made first.
pub fn list(
    tx: &mut Tx<'_>,
    _: &Grant<List>,
    owned: &Owned,
    status: Option<CaseTypeStatus>,
    wanted: &Wanted,
) -> QueryResult<Vec<ListRow>> {
    let mut query = case_type::table.limit(wanted.fetch()).into_boxed();
    query = match &owned.0 {
        Owner::Unit { id, .. } => query.filter(case_type::owner_unit_id.eq(*id)),
        Owner::Region(region) => query.filter(case_type::owner_region_code.eq(region.clone())),
        Owner::Nation => query
            .filter(case_type::owner_unit_id.is_null())
            .filter(case_type::owner_region_code.is_null()),
    };
    if let Some(status) = status {
        query = query.filter(case_type::status.eq(status));
    }
    query = match wanted.from {
        None => query,
        Some(from) if from.back => query.filter(case_type::id.gt(CaseTypeId(from.id))),
        Some(from) => query.filter(case_type::id.lt(CaseTypeId(from.id))),
    };
    query = if wanted.goes_back() {
        query.order(case_type::id.asc())
    } else {
        query.order(case_type::id.desc())
    };
    query.select(ListRow::as_select()).load(tx.conn)
}

/// Begins a draft; a unit's own is the unit's to activate when it is published.
pub fn insert(
    tx: &mut Tx<'_>,
    _: &Grant<Create>,
    owner: &Owner,
    content: &CaseTypeContent,
) -> Result<CaseTypeId, Failure> {
    let id = CaseTypeId::new();
    let region = if let Owner::Region(region) = owner { Some(region) } else { None };
    diesel::insert_into(case_type::table)
        .values((
            case_type::id.eq(id),
            case_type::owner_unit_id.eq(owner.unit()),
            case_type::owner_region_code.eq(region),
            case_type::status.eq(CaseTypeStatus::Draft),
            columns(tx.now, content, true)?,
        ))
        .execute(tx.conn)?;
    if let Some(unit) = owner.unit() {
        let by = tx.actor().uuid();
        diesel::insert_into(unit_case_type::table)
            .values((
                unit_case_type::unit_id.eq(unit),
                unit_case_type::case_type_id.eq(id),
                unit_case_type::handed_out_at.eq(tx.now),
                unit_case_type::handed_out_by.eq(by),
            ))
            .execute(tx.conn)?;
    }
    Ok(id)
}

/// Changes the granted case type. The form stays a working copy until it is published.
pub fn edit(
    tx: &mut Tx<'_>,
    grant: &Grant<Edit>,
    content: &CaseTypeContent,
    form_changed: bool,
) -> Result<(), Failure> {
    let now = tx.now;
    diesel::update(case_type::table.find(grant.subject()))
        .set((columns(now, content, form_changed)?, case_type::version.eq(case_type::version + 1)))
        .execute(tx.conn)?;
    Ok(())
}

fn columns(
    now: DateTime<Utc>,
    content: &CaseTypeContent,
    keep_form: bool,
) -> Result<Columns<'_>, Failure> {
    let json = |value: serde_json::Result<Value>| {
        value.map_err(|error| Failure::Bug(format!("a case type as JSON: {error}")))
    };
    let small = |number: i32| i16::try_from(number).unwrap_or(i16::MAX);
    let form = || json(serde_json::to_value(&content.components));
    Ok(Columns {
        name: &content.name,
        description: &content.description,
        terms_text: &content.terms_text,
        limited_selection: content.limited_selection,
        agent_allowed: content.agent_allowed,
        minimum_age: content.minimum_age.map(small),
        maximum_age: content.maximum_age.map(small),
        sex: content.sex,
        first_response_workdays: content.first_response_workdays.map(small),
        expires_after_days: content.expires_after_days.map(small),
        documentation_required: content.documentation_required,
        auto_reply_text: content.auto_reply_text.as_deref(),
        draft_components: if keep_form { Some(form()?) } else { None },
        standard_answers: json(serde_json::to_value(&content.standard_answers))?,
        retention_policy_id: content.retention_policy_id,
        changed_at: now,
    })
}

/// The latest form of the granted case type, for comparison.
pub fn latest_form<A: Action<On = CaseType>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
) -> Result<Option<Vec<Component>>, Failure> {
    editions(tx, grant, 1)?.first().map(EditionRow::components).transpose()
}

/// The versions of the granted case type's form, the latest first.
pub fn editions<A: Action<On = CaseType>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    most: i64,
) -> QueryResult<Vec<EditionRow>> {
    form_version::table
        .filter(form_version::case_type_id.eq(grant.subject()))
        .order(form_version::number.desc())
        .limit(most)
        .select(EditionRow::as_select())
        .load(tx.conn)
}

pub fn edition<A: Action<On = CaseType>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    number: i32,
) -> QueryResult<Option<EditionRow>> {
    form_version::table
        .filter(form_version::case_type_id.eq(grant.subject()))
        .filter(form_version::number.eq(number))
        .select(EditionRow::as_select())
        .first(tx.conn)
        .optional()
}

/// Takes the granted case type to that status, and its working copy into a version if it has changed.
pub fn step<A: Action<On = CaseType>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    it: &CaseType,
    to: CaseTypeStatus,
    with_form: bool,
) -> Result<(), Failure> {
    if with_form && it.form_changed {
        let components = serde_json::to_value(&it.content.components)
            .map_err(|error| Failure::Bug(format!("a form as JSON: {error}")))?;
        diesel::insert_into(form_version::table)
            .values((
                form_version::id.eq(FormVersionId::new()),
                form_version::case_type_id.eq(CaseTypeId(grant.subject())),
                form_version::number.eq(it.latest.as_ref().map_or(0, |latest| latest.number) + 1),
                form_version::components.eq(components),
                form_version::published_at.eq(tx.now),
            ))
            .execute(tx.conn)?;
        diesel::update(case_type::table.find(grant.subject()))
            .set(case_type::draft_components.eq(None::<Value>))
            .execute(tx.conn)?;
    }
    diesel::update(case_type::table.find(grant.subject()))
        .set((
            case_type::status.eq(to),
            case_type::version.eq(case_type::version + 1),
            case_type::changed_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}
