//! Programmes: what regions set, who is due, and everybody who is due summoned at once.

use etjanster::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    summonses_scene::Screening,
    unit_settings::faults,
    world::{Answer, World},
};

const PATH: &str = "/regions/19/programmes";

pub fn rule(valid_from: &str) -> Value {
    json!({ "programme": "mammography", "validFrom": valid_from, "timeTypeCode": "mammografi",
        "summonsDays": 60, "againAfterMonths": 24, "source": "RV 2026-1177",
        "bands": [{ "sex": "female", "fromAge": 40, "throughAge": 74, "intervalMonths": 24 }] })
}

async fn regional(world: &World) -> String {
    world.staff_session(world.regional_administrator()).await
}

async fn set(world: &World, token: &str, body: &Value) -> Answer {
    world.post_as(token, PATH, None, body).await
}

// proves: W18, W19, W20
#[tokio::test]
async fn a_region_sets_what_a_programme_says_from_a_day_on_and_never_changes_it() {
    let world = World::new().await;
    let token = regional(&world).await;
    let list = async || {
        let list = world.get_as(&token, PATH).await.expect(200).json();
        list["items"].as_array().expect("items").clone()
    };
    let before = list().await;
    let applying: Vec<String> = before
        .iter()
        .filter(|it| it["appliesToday"] == true)
        .map(|it| format!("{} {}", it["programme"].as_str().expect("a code"), it["regionCode"]))
        .collect();
    assert_eq!(applying, ["blood-donation \"00\"", "cervical \"19\""]);
    assert_eq!(before[1]["bands"][0]["intervalMonths"], 36);

    let made = set(&world, &token, &rule("2026-11-24")).await.expect(201).json();
    assert_eq!((&made["appliesToday"], &made["regionCode"]), (&json!(false), &json!("19")));
    let again = set(&world, &token, &rule("2026-11-24")).await.expect(409);
    assert_eq!(again.problem(), "programme-already-set");
    assert_eq!(list().await.len(), before.len() + 1);
    for statement in ["update programme_rule set summons_days = 1", "delete from programme_rule"] {
        assert!(world.refuses(statement), "{statement}");
    }
}

#[tokio::test]
async fn rules_that_say_nothing_sensible_are_refused() {
    let world = World::new().await;
    let token = regional(&world).await;
    let band = |from: i32, through: i32| json!({ "fromAge": from, "throughAge": through, "intervalMonths": 12 });
    let bands = |all: &[Value]| {
        let mut body = rule("2027-01-01");
        body["bands"] = json!(all);
        body
    };
    for (body, fault) in [
        (rule("2026-11-23"), "/validFrom not-in-the-future"),
        (rule("2032-01-01"), "/validFrom too-far-ahead"),
        (bands(&[band(30, 20)]), "/bands/0/throughAge out-of-range"),
        (bands(&[band(20, 30), band(30, 40)]), "/bands/1 overlap"),
    ] {
        assert_eq!(faults(set(&world, &token, &body).await), [fault]);
    }
    assert_eq!(faults(set(&world, &token, &bands(&[])).await).len(), 1);
    assert_eq!(faults(set(&world, &token, &bands(&[band(-1, 130)])).await).len(), 2);
}

#[tokio::test]
async fn two_rules_of_one_programme_from_one_day_at_once_leave_one() {
    let world = World::new().await;
    let token = regional(&world).await;
    let body = rule("2026-12-01");
    let (one, two) = tokio::join!(set(&world, &token, &body), set(&world, &token, &body));
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [201, 409]);
}

/// The given names of those who are due, in the list's order.
async fn due(screening: &Screening, query: &str) -> Vec<String> {
    let token = screening.world().staff_session(screening.clinic.handler.id).await;
    let path = screening.path(&format!("programme-due?programme=cervical{query}"));
    let list = screening.world().get_as(&token, &path).await.expect(200).json();
    let items = list["items"].as_array().expect("items");
    let name = |it: &Value| it["resident"]["givenName"].as_str().expect("a name").to_owned();
    items.iter().map(name).collect()
}

