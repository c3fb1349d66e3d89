//! The SQL of insight: the facts themselves are loaded where reading loads them.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{
    super::{
        decision::{Period, Scope, Seal, Window},
        facts::{self, InForce},
    },
    policy::Insight,
};
use crate::{
    access::{Action, Grant, Region, Sealed},
    db::Tx,
    failure::Failure,
    id::ResidentId,
    schema::{guardianship, journal_decision, journal_seal, resident},
};

/// Whose view of the journal is wanted.
#[derive(Debug, Clone, Copy)]
pub enum Whose {
    One(ResidentId),
    /// The resident's and every guardian's.
    Everybody,
}

/// The journal as those see it on that day, sealed: as things stand now, were it that day.
pub fn insight(
    tx: &mut Tx<'_>,
    of: ResidentId,
    whose: Whose,
    on: NaiveDate,
) -> Result<Sealed<Insight>, Failure> {
    let region: Option<Option<Region>> =
        resident::table.find(of).select(resident::region_code).first(tx.conn).optional()?;
    let home = tx.policies().text("journal.home-region", None, tx.today)?.to_owned();
    let people = match whose {
        Whose::One(viewer) => vec![viewer],
        Whose::Everybody => [vec![of], guardians(tx, of)?].concat(),
    };
    let mut viewers = Vec::new();
    for viewer in people {
        let known = facts::load_on(tx.conn, (viewer, of), on, &home)?;
        viewers.extend(known.map(|known| (viewer, known)));
    }
    let own_seals = own_seals(tx, of)?;
    Ok(Sealed::new(Insight { resident: of, region: region.flatten(), viewers, own_seals }))
}

/// Those whom the register names today.
fn guardians(tx: &mut Tx<'_>, child: ResidentId) -> QueryResult<Vec<ResidentId>> {
    guardianship::table
        .filter(guardianship::child_id.eq(child))
        .filter(guardianship::ended_on.is_null().or(guardianship::ended_on.gt(tx.today)))
        .order(guardianship::guardian_id)
        .limit(20)
        .select(guardianship::guardian_id)
        .load(tx.conn)
}

type SealColumns = (String, Option<String>, Option<NaiveDate>, Option<NaiveDate>, Window3);
type Window3 = (NaiveDate, Option<NaiveDate>, Option<NaiveDate>);

/// Those that the resident set alone or asked for.
fn own_seals(tx: &mut Tx<'_>, of: ResidentId) -> QueryResult<Vec<Seal>> {
    use journal_seal as s;
    let asked_for = journal_decision::table
        .filter(journal_decision::id.nullable().eq(s::decision_id))
        .filter(journal_decision::initiative.eq("resident"));
    let own = s::decision_id.is_null().and(s::protection_id.is_null());
    let rows: Vec<SealColumns> = s::table
        .filter(s::resident_id.eq(of))
        .filter(own.or(diesel::dsl::exists(asked_for)))
        .order(s::set_at)
        .limit(200)
        .select((
            s::scope,
            s::target_hsa_id,
            s::events_from,
            s::events_through,
            (s::valid_from, s::valid_through, s::deactivated_on),
        ))
        .load(tx.conn)?;
    Ok(rows.into_iter().filter_map(seal).collect())
}

fn seal((scope, target, events_from, events_through, window): SealColumns) -> Option<Seal> {
    let events = events_from.zip(events_through);
    let events = events.map(|(from, through)| Period { from, through });
    let (from, through, deactivated) = window;
    let scope = match scope.as_str() {
        "full" => Scope::Full,
        "unit" => Scope::Unit(target?, events),
        "provider" => Scope::Provider(target?, events),
        _ => Scope::Period(events?),
    };
    Some(Seal { scope, window: Window { from, through, deactivated } })
}

/// What is published on that day.
pub fn in_force<A: Action<On = Insight>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    on: NaiveDate,
) -> Result<InForce, Failure> {
    facts::in_force_on(tx.conn, on)
}
