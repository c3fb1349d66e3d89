//! Whether a unit may write to a resident at all (B-78): what the region says, and what is known.

use super::{
    policy::Line,
    rules::{Relations, are_tied, needs_ties},
    store::{self, Order},
};
use crate::{db::Tx, failure::Failure};

/// Whether there is what entitles the unit to write to this resident.
pub fn entitles(tx: &mut Tx<'_>, order: &Order, line: &Line) -> Result<bool, Failure> {
    let region = Some(order.unit.region.as_str());
    let relations = relations(tx, region)?;
    if !needs_ties(order.edition.basis, order.relation_declared, &relations) {
        return Ok(true);
    }
    let months = tx.policies().number("citizen-case.relation-months", region, tx.today)?;
    let months = chrono::Months::new(u32::try_from(months).unwrap_or(0));
    let since = tx.now.checked_sub_months(months).unwrap_or(tx.now);
    let ties = store::ties(tx, line, since)?;
    Ok(are_tied(ties, &relations))
}

fn relations(tx: &Tx<'_>, region: Option<&str>) -> Result<Relations, Failure> {
    let policy = |name: &str| tx.policies().value(name, region, tx.today);
    let wrong = |name: &str| Failure::Bug(format!("policy {name}"));
    let known = policy("citizen-case.known-relations")?;
    let known = serde_json::from_value(known.clone());
    let declared = policy("citizen-case.declared-relation")?.as_bool();
    Ok(Relations {
        known: known.map_err(|_| wrong("citizen-case.known-relations"))?,
        declared: declared.ok_or_else(|| wrong("citizen-case.declared-relation"))?,
    })
}
