//! Care units, what they offer to whom, and the staff who work there.

mod absence;
mod approval;
mod area;
mod card;
mod case_type;
mod complaints;
mod explanation;
mod group;
mod handout;
mod offer;
mod place;
mod policy;
mod role;
mod settings;
mod staff;
mod store;
mod unit_signature;
mod whom;

pub use case_type::StandardAnswer;
pub use offer::{
    Form, Offer, OfferedType, OfferingUnit, as_text, availability, form, form_of, hold, offer,
    schedule,
};
pub use staff::{
    DirectoryRefresh, HandlerTrouble, StaffName, group_takes, handler_to_notify, holders_of,
    in_swedish, is_handler, members_to_notify, receivers_of, receivers_to_notify, signature,
    staff_names, trouble, whom_to_notify,
};
pub use store::ResidentRow;
pub use unit_signature::unit_signature;
pub use whom::{ResidentAtUnit, find as resident_meant};

/// Every route of this slice.
pub type Routes = (
    card::CardRoutes,
    card::CardContentRoutes,
    complaints::ComplaintsRoutes,
    settings::SettingsRoutes,
    settings::UnitLifeRoutes,
    area::AreaRoutes,
    approval::ApprovalRoutes,
    handout::HandoutRoutes,
    case_type::CaseTypeRoutes,
    staff::StaffRoutes,
    unit_signature::SignatureRoutes,
    staff::StaffRegionRoutes,
    role::RoleRoutes,
    explanation::ExplanationRoutes,
    group::GroupRoutes,
    absence::AbsenceRoutes,
);

pub fn routes() -> Routes {
    (
        card::CardRoutes,
        card::CardContentRoutes,
        complaints::ComplaintsRoutes,
        settings::SettingsRoutes,
        settings::UnitLifeRoutes,
        area::AreaRoutes,
        approval::ApprovalRoutes,
        handout::HandoutRoutes,
        case_type::CaseTypeRoutes,
        staff::StaffRoutes,
        unit_signature::SignatureRoutes,
        staff::StaffRegionRoutes,
        role::RoleRoutes,
        explanation::ExplanationRoutes,
        group::GroupRoutes,
        absence::AbsenceRoutes,
    )
}

crate::failure::kinds! { PROBLEMS:
    CASE_TYPE_NOT_AVAILABLE = "case-type-not-available", FORBIDDEN, "Ärendetypen kan inte användas", "Case type not available",
        "The resident can't use this case type at this unit. Read the unit's card as the resident to see what they may use.";
    CASE_TYPE_PAUSED = "case-type-paused", CONFLICT, "Ärendetypen är pausad", "Case type paused",
        "The unit takes nothing new of this kind for a while; `detail` is its own words on when and what to do instead.";
    CASE_TYPE_OUTSIDE_HOURS = "case-type-outside-hours", CONFLICT, "Ärendetypen är stängd nu", "Case type closed now",
        "The unit takes cases of this kind only at certain hours; `detail` says when it opens. A draft is kept meanwhile.";
    ALREADY_AT_UNIT = "case-type-already-at-unit", CONFLICT, "Mottagningen har redan ärendetypen", "The unit has the case type",
        "The case type has been handed out to the unit before. Its local administrators activate it.";
    UNIT_CLOSING = "unit-closing", CONFLICT, "Mottagningen stänger", "The unit is closing",
        "The unit takes no new cases. Cases that are open go on.";
    UNIT_HAS_OPEN_CASES = "unit-has-open-cases", CONFLICT, "Mottagningen har öppna ärenden", "The unit has open cases",
        "A unit is closed only when no case is open. Answer or close them all, and try again.";
    UNIT_STATUS_REFUSED = "unit-status-refused", CONFLICT, "Statusen kan inte sättas nu", "Status not possible now",
        "A unit is taken into use once, with a local administrator, then closing, then closed for good; a closing can be taken back.";
    UNIT_KNOWN = "unit-already-known", CONFLICT, "Mottagningen finns redan", "The unit is known already",
        "Someone has added the unit before. Ask the directory anew if anything has changed.";
    NOT_IN_DIRECTORY = "unit-not-in-directory", CONFLICT, "Mottagningen finns inte i HSA", "The unit is not in the directory",
        "The directory knows no unit by that HSA-id now. What it said last still stands here.";
    CLOSING_NOTICE = "closing-notice-runs", CONFLICT, "Uppsägningstiden löper", "The notice has not run out",
        "A unit closes on the day that was announced, and not before.";
    AREA_EXISTS = "service-area-exists", CONFLICT, "Raden finns redan", "Service area row exists",
        "The unit's service area has a row just like it.";
    TOO_MANY_AREAS = "too-many-service-areas", CONFLICT, "För många rader", "Too many service area rows",
        "Remove rows that others include, or leave out fields.";
    GROUP_EXISTS = "staff-group-exists", CONFLICT, "Gruppen finns redan", "Group exists",
        "The unit has a group of that name.";
    ALREADY_MEMBER = "already-group-member", CONFLICT, "Redan med i gruppen", "Already in the group",
        "The person is in the group, and nothing more needs doing.";
    ABSENCE_OVERLAPS = "absence-overlaps", CONFLICT, "Personen är redan frånvarande då", "Already away then",
        "The person is away from the unit on one of the days already. End that absence first, or choose other days.";
    ALREADY_APPROVED = "already-approved", CONFLICT, "Redan godkänd", "Already approved",
        "The unit has let the resident in before, and nothing more needs doing.";
    ALREADY_HANDED_OUT = "already-handed-out", CONFLICT, "Redan utdelad", "Already handed out",
        "The resident has the case type at this unit. To change its last day, change the one there is.";
    ROLE_HELD = "role-already-held", CONFLICT, "Rollen finns redan", "Role already held",
        "The person has the role there. To change its last day, take it and give it anew.";
    LAST_ROLE = "last-role", CONFLICT, "Sista rollen", "Last role",
        "It is the person's last role at the unit: without it they leave its list. Repeat with `confirm=true` to do it.";
    LAST_LOCAL_ADMINISTRATOR = "last-local-administrator", CONFLICT, "Sista lokala administratören", "Last local administrator",
        "A unit always has a local administrator who can sign in and whose role has no last day. Appoint another one first.";
    ROLE_NOT_IN_USE = "role-not-in-use", CONFLICT, "Rollen används inte i regionen", "Role not used in the region",
        "The region has decided not to use this role. A local administrator gives roles instead.";
    STAFF_KNOWN = "staff-already-known", CONFLICT, "Personen finns redan", "The person is known already",
        "Someone has added the person before. Give roles by HSA-id; ask the directory anew if anything has changed.";
    STAFF_DEACTIVATED = "staff-deactivated", CONFLICT, "Personen är avaktiverad", "The person is deactivated",
        "Their roles at the unit are put aside. Reactivate them, and they have the roles again.";
}
