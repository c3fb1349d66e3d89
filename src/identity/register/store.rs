//! The SQL of the register: a chunk's people and guardianships are read at once, and only what has
//! changed is written.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::{define_sql_function, prelude::*};

use super::{
    Done, LineOutcome,
    line::{Facts, Shift, Stored, Told, shift},
};
use crate::{
    access::{Grant, Region},
    db::Tx,
    failure::Failure,
    id::ResidentId,
    identity::{policy::ImportRegister, resident::Sex},
    schema::{guardianship, resident},
};

define_sql_function! {
    fn pg_advisory_xact_lock(key: diesel::sql_types::BigInt);
}

/// Any number, always the same: imports go one after another.
const TURN: i64 = 0x1177_0001;

#[derive(Queryable, Selectable)]
#[diesel(table_name = resident, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: ResidentId,
    personal_number: String,
    given_name: String,
    family_name: String,
    birth_date: NaiveDate,
    sex: Sex,
    region_code: Option<Region>,
    municipality_code: Option<String>,
    protected_identity: bool,
    deceased_on: Option<NaiveDate>,
    emigrated_on: Option<NaiveDate>,
}

impl From<Row> for Facts {
    fn from(row: Row) -> Self {
        Self {
            given_name: row.given_name,
            family_name: row.family_name,
            birth_date: row.birth_date,
            sex: row.sex,
            region_code: row.region_code,
            municipality_code: row.municipality_code,
            protected_identity: row.protected_identity,
            deceased_on: row.deceased_on,
            emigrated_on: row.emigrated_on,
        }
    }
}

/// Those of the numbers that are somebody's.
pub fn known(
    tx: &mut Tx<'_>,
    _: &Grant<ImportRegister>,
    numbers: &HashSet<&str>,
) -> QueryResult<HashSet<String>> {
    let all: Vec<&str> = numbers.iter().copied().collect();
    let found: Vec<String> = resident::table
        .filter(resident::personal_number.eq_any(all))
        .select(resident::personal_number)
        .load(tx.conn)?;
    Ok(found.into_iter().collect())
}

fn take_turn(tx: &mut Tx<'_>) -> QueryResult<()> {
    diesel::select(pg_advisory_xact_lock(TURN)).execute(tx.conn).map(drop)
}

/// Creates and changes residents.
pub fn put_residents(
    tx: &mut Tx<'_>,
    _: &Grant<ImportRegister>,
    lines: &[(usize, Told)],
) -> Result<Vec<Done>, Failure> {
    take_turn(tx)?;
    let numbers: Vec<&str> = lines.iter().map(|(_, told)| told.number.as_str()).collect();
    let rows: Vec<Row> = resident::table
        .filter(resident::personal_number.eq_any(numbers))
        .select(Row::as_select())
        // Not `for_update`: whoever writes about two of these people just now would wait, and be waited for.
        .for_no_key_update()
        .load(tx.conn)?;
    let mut stored: HashMap<String, (ResidentId, Facts)> = HashMap::new();
    for row in rows {
        stored.insert(row.personal_number.clone(), (row.id, row.into()));
    }
    let (mut done, mut fresh) = (Vec::new(), Vec::new());
    for (number, told) in lines {
        done.push(match stored.get(&told.number) {
            None => {
                let id = ResidentId::new();
                fresh.push((id, told));
                (*number, LineOutcome::Created, Some(id))
            }
            Some((_, facts)) if *facts == told.facts => (*number, LineOutcome::Unchanged, None),
            Some((id, _)) => {
                change(tx, *id, &told.facts)?;
                (*number, LineOutcome::Changed, Some(*id))
            }
        });
    }
    create(tx, &fresh)?;
    Ok(done)
}

fn create(tx: &mut Tx<'_>, fresh: &[(ResidentId, &Told)]) -> QueryResult<()> {
    let now = tx.now;
    let row = |(id, told): &(ResidentId, &Told)| {
        let facts = told.facts.clone();
        (
            (
                resident::id.eq(*id),
                resident::personal_number.eq(told.number.clone()),
                resident::number_kind.eq(told.kind),
                resident::created_at.eq(now),
                resident::changed_at.eq(now),
            ),
            columns(facts),
        )
    };
    let rows: Vec<_> = fresh.iter().map(row).collect();
    diesel::insert_into(resident::table).values(rows).execute(tx.conn).map(drop)
}

fn change(tx: &mut Tx<'_>, id: ResidentId, facts: &Facts) -> QueryResult<()> {
    let changed = (resident::version.eq(resident::version + 1), resident::changed_at.eq(tx.now));
    diesel::update(resident::table.find(id))
        .set((columns(facts.clone()), changed))
        .execute(tx.conn)
        .map(drop)
}

