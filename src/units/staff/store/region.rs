//! The SQL of staff as their region sees them, and of what the directory says of them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::{dsl::exists, pg::Pg, prelude::*, sql_types::Bool};

use super::{
    super::{
        super::role::{Administrator, administrators_of},
        member::{MemberOf, Post},
        policy::{AddStaff, RefreshStaff, SearchStaff},
    },
    StaffName,
};
use crate::{
    access::{Action, Grant, Region, Role, Sealed},
    db::Tx,
    directory::{AssignmentEntry, PersonEntry},
    id::{DeactivationId, RoleAssignmentId, StaffAssignmentId, StaffId, UnitId},
    patient_overview::Purpose,
    schema::{role_assignment as held, staff, staff_assignment as assigned, unit},
};

/// Everything the directory and the person have said.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = staff, check_for_backend(Pg))]
pub struct MemberRow {
    pub id: StaffId,
    pub hsa_id: String,
    #[diesel(embed)]
    pub name: StaffName,
    pub email: Option<String>,
    pub alternative_email: Option<String>,
    pub mobile_phone: Option<String>,
    pub active_in_directory: bool,
    pub protected_identity: bool,
    pub terms_version: Option<String>,
    pub directory_fetched_at: Option<DateTime<Utc>>,
    pub home_region_code: Option<Region>,
}

/// Who is looked for. What is absent does not narrow.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// A part of the name.
    pub name: Option<String>,
    pub hsa_id: Option<String>,
    pub role: Option<Role>,
    pub unit: Option<UnitId>,
    pub only_inactive: bool,
    /// Where to go on: those with lower ids.
    pub below: Option<StaffId>,
    pub limit: i64,
}

/// One person and the regions whose business they are, to be sealed with what is to be done.
pub fn load(tx: &mut Tx<'_>, id: StaffId) -> QueryResult<Option<Sealed<MemberOf>>> {
    let found: Option<(String, Option<Region>)> = staff::table
        .find(id)
        .select((staff::hsa_id, staff::home_region_code))
        .first(tx.conn)
        .optional()?;
    let Some((hsa_id, home)) = found else { return Ok(None) };
    let posts: Vec<(Option<Region>, Option<Region>)> = held::table
        .left_join(unit::table)
        .filter(held::staff_id.eq(id))
        .filter(
            held::revoked_at
                .is_null()
                .and(held::valid_until.is_null().or(held::valid_until.ge(tx.today)))
                .or(held::deactivation_id.is_not_null()),
        )
        .select((held::region_code, unit::region_code.nullable()))
        .load(tx.conn)?;
    let mut regions: Vec<Region> =
        posts.into_iter().filter_map(|(own, units)| own.or(units)).chain(home).collect();
    regions.sort();
    regions.dedup();
    Ok(Some(Sealed::new(MemberOf { id, hsa_id, regions })))
}

pub fn row<A: Action>(tx: &mut Tx<'_>, _: &Grant<A>, id: StaffId) -> QueryResult<MemberRow> {
    staff::table.find(id).select(MemberRow::as_select()).first(tx.conn)
}

pub fn id_of(tx: &mut Tx<'_>, hsa_id: &str) -> QueryResult<Option<StaffId>> {
    staff::table.filter(staff::hsa_id.eq(hsa_id)).select(staff::id).first(tx.conn).optional()
}

