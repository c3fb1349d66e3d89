//! The rows of bookings: the resident's own, and the unit's time book.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{EMPTY, Given, NONE, OWN_READ, Row, Scene};
use crate::world::{World, noon};

const OWN_MADE: [&str; 4] = [
    "401 201 404 201 404",
    "404 404 404 404 404 404 404 404",
    "404 404 404 404 404 404",
    "404 404",
];
const EITHER_READ: [&str; 4] = [
    "401 200 404 200 404",
    "200 200 200 403 403 403 404 404",
    "404 404 404 404 404 404",
    "200 404",
];
const EITHER_MADE: [&str; 4] = [
    "401 201 404 201 404",
    "201 201 201 403 403 403 404 404",
    "404 404 404 404 404 404",
    "201 404",
];
const UNIT_MADE: [&str; 4] = [
    "401 404 404 404 404",
    "201 201 201 403 403 403 404 404",
    "404 404 404 404 404 404",
    "201 404",
];

/// A time that no other cell has: people are in one place at a time.
fn hours_away(back: bool) -> DateTime<Utc> {
    static CELLS: AtomicI64 = AtomicI64::new(2);
    let hours = TimeDelta::hours(CELLS.fetch_add(1, Ordering::Relaxed));
    if back { noon() - hours } else { noon() + hours }
}

fn time_type(world: &World, scene: &Scene) -> Uuid {
    world.time_type(scene.unit, &crate::world::new_id().simple().to_string())
}

/// A free slot: `{slot}`.
fn free(world: &World, scene: &mut Scene) {
    let time_type = time_type(world, scene);
    let slot = world.slot(time_type, &hours_away(false).to_rfc3339(), 1);
    scene.extra.insert("slot", slot.to_string());
}

fn with_booking(world: &World, scene: &mut Scene, back: bool, status: &str) {
    let time_type = time_type(world, scene);
    let slot = world.slot(time_type, &hours_away(back).to_rfc3339(), 1);
    let booking = world.booking(slot, scene.subject, status);
    let other = world.slot(time_type, &hours_away(false).to_rfc3339(), 1);
    scene.extra.insert("booking", booking.to_string());
    scene.extra.insert("slot", other.to_string());
    scene.etag = Some("\"v1\"".into());
}

/// A coming booking, and a free slot of its time type.
pub(super) fn coming(world: &World, scene: &mut Scene) {
    with_booking(world, scene, false, "confirmed");
}

fn proposed(world: &World, scene: &mut Scene) {
    with_booking(world, scene, false, "preliminary");
}

/// A booking whose visit has begun.
fn begun(world: &World, scene: &mut Scene) {
    with_booking(world, scene, true, "confirmed");
}

const SLOT: fn(&Scene) -> Value = |scene| json!({ "slotId": scene.extra["slot"] });

/// What is there before, and what is sent.
type Sent = (fn(&World, &mut Scene), fn(&Scene) -> Value);

fn row(
    operation: &'static str,
    (method, path): (&'static str, &'static str),
    (given, body): Sent,
    (answers, action): ([&'static str; 4], &'static str),
) -> Row {
    Row { operation, method, path, given: Given::Other(given), body, answers, action }
}

pub fn rows() -> Vec<Row> {
    [own(), either(), by_unit()].into_iter().flatten().collect()
}

fn own() -> Vec<Row> {
    const OWN: &str = "/residents/{resident}/bookings";
    const HOLDS: &str = "/residents/{resident}/slot-holds";
    const HOLD: &str = "/residents/{resident}/slot-holds/{slot}";
    let released = [
        "401 204 404 204 404",
        "404 404 404 404 404 404 404 404",
        "404 404 404 404 404 404",
        "404 404",
    ];
    vec![
        row("makeBooking", ("POST", OWN), (free, SLOT), (OWN_MADE, "booking.make")),
        row("listBookings", ("GET", OWN), (coming, NONE), (OWN_READ, "booking.list-own")),
        row("holdSlot", ("POST", HOLDS), (free, SLOT), (OWN_MADE, "booking.hold")),
        row("releaseSlotHold", ("DELETE", HOLD), (free, NONE), (released, "booking.release-hold")),
    ]
}

fn either() -> Vec<Row> {
    const ONE: &str = "/bookings/{booking}";
    const CANCEL: &str = "/bookings/{booking}/cancellations";
    const REBOOK: &str = "/bookings/{booking}/rebookings";
    const CONFIRM: &str = "/bookings/{booking}/confirmations";
    let confirmed = [
        "401 201 404 201 404",
        "403 403 403 403 403 403 404 404",
        "404 404 404 404 404 404",
        "403 404",
    ];
    const CALENDAR: &str = "/bookings/{booking}/calendar";
    let taken_along = [
        "401 200 404 200 404",
        "403 403 403 403 403 403 404 404",
        "404 404 404 404 404 404",
        "403 404",
    ];
    vec![
        row(
            "getBookingCalendar",
            ("GET", CALENDAR),
            (coming, NONE),
            (taken_along, "booking.download-calendar"),
        ),
        row("getBooking", ("GET", ONE), (coming, NONE), (EITHER_READ, "booking.read")),
        row("cancelBooking", ("POST", CANCEL), (coming, EMPTY), (EITHER_MADE, "booking.cancel")),
        row("rebookBooking", ("POST", REBOOK), (coming, SLOT), (EITHER_MADE, "booking.rebook")),
        row("confirmBooking", ("POST", CONFIRM), (proposed, EMPTY), (confirmed, "booking.confirm")),
    ]
}

fn by_unit() -> Vec<Row> {
    const UNIT: &str = "/units/{unit}/bookings";
    const ARRIVE: &str = "/bookings/{booking}/arrivals";
    const FULFIL: &str = "/bookings/{booking}/fulfilments";
    const MISS: &str = "/bookings/{booking}/no-shows";
    let listed = [
        "401 404 404 404 404",
        "200 200 200 403 403 403 404 404",
        "404 404 404 404 404 404",
        "200 404",
    ];
    let given: fn(&Scene) -> Value = |scene| json!({ "residentId": scene.subject, "slotId": scene.extra["slot"], "proposal": true });
    vec![
        row("listUnitBookings", ("GET", UNIT), (coming, NONE), (listed, "booking.list-unit")),
        row("makeUnitBooking", ("POST", UNIT), (free, given), (UNIT_MADE, "booking.make-for")),
        row("arriveAtBooking", ("POST", ARRIVE), (begun, EMPTY), (UNIT_MADE, "booking.arrive")),
        row("fulfilBooking", ("POST", FULFIL), (begun, EMPTY), (UNIT_MADE, "booking.fulfil")),
        row("missBooking", ("POST", MISS), (begun, EMPTY), (UNIT_MADE, "booking.miss")),
    ]
}
