//! The SQL of programmes: what they say, and what has become of their summonses.

use std::collections::HashMap;

use chrono::{DateTime, Months, NaiveDate, Utc};
use diesel::{dsl::max, pg::Pg, prelude::*};
use serde_json::Value;

use super::{
    policy::{AtUnit, NATION, RegionProgrammes, SetProgramme},
    programme::{Band, History, Programme, Rule, in_force},
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    clock::local_date,
    db::Tx,
    failure::Failure,
    id::{ProgrammeRuleId, ResidentId, StaffId, UnitId},
    identity::Sex,
    page::Wanted,
    schema::{
        booking, programme_rule as r, resident, summons, time_type, unit, virtual_unit_member,
    },
    units::ResidentRow,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = r, check_for_backend(Pg))]
struct Row {
    id: ProgrammeRuleId,
    programme: Programme,
    region_code: Option<Region>,
    valid_from: NaiveDate,
    time_type_code: String,
    summons_days: i16,
    again_after_months: i16,
    bands: Value,
    source: String,
    set_by: Option<StaffId>,
}

impl Row {
    fn read(self) -> QueryResult<Rule> {
        let bands: Vec<Band> = serde_json::from_value(self.bands)
            .map_err(|error| diesel::result::Error::DeserializationError(error.into()))?;
        Ok(Rule {
            id: self.id,
            programme: self.programme,
            region: self.region_code,
            valid_from: self.valid_from,
            time_type_code: self.time_type_code,
            summons_days: self.summons_days,
            again_after_months: self.again_after_months,
            bands,
            source: self.source,
            set_by: self.set_by,
        })
    }
}

pub fn region(region: Region) -> Sealed<RegionProgrammes> {
    Sealed::new(RegionProgrammes(region))
}

/// How the nation's own rows are marked.
fn code(region: &str) -> Option<&str> {
    (region != NATION).then_some(region)
}

/// What concerns a region: its own rules and the nation's, the latest first in each programme.
pub fn rules(tx: &mut Tx<'_>, region: &str) -> QueryResult<Vec<Rule>> {
    let own = r::region_code.is_not_distinct_from(code(region));
    let rows: Vec<Row> = r::table
        .filter(r::region_code.is_null().or(own))
        .order((r::programme, r::valid_from.desc(), r::region_code))
        .limit(500)
        .select(Row::as_select())
        .load(tx.conn)?;
    rows.into_iter().map(Row::read).collect()
}

/// What the programme says in that region today.
pub fn rule_in_force(
    tx: &mut Tx<'_>,
    programme: Programme,
    region: &str,
) -> QueryResult<Option<Rule>> {
    let all = rules(tx, region)?;
    let own: Vec<&Rule> = all.iter().filter(|rule| rule.programme == programme).collect();
    Ok(in_force(&own, tx.today).cloned())
}

