//! What came in and how it was answered, in numbers that tell of nobody.

use etjanster::access::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clinic::{Clinic, Colleague};

struct Numbers {
    clinic: Clinic,
    local: Colleague,
}

impl Numbers {
    async fn new() -> Self {
        let clinic = Clinic::new().await;
        let local = clinic.world.colleague(&[(Role::LocalAdministrator, clinic.unit)]).await;
        Self { clinic, local }
    }

    /// That many cases that came in at that time and were answered so many minutes later; none, and
    /// they are open. The promise was four hours.
    fn cases(&self, count: usize, at: &str, answered_after: Option<u32>) {
        self.cases_of(self.clinic.case_type, count, at, answered_after);
    }

    fn cases_of(&self, case_type: Uuid, count: usize, at: &str, answered_after: Option<u32>) {
        let Clinic { world, unit, anna, handler, .. } = &self.clinic;
        let (stage, handler) = match answered_after {
            Some(_) => ("closed", format!("'{}'", handler.id)),
            None => ("new", "null".into()),
        };
        let answered = answered_after.map_or("null".into(), |minutes| {
            format!("timestamptz '{at}' + interval '{minutes} minutes'")
        });
        let kind = answered_after.map_or("null", |_| "'answered'");
        world.sql(&format!(
            "insert into case_file (id, number, unit_id, case_type_id, form_version_id, subject_id,
                initiated_by, stage, handler_id, answers, created_at, submitted_at,
                first_response_due_at, first_response_at, closed_at, close_kind)
             select gen_random_uuid(), lpad((floor(random() * 1e10)::bigint)::text, 10, '0'),
                '{unit}', '{case_type}', f.id, '{}', '{}', '{stage}', {handler}, '{{}}', '{at}',
                '{at}', timestamptz '{at}' + interval '4 hours', {answered}, {answered}, {kind}
             from generate_series(1, {count}) n, form_version f
             where f.case_type_id = '{case_type}' and f.number = 1",
            anna.id, anna.id
        ));
    }

    /// A file that went with each of so many cases of that day, and one that was never sent.
    fn files(&self, count: usize, day: &str) {
        let Clinic { world, anna, .. } = &self.clinic;
        let cases = format!(
            "select id as case_id, gen_random_uuid() as message_id, submitted_at as at
             from case_file where submitted_at::date = '{day}' limit {count}"
        );
        world.sql(&format!(
            "create temp table sent as {cases};
             insert into case_message (id, case_id, seq, kind, sender_resident_id, body, sent_at)
             select message_id, case_id, 1, 'submission', '{0}', 'Se bild', at from sent;
             insert into attachment (id, case_id, message_id, place, uploaded_by_resident_id, name,
                media_type, begun_at, arrived_at, bytes, sha256, scan, scan_due_at, move_due_at)
             select gen_random_uuid(), case_id, m, case when m is null then null else 1 end, '{0}',
                'bild.png', 'image/png', at, at, 9, sha256('x'), 'clean', at, at
             from sent, unnest(array[message_id, null]) m;
             drop table sent",
            anna.id
        ));
    }

    async fn read(&self, month: &str) -> Value {
        let path = format!("/units/{}/statistics?month={month}", self.clinic.unit);
        self.clinic.world.get_as(&self.local.token, &path).await.expect(200).json()
    }
}

/// A table's cells as `key count`, with `-` for what is withheld; only those that are not 0.
fn cells(view: &Value, dimension: &str) -> Vec<String> {
    let tables = view["tables"].as_array().expect("tables");
    let table = tables.iter().find(|it| it["dimension"] == dimension).expect("it is there");
    if table["withheld"] == true {
        return vec!["withheld".into()];
    }
    let cells = table["cells"].as_array().expect("cells").iter();
    cells
        .filter(|cell| cell["count"] != 0)
        .map(|cell| {
            let count = cell["count"].as_i64().map_or("-".into(), |count| count.to_string());
            format!("{} {count}", cell["key"].as_str().expect("a key"))
        })
        .collect()
}

