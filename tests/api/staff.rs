//! Staff: roles given and taken, who works at a unit, and everyone's own settings.

use etjanster::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Colleague},
    unit_settings::{delete, faults, put},
    world::{Answer, World, new_id},
};

struct Office {
    world: World,
    unit: Uuid,
    adm: Colleague,
    beh: Colleague,
    region: String,
}

async fn office() -> Office {
    let world = World::new().await;
    let unit = world.unit();
    let adm = world.colleague(&[(Role::LocalAdministrator, unit)]).await;
    let beh = world.colleague(&[(Role::PermissionAdministrator, unit)]).await;
    let region = world.staff_session(world.regional_administrator()).await;
    Office { world, unit, adm, beh, region }
}

impl Office {
    fn hsa_id(&self, staff: Uuid) -> String {
        let sql = format!("select hsa_id as it from staff where id = '{staff}'");
        self.world.texts(&sql).remove(0)
    }

    fn path(&self) -> String {
        format!("/units/{}/role-assignments", self.unit)
    }

    async fn grant(&self, token: &str, staff: Uuid, role: &str) -> Answer {
        let body = json!({ "hsaId": self.hsa_id(staff), "role": role });
        self.world.post_as(token, &self.path(), None, &body).await
    }

    async fn revoke(&self, token: &str, granted: &Value, query: &str) -> Answer {
        let id = granted["id"].as_str().expect("an id");
        delete(&self.world, token, &format!("{}/{id}{query}", self.path())).await
    }

    async fn list(&self, token: &str, query: &str) -> Vec<Value> {
        let path = format!("/units/{}/staff{query}", self.unit);
        let json = self.world.get_as(token, &path).await.expect(200).json();
        json["items"].as_array().expect("a list").clone()
    }
}

// proves: E-6, R-ROLE-1, R-ROLE-16, R-ROLE-17, M-28, M-29
#[tokio::test]
async fn nobody_gives_a_role_above_their_own() {
    let office = office().await;
    let person = office.world.colleague(&[]).await;
    for role in ["local-administrator", "permission-administrator", "reviewer"] {
        office.grant(&office.beh.token, person.id, role).await.expect(403);
        office.grant(&office.beh.token, office.beh.id, role).await.expect(403);
    }
    for role in ["receiver", "handler"] {
        let given = office.grant(&office.beh.token, person.id, role).await.expect(201).json();
        assert_eq!(given["role"], role);
    }
    for role in ["permission-administrator", "reviewer"] {
        office.grant(&office.adm.token, person.id, role).await.expect(201);
    }
    office.grant(&office.region, person.id, "local-administrator").await.expect(201);
    office.grant(&person.token, office.beh.id, "handler").await.expect(201);
    let roles = office.list(&office.adm.token, "?role=reviewer").await;
    assert_eq!(roles.len(), 1);
    assert_eq!(roles[0]["roles"].as_array().expect("roles").len(), 5);
}

// proves: E-24, R-ROLE-2
#[tokio::test]
async fn a_role_at_one_unit_is_nothing_at_another() {
    let office = office().await;
    let elsewhere = office.world.unit();
    let stranger = office.world.colleague(&[(Role::LocalAdministrator, elsewhere)]).await;
    office.grant(&stranger.token, stranger.id, "handler").await.expect(404);
    for path in [
        "staff",
        "role-assignments",
        "settings",
        "service-areas",
        "approvals",
        "case-type-grants",
        "case-type-settings",
    ] {
        let ask = async |unit: Uuid| {
            let path = format!("/units/{unit}/{path}");
            office.world.get_as(&stranger.token, &path).await.expect(404)
        };
        let (hidden, absent) = (ask(office.unit).await, ask(new_id()).await);
        assert_eq!(hidden.json()["type"], absent.json()["type"]);
        assert_eq!(hidden.body.len(), absent.body.len(), "{path}");
    }
}

// proves: R-ROLE-5, R-ROLE-7
#[tokio::test]
async fn a_pasted_hsa_id_is_tidied_and_an_unknown_one_is_said() {
    let office = office().await;
    let person = office.world.staff(&[]);
    let give = async |hsa_id: String, until: &str| {
        let body = json!({ "hsaId": hsa_id, "role": "handler", "validUntil": until });
        office.world.post_as(&office.adm.token, &office.path(), None, &body).await
    };
    let pasted = format!("  {}\n", office.hsa_id(person).to_lowercase());
    assert_eq!(faults(give(pasted.clone(), "2026-11-22").await), ["/validUntil past"]);
    give(pasted.clone(), "2026-11-23").await.expect(201);
    assert_eq!(give(pasted, "2026-11-23").await.expect(409).problem(), "role-already-held");
    assert_eq!(
        faults(give("SE2321000172-0000".into(), "2027-01-01").await),
        ["/hsaId unknown-staff"]
    );
    let gone = office.world.staff(&[]);
    office.world.sql(&format!("update staff set active_in_directory = false where id = '{gone}'"));
    assert_eq!(faults(give(office.hsa_id(gone), "2027-01-01").await), ["/hsaId inactive-staff"]);
    let body = json!({ "hsaId": "x", "role": "regional-administrator" });
    let above = office.world.post_as(&office.adm.token, &office.path(), None, &body).await;
    assert_eq!(faults(above), ["/role unknown-code"]);
}

