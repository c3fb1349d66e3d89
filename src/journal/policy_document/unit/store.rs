//! The SQL of providers and units.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::{
    super::policy::{PutUnits, RegionPolicies},
    view::{ProviderView, UnitView},
};
use crate::{
    access::{Action, Grant},
    db::Tx,
    failure::Failure,
    journal::{decision::UnitClass, facts},
    schema::{journal_provider as provider, journal_unit as unit},
};

/// The region's, by name.
pub fn providers<A: Action<On = RegionPolicies>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    region: &str,
) -> QueryResult<Vec<ProviderView>> {
    let rows: Vec<(String, String)> = provider::table
        .filter(provider::region_code.eq(region))
        .order((provider::name, provider::hsa_id))
        .limit(1000)
        .select((provider::hsa_id, provider::name))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(|(hsa_id, name)| ProviderView { hsa_id, name }).collect())
}

/// Those of the region's providers, by name.
pub fn units<A: Action<On = RegionPolicies>>(
    tx: &mut Tx<'_>,
    _: &Grant<A>,
    region: &str,
) -> QueryResult<Vec<UnitView>> {
    let rows: Vec<(String, String, String, UnitClass)> = unit::table
        .inner_join(provider::table)
        .filter(provider::region_code.eq(region))
        .order((unit::name, unit::hsa_id))
        .limit(5000)
        .select((unit::hsa_id, unit::provider_hsa_id, unit::name, unit::class))
        .load(tx.conn)?;
    let view =
        |(hsa_id, provider_hsa_id, name, class)| UnitView { hsa_id, provider_hsa_id, name, class };
    Ok(rows.into_iter().map(view).collect())
}

/// False when it is another region's.
pub fn put_provider(
    tx: &mut Tx<'_>,
    _: &Grant<PutUnits>,
    region: &str,
    sent: &ProviderView,
) -> QueryResult<bool> {
    let of: String = diesel::insert_into(provider::table)
        .values((
            provider::hsa_id.eq(&sent.hsa_id),
            provider::name.eq(&sent.name),
            provider::region_code.eq(region),
        ))
        .on_conflict(provider::hsa_id)
        .do_update()
        .set(provider::name.eq(&sent.name))
        .returning(provider::region_code)
        .get_result(tx.conn)?;
    Ok(of == region)
}

/// Whose it is and of which class, held until the transaction ends.
pub fn lock_unit(
    tx: &mut Tx<'_>,
    _: &Grant<PutUnits>,
    hsa_id: &str,
) -> QueryResult<Option<(String, UnitClass)>> {
    unit::table
        .find(hsa_id)
        .select((unit::provider_hsa_id, unit::class))
        .for_update()
        .first(tx.conn)
        .optional()
}

/// What the provider never publishes today. Of one that publishes nothing, everything.
pub fn excluded_classes(
    tx: &mut Tx<'_>,
    _: &Grant<PutUnits>,
    provider: &str,
) -> Result<BTreeSet<UnitClass>, Failure> {
    let in_force = facts::in_force_on(tx.conn, tx.today)?;
    let publication = in_force.publication(provider);
    let all = || UnitClass::ALL.iter().copied().collect();
    Ok(publication.map_or_else(all, |published| published.excluded_classes.clone()))
}

pub fn put_unit(tx: &mut Tx<'_>, _: &Grant<PutUnits>, sent: &UnitView) -> QueryResult<usize> {
    let told = (
        unit::provider_hsa_id.eq(&sent.provider_hsa_id),
        unit::name.eq(&sent.name),
        unit::class.eq(sent.class),
    );
    diesel::insert_into(unit::table)
        .values((unit::hsa_id.eq(&sent.hsa_id), told))
        .on_conflict(unit::hsa_id)
        .do_update()
        .set(told)
        .execute(tx.conn)
}