// proves: M-36, B-140, B-142
#[tokio::test]
async fn a_units_month_is_counted_from_its_cases() {
    let numbers = Numbers::new().await;
    numbers.cases(6, "2026-10-05T07:30:00Z", Some(60));
    numbers.cases(8, "2026-10-05T12:10:00Z", Some(180));
    numbers.cases(7, "2026-10-20T12:40:00Z", Some(600));
    numbers.cases(5, "2026-10-29T12:00:00Z", None);
    numbers.cases(9, "2026-11-01T12:00:00Z", Some(5));
    numbers.files(7, "2026-10-05");
    numbers.files(3, "2026-11-01");
    let october = numbers.read("2026-10").await;
    assert_eq!(october["cases"], 26);
    assert_eq!(october["attachments"], 7);
    assert_eq!(cells(&october, "day"), ["2026-10-05 14", "2026-10-20 7", "2026-10-29 5"]);
    assert_eq!(cells(&october, "hour"), ["09 6", "13 5", "14 15"]);
    assert_eq!(cells(&october, "initiator"), ["resident 26"]);
    assert_eq!(cells(&october, "deadline"), ["late 12", "within 14"]);
    assert_eq!(cells(&october, "close-reason"), ["answered 21"]);
    assert_eq!(cells(&october, "open-age"), ["below-3-days 5"]);
    let types = october["tables"].as_array().expect("tables");
    let types = types.iter().find(|it| it["dimension"] == "type").expect("types");
    assert_eq!(types["cells"][0]["name"], "Förnya recept");
    let all = &october["times"][0];
    assert_eq!(
        (&all["firstResponseMedian"], &all["firstResponseNinetieth"]),
        (&json!(180), &json!(600))
    );
    assert_eq!(october["times"][1]["caseTypeName"], "Förnya recept");
    assert_eq!(october["times"][1]["closingMedian"], 180);
}

/// Within, late and percent of each line of times, with `-` for what is withheld.
fn kept(view: &Value) -> Vec<String> {
    let number = |line: &Value, name: &str| {
        line[name].as_i64().map_or("-".into(), |number| number.to_string())
    };
    let lines = view["times"].as_array().expect("times").iter();
    let fields = ["withinDeadline", "late", "withinDeadlinePercent"];
    lines.map(|line| fields.map(|name| number(line, name)).join(" ")).collect()
}

// proves: B-142
#[tokio::test]
async fn what_came_in_time_is_told_by_case_type_where_no_small_number_can_be_worked_out() {
    let numbers = Numbers::new().await;
    let world = &numbers.clinic.world;
    let second = world.case_type(numbers.clinic.unit);
    let third = world.case_type(numbers.clinic.unit);
    numbers.cases(30, "2026-10-05T07:30:00Z", Some(60));
    numbers.cases(10, "2026-10-06T07:30:00Z", Some(600));
    numbers.cases_of(second, 20, "2026-10-06T07:30:00Z", Some(30));
    numbers.cases_of(third, 9, "2026-10-06T07:30:00Z", Some(30));
    numbers.cases_of(third, 2, "2026-10-06T07:30:00Z", Some(600));
    let october = numbers.read("2026-10").await;
    let mut lines = kept(&october);
    assert_eq!(lines.remove(0), "50 10 83", "without the third type: else it were the difference");
    lines.sort();
    assert_eq!(lines, ["- - -", "20 0 100", "30 10 75"]);
    assert_eq!(cells(&october, "deadline"), ["late 10", "within 50"]);
    let path = format!("/units/{}/statistics-table?month=2026-10", numbers.clinic.unit);
    let table = world.get_as(&numbers.local.token, &path).await.expect(200);
    let table = String::from_utf8(table.body).expect("UTF-8");
    assert!(table.contains("2026-10,within-deadline-percent,,,83\r\n"), "{table}");
    assert!(table.contains(&format!("first-responses-late,{third},Förnya recept,\r\n")), "{table}");

    numbers.cases_of(second, 3, "2026-10-07T07:30:00Z", Some(600));
    numbers.cases_of(third, 4, "2026-10-07T07:30:00Z", Some(600));
    let october = numbers.read("2026-10").await;
    assert_eq!(kept(&october), ["59 19 76", "- - -", "- - -", "- - -"], "the whole, and no part");
}

