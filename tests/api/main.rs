//! Every test drives the real API over HTTP, real Postgres and real Redis, in a world of its own.

mod acceptance;
mod access_matrix;
mod attachments;
mod attachments_scan;
mod attachments_store;
mod audit;
mod blocked_guardian;
mod bookings;
mod bookings_unit;
mod case_types;
mod cases;
mod cases_due;
mod cases_life;
mod cases_owners;
mod citizen_cases;
mod citizen_kill;
mod clinic;
mod contact_card;
mod contacts;
mod demo;
mod edge;
mod foreign_provider;
mod hostile;
mod identity_register;
mod identity_residents;
mod identity_sessions;
mod identity_sign_in;
mod inbox;
mod journal;
mod journal_insight;
mod journal_marker;
mod journal_measures;
mod journal_measures_access;
mod journal_measures_people;
mod journal_measures_protection;
mod journal_policies;
mod journal_scene;
mod journal_sources;
mod journal_vectors;
mod kill;
mod log_reviews;
mod openapi;
mod outbox;
mod overload;
mod patient_overview;
mod patient_overview_vectors;
mod people;
mod postman;
mod prints;
mod process;
mod protection;
mod record_copies;
mod region_policies;
mod retention;
mod samples;
mod servers;
mod sign_in_desk;
mod sinks;
mod staff;
mod staff_region;
mod statistics;
mod templates;
mod time_book;
mod unit_life;
mod unit_settings;
mod units;
mod world;

use world::World;

#[tokio::test]
async fn a_path_that_is_not_there_is_a_problem() {
    let world = World::new().await;
    let answer = world.get("/nowhere").await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("content-type"), "application/problem+json");
}
