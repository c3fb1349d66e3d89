//! Whether someone can look after cases at a unit today.

use diesel::{define_sql_function, dsl::select, prelude::*, sql_types};

use crate::{
    db::Tx,
    id::{StaffGroupId, StaffId, UnitId},
    schema::{staff, staff_group},
};

crate::sql::code! {
    /// Why a handler can't look after cases at a unit.
    HandlerTrouble {
        /// They hold no handler role there.
        RoleEnded = "role-ended",
        /// They are not active in the directory.
        Inactive = "inactive",
        /// They are away.
        Absent = "absent",
    }
}

define_sql_function! {
    fn handler_trouble(who: sql_types::Uuid, place: sql_types::Uuid, today: sql_types::Date)
        -> sql_types::Nullable<sql_types::Text>;
}
define_sql_function! {
    fn group_can_take(which: sql_types::Uuid, today: sql_types::Date) -> sql_types::Bool;
}

/// Why this person can't be given cases at that unit today; none when they can. Until the transaction
/// ends, nothing changes that: taking a role waits for it, and is then seen by whoever looks after cases.
pub fn trouble(tx: &mut Tx<'_>, who: StaffId, unit: UnitId) -> QueryResult<Option<HandlerTrouble>> {
    let held: Option<StaffId> =
        staff::table.find(who).select(staff::id).for_share().first(tx.conn).optional()?;
    match held {
        None => Ok(Some(HandlerTrouble::RoleEnded)),
        Some(_) => select(handler_trouble(who, unit, tx.today)).get_result(tx.conn),
    }
}

/// Whether that group of the unit's has someone who can take a case today. The same holds.
pub fn group_takes(tx: &mut Tx<'_>, group: StaffGroupId, unit: UnitId) -> QueryResult<bool> {
    let held: Option<StaffGroupId> = staff_group::table
        .find(group)
        .filter(staff_group::unit_id.eq(unit))
        .select(staff_group::id)
        .for_share()
        .first(tx.conn)
        .optional()?;
    match held {
        None => Ok(false),
        Some(_) => select(group_can_take(group, tx.today)).get_result(tx.conn),
    }
}
