//! A booking and what it rests on, as one row of one statement: a booking is made, moved and cancelled in few
//! round trips, and each statement is planned once.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{prelude::*, sql_types as sql};
use serde_json::Value;

use crate::{
    bookings::{
        booking::{Booking, BookingStatus, Origin},
        offer::{Offer, OfferedSlot, OfferingUnit, Person},
        unit::BookedPerson,
    },
    id::{BookingId, ResidentId, SlotId, SummonsId, TimeTypeId, UnitId},
    slots::SlotStatus,
    time_types::{
        Capabilities, ContactKind, CutOffs, Need, Occasion, OccasionRule, Selection, TimeType,
    },
};

/// What every statement here selects of slot `s`, time type `t`, unit `u`, person `p` and rule `r`.
macro_rules! offer_columns {
    () => {
        "s.id as slot_id, s.starts_at, s.ends_at, s.seats, s.taken, s.status as slot_status, s.fence,
         s.practitioner_name, s.alternative_address,
         t.id as time_type_id, t.code, t.name as time_type_name, t.contact_kind, t.hidden, t.active,
         t.shows_booked, t.takes_bookings, t.cancellable, t.rebookable, t.book_cut_off_minutes,
         t.cancel_cut_off_minutes, t.rebook_cut_off_minutes, t.bookable_from, t.bookable_through,
         t.person_limit, t.minimum_age, t.maximum_age, t.own_region_only, t.confirm_within_hours,
         u.id as unit_id, u.hsa_id, u.name as unit_name, u.region_code as unit_region,
         p.birth_date, p.personal_number, p.given_name, p.family_name, p.protected_identity,
         p.region_code as person_region, p.deceased_on is not null as deceased,
         r.occasion, r.reason as need, r.reason_codes, coalesce(r.information, '{}') as told,
         coalesce(r.conditions, '{}') as conditions"
    };
}
pub(super) use offer_columns;

/// The same of booking `b`.
macro_rules! booking_columns {
    () => {
        "b.id as booking_id, b.resident_id, b.status, b.origin, b.summons_id, b.follows_id,
         (select f.id from booking f where f.follows_id = b.id) as followed_by,
         b.confirm_by, b.reason_code, b.reason_text, b.information, b.video_link, b.made_at,
         b.version"
    };
}
pub(super) use booking_columns;

#[derive(QueryableByName)]
pub(super) struct OfferRow {
    #[diesel(embed)]
    slot: SlotPart,
    #[diesel(embed)]
    time_type: TypePart,
    #[diesel(embed)]
    rule: RulePart,
    #[diesel(sql_type = sql::Uuid)]
    unit_id: UnitId,
    #[diesel(sql_type = sql::Text)]
    hsa_id: String,
    #[diesel(sql_type = sql::Text)]
    unit_name: String,
    #[diesel(sql_type = sql::Text)]
    unit_region: String,
    #[diesel(sql_type = sql::Date)]
    birth_date: NaiveDate,
    #[diesel(sql_type = sql::Text)]
    personal_number: String,
    #[diesel(sql_type = sql::Text)]
    given_name: String,
    #[diesel(sql_type = sql::Text)]
    family_name: String,
    #[diesel(sql_type = sql::Bool)]
    protected_identity: bool,
    #[diesel(sql_type = sql::Nullable<sql::Text>)]
    person_region: Option<String>,
    #[diesel(sql_type = sql::Bool)]
    deceased: bool,
    #[diesel(sql_type = sql::Bool)]
    busy_elsewhere: bool,
}

#[derive(QueryableByName)]
struct SlotPart {
    #[diesel(sql_type = sql::Uuid)]
    slot_id: SlotId,
    #[diesel(sql_type = sql::Timestamptz)]
    starts_at: DateTime<Utc>,
    #[diesel(sql_type = sql::Timestamptz)]
    ends_at: DateTime<Utc>,
    #[diesel(sql_type = sql::SmallInt)]
    seats: i16,
    #[diesel(sql_type = sql::SmallInt)]
    taken: i16,
    #[diesel(sql_type = sql::Text)]
    slot_status: SlotStatus,
    #[diesel(sql_type = sql::BigInt)]
    fence: i64,
    #[diesel(sql_type = sql::Nullable<sql::Text>)]
    practitioner_name: Option<String>,
    #[diesel(sql_type = sql::Nullable<sql::Text>)]
    alternative_address: Option<String>,
}

