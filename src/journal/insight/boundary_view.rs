//! What clients see of the calendar.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};

use super::{
    super::decision::{Reason, Relation},
    explain_view::{example_links, example_resident},
};
use crate::{id::ResidentId, page::Links};

crate::sql::code! {
    /// What happens on a day.
    BoundaryCause {
        /// Guardians stop, and the youth begins to use the e-services.
        AgencyEnds = "agency-ends",
        /// The youth's journal opens.
        JournalOpens = "journal-opens",
        SealBegins = "seal-begins",
        /// The first day after it.
        SealEnds = "seal-ends",
        BlockBegins = "block-begins",
        BlockEnds = "block-ends",
        ExtensionBegins = "extension-begins",
        ExtensionEnds = "extension-ends",
        EarlyAccessBegins = "early-access-begins",
        EarlyAccessEnds = "early-access-ends",
        /// A guardian who is a child too reaches an age of their own.
        ViewersAge = "viewers-age",
    }
}

/// One thing that happens that day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Object)]
#[oai(rename = "JournalBoundaryCause", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct CauseView {
    pub cause: BoundaryCause,
    /// The unit by HSA-id, or what a seal closes.
    #[oai(validator(max_length = 200))]
    pub concerns: Option<String>,
    /// Whose block, extension or age it is.
    pub viewer_id: Option<ResidentId>,
}

/// Somebody whose access changes that day.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "JournalBoundaryViewer", rename_all = "camelCase")]
pub struct ChangedViewer {
    pub resident_id: ResidentId,
    pub relation: Relation,
    pub journal_before: Reason,
    pub journal_after: Reason,
    pub e_services_before: Reason,
    pub e_services_after: Reason,
}

/// A day on which anyone's access changes by itself.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "JournalBoundary", rename_all = "camelCase")]
pub struct BoundaryView {
    pub on: NaiveDate,
    #[oai(validator(max_items = 200))]
    pub causes: Vec<CauseView>,
    /// Those whose journal or e-services open, close or change their reach. Empty for the resident.
    #[oai(validator(max_items = 21))]
    pub viewers: Vec<ChangedViewer>,
}

/// The days to come, the first first.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalBoundaries", rename_all = "camelCase", example)]
pub struct BoundariesView {
    pub resident_id: ResidentId,
    #[oai(validator(max_items = 500))]
    pub items: Vec<BoundaryView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl Example for BoundariesView {
    fn example() -> Self {
        let cause = BoundaryCause::JournalOpens;
        let viewer = ChangedViewer {
            resident_id: example_resident(),
            relation: Relation::Oneself,
            journal_before: Reason::AgeGapSelf,
            journal_after: Reason::OkAllUnits,
            e_services_before: Reason::Ok,
            e_services_after: Reason::Ok,
        };
        Self {
            resident_id: example_resident(),
            items: vec![BoundaryView {
                on: "2029-05-20".parse().expect("a date"),
                causes: vec![CauseView { cause, concerns: None, viewer_id: None }],
                viewers: vec![viewer],
            }],
            links: example_links("boundaries"),
        }
    }
}
