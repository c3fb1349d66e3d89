//! The setting of summonses: a clinic with a time type for cervical screening, and people who are due.

use diesel::connection::SimpleConnection;
use etjanster::jobs::{Desk, run_all};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Resident},
    people::number,
    world::{Answer, NOON, World, new_id},
};

pub const CODE: &str = "gynprov";

impl World {
    /// A time type of that code at that unit, open to all; hidden, it takes a summons.
    pub fn summons_type(&self, unit: Uuid, code: &str, hidden: bool) -> Uuid {
        let id = new_id();
        self.sql(&format!(
            "insert into time_type (id, unit_id, code, name, contact_kind, hidden, active, shows_booked,
                takes_bookings, cancellable, rebookable, book_cut_off_minutes, cancel_cut_off_minutes,
                rebook_cut_off_minutes, own_region_only, changed_at)
             values ('{id}', '{unit}', '{code}', 'Gynekologiskt cellprov', 'visit', {hidden}, true, true, true,
                true, true, 0, 0, 0, false, '{NOON}') on conflict do nothing"
        ));
        id
    }

    /// A summons of that status, put in place.
    pub fn summons(&self, unit: Uuid, resident: Uuid, status: &str) -> Uuid {
        let id = new_id();
        let ended = if ["declined", "expired", "withdrawn"].contains(&status) {
            format!("'{NOON}'")
        } else {
            "null".into()
        };
        self.sql(&format!(
            "insert into summons (id, kind, resident_id, unit_id, time_type_code, programme_code,
                valid_through, status, paper_copy, made_by, made_at, ended_at, digital_at)
             values ('{id}', 'open', '{resident}', '{unit}', '{CODE}', 'cervical', '2027-11-23', '{status}',
                true, '{}', '{NOON}', {ended}, '{NOON}')",
            new_id()
        ));
        id
    }

    /// Its letter, in the queue.
    pub fn letter(&self, unit: Uuid, summons: Uuid) {
        self.sql(&format!(
            "insert into summons_letter (summons_id, unit_id, due_at, status)
             values ('{summons}', '{unit}', '{NOON}', 'waiting')"
        ));
    }

    /// A booking that followed from that summons, that many days ago, and how it ended.
    pub fn visit(&self, unit: Uuid, summons: Uuid, days_ago: i32, status: &str) {
        let (slot, booking) = (new_id(), new_id());
        self.sql(&format!(
            "insert into slot (id, unit_id, time_type_id, starts_at, ends_at, seats, status, resource, changed_at)
             select '{slot}', '{unit}', t.id, at, at + interval '20 minutes', 1, 'published', '{slot}', '{NOON}'
             from time_type t, (select timestamptz '{NOON}' - interval '{days_ago} days' as at) times
             where t.unit_id = '{unit}' and t.code = '{CODE}';
             insert into booking (id, slot_id, unit_id, time_type_id, starts_at, ends_at, slot_seats, seat,
                resident_id, status, origin, summons_id, made_at, changed_at)
             select '{booking}', s.id, s.unit_id, s.time_type_id, s.starts_at, s.ends_at, s.seats, 1,
                k.resident_id, '{status}', 'summons', k.id, '{NOON}', '{NOON}'
             from slot s, summons k where s.id = '{slot}' and k.id = '{summons}';
             update summons k set made_at = least(made_at, s.starts_at) from slot s
             where s.id = '{slot}' and k.id = '{summons}'"
        ));
    }

    /// Everything that is due, to the end.
    pub async fn settle(&self) {
        let mut desk = Desk::new(&self.app.config.database_url, self.clock.clone());
        run_all(&mut desk).await.expect("the work is done");
    }

    pub fn at(&self, at: &str) {
        self.clock.set(at.parse().expect("an instant"));
    }

    /// Whether the database takes that.
    pub fn refuses(&self, sql: &str) -> bool {
        self.conn().batch_execute(sql).is_err()
    }
}

/// A clinic that summons.
pub struct Screening {
    pub clinic: Clinic,
}

impl Screening {
    pub async fn new() -> Self {
        let clinic = Clinic::new().await;
        clinic.world.summons_type(clinic.unit, CODE, true);
        Self { clinic }
    }

    pub fn world(&self) -> &World {
        &self.clinic.world
    }

    pub fn path(&self, part: &str) -> String {
        format!("/units/{}/{part}", self.clinic.unit)
    }

    pub async fn attempt(&self, body: &Value) -> Answer {
        let (token, path) = (&self.clinic.receiver.token, self.path("summonses"));
        self.world().post_as(token, &path, None, body).await
    }

    /// Summons that demo resident.
    pub async fn summon(&self, key: &str) -> Value {
        self.world().resident(key);
        self.attempt(&wish(key)).await.expect(201).json()
    }

    pub async fn step(&self, by: &str, summons: &Value, part: &str) -> Answer {
        let id = summons["id"].as_str().expect("an id");
        let version = format!("\"v{}\"", summons["version"]);
        let path = format!("/summonses/{id}/{part}");
        self.world().post_as(by, &path, Some(&version), &json!({})).await
    }

    pub async fn read(&self, by: &str, summons: &Value) -> Answer {
        let id = summons["id"].as_str().expect("an id");
        self.world().get_as(by, &format!("/summonses/{id}")).await
    }

    pub async fn letters(&self) -> Vec<Value> {
        let token = self.world().staff_session(self.clinic.receiver.id).await;
        let list = self.world().get_as(&token, &self.path("summons-letters")).await;
        list.expect(200).json()["items"].as_array().expect("items").clone()
    }

    pub fn anna(&self) -> &Resident {
        &self.clinic.anna
    }
}

/// To cervical screening, for a year.
pub fn wish(key: &str) -> Value {
    json!({ "personalNumber": number(key), "timeTypeCode": CODE, "programme": "cervical",
        "validThrough": "2027-11-23", "information": "MARKOR-kallelse" })
}
