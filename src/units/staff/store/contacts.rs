//! The SQL of how to reach a region's local administrators and receivers.

use chrono::{DateTime, Utc};
use diesel::{pg::Pg, prelude::*};

use super::{
    super::{super::store::keyset, policy::ListContacts},
    StaffName,
};
use crate::{
    access::{Grant, Role},
    db::Tx,
    id::{RoleAssignmentId, StaffId, UnitId},
    page::Wanted,
    schema::{role_assignment as held, staff, unit},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = held, check_for_backend(Pg))]
pub struct ContactRow {
    pub id: RoleAssignmentId,
    pub role: Role,
    pub granted_at: DateTime<Utc>,
    #[diesel(embed)]
    pub person: Reachable,
    #[diesel(embed)]
    pub unit: Workplace,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = staff, check_for_backend(Pg))]
pub struct Reachable {
    pub id: StaffId,
    #[diesel(embed)]
    pub name: StaffName,
    email: Option<String>,
    alternative_email: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = unit, check_for_backend(Pg))]
pub struct Workplace {
    pub id: UnitId,
    pub hsa_id: String,
    pub name: String,
}

impl Reachable {
    /// The address that the person has typed comes before the directory's.
    pub fn address(&self) -> Option<&str> {
        self.alternative_email.as_deref().or(self.email.as_deref())
    }
}

/// More than any region has.
const MOST: i64 = 50_000;

/// The roles in question that are held today, with whose and where. A macro, since such a query has no
/// type that people can write.
macro_rules! of_region {
    ($region:expr, $today:expr) => {
        held::table
            .inner_join(staff::table.on(staff::id.eq(held::staff_id)))
            .inner_join(unit::table)
            .filter(unit::region_code.eq($region))
            .filter(unit::status.ne("closed"))
            .filter(held::role.eq_any([Role::LocalAdministrator, Role::Receiver]))
            .filter(held::revoked_at.is_null())
            .filter(held::valid_until.is_null().or(held::valid_until.ge($today)))
            .filter(staff::active_in_directory)
            .filter(staff::protected_identity.eq(false))
    };
}

pub fn page(
    tx: &mut Tx<'_>,
    _: &Grant<ListContacts>,
    region: &str,
    wanted: &Wanted,
) -> QueryResult<Vec<ContactRow>> {
    let query = of_region!(region.to_owned(), tx.today).into_boxed::<Pg>();
    keyset!(query, wanted, held::granted_at, held::id).select(ContactRow::as_select()).load(tx.conn)
}

pub fn all(tx: &mut Tx<'_>, _: &Grant<ListContacts>, region: &str) -> QueryResult<Vec<ContactRow>> {
    of_region!(region.to_owned(), tx.today)
        .order((unit::name, unit::id, held::role, staff::family_name, held::id))
        .limit(MOST)
        .select(ContactRow::as_select())
        .load(tx.conn)
}
