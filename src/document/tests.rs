use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{
    ApiResponse, Enum, Object, OpenApi, OpenApiService, SecurityScheme, Union,
    auth::Bearer,
    param::{Header, Path, Query},
    payload::Json,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{each_operation, finish, to_bytes, to_yaml};

#[derive(Object)]
#[oai(rename = "Problem")]
struct Details {
    r#type: String,
    title: String,
    status: u16,
}

#[derive(ApiResponse)]
#[expect(dead_code, reason = "only its type is read")]
enum Problem {
    /// Refused
    #[oai(status_range = "4XX", content_type = "application/problem+json")]
    Client(poem::http::StatusCode, Json<Details>),
}

#[derive(Enum)]
#[oai(rename_all = "kebab-case")]
enum Reason {
    NoLongerNeeded,
}

/// A visit at a unit.
#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Visit {
    #[oai(validator(max_length = 40))]
    room_name: String,
}

/// A call.
#[derive(Object)]
struct Call {
    #[oai(validator(max_length = 40))]
    number: String,
}

#[derive(Union)]
#[oai(discriminator_name = "kind", one_of)]
enum Place {
    #[oai(mapping = "visit")]
    Visit(Visit),
    #[oai(mapping = "call")]
    Call(Call),
}

#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct Booking {
    id: Uuid,
    starts_at: DateTime<Utc>,
    born_on: NaiveDate,
    seats: u16,
    notes: Vec<String>,
    /// Absent until someone asks.
    reason: Option<Reason>,
}

#[derive(Object)]
#[oai(rename_all = "camelCase")]
struct NewBooking {
    #[oai(validator(max_length = 10))]
    note: String,
    #[oai(validator(minimum(value = "1"), maximum(value = "9")))]
    seats: i32,
    place: Place,
}

