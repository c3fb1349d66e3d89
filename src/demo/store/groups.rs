//! A group of staff that gives its members a role.

use diesel::prelude::*;

use super::{Place, put};
use crate::{
    demo::facts::stable_id,
    schema::{staff_group, staff_group_member, staff_group_role},
};

impl Place<'_> {
    /// A group whose members are handlers through it.
    pub fn group(&mut self, key: &str, name: &str, unit: &str) -> QueryResult<()> {
        use staff_group::dsl as c;
        let group: QueryResult<()> = put!(
            self,
            staff_group,
            c::id.eq(stable_id("staff-group", key)),
            c::unit_id.eq(stable_id("unit", unit)),
            c::name.eq(name),
            c::created_at.eq(self.now),
        );
        group?;
        put!(
            self,
            staff_group_role,
            staff_group_role::id.eq(stable_id("staff-group-role", key)),
            staff_group_role::group_id.eq(stable_id("staff-group", key)),
            staff_group_role::role.eq("handler"),
            staff_group_role::granted_at.eq(self.now),
        )
    }

    pub fn member(&mut self, group: &str, staff: &str) -> QueryResult<()> {
        use staff_group_member::dsl as c;
        put!(
            self,
            staff_group_member,
            c::id.eq(stable_id("staff-group-member", &format!("{group}/{staff}"))),
            c::group_id.eq(stable_id("staff-group", group)),
            c::staff_id.eq(stable_id("staff", staff)),
            c::added_at.eq(self.now),
        )
    }
}