#[tokio::test]
async fn a_role_that_has_run_out_is_given_again() {
    let office = office().await;
    let person = office.world.staff(&[(Role::Handler, office.unit)]);
    office
        .world
        .sql("update role_assignment set valid_until = '2026-11-22' where role = 'handler'");
    assert!(office.list(&office.adm.token, "?role=handler").await.is_empty());
    office.grant(&office.adm.token, person, "handler").await.expect(201);
    assert_eq!(office.list(&office.adm.token, "?role=handler").await.len(), 1);
}

// proves: E-7, R-ROLE-6
#[tokio::test]
async fn the_last_role_is_taken_only_when_that_is_meant() {
    let office = office().await;
    let person = office.world.colleague(&[]).await;
    let receiver = office.grant(&office.beh.token, person.id, "receiver").await.json();
    let handler = office.grant(&office.beh.token, person.id, "handler").await.json();
    office.revoke(&office.beh.token, &receiver, "").await.expect(204);
    let last = office.revoke(&office.beh.token, &handler, "").await.expect(409);
    assert_eq!(last.problem(), "last-role");
    assert_eq!(office.list(&office.beh.token, "?role=handler").await.len(), 1);
    office.revoke(&office.beh.token, &handler, "?confirm=true").await.expect(204);
    assert!(office.list(&office.beh.token, "?role=handler").await.is_empty());
    office.revoke(&office.beh.token, &handler, "?confirm=true").await.expect(404);
    let unit_list = format!("/units/{}/staff", office.unit);
    office.world.get_as(&person.token, &unit_list).await.expect(404);
}

#[tokio::test]
async fn a_unit_keeps_its_last_local_administrator_even_when_two_leave_at_once() {
    let office = office().await;
    let second = office.world.staff(&[]);
    let given =
        office.grant(&office.region, second, "local-administrator").await.expect(201).json();
    let list = office.world.get_as(&office.region, &office.path()).await.expect(200).json();
    let items = list["items"].as_array().expect("a list");
    let first = items.iter().find(|it| it["staffId"] == office.adm.id.to_string()).expect("there");
    let both = tokio::join!(
        office.revoke(&office.region, &given, "?confirm=true"),
        office.revoke(&office.region, first, "?confirm=true"),
    );
    let mut answers = [both.0.status, both.1.status];
    answers.sort_unstable();
    assert_eq!(answers, [204, 409]);
    assert_eq!(office.list(&office.region, "?role=local-administrator").await.len(), 1);
}

#[tokio::test]
async fn the_same_role_given_at_once_is_given_once() {
    let office = office().await;
    let person = office.world.staff(&[]);
    let tokens = [&office.adm.token, &office.beh.token, &office.region];
    let all = futures_util::future::join_all((0..9).map(|turn| {
        let office = &office;
        async move { office.grant(tokens[turn % 3], person, "handler").await.status }
    }))
    .await;
    assert_eq!(all.iter().filter(|status| **status == 201).count(), 1, "{all:?}");
    assert!(all.iter().all(|status| [201, 409].contains(status)), "{all:?}");
}

// proves: R-ROLE-15, M-42
#[tokio::test]
async fn who_gives_roles_sees_what_colleagues_want_to_be_told() {
    let office = office().await;
    let handler = office.world.colleague(&[(Role::Handler, office.unit)]).await;
    let reviewer = office.world.colleague(&[(Role::Reviewer, office.unit)]).await;
    let seen = office.list(&office.adm.token, "").await;
    assert_eq!(seen.len(), 4);
    assert!(seen.iter().all(|it| it["notifyOnAssigned"].is_boolean()));
    let seen = office.list(&handler.token, "?limit=3").await;
    assert!(seen.len() == 3 && seen.iter().all(|it| it.get("notifyOnAssigned").is_none()));
    let path = format!("/units/{}/staff", office.unit);
    office.world.get_as(&reviewer.token, &path).await.expect(403);
    let pages = office.world.get_as(&office.adm.token, &format!("{path}?limit=3")).await.json();
    let next = pages["_links"]["next"]["href"].as_str().expect("more").to_owned();
    let next = next.split("/etjanster/v1").nth(1).expect("a path");
    let rest = office.world.get_as(&office.adm.token, next).await.expect(200).json();
    assert_eq!(rest["items"].as_array().expect("a list").len(), 1);
}