/// The region's staff that fit the wish, newest first.
pub fn search(
    tx: &mut Tx<'_>,
    _: &Grant<SearchStaff>,
    region: &str,
    wish: &Wish,
) -> QueryResult<Vec<MemberRow>> {
    let (today, region) = (tx.today, region.to_owned());
    let roles = wish.role.map_or(Role::ALL.to_vec(), |role| vec![role]);
    let any_unit = wish.unit.is_none().into_sql::<Bool>();
    let works = held::table
        .left_join(unit::table)
        .filter(held::staff_id.eq(staff::id))
        .filter(
            held::revoked_at
                .is_null()
                .and(held::valid_until.is_null().or(held::valid_until.ge(today)))
                .or(held::deactivation_id.is_not_null()),
        )
        .filter(
            held::region_code
                .is_not_distinct_from(region.clone())
                .or(unit::region_code.nullable().is_not_distinct_from(region.clone())),
        )
        .filter(held::role.eq_any(roles))
        .filter(any_unit.or(held::unit_id.is_not_distinct_from(wish.unit)));
    let narrowed = wish.role.is_some() || wish.unit.is_some();
    let added = staff::home_region_code.is_not_distinct_from(region);
    let mut query = staff::table
        .filter((!narrowed).into_sql::<Bool>().and(added).or(exists(works)))
        .into_boxed::<Pg>();
    if let Some(hsa_id) = &wish.hsa_id {
        query = query.filter(staff::hsa_id.eq(hsa_id));
    }
    if let Some(name) = &wish.name {
        let name = format!("%{}%", super::super::super::store::literally(name));
        let full = staff::given_name.concat(" ").concat(staff::family_name);
        query = query.filter(full.ilike(name));
    }
    if wish.only_inactive {
        query = query.filter(staff::active_in_directory.eq(false));
    }
    if let Some(below) = wish.below {
        query = query.filter(staff::id.lt(below));
    }
    query.order(staff::id.desc()).limit(wish.limit).select(MemberRow::as_select()).load(tx.conn)
}

type PostRow = (
    StaffId,
    RoleAssignmentId,
    Role,
    Option<(UnitId, String, Region)>,
    Option<Region>,
    Option<NaiveDate>,
    Option<DeactivationId>,
);

/// The roles of those people that hold or are put aside, with whose region each is in.
pub fn posts<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    people: &[StaffId],
) -> QueryResult<Vec<(StaffId, Option<Region>, Post)>> {
    let rows: Vec<PostRow> = held::table
        .left_join(unit::table)
        .filter(held::staff_id.eq_any(people))
        .filter(
            held::revoked_at
                .is_null()
                .and(held::valid_until.is_null().or(held::valid_until.ge(tx.today)))
                .or(held::deactivation_id.is_not_null()),
        )
        .order((held::staff_id, unit::name, held::role))
        .select((
            held::staff_id,
            held::id,
            held::role,
            (unit::id, unit::name, unit::region_code).nullable(),
            held::region_code,
            held::valid_until,
            held::deactivation_id,
        ))
        .load(tx.conn)?;
    let post = |(staff, id, role, unit, region, valid_until, aside): PostRow| {
        let within = unit.as_ref().map(|(_, _, region)| region.clone()).or_else(|| region.clone());
        let unit = unit.map(|(id, name, _)| (id, name));
        let put_aside = aside.is_some();
        (staff, within, Post { id, role, unit, region, valid_until, put_aside })
    };
    Ok(rows.into_iter().map(post).collect())
}

/// All local administrators of the units where one of those people is one.
pub fn administrators<A: Action>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    posts: &[(StaffId, Option<Region>, Post)],
) -> QueryResult<Vec<(UnitId, Administrator)>> {
    let units: Vec<UnitId> = posts
        .iter()
        .filter(|(_, _, post)| post.role == Role::LocalAdministrator && !post.put_aside)
        .filter_map(|(_, _, post)| post.unit.as_ref().map(|(id, _)| *id))
        .collect();
    administrators_of(tx, &units)
}

/// When the directory is asked next.
fn due_after(now: DateTime<Utc>, days: i32) -> DateTime<Utc> {
    now + TimeDelta::days(days.into())
}