#[derive(QueryableByName)]
struct TypePart {
    #[diesel(sql_type = sql::Uuid)]
    time_type_id: TimeTypeId,
    #[diesel(sql_type = sql::Text)]
    code: String,
    #[diesel(sql_type = sql::Text)]
    time_type_name: String,
    #[diesel(sql_type = sql::Text)]
    contact_kind: ContactKind,
    #[diesel(sql_type = sql::Bool)]
    hidden: bool,
    #[diesel(sql_type = sql::Bool)]
    active: bool,
    #[diesel(sql_type = sql::Bool)]
    shows_booked: bool,
    #[diesel(sql_type = sql::Bool)]
    takes_bookings: bool,
    #[diesel(sql_type = sql::Bool)]
    cancellable: bool,
    #[diesel(sql_type = sql::Bool)]
    rebookable: bool,
    #[diesel(sql_type = sql::Integer)]
    book_cut_off_minutes: i32,
    #[diesel(sql_type = sql::Integer)]
    cancel_cut_off_minutes: i32,
    #[diesel(sql_type = sql::Integer)]
    rebook_cut_off_minutes: i32,
    #[diesel(sql_type = sql::Nullable<sql::Date>)]
    bookable_from: Option<NaiveDate>,
    #[diesel(sql_type = sql::Nullable<sql::Date>)]
    bookable_through: Option<NaiveDate>,
    #[diesel(sql_type = sql::Nullable<sql::SmallInt>)]
    person_limit: Option<i16>,
    #[diesel(sql_type = sql::Nullable<sql::SmallInt>)]
    minimum_age: Option<i16>,
    #[diesel(sql_type = sql::Nullable<sql::SmallInt>)]
    maximum_age: Option<i16>,
    #[diesel(sql_type = sql::Bool)]
    own_region_only: bool,
    #[diesel(sql_type = sql::Nullable<sql::SmallInt>)]
    confirm_within_hours: Option<i16>,
}

#[derive(QueryableByName)]
struct RulePart {
    #[diesel(sql_type = sql::Nullable<sql::Text>)]
    occasion: Option<Occasion>,
    #[diesel(sql_type = sql::Nullable<sql::Text>)]
    need: Option<Need>,
    #[diesel(sql_type = sql::Nullable<sql::Jsonb>)]
    reason_codes: Option<Value>,
    #[diesel(sql_type = sql::Array<sql::Text>)]
    told: Vec<String>,
    #[diesel(sql_type = sql::Array<sql::Text>)]
    conditions: Vec<String>,
}

impl RulePart {
    fn rule(self) -> Option<OccasionRule> {
        let (occasion, reason) = self.occasion.zip(self.need)?;
        // The table's check says that it is an array of such.
        let codes = self.reason_codes.and_then(|codes| serde_json::from_value(codes).ok());
        Some(OccasionRule {
            occasion,
            reason,
            reason_text: None,
            reason_codes: codes.unwrap_or_default(),
            information: self.told,
            conditions: self.conditions,
        })
    }
}

