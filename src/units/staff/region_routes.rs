//! What the region's team and a unit's administrators can ask of staff.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::{Json, PlainText},
};

use super::{
    away, contacts,
    contacts_view::ContactView,
    region,
    region_view::{
        DeactivationView, FoundStaffView, NewDeactivation, NewStaff, StaffInRegionView, StaffSearch,
    },
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{StaffId, UnitId},
    page::{self, Page, Wanted},
};

pub struct StaffRegionRoutes;

#[derive(ApiResponse)]
enum StaffAdded {
    /// The person is known now, and can be given roles.
    #[oai(status = 201)]
    Added(
        Json<StaffInRegionView>,
        /// Where the person is.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum StaffDeactivated {
    /// The roles are put aside.
    #[oai(status = 201)]
    Deactivated(
        Json<DeactivationView>,
        /// Where to end it.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum StaffReactivated {
    /// The roles are given back.
    #[oai(status = 204)]
    Done,
}

#[derive(ApiResponse)]
enum ContactFile {
    /// One line for each role of each person, by unit, after a line of column names (RFC 4180, UTF-8).
    #[oai(status = 200, content_type = "text/csv")]
    Ok(
        PlainText<String>,
        /// Names the file.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[OpenApi(tag = "Tag::Units")]
impl StaffRegionRoutes {
    /// Add a member of staff
    ///
    /// Takes someone in from the national directory (HSA), so that roles can be given to them. One whom
    /// the directory does not know, or knows as inactive, is refused; one who is known here already is
    /// refused with `staff-already-known`. For the region's administrators and the nation's.
    #[oai(path = "/staff", method = "post", operation_id = "addStaff")]
    async fn add(
        &self,
        caller: Caller,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewStaff>,
    ) -> Result<StaffAdded, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = region::add(caller.0, repeat, new).await?;
        let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
        Ok(StaffAdded::Added(Json(view), location))
    }

    /// Search for staff
    ///
    /// The staff of a region: those its team has added, and those who have roles in it. Each with what
    /// the directory says, the roles in that region, and warnings: inactive in the directory, never
    /// signed in, the only local administrator of a unit, and others. What is looked for stands in the
    /// body, so that it stands in no log. For the region's administrators and the nation's.
    #[oai(path = "/staff-searches", method = "post", operation_id = "searchStaff")]
    async fn search(
        &self,
        caller: Caller,
        body: Body<StaffSearch>,
    ) -> Result<Json<FoundStaffView>, Problem> {
        Ok(Json(region::search(caller.0, body.value).await?))
    }

    /// Show a member of staff
    ///
    /// What the directory says, the roles in the regions that the caller administers, and warnings. For
    /// administrators of a region that added the person or where the person has a role.
    #[oai(path = "/staff/:staffId", method = "get", operation_id = "getStaffMember")]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "staffId")] staff_id: Path<StaffId>,
    ) -> Result<Json<StaffInRegionView>, Problem> {
        Ok(Json(region::read(caller.0, staff_id.0).await?))
    }

    /// Update a member of staff from the directory
    ///
    /// Asks the directory (HSA) now; otherwise that happens once a month. Who is not active there any
    /// more is signed out everywhere and can't sign in. For the person, the region's administrators and
    /// the nation's.
    #[oai(
        path = "/staff/:staffId/directory-refreshes",
        method = "post",
        operation_id = "refreshStaff"
    )]
    async fn refresh(
        &self,
        caller: Caller,
        #[oai(name = "staffId")] staff_id: Path<StaffId>,
    ) -> Result<Json<StaffInRegionView>, Problem> {
        Ok(Json(region::refresh(caller.0, staff_id.0).await?))
    }

    /// Deactivate a member of staff at a unit
    ///
    /// For long absence, such as parental leave: every role at the unit is put aside at once and kept. The
    /// person stays in the unit's list, marked. The unit's last local administrator can't be deactivated.
    /// For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/staff-deactivations",
        method = "post",
        operation_id = "deactivateStaff"
    )]
    async fn deactivate(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewDeactivation>,
    ) -> Result<StaffDeactivated, Problem> {
        let (repeat, new) = body.under(key.0);
        let view = away::deactivate(caller.0, unit_id.0, repeat, new).await?;
        let location = view.links.get("reactivate").map(|link| link.href.clone());
        Ok(StaffDeactivated::Deactivated(Json(view), location.unwrap_or_default()))
    }

    /// Reactivate a member of staff at a unit
    ///
    /// The person has the roles again from their next request on, except those whose last day has passed.
    /// For the unit's local administrators and the region's.
    #[oai(
        path = "/units/:unitId/staff-deactivations/:staffId",
        method = "delete",
        operation_id = "reactivateStaff"
    )]
    async fn reactivate(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "staffId")] staff_id: Path<StaffId>,
    ) -> Result<StaffReactivated, Problem> {
        away::reactivate(caller.0, unit_id.0, staff_id.0).await?;
        Ok(StaffReactivated::Done)
    }

    /// List how to reach a region's staff
    ///
    /// The addresses of local administrators (lokala administratörer) and receivers (ärendemottagare) of the
    /// region's units, whether the role was given to the person or comes through a group. Each person
    /// stands once for each role and unit. Staff with protected identity are left out. For the region's
    /// administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/contacts",
        method = "get",
        operation_id = "listStaffContacts"
    )]
    async fn contacts(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region_code: Path<String>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<ContactView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(contacts::list(caller.0, region_code.0, wanted).await?))
    }

    /// Download how to reach a region's staff
    ///
    /// The same as a file (CSV) for mailing programmes and spreadsheets. Cells that a spreadsheet would take
    /// for formulas are led by an apostrophe. For the region's administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/contact-file",
        method = "get",
        operation_id = "downloadStaffContacts"
    )]
    async fn contact_file(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region_code: Path<String>,
    ) -> Result<ContactFile, Problem> {
        let name = format!("attachment; filename=\"kontakter-{}.csv\"", region_code.0);
        let file = contacts::file(caller.0, region_code.0).await?;
        Ok(ContactFile::Ok(PlainText(file), name))
    }
}