/// What the register decides, as columns.
#[diesel::dsl::auto_type]
fn columns(facts: Facts) -> _ {
    let given_name: String = facts.given_name;
    let family_name: String = facts.family_name;
    let birth_date: NaiveDate = facts.birth_date;
    let sex: Sex = facts.sex;
    let region_code: Option<Region> = facts.region_code;
    let municipality_code: Option<String> = facts.municipality_code;
    let protected: bool = facts.protected_identity;
    let deceased_on: Option<NaiveDate> = facts.deceased_on;
    let emigrated_on: Option<NaiveDate> = facts.emigrated_on;
    (
        resident::given_name.eq(given_name),
        resident::family_name.eq(family_name),
        resident::birth_date.eq(birth_date),
        resident::sex.eq(sex),
        resident::region_code.eq(region_code),
        resident::municipality_code.eq(municipality_code),
        resident::protected_identity.eq(protected),
        resident::deceased_on.eq(deceased_on),
        resident::emigrated_on.eq(emigrated_on),
    )
}

diesel::alias!(resident as guardian: Guardian);

/// Begins, resumes and ends guardianships, so that they are as told.
pub fn put_guardians(
    tx: &mut Tx<'_>,
    _: &Grant<ImportRegister>,
    lines: &[(usize, Told)],
) -> Result<Vec<Done>, Failure> {
    take_turn(tx)?;
    let ids = ids_of(tx, lines)?;
    let children: Vec<ResidentId> =
        lines.iter().filter_map(|(_, told)| ids.get(&told.number).copied()).collect();
    let rows: Vec<(ResidentId, String, Option<NaiveDate>)> = guardianship::table
        .inner_join(guardian.on(guardian.field(resident::id).eq(guardianship::guardian_id)))
        .filter(guardianship::child_id.eq_any(children))
        .select((
            guardianship::child_id,
            guardian.field(resident::personal_number),
            guardianship::ended_on,
        ))
        .load(tx.conn)?;
    let mut stored: HashMap<ResidentId, Stored> = HashMap::new();
    for (child, number, ended_on) in rows {
        stored.entry(child).or_default().insert(number, ended_on);
    }
    let mut done = Vec::new();
    for (number, told) in lines {
        let Some(child) = ids.get(&told.number).copied() else { continue };
        let so_far = stored.remove(&child).unwrap_or_default();
        let shift = shift(told.guardians.as_deref().unwrap_or_default(), &so_far, tx.today);
        if shift.is_empty() {
            done.push((*number, LineOutcome::Unchanged, None));
        } else {
            move_guardians(tx, child, &shift)?;
            done.push((*number, LineOutcome::Changed, Some(child)));
        }
    }
    Ok(done)
}

/// Everybody that the lines name, by number.
fn ids_of(tx: &mut Tx<'_>, lines: &[(usize, Told)]) -> QueryResult<HashMap<String, ResidentId>> {
    let numbers: Vec<&str> = lines.iter().map(|(_, told)| told.number.as_str()).collect();
    let rows: Vec<(String, ResidentId)> = resident::table
        .filter(resident::personal_number.eq_any(numbers))
        .select((resident::personal_number, resident::id))
        .load(tx.conn)?;
    Ok(rows.into_iter().collect())
}

/// The guardians of that child with those numbers.
fn numbered(tx: &mut Tx<'_>, numbers: &[String]) -> QueryResult<Vec<ResidentId>> {
    resident::table
        .filter(resident::personal_number.eq_any(numbers))
        .select(resident::id)
        .load(tx.conn)
}

fn move_guardians(tx: &mut Tx<'_>, child: ResidentId, shift: &Shift) -> QueryResult<()> {
    let (today, now) = (tx.today, tx.now);
    let begun: Vec<_> = numbered(tx, &shift.begin)?
        .into_iter()
        .map(|id| {
            (
                guardianship::guardian_id.eq(id),
                guardianship::child_id.eq(child),
                guardianship::since.eq(today),
                guardianship::changed_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(guardianship::table).values(begun).execute(tx.conn)?;
    let resumed = numbered(tx, &shift.resume)?;
    diesel::update(guardianship::table)
        .filter(guardianship::child_id.eq(child))
        .filter(guardianship::guardian_id.eq_any(resumed))
        .set((
            guardianship::since.eq(today),
            guardianship::ended_on.eq(None::<NaiveDate>),
            guardianship::changed_at.eq(now),
        ))
        .execute(tx.conn)?;
    let ended = numbered(tx, &shift.end)?;
    diesel::update(guardianship::table)
        .filter(guardianship::child_id.eq(child))
        .filter(guardianship::guardian_id.eq_any(ended))
        .set((guardianship::ended_on.eq(today), guardianship::changed_at.eq(now)))
        .execute(tx.conn)
        .map(drop)
}
