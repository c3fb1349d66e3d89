//! The basic range (basutbud, B-46): which case types give which part of it, and what a unit lacks.

use super::{
    super::super::{
        policy::ReadBasicRange,
        settings::policy::{MapBasicRange, RegionUnits},
        store as units,
    },
    service::{can_be_contacted, range},
    store,
    view::{BasicPartView, BasicRange, BasicRangeView},
};
use crate::{
    access::{Cx, Region, Sealed},
    audit,
    failure::{Failure, FieldFault, Words},
    id::{CaseTypeId, UnitId},
    page::Linker,
};

/// What the unit offers of its region's basic range.
pub async fn report(cx: Cx, id: UnitId) -> Result<BasicRangeView, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) =
            units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ReadBasicRange>(tx)?;
        let (offered, mapped) = store::basic_range_of(tx, &grant, &unit.region)?;
        let found = range(&offered, &mapped);
        let missing = found.iter().filter(|(_, by)| by.is_empty()).map(|(service, _)| *service);
        let path = format!("/units/{id}/basic-range");
        let view = BasicRangeView {
            unit_id: id,
            can_be_contacted: can_be_contacted(&found),
            missing: missing.collect(),
            items: found
                .into_iter()
                .map(|(service, case_type_ids)| BasicPartView {
                    service,
                    offered: !case_type_ids.is_empty(),
                    case_type_ids,
                })
                .collect(),
            links: Linker::new(cx.asked()).add("self", "GET", &path).done(),
        };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

/// Says anew which case types give which part, in the whole region.
pub async fn map(cx: Cx, region: Region, wanted: BasicRange) -> Result<BasicRange, Failure> {
    cx.transact(move |tx, _| {
        let on = RegionUnits { region: region.clone(), unit: None };
        let (_, grant) = Sealed::new(on).open::<MapBasicRange>(tx)?;
        let ids: Vec<CaseTypeId> =
            wanted.items.iter().flat_map(|part| part.case_type_ids.clone()).collect();
        let known = store::known_types(tx, &grant, &region, &ids)?;
        let faults = unknown(&wanted, &known);
        if !faults.is_empty() {
            return Err(Failure::Invalid(faults));
        }
        store::replace_range(tx, &grant, &region, &wanted)?;
        Ok(audit::record(tx, grant, wanted)?)
    })
    .await
}

fn unknown(wanted: &BasicRange, known: &[CaseTypeId]) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    for (part, items) in wanted.items.iter().enumerate() {
        for (at, _) in items.case_type_ids.iter().enumerate().filter(|(_, id)| !known.contains(id))
        {
            let words = Words::new(
                "Regionen har ingen sådan ärendetyp.",
                "The region has no such case type.",
            );
            let pointer = format!("/items/{part}/caseTypeIds/{at}");
            faults.push(FieldFault::new(pointer, "unknown-case-type", words));
        }
    }
    faults
}