// proves: B-142
#[tokio::test]
async fn what_happens_after_a_month_changes_none_of_its_numbers() {
    let numbers = Numbers::new().await;
    numbers.cases(9, "2026-10-20T07:30:00Z", Some(60));
    numbers.cases(8, "2026-10-31T22:30:00Z", None);
    let before = numbers.read("2026-10").await;
    assert_eq!(kept(&before)[0], "9 0 100", "what is due in November is November's");
    numbers.clinic.world.sql(&format!(
        "update case_file set first_response_at = '2026-11-01T00:30:00Z', stage = 'closed',
            handler_id = '{}', closed_at = '2026-11-01T00:30:00Z', close_kind = 'answered'
         where first_response_at is null and submitted_at > '2026-10-31'",
        numbers.clinic.handler.id
    ));
    numbers.files(7, "2026-10-31");
    numbers.clinic.world.sql(
        "insert into policy_value (name, region_code, valid_from, value, source)
         values ('statistics.smallest-shown', '19', '2026-11-01', '50', 'a test')",
    );
    numbers.clinic.world.app.db.forget_policies();
    numbers.clinic.world.sql(
        "alter table case_message disable trigger user;
         update case_message set sent_at = '2026-11-02T09:00:00Z'",
    );
    assert_eq!(numbers.read("2026-10").await, before);
}

// proves: B-142
#[tokio::test]
async fn numbers_that_tell_of_somebody_are_withheld_and_can_not_be_worked_out() {
    let numbers = Numbers::new().await;
    numbers.cases(3, "2026-09-05T07:30:00Z", Some(60));
    let september = numbers.read("2026-09").await;
    assert!(september["cases"].is_null() && september["times"] == json!([]));
    assert_eq!(cells(&september, "day"), ["withheld"]);

    numbers.cases(21, "2026-10-05T07:30:00Z", Some(60));
    numbers.cases(2, "2026-10-06T07:30:00Z", Some(60));
    numbers.cases(9, "2026-10-07T07:30:00Z", Some(600));
    let october = numbers.read("2026-10").await;
    assert_eq!(october["cases"], 32);
    assert_eq!(
        cells(&october, "day"),
        ["2026-10-05 21", "2026-10-06 -", "2026-10-07 -"],
        "two alone would be 32 less the others"
    );
    assert_eq!(cells(&october, "hour"), ["09 32"]);

    let path = format!("/units/{}/statistics-table?month=2026-10", numbers.clinic.unit);
    let table = numbers.clinic.world.get_as(&numbers.local.token, &path).await.expect(200);
    assert!(table.header("content-type").starts_with("text/csv"));
    let lines = String::from_utf8(table.body).expect("UTF-8");
    assert!(lines.contains("2026-10,cases,,,32\r\n"), "{lines}");
    assert!(lines.contains("2026-10,day,2026-10-06,,\r\n"), "{lines}");
}

// proves: M-37, B-140
#[tokio::test]
async fn a_regions_numbers_leave_out_units_that_are_too_small() {
    let numbers = Numbers::new().await;
    let world = &numbers.clinic.world;
    let regional = world.staff_session(world.regional_administrator()).await;
    numbers.cases(12, "2026-10-05T07:30:00Z", Some(60));
    let other = world.unit();
    let case_type = world.case_type(other);
    world.sql(&format!(
        "insert into case_file (id, number, unit_id, case_type_id, form_version_id, subject_id,
            initiated_by, stage, answers, created_at, submitted_at, first_response_due_at)
         select gen_random_uuid(), lpad((n + 100)::text, 10, '0'), '{other}', '{case_type}', f.id,
            '{0}', '{0}', 'new', '{{}}', t, t, t
         from generate_series(1, 4) n, form_version f,
            (values (timestamptz '2026-10-06T08:00:00Z')) v (t)
         where f.case_type_id = '{case_type}'",
        numbers.clinic.anna.id
    ));
    let path = "/regions/19/statistics?month=2026-10";
    let view = world.get_as(&regional, path).await.expect(200).json();
    assert_eq!((&view["cases"], &view["unitsLeftOut"]), (&json!(12), &json!(1)));
    assert_eq!(cells(&view, "day"), ["2026-10-05 12"]);
    let table = world.get_as(&regional, "/regions/19/statistics-table?month=2026-10").await;
    assert!(String::from_utf8(table.expect(200).body).expect("UTF-8").contains("cases,,,12"));
}

#[tokio::test]
async fn only_months_that_have_ended_are_told_of() {
    let numbers = Numbers::new().await;
    for month in ["2026-11", "2027-01", "2026-13", "oktober", ""] {
        let path = format!("/units/{}/statistics?month={month}", numbers.clinic.unit);
        let answer = numbers.clinic.world.get_as(&numbers.local.token, &path).await.expect(400);
        assert_eq!(answer.problem(), "malformed-request", "{month}");
    }
}