/// Sets a rule; none when there is one from that day.
pub fn insert(
    tx: &mut Tx<'_>,
    _: &Grant<SetProgramme>,
    region: &str,
    rule: &Rule,
) -> Result<Option<ProgrammeRuleId>, Failure> {
    let bands = serde_json::to_value(&rule.bands);
    let bands = bands.map_err(|error| Failure::Bug(format!("bands: {error}")))?;
    let made = diesel::insert_into(r::table)
        .values((
            r::id.eq(rule.id),
            r::programme.eq(rule.programme),
            r::region_code.eq(code(region)),
            r::valid_from.eq(rule.valid_from),
            r::time_type_code.eq(&rule.time_type_code),
            r::summons_days.eq(rule.summons_days),
            r::again_after_months.eq(rule.again_after_months),
            r::bands.eq(bands),
            r::source.eq(&rule.source),
            r::set_by.eq(rule.set_by),
            r::set_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .returning(r::id)
        .get_result(tx.conn)
        .optional()?;
    Ok(made)
}

/// A unit, to be sealed with what is to be done there.
pub fn at_unit(tx: &mut Tx<'_>, id: UnitId) -> Result<Sealed<AtUnit>, Failure> {
    let region: Option<Region> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    Ok(Sealed::new(AtUnit { unit: id, region: region.ok_or(Failure::Absent)? }))
}

/// Whether the unit, or a member of it, has what the programme books.
pub fn is_run_at(tx: &mut Tx<'_>, at: UnitId, code: &str) -> QueryResult<bool> {
    let members = virtual_unit_member::table
        .filter(virtual_unit_member::unit_id.eq(at))
        .select(virtual_unit_member::member_unit_id);
    let found = time_type::table
        .filter(time_type::code.eq(code))
        .filter(time_type::active)
        .filter(time_type::unit_id.eq(at).or(time_type::unit_id.eq_any(members)));
    diesel::select(diesel::dsl::exists(found)).get_result(tx.conn)
}

/// Somebody of an age that the programme asks.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = resident, check_for_backend(Pg))]
pub struct Candidate {
    #[diesel(embed)]
    pub person: ResidentRow,
    pub birth_date: NaiveDate,
    pub sex: Sex,
}

impl Candidate {
    /// Where it stands in the list: the youngest first.
    pub fn place(&self) -> (DateTime<Utc>, uuid::Uuid) {
        (self.birth_date.and_time(chrono::NaiveTime::MIN).and_utc(), self.person.id.0)
    }
}

/// Those who live in the region and are of the programme's ages, the youngest first.
pub fn candidates<A: Action<On = AtUnit>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    (region, rule): (&str, &Rule),
    wanted: &Wanted,
) -> QueryResult<Vec<Candidate>> {
    let (youngest, oldest) = rule.ages();
    let years = |years: i32| {
        tx.today.checked_sub_months(Months::new(12 * years.unsigned_abs())).unwrap_or(tx.today)
    };
    // A leap day's child is a year older from the 28th of February: a day more, judged exactly afterwards.
    let (born_by, born_after) = (crate::clock::day_after(years(youngest)), years(oldest + 1));
    let query = resident::table
        .filter(resident::region_code.eq(region))
        .filter(resident::deceased_on.is_null())
        .filter(resident::emigrated_on.is_null())
        .filter(resident::birth_date.between(born_after, born_by))
        .into_boxed();
    // Places are days; the list is ordered by them.
    let from = wanted.from.map(|from| (from.at.date_naive(), ResidentId(from.id), from.back));
    let (at, id) = (resident::birth_date, resident::id);
    let query = match from {
        None => query,
        Some((day, last, true)) => query.filter(at.gt(day).or(at.eq(day).and(id.gt(last)))),
        Some((day, last, false)) => query.filter(at.lt(day).or(at.eq(day).and(id.lt(last)))),
    };
    let query = match wanted.goes_back() {
        true => query.order((at.asc(), id.asc())),
        false => query.order((at.desc(), id.desc())),
    };
    query.limit(wanted.fetch()).select(Candidate::as_select()).load(tx.conn)
}

/// What is known of each in the programme; those who have been summoned and may still come are `None`.
pub fn histories(
    tx: &mut Tx<'_>,
    programme: Programme,
    of: &[ResidentId],
) -> QueryResult<HashMap<ResidentId, Option<History>>> {
    let mut all: HashMap<ResidentId, Option<History>> = HashMap::new();
    for (who, at) in visits(tx, programme, of)? {
        let visited = at.map(local_date);
        all.insert(who, Some(History { visited, ..History::default() }));
    }
    let rows: Vec<(ResidentId, String, DateTime<Utc>)> = summons::table
        .filter(summons::programme_code.eq(programme))
        .filter(summons::resident_id.eq_any(of))
        .filter(summons::status.ne("withdrawn"))
        .distinct_on(summons::resident_id)
        .order((summons::resident_id, summons::made_at.desc(), summons::id.desc()))
        .select((summons::resident_id, summons::status, summons::made_at))
        .load(tx.conn)?;
    for (who, status, made_at) in rows {
        let day = local_date(made_at);
        let known = all.entry(who).or_insert_with(|| Some(History::default()));
        if matches!(status.as_str(), "created" | "delivered" | "opened" | "open-again") {
            *known = None;
        } else if let Some(history) = known
            // Followed, when there has been a visit since.
            && history.visited.is_none_or(|visit| visit < day)
        {
            history.summoned = Some(day);
            history.declined = status == "declined";
        }
    }
    for who in coming(tx, programme, of)? {
        all.insert(who, None);
    }
    Ok(all)
}

/// Each one's latest visit. A time that has passed without a word counts as one.
fn visits(
    tx: &mut Tx<'_>,
    programme: Programme,
    of: &[ResidentId],
) -> QueryResult<Vec<(ResidentId, Option<DateTime<Utc>>)>> {
    let passed = booking::status.eq("confirmed").and(booking::starts_at.le(tx.now));
    summons::table
        .inner_join(booking::table.on(booking::summons_id.eq(summons::id.nullable())))
        .filter(summons::programme_code.eq(programme))
        .filter(summons::resident_id.eq_any(of))
        .filter(booking::status.eq_any(["arrived", "fulfilled"]).or(passed))
        .group_by(summons::resident_id)
        .select((summons::resident_id, max(booking::starts_at)))
        .load(tx.conn)
}

/// Those who have a coming time.
fn coming(
    tx: &mut Tx<'_>,
    programme: Programme,
    of: &[ResidentId],
) -> QueryResult<Vec<ResidentId>> {
    summons::table
        .inner_join(booking::table.on(booking::summons_id.eq(summons::id.nullable())))
        .filter(summons::programme_code.eq(programme))
        .filter(summons::resident_id.eq_any(of))
        .filter(booking::status.eq_any(["preliminary", "confirmed"]))
        .filter(booking::starts_at.gt(tx.now))
        .select(summons::resident_id)
        .distinct()
        .load(tx.conn)
}
