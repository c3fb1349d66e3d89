//! The public face: every slice's routes in one OpenAPI service.

use poem::{Endpoint, EndpointExt, Response, Route};
use poem_openapi::{OpenApiService, Tags};

use crate::{
    access::App, audit, bookings, case_types, cases, citizen_cases, edge::Edge, fhir, identity,
    inbox, journal, log_reviews, page::BASE, patient_overview, programmes, protection,
    record_copies, region_policies, retention, service, slots, statistics, summonses, templates,
    time_types, units, virtual_units, waiting_list,
};

#[derive(Tags)]
pub enum Tag {
    /// Signing in, and who is signed in.
    Identity,
    /// Care units, their contact cards and staff.
    Units,
    /// What residents can start a case with: forms, publishing, and what units do with them.
    CaseTypes,
    /// Prepared replies.
    Templates,
    /// Cases between residents and units.
    Cases,
    /// What units send residents of their own accord.
    CitizenCases,
    /// What a resident has been sent.
    Inbox,
    /// The record, read from its sources at each visit: who reads it, and what opens or closes it.
    Journal,
    /// Keeping people safe: log-in locks, guardian blocks, protections.
    Protection,
    /// What regions set for the journal, and the units that records come from.
    JournalPolicies,
    /// Who has seen whose data.
    Audit,
    /// How long information is kept, and how it goes.
    Retention,
    /// What came in and how it was answered, in numbers.
    Statistics,
    /// Staff reading across care providers (NPÖ), and what patients say of it.
    PatientOverview,
    /// Copies of records on request (journalkopia).
    RecordCopies,
    /// What can be booked at a unit, and the times there are.
    TimeBook,
    /// Times that residents have been promised.
    Bookings,
    /// What asks residents to come, and the programmes behind it.
    Summonses,
    /// What record systems and partners read as FHIR R4.
    Partners,
    /// About this API.
    Service,
}

/// What asks people to come.
type Summonings = (programmes::Routes, virtual_units::Routes, summonses::Routes);

/// Every slice's routes. Keep all methods of one path in one `impl` (QUIRKS).
pub type Apis = (
    identity::Routes,
    (identity::ResidentRoutes, identity::ContactRoutes),
    protection::Routes,
    journal::measures::Routes,
    units::Routes,
    case_types::Routes,
    templates::Routes,
    cases::Routes,
    citizen_cases::Routes,
    cases::AttachmentRoutes,
    (inbox::Routes, journal::ReadRoutes),
    retention::Routes,
    (journal::policy_document::Routes, journal::insight::InsightRoutes),
    (audit::Routes, log_reviews::Routes, statistics::Routes, cases::print::PrintRoutes),
    (region_policies::Routes, patient_overview::Routes, record_copies::Routes),
    (TimeBook, Summonings, fhir::Routes, service::Routes),
);

/// What can be booked, and who has.
type TimeBook = (time_types::Routes, slots::Routes, bookings::Routes, waiting_list::Routes);

fn summonings() -> Summonings {
    (programmes::Routes, virtual_units::Routes, summonses::routes())
}

fn time_book() -> TimeBook {
    (time_types::Routes, slots::routes(), bookings::routes(), waiting_list::Routes)
}

pub fn service() -> OpenApiService<Apis, ()> {
    let apis = (
        identity::Routes,
        (identity::ResidentRoutes, identity::ContactRoutes),
        protection::routes(),
        journal::measures::routes(),
        units::routes(),
        case_types::Routes,
        templates::Routes,
        cases::routes(),
        citizen_cases::routes(),
        cases::AttachmentRoutes,
        (inbox::Routes, journal::ReadRoutes),
        retention::routes(),
        (journal::policy_document::routes(), journal::insight::InsightRoutes),
        (audit::Routes, log_reviews::Routes, statistics::Routes, cases::print::PrintRoutes),
        (region_policies::Routes, patient_overview::routes(), record_copies::routes()),
        (time_book(), summonings(), fhir::Routes, service::Routes),
    );
    OpenApiService::new(apis, "E-tjänster", env!("CARGO_PKG_VERSION"))
}

/// The whole API as one endpoint.
pub fn api(app: App) -> impl Endpoint<Output = Response> + 'static {
    let routes = service::pages(Route::new()).nest(BASE, service());
    routes.with(Edge::new(&service::published().document)).data(app)
}
