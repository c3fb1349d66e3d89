//! Every role that is held, whether it was given to the person or comes through a group (R-ROLE-1,
//! M-30). A view of the database: a role of a group lasts only while membership and group do.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::schema::{staff, unit};

diesel::table! {
    /// A role that is held. A group that gives none stands here without one.
    role_held (staff_id) {
        staff_id -> Uuid,
        role -> Nullable<Text>,
        unit_id -> Nullable<Uuid>,
        region_code -> Nullable<Text>,
        valid_until -> Nullable<Date>,
        group_id -> Nullable<Uuid>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(role_held, staff);
diesel::allow_tables_to_appear_in_same_query!(role_held, unit);

/// Whether a held role lasts through that day.
#[diesel::dsl::auto_type]
pub fn held_on(day: NaiveDate) -> _ {
    role_held::valid_until.is_null().or(role_held::valid_until.ge(day))
}
