//! The record's rows, for readers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::policy::{ReadOwn, Review, UnitLog};
use crate::{
    access::{Capacity, Grant, Sealed},
    db::{Tx, at_most},
    id::{ResidentId, UnitId},
    page::{Rows, Wanted},
    schema::{audit_entry, staff, unit},
};

crate::sql::code! {
    /// How an attempt went.
    Outcome {
        Done = "done",
        /// A rule said no.
        Refused = "refused",
        /// The policy said no.
        Denied = "denied",
    }
}

crate::sql::code! {
    /// What kind of actor it was.
    ActorKind {
        Resident = "resident",
        Staff = "staff",
        /// Another system.
        System = "system",
        /// A command on the server.
        Operator = "operator",
        /// Nobody signed in.
        Anonymous = "anonymous",
    }
}

/// One entry as readers see it.
#[derive(Debug, Queryable)]
pub(super) struct Entry {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub actor_kind: ActorKind,
    pub actor: Option<Uuid>,
    pub capacity: Capacity,
    pub unit: Option<UnitId>,
    pub patient: Option<ResidentId>,
    pub action: String,
    pub outcome: Outcome,
    pub unit_name: Option<String>,
    pub unit_region: Option<String>,
    /// Given and family name and title of staff, and whether they may not be told.
    pub staff: Option<(String, String, String, bool)>,
}

/// That unit's record, sealed.
pub(super) fn unit(tx: &mut Tx<'_>, id: UnitId) -> QueryResult<Option<Sealed<UnitLog>>> {
    let region: Option<String> =
        unit::table.find(id).select(unit::region_code).first(tx.conn).optional()?;
    Ok(region.map(|region| Sealed::new(UnitLog { unit: id, region })))
}

/// What is done to keep a child safe, by its actions. A guardian who reads the child's
/// record must not find there that somebody acted or prepares to, and neither what account administrators do:
/// it may be about that very guardian.
const MEASURES: [&str; 10] = [
    "guardian-block.%",
    "log-in-lock.%",
    "protection.%",
    "journal-seal.%",
    "journal-renewal.%",
    "extended-access.%",
    "early-access.%",
    "journal.explain",
    "journal.simulate",
    "journal.read-boundaries",
];

pub(super) fn of_resident(
    tx: &mut Tx<'_>,
    grant: &Grant<ReadOwn>,
    wanted: &Wanted,
) -> QueryResult<Rows<Entry>> {
    let whole = whole().filter(audit_entry::patient_id.eq(ResidentId(grant.subject())));
    let mut whole = whole.into_boxed();
    if grant.capacity() == Capacity::Guardian {
        whole = whole.filter(audit_entry::capacity.ne(Capacity::AccountAdministrator));
        for measure in MEASURES {
            whole = whole.filter(audit_entry::action.not_like(measure));
        }
    }
    page(tx, whole, wanted)
}

pub(super) fn of_unit(
    tx: &mut Tx<'_>,
    grant: &Grant<Review>,
    wanted: &Wanted,
) -> QueryResult<Rows<Entry>> {
    let reader = tx.actor().uuid();
    let whole = whole()
        .filter(audit_entry::unit_id.eq(UnitId(grant.subject())))
        .filter(audit_entry::actor_id.is_distinct_from(reader));
    page(tx, whole.into_boxed(), wanted)
}

#[diesel::dsl::auto_type]
fn whole() -> _ {
    audit_entry::table
        .left_join(unit::table.on(audit_entry::unit_id.eq(unit::id.nullable())))
        .left_join(staff::table.on(audit_entry::actor_id.eq(staff::id.nullable())))
        .select((
            audit_entry::id,
            audit_entry::at,
            audit_entry::actor_kind,
            audit_entry::actor_id,
            audit_entry::capacity,
            audit_entry::unit_id,
            audit_entry::patient_id,
            audit_entry::action,
            audit_entry::outcome,
            unit::name.nullable(),
            unit::region_code.nullable(),
            (staff::given_name, staff::family_name, staff::title, staff::protected_identity)
                .nullable(),
        ))
}

type Whole<'a> = diesel::dsl::IntoBoxed<'a, whole, diesel::pg::Pg>;

fn page(tx: &mut Tx<'_>, mut query: Whole<'_>, wanted: &Wanted) -> QueryResult<Rows<Entry>> {
    let place = (audit_entry::at, audit_entry::id);
    if let Some(from) = &wanted.from {
        let (at, id) = (from.at, number(from.id));
        query = if from.back {
            query.filter(place.0.ge(at)).filter(place.0.gt(at).or(place.1.gt(id)))
        } else {
            query.filter(place.0.le(at)).filter(place.0.lt(at).or(place.1.lt(id)))
        };
    }
    query = if wanted.goes_back() {
        query.order((place.0.asc(), place.1.asc()))
    } else {
        query.order((place.0.desc(), place.1.desc()))
    };
    let rows: Vec<Entry> = at_most(wanted.fetch(), query).load(tx.conn)?;
    Ok(Rows::cut(rows, wanted, |row| (row.at, place_of(row.id))))
}

/// Entries are numbered; a cursor holds a UUID.
fn place_of(id: i64) -> Uuid {
    Uuid::from_u64_pair(0, id.cast_unsigned())
}

fn number(place: Uuid) -> i64 {
    place.as_u64_pair().1.cast_signed()
}
