//! Tells of units: all that are sent, or none of them.

use std::collections::BTreeSet;

use super::{
    super::{
        UNIT_ELSEWHERE, UNIT_STAYS_EXCLUDED,
        policy::{PutUnits, RegionPolicies},
    },
    list, store,
    view::{UnitsToPut, UnitsView},
};
use crate::{
    access::{Cx, Region, Sealed},
    audit,
    failure::{Failure, FieldFault, Kind, Words},
};

pub async fn put(cx: Cx, region: Region, sent: UnitsToPut) -> Result<UnitsView, Failure> {
    let sent = sent.in_capitals();
    cx.transact(move |tx, cx| {
        let (_, grant) = Sealed::new(RegionPolicies(region.clone())).open::<PutUnits>(tx)?;
        once_each(&sent)?;
        for provider in &sent.providers {
            let put = store::put_provider(tx, &grant, &region, provider)?;
            put.then_some(()).ok_or_else(|| elsewhere(&provider.hsa_id))?;
        }
        let own: BTreeSet<String> =
            store::providers(tx, &grant, &region)?.into_iter().map(|one| one.hsa_id).collect();
        of_known_providers(&sent, &own)?;
        for unit in &sent.units {
            if let Some((provider, class)) = store::lock_unit(tx, &grant, &unit.hsa_id)? {
                if !own.contains(&provider) {
                    return Err(elsewhere(&unit.hsa_id));
                }
                let excluded = store::excluded_classes(tx, &grant, &provider)?;
                if excluded.contains(&class) && !excluded.contains(&unit.class) {
                    return Err(refused(&UNIT_STAYS_EXCLUDED, &unit.hsa_id));
                }
            }
            store::put_unit(tx, &grant, unit)?;
        }
        let view = list::view(tx, cx, &grant, &region)?;
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn refused(kind: &'static Kind, hsa_id: &str) -> Failure {
    let (sv, en) = (kind.title_sv, kind.title_en);
    Failure::refused(kind, format!("{sv}: {hsa_id}."), format!("{en}: {hsa_id}."))
}

fn elsewhere(hsa_id: &str) -> Failure {
    refused(&UNIT_ELSEWHERE, hsa_id)
}

/// Two lines about one unit could say two things.
fn once_each(sent: &UnitsToPut) -> Result<(), Failure> {
    let mut seen = BTreeSet::new();
    let twice = sent.units.iter().position(|unit| !seen.insert(&unit.hsa_id));
    twice.map_or(Ok(()), |at| {
        let pointer = format!("/units/{at}/hsaId");
        Err(Failure::field(
            pointer,
            "duplicate",
            "Ange varje enhet en gång.",
            "Name each unit once.",
        ))
    })
}

fn of_known_providers(sent: &UnitsToPut, own: &BTreeSet<String>) -> Result<(), Failure> {
    let strange =
        sent.units.iter().enumerate().filter(|(_, unit)| !own.contains(&unit.provider_hsa_id));
    let fault = |(at, _)| {
        let words =
            Words::new("Regionen har ingen sådan vårdgivare.", "The region has no such provider.");
        FieldFault::new(format!("/units/{at}/providerHsaId"), "unknown", words)
    };
    let faults: Vec<FieldFault> = strange.map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}
