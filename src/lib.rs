//! The house of etjanster, in the order a request walks through it:
//! [`edge`] → [`api`] → [`access`] → a domain slice ([`identity`], [`units`], [`case_types`], [`cases`],
//! [`citizen_cases`], [`templates`], [`inbox`])
//! → [`db`] → [`audit`]; and what outlives the request: [`jobs`].

pub mod access;
pub mod api;
pub mod attachments;
pub mod audit;
pub mod body;
pub mod bookings;
pub mod case_types;
pub mod cases;
pub mod citizen_cases;
pub mod clock;
pub mod config;
pub mod db;
pub mod demo;
pub mod directory;
pub mod document;
pub mod edge;
pub mod engagement_index;
pub mod failure;
pub mod fhir;
pub mod id;
pub mod identity;
pub mod idp;
pub mod inbox;
pub mod jobs;
pub mod journal;
pub mod log_reviews;
pub mod migrations;
pub mod page;
pub mod paper;
pub mod patient_overview;
pub mod programmes;
pub mod protection;
pub mod record_copies;
pub mod region_policies;
pub mod retention;
mod schema;
pub mod service;
pub mod slots;
mod sql;
pub mod statistics;
pub mod summonses;
pub mod templates;
pub mod time_types;
pub mod units;
pub mod virtual_units;
pub mod waiting_list;
pub mod workdays;

pub use sql::Moment;
