//! The SQL of system clients.

use chrono::{DateTime, Utc};
use diesel::{prelude::*, upsert::excluded};

use super::{Acting, Wanted, command::Refusal};
use crate::{
    access::{Region, Scope},
    id::{ClientId, ClientPlaceId, UnitId},
    schema::{system_client as c, system_client_place as p, unit},
};

/// A unit, or a region, or with neither all there are.
pub type Place = (Option<UnitId>, Option<Region>);

/// Writes what the client is, in use from now on.
pub fn set(
    conn: &mut PgConnection,
    wanted: &Wanted,
    (scopes, hash): (&[Scope], &[u8; 32]),
    now: DateTime<Utc>,
) -> QueryResult<ClientId> {
    let scopes: Vec<&str> = scopes.iter().map(|scope| scope.code()).collect();
    diesel::insert_into(c::table)
        .values((
            c::id.eq(ClientId::new()),
            c::client_id.eq(&wanted.client_id),
            c::name.eq(&wanted.name),
            c::secret_hash.eq(hash.as_slice()),
            c::scopes.eq(scopes),
            c::active.eq(true),
            c::created_at.eq(now),
        ))
        .on_conflict(c::client_id)
        .do_update()
        .set((
            c::name.eq(excluded(c::name)),
            c::secret_hash.eq(excluded(c::secret_hash)),
            c::scopes.eq(excluded(c::scopes)),
            c::active.eq(true),
            c::session_epoch.eq(c::session_epoch + 1),
        ))
        .returning(c::id)
        .get_result(conn)
}

/// Where it acts; a unit that is not here is refused.
pub fn places(conn: &mut PgConnection, acting: &Acting) -> Result<Vec<Place>, Refusal> {
    match acting {
        Acting::Nowhere => Ok(Vec::new()),
        Acting::Everywhere => Ok(vec![(None, None)]),
        Acting::At { units, regions } => {
            let mut all: Vec<Place> =
                regions.iter().map(|region| (None, Some(region.clone()))).collect();
            for hsa_id in units {
                let id: Option<UnitId> = unit::table
                    .filter(unit::hsa_id.eq(hsa_id.to_uppercase()))
                    .select(unit::id)
                    .first(conn)
                    .optional()?;
                all.push((Some(id.ok_or_else(|| Refusal::Unit(hsa_id.clone()))?), None));
            }
            Ok(all)
        }
    }
}

pub fn set_places(conn: &mut PgConnection, id: ClientId, places: &[Place]) -> QueryResult<()> {
    diesel::delete(p::table.filter(p::client_id.eq(id))).execute(conn)?;
    let row = |(unit, region): &Place| {
        (
            p::id.eq(ClientPlaceId::new()),
            p::client_id.eq(id),
            p::unit_id.eq(*unit),
            p::region_code.eq(region.clone()),
        )
    };
    let rows: Vec<_> = places.iter().map(row).collect();
    diesel::insert_into(p::table).values(rows).on_conflict_do_nothing().execute(conn).map(drop)
}

pub fn end(conn: &mut PgConnection, client_id: &str) -> QueryResult<Option<ClientId>> {
    diesel::update(c::table.filter(c::client_id.eq(client_id)))
        .set((c::active.eq(false), c::session_epoch.eq(c::session_epoch + 1)))
        .returning(c::id)
        .get_result(conn)
        .optional()
}

type PlaceRow = (ClientPlaceId, Option<UnitId>, Option<Region>);
type Row = (String, String, Vec<Option<String>>, bool, Option<PlaceRow>);

/// Each client with its places, by its id.
pub fn list(conn: &mut PgConnection) -> QueryResult<Vec<String>> {
    let rows: Vec<Row> = c::table
        .left_join(p::table)
        .order((c::client_id, p::region_code, p::unit_id))
        .select((
            c::client_id,
            c::name,
            c::scopes,
            c::active,
            (p::id, p::unit_id, p::region_code).nullable(),
        ))
        .load(conn)?;
    let line = |(client_id, name, scopes, active, place): Row| {
        let place = match place {
            None => "nowhere".to_owned(),
            Some((_, Some(unit), _)) => format!("unit {unit}"),
            Some((_, None, Some(region))) => format!("region {region}"),
            Some((_, None, None)) => "everywhere".to_owned(),
        };
        let scopes = scopes.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let state = if active { "in use" } else { "ended" };
        format!("{client_id}\t{state}\t{scopes}\t{place}\t{name}")
    };
    Ok(rows.into_iter().map(line).collect())
}
