//! Who may do what with a unit (cases.md 2.2, rows 18 to 33). What is about one resident at a unit
//! is decided on the unit too; the record names the resident.

use super::place::{Unit, administrator, assigner, colleague, management, refuse};
use crate::access::{Action, Actor, Verdict};

/// Actions on a unit that a rule allows, refused alike.
macro_rules! on_unit {
    ($rule:ident: $($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Action for $name {
            type On = Unit;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, unit: &Unit) -> Verdict {
                Verdict::or($rule(actor, unit), refuse(actor, unit))
            }
        }
    )+};
}

// Matrix rows 19, 24, 26 and 27.
on_unit! { administrator:
    ReadSettings = "unit.read-settings";
    ChangeSettings = "unit.change-settings";
    /// Ask the directory anew.
    RefreshUnit = "unit.refresh";
    ReadCardContent = "unit.read-card-content";
    ChangeCardContent = "unit.change-card-content";
    /// See what is missing of the basic range.
    ReadBasicRange = "unit.read-basic-range";
    ReadComplaints = "complaints.read";
    ListAreas = "service-area.list";
    AddArea = "service-area.add";
    RemoveArea = "service-area.remove";
    ListApprovals = "approval.list";
    /// Let a resident in from outside the service area.
    Approve = "approval.give";
    RemoveApproval = "approval.remove";
    ListHandouts = "case-type-grant.list";
    ReadHandout = "case-type-grant.read";
    /// Let a resident use a limited case type.
    HandOut = "case-type-grant.give";
    ChangeHandout = "case-type-grant.change";
    RemoveHandout = "case-type-grant.remove";
    ListCaseTypes = "unit-case-type.list";
    ReadCaseType = "unit-case-type.read";
    /// See why a resident may or may not use a case type.
    ExplainAvailability = "availability.explain";
    /// Activate, deactivate, pause, order, and put in one's own words.
    ChangeCaseType = "unit-case-type.change";
    ChangeUnitSignature = "unit.change-signature";
    /// See what a resident would see.
    PreviewCaseTypes = "unit-case-type.preview";
}

// Matrix rows 20, 25, 31 and 40.
on_unit! { management:
    /// Let a unit have a central case type.
    HandOutToUnit = "unit-case-type.hand-out";
    Recommend = "unit.recommend";
    ChangeStatus = "unit.change-status";
    /// Take into use, with a first local administrator.
    Activate = "unit.activate";
    /// Let the unit take complaints (row 40), or no more.
    AddComplaints = "complaints.add";
    RemoveComplaints = "complaints.remove";
    /// Announce the last day.
    AnnounceClosing = "unit.announce-closing";
    /// See whether a guardian may act, and whether a block is why not: who keeps guardian blocks and
    /// may explain at the unit (rows 26 and 39). Recorded as any explanation: a guardian who reads the
    /// child's access log must not find that guardians were asked about.
    ExplainThroughGuardian = "availability.explain";
}

on_unit! { assigner:
    ListRoles = "role.list";
    /// See what colleagues want to be told (R-ROLE-15).
    SeeNotificationChoices = "staff.see-notification-choices";
}

// Matrix row 30.
on_unit! { assigner:
    CreateGroup = "staff-group.create";
    ChangeGroup = "staff-group.change";
    EndGroup = "staff-group.end";
    AddMember = "staff-group.add-member";
    RemoveMember = "staff-group.remove-member";
}

