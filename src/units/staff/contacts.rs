//! How to reach a region's local administrators and receivers, as a list and as a file (M-34). Staff
//! with protected identity are left out: the list leaves the house.

use super::{
    contacts_view::ContactView,
    csv,
    member::RegionStaff,
    policy::ListContacts,
    store::contacts::{self as store, ContactRow},
};
use crate::{
    access::{Cx, Region, Sealed},
    audit,
    failure::Failure,
    page::{Linker, Page, Rows, Wanted},
};

pub async fn list(cx: Cx, region: Region, wanted: Wanted) -> Result<Page<ContactView>, Failure> {
    cx.transact(move |tx, cx| {
        let on = RegionStaff { region: region.clone(), staff: None };
        let (_, grant) = Sealed::new(on).open::<ListContacts>(tx)?;
        let rows = store::page(tx, &grant, &region, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.granted_at, row.id.0));
        let path = format!("/regions/{region}/contacts");
        let linker = Linker::new(cx.asked());
        let mut page = Page::of(rows, &wanted, linker.clone(), &path, &[], ContactView::from);
        page.links
            .extend(linker.add("file", "GET", &format!("/regions/{region}/contact-file")).done());
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// All of them as CSV (RFC 4180), by unit.
pub async fn file(cx: Cx, region: Region) -> Result<String, Failure> {
    cx.transact(move |tx, _| {
        let on = RegionStaff { region: region.clone(), staff: None };
        let (_, grant) = Sealed::new(on).open::<ListContacts>(tx)?;
        let rows = store::all(tx, &grant, &region)?;
        let head = ["unitHsaId", "unitName", "role", "givenName", "familyName", "email"];
        let mut file = csv::line(head);
        for row in rows {
            file += &csv::line(cells(&row));
        }
        Ok(audit::record(tx, grant, file)?)
    })
    .await
}

fn cells(row: &ContactRow) -> [&str; 6] {
    [
        &row.unit.hsa_id,
        &row.unit.name,
        row.role.code(),
        &row.person.name.given_name,
        &row.person.name.family_name,
        row.person.address().unwrap_or_default(),
    ]
}
