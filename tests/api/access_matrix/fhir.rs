//! The rows of FHIR: systems that act for the unit read, and nobody else.

use super::{Given, NONE, Row, Scene, bookings::coming};
use crate::world::World;

/// Those at the unit and above it know that it has a time book; they see it their own way.
const SYSTEMS: [&str; 4] = [
    "401 404 404 404 404",
    "403 403 403 403 403 403 403 403",
    "404 404 404 404 404 404",
    "200 404",
];

/// A booking `{booking}` of slot `{slot}` in Schedule `{timeType}`, at the unit `{hsaId}`.
fn booked(world: &World, scene: &mut Scene) {
    coming(world, scene);
    let (booking, unit) = (&scene.extra["booking"], scene.unit);
    let of = |sql: String| world.texts(&sql)[0].clone();
    let time_type =
        of(format!("select time_type_id::text as it from booking where id = '{booking}'"));
    let hsa_id = of(format!("select hsa_id as it from unit where id = '{unit}'"));
    scene.extra.insert("timeType", time_type);
    scene.extra.insert("hsaId", hsa_id);
    scene.etag = None;
}

fn row(operation: &'static str, path: &'static str, action: &'static str) -> Row {
    let given = Given::Other(booked);
    Row { operation, method: "GET", path, given, body: NONE, answers: SYSTEMS, action }
}

pub fn rows() -> Vec<Row> {
    vec![
        row(
            "searchFhirSchedules",
            "/fhir/R4/Schedule?actor:identifier={hsaId}",
            "fhir.search-schedules",
        ),
        row("readFhirSchedule", "/fhir/R4/Schedule/{timeType}", "fhir.read-schedule"),
        row("searchFhirSlots", "/fhir/R4/Slot?schedule={timeType}", "fhir.search-slots"),
        row("readFhirSlot", "/fhir/R4/Slot/{slot}", "fhir.read-slot"),
        row(
            "searchFhirAppointments",
            "/fhir/R4/Appointment?actor:identifier={hsaId}",
            "fhir.search-appointments",
        ),
        row("readFhirAppointment", "/fhir/R4/Appointment/{booking}", "fhir.read-appointment"),
    ]
}
