//! What clients see of a simulation.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};

use super::{
    super::decision::{InformationType, Outcome, Reason, Relation},
    explain_view::{SourceView, example_links, example_resident},
};
use crate::{id::ResidentId, page::Links};

crate::sql::code! {
    JournalService {
        Journal = "journal",
        /// Messages, bookings, certificates and notices for the resident.
        EServices = "e-services",
    }
}

/// One service, now and with the measure.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "SimulatedService", rename_all = "camelCase")]
pub struct ServiceView {
    pub service: JournalService,
    pub outcome_now: Outcome,
    pub reason_now: Reason,
    pub outcome_then: Outcome,
    pub reason_then: Reason,
}

/// How much of one kind is shown, now and with the measure.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "SimulatedItems", rename_all = "camelCase")]
pub struct ItemsView {
    pub information: InformationType,
    pub shown_now: u32,
    pub shown_then: u32,
}

/// What one person sees.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
#[oai(rename = "SimulatedViewer", rename_all = "camelCase")]
pub struct SimulatedViewer {
    pub resident_id: ResidentId,
    pub relation: Relation,
    #[oai(validator(max_items = 2))]
    pub services: Vec<ServiceView>,
    /// Each kind of which anything is shown now or then.
    #[oai(validator(max_items = 20))]
    pub items: Vec<ItemsView>,
    /// Items that are shown now and would not be.
    pub becomes_invisible: u32,
    /// Items that are not shown now and would be.
    pub becomes_visible: u32,
}

/// What a measure would change, person by person. Nothing has been done.
#[derive(Debug, Clone, Object)]
#[oai(rename = "JournalSimulation", rename_all = "camelCase", example)]
pub struct SimulationView {
    pub resident_id: ResidentId,
    /// The day it is of: the measure's first.
    pub on_date: NaiveDate,
    #[oai(validator(max_items = 21))]
    pub viewers: Vec<SimulatedViewer>,
    /// How the sources were that the items were counted in; one that failed is not in the counts.
    #[oai(validator(max_items = 50))]
    pub sources: Vec<SourceView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

impl Example for SimulationView {
    fn example() -> Self {
        let service = ServiceView {
            service: JournalService::Journal,
            outcome_now: Outcome::Allow,
            reason_now: Reason::OkAllUnits,
            outcome_then: Outcome::Deny,
            reason_then: Reason::GuardianBlocked,
        };
        let items = ItemsView { information: InformationType::Note, shown_now: 12, shown_then: 0 };
        let viewer = SimulatedViewer {
            resident_id: example_resident(),
            relation: Relation::Guardian,
            services: vec![service],
            items: vec![items],
            becomes_invisible: 12,
            becomes_visible: 0,
        };
        Self {
            resident_id: example_resident(),
            on_date: "2026-11-27".parse().expect("a date"),
            viewers: vec![viewer],
            sources: Vec::new(),
            links: example_links("boundaries"),
        }
    }
}
