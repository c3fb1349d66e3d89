//! The SQL of reply templates. Rows come out sealed; writes ask for the grant that allows them.

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};
use serde_json::Value;

use super::{
    placeholder::Facts,
    policy::{Change, List, Remove},
    template::{Template, TemplateKind, Text, UnitTemplates},
    view::ReplyTemplateContent,
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    failure::Failure,
    id::{CaseTypeId, ReplyTemplateId, ReplyTemplateVersionId, ResidentId, StaffId, UnitId},
    page::Wanted,
    schema::{reply_template, reply_template_version, resident, staff, unit, unit_case_type},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = reply_template, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: ReplyTemplateId,
    unit_id: UnitId,
    owner_staff_id: Option<StaffId>,
    case_type_id: Option<CaseTypeId>,
    kind: TemplateKind,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = reply_template_version, check_for_backend(diesel::pg::Pg))]
struct TextRow {
    id: ReplyTemplateVersionId,
    number: i64,
    title: String,
    body: String,
    questions: Value,
    written_by: StaffId,
    written_at: DateTime<Utc>,
}

type Whole = (Row, TextRow, Region);

/// Templates that are not removed, each with its latest version.
macro_rules! latest {
    () => {
        reply_template::table
            .inner_join(
                reply_template_version::table.on(reply_template_version::template_id
                    .eq(reply_template::id)
                    .and(reply_template_version::number.eq(reply_template::version))),
            )
            .inner_join(unit::table.on(unit::id.eq(reply_template::unit_id)))
            .filter(reply_template::removed_at.is_null())
            .select((Row::as_select(), TextRow::as_select(), unit::region_code))
    };
}

fn read((row, text, region): Whole) -> Result<Template, Failure> {
    Ok(Template {
        id: row.id,
        unit: row.unit_id,
        region,
        owner: row.owner_staff_id,
        kind: row.kind,
        case_type: row.case_type_id,
        text: text.read()?,
    })
}

impl TextRow {
    fn read(self) -> Result<Text, Failure> {
        let questions = serde_json::from_value(self.questions)
            .map_err(|error| Failure::Bug(format!("questions of {}: {error}", self.id)))?;
        Ok(Text {
            number: self.number,
            title: self.title,
            body: self.body,
            questions,
            written_by: self.written_by,
            written_at: self.written_at,
        })
    }
}

/// A unit's templates as one sealed thing.
pub fn of_unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<UnitTemplates>, Failure> {
    let region: Option<Region> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    Ok(Sealed::new(UnitTemplates { unit: id, region: region.ok_or(Failure::Absent)? }))
}

pub fn find(tx: &mut Tx<'_>, id: ReplyTemplateId) -> Result<Sealed<Template>, Failure> {
    let row: Option<Whole> =
        latest!().filter(reply_template::id.eq(id)).first(tx.conn).optional()?;
    Ok(Sealed::new(read(row.ok_or(Failure::Absent)?)?))
}

/// The same, and its row held until the transaction ends.
pub fn lock(tx: &mut Tx<'_>, id: ReplyTemplateId) -> Result<Sealed<Template>, Failure> {
    let row = reply_template::table.find(id).select(reply_template::id).for_update();
    let held: Option<ReplyTemplateId> = row.first(tx.conn).optional()?;
    held.ok_or(Failure::Absent)?;
    find(tx, id)
}

/// The one that this very transaction wrote.
pub fn written<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    id: ReplyTemplateId,
) -> Result<Template, Failure> {
    let row: Whole = latest!().filter(reply_template::id.eq(id)).first(tx.conn)?;
    read(row)
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub kind: Option<TemplateKind>,
    pub case_type: Option<CaseTypeId>,
}

/// The granted unit's templates and the caller's own there, the last made first.
pub fn list(
    tx: &mut Tx<'_>,
    grant: &Grant<List>,
    wish: Wish,
    wanted: &Wanted,
) -> Result<Vec<Template>, Failure> {
    let (me, owner) = (tx.actor().uuid(), reply_template::owner_staff_id);
    let mut query = latest!()
        .filter(reply_template::unit_id.eq(grant.subject()))
        .filter(owner.is_null().or(owner.eq(me)))
        .limit(wanted.fetch())
        .into_boxed();
    if let Some(kind) = wish.kind {
        query = query.filter(reply_template::kind.eq(kind));
    }
    if let Some(of) = wish.case_type {
        let meant = reply_template::case_type_id;
        query = query.filter(meant.is_null().or(meant.eq(of)));
    }
    query = match wanted.from {
        None => query,
        Some(from) if from.back => query.filter(reply_template::id.gt(ReplyTemplateId(from.id))),
        Some(from) => query.filter(reply_template::id.lt(ReplyTemplateId(from.id))),
    };
    query = if wanted.goes_back() {
        query.order(reply_template::id.asc())
    } else {
        query.order(reply_template::id.desc())
    };
    let rows: Vec<Whole> = query.load(tx.conn)?;
    rows.into_iter().map(read).collect()
}