// proves: M-33, R-ROLE-3, R-ROLE-4
#[tokio::test]
async fn a_region_appoints_its_own_administrators() {
    let office = office().await;
    let person = office.world.colleague(&[]).await;
    let nation = office.world.staff_session(office.world.national_administrator()).await;
    let body = json!({ "hsaId": office.hsa_id(person.id) });
    let appoint = async |token: &str, region: &str| {
        let path = format!("/regions/{region}/role-assignments");
        office.world.post_as(token, &path, None, &body).await
    };
    appoint(&office.adm.token, "19").await.expect(403);
    appoint(&office.region, "03").await.expect(403);
    let given = appoint(&office.region, "19").await.expect(201).json();
    assert_eq!(given["regionCode"], "19");
    assert_eq!(appoint(&nation, "19").await.expect(409).problem(), "role-already-held");
    appoint(&nation, "03").await.expect(201);
    office
        .world
        .get_as(&person.token, &format!("/units/{}/settings", office.unit))
        .await
        .expect(200);
    let path = format!("/regions/19/role-assignments/{}", given["id"].as_str().expect("an id"));
    delete(&office.world, &office.region, &path).await.expect(204);
    delete(&office.world, &office.region, &path).await.expect(404);
    office
        .world
        .get_as(&person.token, &format!("/units/{}/settings", office.unit))
        .await
        .expect(404);
    appoint(&nation, "1").await.expect(400);
}

// proves: E-17, B-50, B-51, B-52
#[tokio::test]
async fn a_changed_signature_stands_on_the_next_message_and_not_on_the_last() {
    let clinic = Clinic::new().await;
    let (world, handler) = (&clinic.world, &clinic.handler);
    let path = format!("/staff/{}/settings", handler.id);
    let read = world.get_as(&handler.token, &path).await.expect(200);
    let automatic = "Med vänlig hälsning\nProv Personal\nDistriktsläkare\n23 november 2026";
    assert_eq!(read.json()["signature"], automatic);
    let case = clinic.awaiting().await;

    let own = json!({ "signatureText": "Hälsar Bäckby", "notifyOnAssigned": true,
        "notifyOnIncoming": false });
    let changed = put(world, &handler.token, &path, read.header("etag"), &own).await.expect(200);
    assert_eq!(changed.json()["signature"], "Hälsar Bäckby");
    clinic.reply(&case, "partial-reply").await;
    let signatures = world
        .texts("select signature as it from case_message where signature is not null order by seq");
    assert_eq!(signatures, [automatic, "Hälsar Bäckby"]);
    let back = json!({ "notifyOnAssigned": true, "notifyOnIncoming": false });
    let automatic_again =
        put(world, &handler.token, &path, changed.header("etag"), &back).await.expect(200);
    assert_eq!(automatic_again.json()["signature"], automatic);
}

#[tokio::test]
async fn ones_settings_are_ones_own_and_change_version_by_version() {
    let office = office().await;
    let world = &office.world;
    let path = format!("/staff/{}/settings", office.adm.id);
    for token in [&office.beh.token, &office.region] {
        world.get_as(token, &path).await.expect(404);
    }
    let body = json!({ "notifyOnAssigned": true, "notifyOnIncoming": true });
    put(world, &office.adm.token, &path, "", &body).await.expect(428);
    let both = tokio::join!(
        put(world, &office.adm.token, &path, "\"v1\"", &body),
        put(world, &office.adm.token, &path, "\"v1\"", &body),
    );
    let mut answers = [both.0.status, both.1.status];
    answers.sort_unstable();
    assert_eq!(answers, [200, 412]);
    let bad =
        async |body: Value| faults(put(world, &office.adm.token, &path, "\"v2\"", &body).await);
    assert_eq!(
        bad(json!({ "notifyOnAssigned": 1, "notifyOnIncoming": true })).await,
        ["/notifyOnAssigned type"]
    );
    let text = |text: String| {
        json!({ "signatureText": text, "notifyOnAssigned": true,
        "notifyOnIncoming": true })
    };
    assert_eq!(bad(text(" \n".into())).await, ["/signatureText blank"]);
    assert_eq!(bad(text("x".repeat(1001))).await, ["/signatureText length"]);
    assert_eq!(
        bad(json!({ "signatureText": null, "notifyOnAssigned": true,
        "notifyOnIncoming": true }))
        .await,
        ["/signatureText null"]
    );
}