impl TypePart {
    fn time_type(self, unit: UnitId, rule: RulePart) -> TimeType {
        TimeType {
            id: self.time_type_id,
            unit,
            code: self.code,
            name: self.time_type_name,
            information: None,
            contact_kind: self.contact_kind,
            hidden: self.hidden,
            active: self.active,
            can: Capabilities {
                shows_booked: self.shows_booked,
                takes_bookings: self.takes_bookings,
                cancellable: self.cancellable,
                rebookable: self.rebookable,
            },
            cut_offs: CutOffs {
                book: self.book_cut_off_minutes,
                cancel: self.cancel_cut_off_minutes,
                rebook: self.rebook_cut_off_minutes,
            },
            bookable_from: self.bookable_from,
            bookable_through: self.bookable_through,
            person_limit: self.person_limit,
            selection: Selection {
                minimum_age: self.minimum_age,
                maximum_age: self.maximum_age,
                own_region_only: self.own_region_only,
            },
            confirm_within_hours: self.confirm_within_hours,
            rules: rule.rule().into_iter().collect(),
            care_services: Vec::new(),
            version: 0,
        }
    }
}

impl From<OfferRow> for Offer {
    fn from(row: OfferRow) -> Self {
        let slot = row.slot;
        Self {
            slot: OfferedSlot {
                id: slot.slot_id,
                starts_at: slot.starts_at,
                ends_at: slot.ends_at,
                seats: slot.seats,
                taken: slot.taken,
                status: slot.slot_status,
                fence: slot.fence,
                practitioner_name: slot.practitioner_name,
                alternative_address: slot.alternative_address,
            },
            time_type: row.time_type.time_type(row.unit_id, row.rule),
            unit: OfferingUnit {
                id: row.unit_id,
                hsa_id: row.hsa_id,
                name: row.unit_name,
                region: row.unit_region,
            },
            person: Person {
                birth: row.birth_date,
                region: row.person_region,
                deceased: row.deceased,
                busy_elsewhere: row.busy_elsewhere,
            },
        }
    }
}

/// A booking with what it rests on.
#[derive(QueryableByName)]
pub(super) struct HeldRow {
    #[diesel(embed)]
    offer: OfferRow,
    #[diesel(sql_type = sql::Uuid)]
    booking_id: BookingId,
    #[diesel(sql_type = sql::Uuid)]
    resident_id: ResidentId,
    #[diesel(sql_type = sql::Text)]
    status: BookingStatus,
    #[diesel(sql_type = sql::Text)]
    origin: Origin,
    #[diesel(sql_type = sql::Nullable<sql::Uuid>)]
    summons_id: Option<SummonsId>,
    #[diesel(sql_type = sql::Nullable<sql::Uuid>)]
    follows_id: Option<BookingId>,
    #[diesel(sql_type = sql::Nullable<sql::Uuid>)]
    followed_by: Option<BookingId>,
    #[diesel(sql_type = sql::Nullable<sql::Timestamptz>)]
    confirm_by: Option<DateTime<Utc>>,
    #[diesel(sql_type = sql::Nullable<sql::Text>)]
    reason_code: Option<String>,
    #[diesel(sql_type = sql::Nullable<sql::Text>)]
    reason_text: Option<String>,
    #[diesel(sql_type = sql::Nullable<sql::Text>)]
    information: Option<String>,
    #[diesel(sql_type = sql::Nullable<sql::Text>)]
    video_link: Option<String>,
    #[diesel(sql_type = sql::Timestamptz)]
    made_at: DateTime<Utc>,
    #[diesel(sql_type = sql::BigInt)]
    version: i64,
}

impl HeldRow {
    /// Who comes.
    pub fn person(&self) -> BookedPerson {
        let row = &self.offer;
        BookedPerson {
            personal_number: row.personal_number.clone(),
            name: format!("{} {}", row.given_name, row.family_name).trim().to_owned(),
            protected_identity: row.protected_identity,
        }
    }

    pub fn parts(self) -> (Booking, Offer) {
        let booking = Booking {
            id: self.booking_id,
            resident: self.resident_id,
            status: self.status,
            origin: self.origin,
            summons: self.summons_id,
            follows: self.follows_id,
            followed_by: self.followed_by,
            confirm_by: self.confirm_by,
            reason_code: self.reason_code,
            reason_text: self.reason_text,
            information: self.information,
            video_link: self.video_link,
            made_at: self.made_at,
            version: self.version,
        };
        (booking, self.offer.into())
    }
}