on_unit! { colleague:
    ListStaff = "staff.list";
    ReadUnitSignature = "unit.read-signature";
    ListGroups = "staff-group.list";
    ListAbsences = "absence.list";
    /// See what one may answer with.
    ReadStandardAnswers = "standard-answer.read";
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            absence::policy::{AbsenceOf, EndAbsence, PlanAbsence},
            availability::UnitStatus,
            role::policy::{
                GrantRegionalRole, GrantRole, ListRegionalRoles, RegionRoles, RevokeRole, RoleAt,
            },
            settings::policy::{CreateUnit, ListRegionUnits, MapBasicRange, RegionUnits},
            staff::{
                member::{MemberOf, RegionStaff},
                policy::{
                    AddStaff, ChangeStaffSettings, Deactivate, ListContacts, OwnSettings,
                    Reactivate, ReadStaff, ReadStaffSettings, RefreshStaff, SearchStaff, StaffAt,
                },
            },
        },
        *,
    };
    use crate::access::{Cast, Role, sheet::Sheet};

    /// Who may do what with a unit, as a table that people review: `docs/access/units.md`.
    // proves: M-19, M-20, M-24, M-25, M-26, M-27, M-28, M-29, M-30, M-31, M-32, M-33, M-34, M-40, M-42, R-ROLE-2, R-ROLE-16
    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let unit = Unit {
            id: cast.unit,
            hsa_id: "SE2321000172-DV01".into(),
            region: cast.region(),
            status: UnitStatus::Active,
            recommended: false,
            other_information: None,
            closes_on: None,
            directory_fetched_at: None,
            version: 1,
        };
        let mut sheet = Sheet::new("Units and staff", &cast);
        settings(&mut sheet, &unit);
        residents(&mut sheet, &unit);
        roles(&mut sheet, &unit);
        staff(&mut sheet, &unit, &cast);
        let own = AbsenceOf { unit: unit.clone(), staff: cast.handler };
        sheet.section("the handler's absence");
        sheet.row::<PlanAbsence>(&own);
        sheet.row::<EndAbsence>(&own);
        let own = OwnSettings(cast.handler);
        sheet.section("the handler's own settings");
        sheet.row::<ReadStaffSettings>(&own);
        sheet.row::<ChangeStaffSettings>(&own);
        sheet.must_be("docs/access/units.md");
    }

    fn staff(sheet: &mut Sheet<'_>, unit: &Unit, cast: &Cast) {
        let at = StaffAt { unit: unit.clone(), staff: cast.handler };
        sheet.section("staff who are away from the unit");
        sheet.row::<Deactivate>(&at);
        sheet.row::<Reactivate>(&at);
        let region = RegionStaff { region: unit.region.clone(), staff: None };
        sheet.section("staff of the region");
        sheet.row::<AddStaff>(&region);
        sheet.row::<SearchStaff>(&region);
        sheet.row::<ListContacts>(&region);
        let member = MemberOf {
            id: cast.handler,
            hsa_id: "SE2321000172-DP02".into(),
            regions: vec![unit.region.clone()],
        };
        sheet.section("the handler, as staff of the region");
        sheet.row::<ReadStaff>(&member);
        sheet.row::<RefreshStaff>(&member);
    }

    fn settings(sheet: &mut Sheet<'_>, unit: &Unit) {
        sheet.section("the unit");
        sheet.row::<ReadSettings>(unit);
        sheet.row::<ChangeSettings>(unit);
        sheet.row::<Recommend>(unit);
        sheet.row::<ChangeStatus>(unit);
        sheet.row::<RefreshUnit>(unit);
        sheet.row::<Activate>(unit);
        sheet.row::<AnnounceClosing>(unit);
        sheet.row::<ReadCardContent>(unit);
        sheet.row::<ChangeCardContent>(unit);
        sheet.row::<ReadBasicRange>(unit);
        sheet.row::<ReadComplaints>(unit);
        sheet.row::<AddComplaints>(unit);
        sheet.row::<RemoveComplaints>(unit);
        sheet.row::<ListAreas>(unit);
        sheet.row::<AddArea>(unit);
        sheet.row::<RemoveArea>(unit);
        sheet.row::<ListCaseTypes>(unit);
        sheet.row::<ReadCaseType>(unit);
        sheet.row::<ChangeCaseType>(unit);
        sheet.row::<PreviewCaseTypes>(unit);
        sheet.row::<HandOutToUnit>(unit);
        sheet.row::<ReadStandardAnswers>(unit);
        sheet.row::<ReadUnitSignature>(unit);
        sheet.row::<ChangeUnitSignature>(unit);
        sheet.row::<ListStaff>(unit);
    }

    fn residents(sheet: &mut Sheet<'_>, unit: &Unit) {
        sheet.section("residents at the unit");
        sheet.row::<ListApprovals>(unit);
        sheet.row::<Approve>(unit);
        sheet.row::<RemoveApproval>(unit);
        sheet.row::<ExplainAvailability>(unit);
        sheet.section("residents at the unit, through a guardian");
        sheet.row::<ExplainThroughGuardian>(unit);
        sheet.section("residents at the unit, limited case types");
        sheet.row::<ListHandouts>(unit);
        sheet.row::<ReadHandout>(unit);
        sheet.row::<HandOut>(unit);
        sheet.row::<ChangeHandout>(unit);
        sheet.row::<RemoveHandout>(unit);
    }

    fn roles(sheet: &mut Sheet<'_>, unit: &Unit) {
        sheet.section("roles at the unit");
        sheet.row::<ListRoles>(unit);
        sheet.row::<SeeNotificationChoices>(unit);
        sheet.row::<ListGroups>(unit);
        sheet.row::<CreateGroup>(unit);
        sheet.row::<ChangeGroup>(unit);
        sheet.row::<EndGroup>(unit);
        sheet.row::<AddMember>(unit);
        sheet.row::<RemoveMember>(unit);
        sheet.row::<ListAbsences>(unit);
        for role in [Role::Receiver, Role::LocalAdministrator] {
            let name = if role == Role::Receiver {
                "receiver or handler"
            } else {
                "local administrator, permission administrator or reviewer"
            };
            sheet.section(name);
            let at = RoleAt { unit: unit.clone(), role, staff: None };
            sheet.row::<GrantRole>(&at);
            sheet.row::<RevokeRole>(&at);
        }
        let region = RegionRoles { region: unit.region.clone(), staff: None };
        let units = RegionUnits { region: unit.region.clone(), unit: None };
        sheet.section("units of the region");
        sheet.row::<CreateUnit>(&units);
        sheet.row::<ListRegionUnits>(&units);
        sheet.row::<MapBasicRange>(&units);
        sheet.section("roles in the region");
        sheet.row::<ListRegionalRoles>(&region);
        sheet.row::<GrantRegionalRole>(&region);
    }
}
