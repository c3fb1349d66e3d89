//! How to reach a region's local administrators and receivers, as a list and as a file (M-34), also
//! those who have the role through a group. Staff with protected identity are left out: the list leaves
//! the house.

use chrono::DateTime;

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
        let rows = Rows::cut(rows, &wanted, |row| (DateTime::UNIX_EPOCH, row.place));
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
        &row.unit_hsa_id,
        &row.unit_name,
        row.role.code(),
        &row.given_name,
        &row.family_name,
        row.address.as_deref().unwrap_or_default(),
    ]
}
