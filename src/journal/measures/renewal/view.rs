//! What those who decide see of what ends soon.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::store::{EndingKind, EndingRow};
use crate::{
    access::Cx,
    id::ResidentId,
    journal::measures::decision::example_id,
    page::{Link, Linker, Links},
};

/// A measure of the unit's that ends by itself.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalRenewal", rename_all = "camelCase", example)]
pub struct RenewalView {
    pub kind: EndingKind,
    /// The seal's, or the extended access's.
    pub id: Uuid,
    pub resident_id: ResidentId,
    /// Its last day.
    pub valid_through: NaiveDate,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl RenewalView {
    pub(super) fn of(cx: &Cx, row: &EndingRow) -> Self {
        let journal = format!("/residents/{}/journal", row.resident_id);
        let path = match row.kind {
            EndingKind::Seal => format!("{journal}/seals/{}/renewals", row.id),
            EndingKind::ExtendedAccess => format!("{journal}/extended-accesses"),
        };
        Self {
            kind: row.kind,
            id: row.id,
            resident_id: row.resident_id,
            valid_through: row.valid_through,
            links: Linker::new(cx.asked()).add("renew", "POST", &path).done(),
        }
    }
}

impl Example for RenewalView {
    fn example() -> Self {
        let (resident, seal) = (example_id(2), example_id(62));
        let href = format!(
            "https://etjanster.regionvastmanland.se/etjanster/v1/residents/{resident}/journal/seals/\
             {seal}/renewals"
        );
        let link = Link { href, rel: "renew".into(), method: "POST".into() };
        Self {
            kind: EndingKind::Seal,
            id: seal,
            resident_id: ResidentId(resident),
            valid_through: "2026-12-14".parse().expect("a date"),
            links: Links::from([("renew".into(), link)]),
        }
    }
}