/// Whether the granted unit has that case type.
pub fn has_case_type<A: Action<On = UnitTemplates>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    id: CaseTypeId,
) -> QueryResult<bool> {
    let known = unit_case_type::table.find((UnitId(grant.subject()), id));
    select(exists(known)).get_result(tx.conn)
}

/// A template to write at the granted unit.
pub struct NewTemplate<'a> {
    pub owner: Option<StaffId>,
    pub kind: TemplateKind,
    pub case_type: Option<CaseTypeId>,
    pub content: &'a ReplyTemplateContent,
}

pub fn insert<A: Action<On = UnitTemplates>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    new: &NewTemplate<'_>,
) -> Result<ReplyTemplateId, Failure> {
    let id = ReplyTemplateId::new();
    diesel::insert_into(reply_template::table)
        .values((
            reply_template::id.eq(id),
            reply_template::unit_id.eq(UnitId(grant.subject())),
            reply_template::owner_staff_id.eq(new.owner),
            reply_template::case_type_id.eq(new.case_type),
            reply_template::kind.eq(new.kind),
        ))
        .execute(tx.conn)?;
    write(tx, id, 1, new.content)?;
    Ok(id)
}

/// Adds a version to the granted template.
pub fn change(
    tx: &mut Tx<'_>,
    grant: &Grant<Change>,
    seen: &Template,
    content: &ReplyTemplateContent,
) -> Result<(), Failure> {
    let number = seen.text.number + 1;
    write(tx, ReplyTemplateId(grant.subject()), number, content)?;
    diesel::update(reply_template::table.find(grant.subject()))
        .set(reply_template::version.eq(number))
        .execute(tx.conn)?;
    Ok(())
}

fn write(
    tx: &mut Tx<'_>,
    id: ReplyTemplateId,
    number: i64,
    content: &ReplyTemplateContent,
) -> Result<(), Failure> {
    let questions = serde_json::to_value(&content.questions)
        .map_err(|error| Failure::Bug(format!("questions as JSON: {error}")))?;
    let by = tx.actor().uuid();
    diesel::insert_into(reply_template_version::table)
        .values((
            reply_template_version::id.eq(ReplyTemplateVersionId::new()),
            reply_template_version::template_id.eq(id),
            reply_template_version::number.eq(number),
            reply_template_version::title.eq(&content.title),
            reply_template_version::body.eq(&content.body),
            reply_template_version::questions.eq(questions),
            reply_template_version::written_by.eq(by),
            reply_template_version::written_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes the granted template out of use. What was sent with it keeps its version.
pub fn remove(tx: &mut Tx<'_>, grant: &Grant<Remove>) -> QueryResult<()> {
    diesel::update(reply_template::table.find(grant.subject()))
        .set(reply_template::removed_at.eq(tx.now))
        .execute(tx.conn)
        .map(drop)
}

/// The last hundred versions of the granted template, the latest first.
pub fn texts<A: Action<On = Template>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
) -> Result<Vec<Text>, Failure> {
    let rows: Vec<TextRow> = reply_template_version::table
        .filter(reply_template_version::template_id.eq(grant.subject()))
        .order(reply_template_version::number.desc())
        .limit(100)
        .select(TextRow::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(TextRow::read).collect()
}

/// A template that this member of staff may reply with at that unit: the unit's or their own.
pub fn usable(
    tx: &mut Tx<'_>,
    id: ReplyTemplateId,
    at: UnitId,
    by: StaffId,
) -> Result<Option<(Template, ReplyTemplateVersionId)>, Failure> {
    let owner = reply_template::owner_staff_id;
    let row: Option<Whole> = latest!()
        .filter(reply_template::id.eq(id).and(reply_template::unit_id.eq(at)))
        .filter(owner.is_null().or(owner.eq(by)))
        .first(tx.conn)
        .optional()?;
    let Some(whole) = row else { return Ok(None) };
    let version = whole.1.id;
    Ok(Some((read(whole)?, version)))
}

type FactRow = (String, String, String, String, String, String);

/// What placeholders stand for, as far as the people and the unit go.
pub fn facts(tx: &mut Tx<'_>, about: ResidentId, at: UnitId, by: StaffId) -> QueryResult<Facts> {
    let row: FactRow = resident::table
        .inner_join(unit::table.on(unit::id.eq(at)))
        .inner_join(staff::table.on(staff::id.eq(by)))
        .filter(resident::id.eq(about))
        .select((
            resident::given_name,
            unit::name,
            unit::phone,
            staff::given_name,
            staff::family_name,
            staff::title,
        ))
        .first(tx.conn)?;
    let (resident_given_name, unit_name, unit_phone, given, family, staff_title) = row;
    let staff_name = format!("{given} {family}");
    let known = Facts::default();
    Ok(Facts { resident_given_name, unit_name, unit_phone, staff_name, staff_title, ..known })
}