#[derive(SecurityScheme)]
#[oai(rename = "bearerAuth", ty = "bearer")]
struct Caller(#[expect(dead_code, reason = "only its presence counts here")] Bearer);

struct Bookings;

#[OpenApi(request_header(name = "traceparent", ty = "Option<String>", description = "trace"))]
impl Bookings {
    /// Read a booking
    ///
    /// As it stands.
    #[oai(path = "/bookings/:bookingId", method = "get", operation_id = "readBooking")]
    async fn read(
        &self,
        _caller: Caller,
        #[oai(name = "bookingId")] _id: Path<Uuid>,
        #[oai(name = "If-None-Match")] _known: Header<Option<String>>,
    ) -> Result<Json<Booking>, Problem> {
        unreachable!("the document is all there is of it")
    }

    /// Book
    ///
    /// Books.
    #[oai(path = "/bookings", method = "post", operation_id = "createBooking")]
    async fn create(
        &self,
        _caller: Caller,
        #[oai(name = "Idempotency-Key")] _key: Header<Option<Uuid>>,
        _body: Json<NewBooking>,
    ) -> Result<Json<Booking>, Problem> {
        unreachable!("the document is all there is of it")
    }

    /// Change a booking
    ///
    /// Changes.
    #[oai(path = "/bookings/:bookingId", method = "put", operation_id = "changeBooking")]
    async fn change(
        &self,
        _caller: Caller,
        #[oai(name = "bookingId")] _id: Path<Uuid>,
        #[oai(name = "If-Match")] _version: Header<Option<String>>,
    ) -> Result<Json<Booking>, Problem> {
        unreachable!("the document is all there is of it")
    }

    /// Say hello
    ///
    /// To anyone.
    #[oai(path = "/greetings", method = "get", operation_id = "greet")]
    async fn greet(&self, _limit: Query<Option<u32>>) -> Json<Vec<Reason>> {
        unreachable!("the document is all there is of it")
    }
}

fn raw() -> Value {
    let service = OpenApiService::new(Bookings, "Bookings", "1.2.3");
    serde_json::from_str(&service.spec()).unwrap()
}

fn statuses(document: &Value, path: &str, method: &str) -> HashSet<String> {
    document["paths"][path][method]["responses"].as_object().unwrap().keys().cloned().collect()
}

fn set(statuses: &str) -> HashSet<String> {
    statuses.split(' ').map(str::to_owned).collect()
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(to_bytes(&finish(raw())), to_bytes(&finish(raw())));
}

#[test]
fn an_operation_documents_the_refusals_that_can_happen_to_it() {
    let document = finish(raw());
    let read = set("200 304 400 401 403 404 406 429 500 503");
    assert_eq!(statuses(&document, "/bookings/{bookingId}", "get"), read);
    let create = set("200 400 401 403 404 406 409 413 415 422 429 500 503");
    assert_eq!(statuses(&document, "/bookings", "post"), create);
    let change = set("200 400 401 403 404 406 409 412 428 429 500 503");
    assert_eq!(statuses(&document, "/bookings/{bookingId}", "put"), change);
    assert_eq!(statuses(&document, "/greetings", "get"), set("200 400 406 429 500 503"));
}

#[test]
fn every_reference_leads_somewhere() {
    let document = finish(raw());
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

#[test]
fn what_clients_send_has_no_unknown_fields() {
    let document = finish(raw());
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["NewBooking"]["additionalProperties"], json!(false));
    assert_eq!(schemas["Booking"].get("additionalProperties"), None);
    let visit = &schemas["Place_Visit"];
    assert_eq!(visit["additionalProperties"], json!(false));
    assert_eq!(visit["required"], json!(["kind", "roomName"]));
    assert_eq!(visit.get("allOf"), None);
}

#[test]
fn sizes_and_formats_are_those_of_the_standard() {
    let document = finish(raw());
    let booking = &document["components"]["schemas"]["Booking"]["properties"];
    assert_eq!(
        booking["seats"],
        json!({ "type": "integer", "format": "int32", "minimum": 0, "maximum": i32::MAX })
    );
    assert_eq!(booking["bornOn"]["format"], "date");
    assert_eq!(booking["startsAt"]["example"], "2026-11-23T08:00:00Z");
    assert_eq!(booking["notes"]["maxItems"], 1000);
    assert_eq!(booking["reason"], json!({ "$ref": "#/components/schemas/Reason" }));
    let sent = &document["components"]["schemas"]["NewBooking"]["properties"];
    assert_eq!(sent["seats"]["minimum"].to_string(), "1");
    assert_eq!(sent["note"]["maxLength"], 10);
}

#[test]
fn every_body_has_an_example() {
    let mut document = finish(raw());
    let create = &document["paths"]["/bookings"]["post"]["requestBody"]["content"];
    assert_eq!(
        create["application/json"]["example"],
        json!({ "note": "text", "seats": 1, "place": { "kind": "visit", "roomName": "text" } })
    );
    each_operation(&mut document, |path, method, operation| {
        for (status, response) in operation["responses"].as_object().unwrap() {
            for media in response.get("content").into_iter().flat_map(|it| it.as_object().unwrap())
            {
                assert!(media.1.get("example").is_some(), "{method} {path} {status}");
            }
        }
    });
}

#[test]
fn an_id_in_a_path_says_whose_it_is() {
    let document = finish(raw());
    let read = &document["paths"]["/bookings/{bookingId}"]["get"];
    assert_eq!(read["parameters"][0]["description"], "Which booking");
}

#[test]
fn signing_in_is_the_rule_and_exceptions_say_so() {
    let document = finish(raw());
    assert_eq!(document["security"], json!([{ "bearerAuth": [] }]));
    assert_eq!(document["paths"]["/greetings"]["get"]["security"], json!([]));
}

#[test]
fn header_names_are_spelt_as_in_their_standards() {
    let document = finish(raw());
    let read = &document["paths"]["/bookings/{bookingId}"]["get"];
    let names: Vec<_> = read["parameters"].as_array().unwrap().iter().collect();
    assert_eq!(names[1]["name"], "If-None-Match");
    assert_eq!(names[3]["$ref"], "#/components/parameters/traceparent");
    assert_eq!(names.len(), 4);
    assert!(read["responses"]["200"]["headers"]["ETag"].is_object());
}

#[test]
fn yaml_says_the_same() {
    let text = to_yaml(&json!({ "a": [1, { "b": "c: d" }], "e": {}, "f": [] }));
    let lines = ["\"a\":", "  - 1", "  -", "    \"b\": \"c: d\"", "\"e\": {}", "\"f\": []", ""];
    assert_eq!(String::from_utf8(text).unwrap(), lines.join("\n"));
}
