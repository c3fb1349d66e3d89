//! Who may do what about retention, as a table that people review: `docs/access/retention.md`.

use super::{
    policy::{
        ApprovePurge, DeliverPurge, ExportPurge, LiftHold, ListCertificates, ListHolds, ListPurges,
        PlaceHold, ProposePurge, ReadPurge, RejectPurge, UnitRetention,
    },
    rule::policy::{DecidePolicy, ListPolicies, RegionRetention},
};
use crate::access::{Cast, sheet::Sheet};

// proves: M-38
#[test]
fn the_table_people_review_is_what_the_policies_say() {
    let cast = Cast::new();
    let mut sheet = Sheet::new("Retention", &cast);
    let region = RegionRetention { region: cast.region(), units: vec![cast.unit] };
    sheet.section("the region's decisions");
    sheet.row::<ListPolicies>(&region);
    sheet.row::<DecidePolicy>(&region);
    let unit = UnitRetention { unit: cast.unit, region: cast.region() };
    sheet.section("legal holds at the unit");
    sheet.row::<ListHolds>(&unit);
    sheet.row::<PlaceHold>(&unit);
    sheet.row::<LiftHold>(&unit);
    sheet.section("purges at the unit");
    sheet.row::<ListPurges>(&unit);
    sheet.row::<ReadPurge>(&unit);
    sheet.row::<ProposePurge>(&unit);
    sheet.row::<ExportPurge>(&unit);
    sheet.row::<DeliverPurge>(&unit);
    sheet.row::<ApprovePurge>(&unit);
    sheet.row::<RejectPurge>(&unit);
    sheet.row::<ListCertificates>(&unit);
    sheet.must_be("docs/access/retention.md");
}
