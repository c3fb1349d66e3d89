//! What is taken out on paper.

use etjanster::access::Role;
use serde_json::json;

use crate::{clinic::Clinic, people::number};

// proves: B-121, E-21
#[tokio::test]
async fn reading_looking_up_and_printing_each_leave_a_row_with_who_whom_where_and_when() {
    let clinic = Clinic::new().await;
    let world = &clinic.world;
    let case = clinic.assigned().await;
    let path = format!("/cases/{}/print", case.id);

    clinic.read(&clinic.handler.token, &case).await.expect(200);
    let printed = world.get_as(&clinic.handler.token, &path).await.expect(200);
    let local = world.colleague(&[(Role::LocalAdministrator, clinic.unit)]).await;
    let body = json!({ "unitId": clinic.unit, "personalNumber": number("anna") });
    world.post_as(&local.token, "/resident-searches", None, &body).await.expect(200);

    assert_eq!(printed.header("content-type"), "application/pdf");
    assert!(printed.body.starts_with(b"%PDF-1."));
    let rows = world.texts(&format!(
        "select action || ' ' || outcome || ' ' || capacity as it from audit_entry
         where unit_id = '{}' and patient_id = '{}' and actor_id in ('{}', '{}') and at is not null
            and action in ('case.read', 'case.print', 'resident.search')
         order by id",
        clinic.unit, clinic.anna.id, clinic.handler.id, local.id
    ));
    let expected = [
        "case.read done handler",
        "case.print done handler",
        "resident.search done local-administrator",
    ];
    assert_eq!(rows, expected);
    world.get_as(&clinic.other_handler.token, &path).await.expect(404);
    world.get_as(&local.token, &path).await.expect(403);
}
