//! The SQL of how to reach a region's local administrators and receivers.

use diesel::{
    prelude::*,
    sql_query,
    sql_types::{self, BigInt, Date, Nullable, Text},
};
use uuid::Uuid;

use super::super::policy::ListContacts;
use crate::{
    access::{Grant, Role},
    db::Tx,
    id::{StaffId, UnitId},
    page::Wanted,
};

/// A person with one of the roles at a unit.
#[derive(Debug, QueryableByName)]
pub struct ContactRow {
    /// Where it stands in the list; always the same for this person, role and unit.
    #[diesel(sql_type = sql_types::Uuid)]
    pub place: Uuid,
    #[diesel(sql_type = Text)]
    pub role: Role,
    #[diesel(sql_type = sql_types::Uuid)]
    pub staff_id: StaffId,
    #[diesel(sql_type = Text)]
    pub given_name: String,
    #[diesel(sql_type = Text)]
    pub family_name: String,
    /// The address that the person has typed comes before the directory's.
    #[diesel(sql_type = Nullable<Text>)]
    pub address: Option<String>,
    #[diesel(sql_type = sql_types::Uuid)]
    pub unit_id: UnitId,
    #[diesel(sql_type = Text)]
    pub unit_hsa_id: String,
    #[diesel(sql_type = Text)]
    pub unit_name: String,
}

/// More than any region has.
const MOST: i64 = 50_000;

/// Who holds the roles in question on day $2 in region $1, given to them or through a group, each once.
const CONTACTS: &str = "with held as (
        select distinct staff_id, role, unit_id from role_held
        where role in ('local-administrator', 'receiver')
            and (valid_until is null or valid_until >= $2)),
    contact as (
        select md5(s.id::text || h.role || u.id::text)::uuid as place, h.role, s.id as staff_id,
            s.given_name, s.family_name, coalesce(s.alternative_email, s.email) as address,
            u.id as unit_id, u.hsa_id as unit_hsa_id, u.name as unit_name
        from held h join staff s on s.id = h.staff_id join unit u on u.id = h.unit_id
        where u.region_code = $1 and u.status <> 'closed'
            and s.active_in_directory and not s.protected_identity)
    select * from contact";

pub fn page(
    tx: &mut Tx<'_>,
    _: &Grant<ListContacts>,
    region: &str,
    wanted: &Wanted,
) -> QueryResult<Vec<ContactRow>> {
    let (than, order) = if wanted.goes_back() { (">", "asc") } else { ("<", "desc") };
    let tail = format!("where $3::uuid is null or place {than} $3 order by place {order} limit $4");
    sql_query(format!("{CONTACTS} {tail}"))
        .bind::<Text, _>(region)
        .bind::<Date, _>(tx.today)
        .bind::<Nullable<sql_types::Uuid>, _>(wanted.from.map(|from| from.id))
        .bind::<BigInt, _>(wanted.fetch())
        .load(tx.conn)
}

pub fn all(tx: &mut Tx<'_>, _: &Grant<ListContacts>, region: &str) -> QueryResult<Vec<ContactRow>> {
    sql_query(format!("{CONTACTS} order by unit_name, unit_id, role, family_name, place limit $3"))
        .bind::<Text, _>(region)
        .bind::<Date, _>(tx.today)
        .bind::<BigInt, _>(MOST)
        .load(tx.conn)
}
