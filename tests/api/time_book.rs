//! The setting of booking tests: a unit with a time type and slots, put in place by SQL, and Anna.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Resident},
    world::{Answer, NOON, World, new_id, send},
};

/// Half an hour from 9 in Stockholm on Wednesday 25 November: two days after the world begins.
pub const NINE: &str = "2026-11-25T08:00:00Z";
pub const TEN: &str = "2026-11-25T09:00:00Z";
pub const ELEVEN: &str = "2026-11-25T10:00:00Z";

pub struct TimeBook {
    pub clinic: Clinic,
    pub unit: Uuid,
    pub time_type: Uuid,
}

impl TimeBook {
    pub async fn new() -> Self {
        Self::in_world(World::new().await).await
    }

    pub async fn in_world(world: World) -> Self {
        let clinic = Clinic::in_world(world).await;
        let unit = clinic.unit;
        let time_type = clinic.world.time_type(unit, "LAKARE");
        Self { clinic, unit, time_type }
    }

    pub fn world(&self) -> &World {
        &self.clinic.world
    }

    /// Anna with a new session: the old one ends when the clock is moved.
    pub async fn anna_again(&self) -> Resident {
        let id = self.clinic.anna.id;
        Resident { id, token: self.world().resident_session(id).await }
    }

    pub fn anna(&self) -> &Resident {
        &self.clinic.anna
    }

    /// A published slot of the time type, half an hour long, with one seat.
    pub fn slot(&self, starts_at: &str) -> Uuid {
        self.world().slot(self.time_type, starts_at, 1)
    }

    /// Changes the time type, such as `hidden = true`.
    pub fn set(&self, change: &str) {
        self.world().sql(&format!("update time_type set {change} where id = '{}'", self.time_type));
    }

    pub fn at(&self, instant: &str) {
        self.world().clock.set(instant.parse().expect("an instant"));
    }

    pub async fn book(&self, who: &Resident, slot: Uuid) -> Answer {
        self.book_with(who, json!({ "slotId": slot })).await
    }

    pub async fn book_with(&self, who: &Resident, body: Value) -> Answer {
        let path = format!("/residents/{}/bookings", who.id);
        self.world().post_as(&who.token, &path, None, &body).await
    }

    /// A booking of Anna's, as its receipt shows it.
    pub async fn booked(&self, slot: Uuid) -> Value {
        self.book(self.anna(), slot).await.expect(201).json()["booking"].clone()
    }

    /// A step with a booking as it was last seen.
    pub async fn step(&self, token: &str, booking: &Value, part: &str, body: Value) -> Answer {
        let id = booking["id"].as_str().expect("an id");
        let version = format!("\"v{}\"", booking["version"]);
        let path = format!("/bookings/{id}/{part}");
        self.world().post_as(token, &path, Some(&version), &body).await
    }

    pub async fn cancel(&self, booking: &Value) -> Answer {
        self.step(&self.anna_again().await.token, booking, "cancellations", json!({})).await
    }

    pub async fn rebook(&self, booking: &Value, slot: Uuid) -> Answer {
        let anna = self.anna_again().await;
        self.step(&anna.token, booking, "rebookings", json!({ "slotId": slot })).await
    }

    /// Seats taken by the slot's own count, and by its bookings.
    pub fn taken(&self, slot: Uuid) -> (String, String) {
        let world = self.world();
        let by_slot = format!("select taken::text as it from slot where id = '{slot}'");
        let by_bookings = format!(
            "select count(*)::text as it from booking where slot_id = '{slot}'
             and status in ('preliminary', 'confirmed', 'arrived', 'fulfilled', 'no-show')"
        );
        (world.texts(&by_slot)[0].clone(), world.texts(&by_bookings)[0].clone())
    }

    pub fn statuses(&self) -> Vec<String> {
        self.world().texts("select status as it from booking order by made_at, id")
    }
}

/// An instant to the second, in UTC.
pub fn text(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

impl World {
    /// An active time type that residents see, book, cancel and rebook; an hour before at the latest.
    pub fn time_type(&self, unit: Uuid, code: &str) -> Uuid {
        let id = new_id();
        self.sql(&format!(
            "insert into time_type (id, unit_id, code, name, contact_kind, hidden, active, shows_booked,
                takes_bookings, cancellable, rebookable, book_cut_off_minutes,
                cancel_cut_off_minutes, rebook_cut_off_minutes, own_region_only, changed_at)
             values ('{id}', '{unit}', '{code}', 'Läkarbesök', 'visit', false, true, true, true, true,
                true, 60, 60, 60, false, '{NOON}')"
        ));
        id
    }

    /// A published slot, half an hour long, in a lane of its own.
    pub fn slot(&self, time_type: Uuid, starts_at: &str, seats: u16) -> Uuid {
        let id = new_id();
        self.sql(&format!(
            "insert into slot (id, unit_id, time_type_id, starts_at, ends_at, seats, status, resource,
                changed_at)
             select '{id}', unit_id, id, '{starts_at}', '{starts_at}'::timestamptz + interval '30 min',
                {seats}, 'published', '{id}', '{NOON}' from time_type where id = '{time_type}'"
        ));
        id
    }

    /// A booking of the slot's first seat; a proposal waits until the end of the year.
    pub fn booking(&self, slot: Uuid, resident: Uuid, status: &str) -> Uuid {
        let id = new_id();
        self.sql(&format!(
            "insert into booking (id, slot_id, unit_id, time_type_id, starts_at, ends_at, slot_seats, seat,
                resident_id, status, origin, confirm_by, made_at, changed_at)
             select '{id}', id, unit_id, time_type_id, starts_at, ends_at, seats, 1, '{resident}',
                '{status}', 'resident', '2026-12-31T12:00:00Z', '{NOON}', '{NOON}'
             from slot where id = '{slot}'"
        ));
        id
    }

    /// A rule of the time type's; `rest` says the columns and their values.
    pub fn time_type_rule(&self, time_type: Uuid, occasion: &str, reason: &str, conditions: &str) {
        self.sql(&format!(
            "insert into time_type_rule (time_type_id, occasion, reason, reason_codes, information,
                conditions)
             values ('{time_type}', '{occasion}', '{reason}', '[]', '{{Kom fastande.}}', '{conditions}')"
        ));
    }

    /// A summons of that kind for the resident, which holds until the end of the year.
    pub fn summons_for(&self, unit: Uuid, resident: Uuid, status: &str) -> Uuid {
        let id = new_id();
        self.sql(&format!(
            "insert into summons (id, kind, resident_id, unit_id, time_type_code, valid_through, status,
                paper_copy, made_by, made_at)
             values ('{id}', 'open', '{resident}', '{unit}', 'LAKARE', '2026-12-31', '{status}', false,
                '{unit}', '{NOON}')"
        ));
        id
    }

    /// Sends the same request under that key.
    pub async fn post_under(&self, key: &str, token: &str, path: &str, body: &Value) -> Answer {
        let request = self.request("POST", path).bearer_auth(token);
        send(request.header("idempotency-key", key).json(body)).await
    }
}