/// Enters someone new; none when somebody was faster.
pub fn insert(
    tx: &mut Tx<'_>,
    _: &Grant<AddStaff>,
    region: &str,
    entry: &PersonEntry,
    days: i32,
) -> QueryResult<Option<StaffId>> {
    let made: Option<StaffId> = diesel::insert_into(staff::table)
        .values((
            staff::id.eq(StaffId::new()),
            staff::hsa_id.eq(entry.hsa_id.trim().to_uppercase()),
            staff::given_name.eq(&entry.given_name),
            staff::family_name.eq(&entry.family_name),
            staff::title.eq(&entry.title),
            staff::email.eq(&entry.email),
            staff::mobile_phone.eq(&entry.mobile_phone),
            staff::active_in_directory.eq(entry.active),
            staff::protected_identity.eq(entry.protected_identity),
            staff::home_region_code.eq(region),
            staff::directory_fetched_at.eq(tx.now),
            staff::directory_due_at.eq(due_after(tx.now, days)),
            staff::changed_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(staff::id)
        .get_result(tx.conn)
        .optional()?;
    if let Some(id) = made {
        keep_assignments(tx.conn, id, &entry.assignments)?;
    }
    Ok(made)
}

/// What the directory says somebody is there for takes the place of what it said before.
fn keep_assignments(
    conn: &mut PgConnection,
    id: StaffId,
    entries: &[AssignmentEntry],
) -> QueryResult<()> {
    diesel::delete(assigned::table.filter(assigned::staff_id.eq(id))).execute(conn)?;
    for entry in entries {
        let purpose = Purpose::from_code(&entry.purpose).unwrap_or(Purpose::Other);
        diesel::insert_into(assigned::table)
            .values((
                assigned::id.eq(StaffAssignmentId::new()),
                assigned::staff_id.eq(id),
                assigned::unit_hsa_id.eq(entry.unit_hsa_id.trim().to_uppercase()),
                assigned::provider_hsa_id.eq(entry.provider_hsa_id.trim().to_uppercase()),
                assigned::purpose.eq(purpose),
                assigned::coherent_documentation.eq(entry.coherent_documentation),
                assigned::valid_from.eq(entry.valid_from),
                assigned::valid_through.eq(entry.valid_through),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Writes down what the directory says now.
pub fn refresh(
    tx: &mut Tx<'_>,
    _: &Grant<RefreshStaff>,
    id: StaffId,
    entry: Option<&PersonEntry>,
    days: i32,
) -> QueryResult<()> {
    write(tx.conn, id, entry, tx.now, days).map(drop)
}

/// The same for the worker. Answers whether the person went inactive. One whom the directory does
/// not know any more is inactive, and keeps the name they had.
pub fn write(
    conn: &mut PgConnection,
    id: StaffId,
    entry: Option<&PersonEntry>,
    now: DateTime<Utc>,
    days: i32,
) -> QueryResult<bool> {
    let was_active: bool =
        staff::table.find(id).select(staff::active_in_directory).for_update().first(conn)?;
    let stamps =
        (staff::directory_fetched_at.eq(now), staff::directory_due_at.eq(due_after(now, days)));
    let is_active = entry.is_some_and(|entry| entry.active);
    keep_assignments(conn, id, entry.map_or(&[], |entry| entry.assignments.as_slice()))?;
    match entry {
        None => diesel::update(staff::table.find(id))
            .set((stamps, staff::active_in_directory.eq(false)))
            .execute(conn)?,
        Some(entry) => diesel::update(staff::table.find(id))
            .set((
                stamps,
                staff::given_name.eq(&entry.given_name),
                staff::family_name.eq(&entry.family_name),
                staff::title.eq(&entry.title),
                staff::email.eq(&entry.email),
                staff::mobile_phone.eq(&entry.mobile_phone),
                staff::active_in_directory.eq(entry.active),
                staff::protected_identity.eq(entry.protected_identity),
            ))
            .execute(conn)?,
    };
    Ok(was_active && !is_active)
}

/// Takes some whose time has come, until `leased_until`. Other workers pass over them.
pub fn claim(
    conn: &mut PgConnection,
    now: DateTime<Utc>,
    leased_until: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<(StaffId, String)>> {
    let due = staff::directory_due_at.is_null().or(staff::directory_due_at.le(now));
    let rows: Vec<(StaffId, String)> = staff::table
        .filter(due)
        .order(staff::directory_due_at.asc().nulls_first())
        .limit(limit)
        .select((staff::id, staff::hsa_id))
        .for_update()
        .skip_locked()
        .load(conn)?;
    let ids: Vec<StaffId> = rows.iter().map(|(id, _)| *id).collect();
    diesel::update(staff::table.filter(staff::id.eq_any(ids)))
        .set(staff::directory_due_at.eq(leased_until))
        .execute(conn)?;
    Ok(rows)
}