/// Women of the region in ages that are asked, and people who are not.
fn population(world: &World) -> [Uuid; 3] {
    for key in ["erik", "ingrid", "alva", "wilma", "gunvor", "fredrik", "linnea", "amir"] {
        world.resident(key);
    }
    ["sara", "karin", "ebba"].map(|key| world.resident(key))
}

// proves: W18, W19
#[tokio::test]
async fn due_are_those_of_the_programmes_ages_in_the_region_who_have_not_come_lately() {
    let screening = Screening::new().await;
    let world = screening.world();
    let [sara, karin, ebba] = population(world);
    // Born in 2002, 1990, 1984 and 1979; the youngest first.
    assert_eq!(due(&screening, "").await, ["Ebba", "Sara", "Anna", "Karin"]);
    let unit = screening.clinic.unit;
    let came = world.summons(unit, sara, "booked");
    world.visit(unit, came, 365, "fulfilled");
    let long_ago = world.summons(unit, karin, "booked");
    world.visit(unit, long_ago, 3 * 365 + 2, "fulfilled");
    world.summons(unit, ebba, "delivered");
    assert_eq!(due(&screening, "").await, ["Anna", "Karin"]);
    // A year after a summons that nobody followed; and who said no is asked in ordinary course.
    world.sql(
        "update summons set status = 'expired', ended_at = made_at where status = 'delivered'",
    );
    assert_eq!(due(&screening, "").await, ["Anna", "Karin"]);
    world.at("2027-11-23T11:00:00Z");
    assert_eq!(due(&screening, "").await, ["Ebba", "Anna", "Karin"]);
    world.sql("update summons set status = 'declined' where status = 'expired'");
    assert_eq!(due(&screening, "").await, ["Anna", "Karin"]);
    world.at("2028-11-23T11:00:00Z");
    assert_eq!(due(&screening, "").await, ["Sara", "Anna", "Karin"], "three years after her visit");
    let shown = world.texts(
        "select distinct patient_id::text as it from audit_entry where action = 'programme.list-due'",
    );
    assert!(shown.contains(&karin.to_string()) && shown.len() >= 4, "each of them is told of");
}

#[tokio::test]
async fn the_list_goes_on_page_by_page_both_ways() {
    let screening = Screening::new().await;
    let world = screening.world();
    population(world);
    let token = &screening.clinic.handler.token;
    let base = format!("{}/etjanster/v1", world.base);
    let get = async |href: &str| {
        let page = world.get_as(token, href.strip_prefix(&base).expect("ours")).await;
        page.expect(200).json()
    };
    let name = |page: &Value| page["items"][0]["resident"]["givenName"].clone();
    let first =
        get(&format!("{base}{}", screening.path("programme-due?programme=cervical&limit=1"))).await;
    assert_eq!(name(&first), "Ebba");
    let second = get(first["_links"]["next"]["href"].as_str().expect("a next")).await;
    assert_eq!(name(&second), "Sara");
    let back = get(second["_links"]["prev"]["href"].as_str().expect("a prev")).await;
    assert_eq!(name(&back), "Ebba");
}

#[tokio::test]
async fn a_programme_without_a_rule_or_a_time_type_is_not_run_here() {
    let screening = Screening::new().await;
    let world = screening.world();
    let ask = async |unit: Uuid, programme: &str| {
        let token = world.colleague(&[(Role::Handler, unit)]).await.token;
        let path = format!("/units/{unit}/programme-due?programme={programme}");
        world.get_as(&token, &path).await
    };
    for (unit, programme) in [
        (screening.clinic.unit, "mammography"),
        (screening.clinic.unit, "blood-donation"),
        (world.unit(), "cervical"),
    ] {
        assert_eq!(ask(unit, programme).await.expect(409).problem(), "programme-not-here");
    }
}

async fn prepare(screening: &Screening) -> Answer {
    let body = json!({ "programme": "cervical", "information": "Välkommen." });
    let (token, path) = (&screening.clinic.handler.token, screening.path("summons-runs"));
    screening.world().post_as(token, &path, None, &body).await
}

async fn step(screening: &Screening, run: &Value, part: &str) -> Answer {
    let path = screening.path(&format!("summons-runs/{}/{part}", run["id"].as_str().expect("id")));
    let version = format!("\"v{}\"", run["version"]);
    let token = &screening.clinic.handler.token;
    screening.world().post_as(token, &path, Some(&version), &json!({})).await
}

async fn show(screening: &Screening, run: &Value) -> Value {
    let path = screening.path(&format!("summons-runs/{}", run["id"].as_str().expect("id")));
    screening.world().get_as(&screening.clinic.handler.token, &path).await.expect(200).json()
}

// proves: WS-10, W4
#[tokio::test]
async fn everybody_who_is_due_is_summoned_at_once_after_a_dry_run() {
    let screening = Screening::new().await;
    let world = screening.world();
    population(world);

    let run = prepare(&screening).await.expect(201).json();

    assert_eq!((&run["status"], &run["people"]), (&json!("prepared"), &json!(4)));
    assert_eq!(run["validThrough"], "2027-11-23");
    world.settle().await;
    assert_eq!(world.texts("select count(*)::text as it from summons"), ["0"], "a dry run");
    assert_eq!(prepare(&screening).await.expect(409).problem(), "summons-run-under-way");

    // One is summoned by hand meanwhile.
    screening.summon("anna").await;
    let ordered = step(&screening, &run, "orders").await.expect(201).json();
    assert_eq!(ordered["status"], "ordered");
    assert_eq!(
        step(&screening, &ordered, "orders").await.expect(409).problem(),
        "summons-run-wrong-stage"
    );
    world.settle().await;

    let done = show(&screening, &run).await;
    assert_eq!(done["status"], "done");
    let outcomes = json!([{ "outcome": "already-summoned", "people": 1 },
        { "outcome": "summoned", "people": 3 }]);
    assert_eq!(done["outcomes"], outcomes);
    let ways = world.texts(
        "select given_name || ' ' || status || ' ' || paper_copy as it from summons s
         join resident r on r.id = s.resident_id order by 1",
    );
    let expected = [
        "Anna delivered false",
        "Ebba created true",
        "Karin delivered false",
        "Sara delivered false",
    ];
    assert_eq!(ways, expected, "Ebba has never signed in");
    assert!(world.audit().contains(&"summons-run.summon refused".into()));
    assert_eq!(prepare(&screening).await.expect(409).problem(), "summons-run-nobody-due");
    world.settle().await;
    assert_eq!(world.texts("select count(*)::text as it from summons"), ["4"], "once");
}

// proves: WS-10
#[tokio::test]
async fn a_run_goes_with_the_rights_of_the_moment_and_can_be_cancelled() {
    let screening = Screening::new().await;
    let world = screening.world();
    population(world);
    let run = prepare(&screening).await.expect(201).json();
    let cancelled = step(&screening, &run, "cancellations").await.expect(201).json();
    assert_eq!(cancelled["status"], "cancelled");
    assert_eq!(cancelled["outcomes"], json!([{ "outcome": "cancelled", "people": 4 }]));

    let run = prepare(&screening).await.expect(201).json();
    step(&screening, &run, "orders").await.expect(201);
    world.unassign(screening.clinic.handler.id, Role::Handler);
    world.settle().await;
    let outcomes = world.texts(&format!(
        "select distinct outcome as it from summons_run_line where run_id = '{}'",
        run["id"].as_str().expect("an id")
    ));
    assert_eq!(outcomes, ["sender-not-permitted"]);
    assert_eq!(world.texts("select count(*)::text as it from summons"), ["0"]);
}

#[tokio::test]
async fn of_two_runs_of_one_programme_at_once_one_is_prepared() {
    let screening = Screening::new().await;
    population(screening.world());
    let (one, two) = tokio::join!(prepare(&screening), prepare(&screening));
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(screening.world().texts("select count(*)::text as it from summons_run_line"), ["4"]);
}
