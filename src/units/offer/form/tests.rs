use serde_json::{Value, json};

use super::*;

fn form(components: Value) -> Vec<Component> {
    serde_json::from_value(components).expect("components are well formed")
}

/// The faults as `pointer code`.
fn faults(components: Value, answers: Value) -> Vec<String> {
    let Value::Object(answers) = answers else { panic!("answers are an object") };
    let faults = check(&form(components), &answers);
    faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
}

/// The fault of one answer to one component with the id `q`.
#[track_caller]
fn of(component: Value, answer: Value) -> String {
    let mut component = component;
    component["id"] = "q".into();
    component["label"] = "?".into();
    let found = faults(json!([component]), json!({ "q": answer }));
    assert!(found.len() < 2, "{found:?}");
    found.into_iter().next().unwrap_or_default()
}

fn ok() -> String {
    String::new()
}

#[test]
fn nothing_asked_and_nothing_said_is_right() {
    assert!(faults(json!([]), json!({})).is_empty());
}

#[test]
fn what_nobody_asked_for_is_a_fault() {
    let text = json!([{"id": "a", "kind": "text", "label": "?"}]);
    assert_eq!(faults(text.clone(), json!({"b": "x"})), ["/answers/b unknown-field"]);
    assert_eq!(faults(text, json!({"a/~": 1})), ["/answers/a~1~0 unknown-field"]);
}

#[test]
fn information_takes_no_answer() {
    let read = json!([{"id": "a", "kind": "information", "label": "Läs", "required": true}]);
    assert!(faults(read.clone(), json!({})).is_empty());
    assert_eq!(faults(read, json!({"a": "x"})), ["/answers/a unknown-field"]);
}

#[test]
fn every_fault_is_told_at_once() {
    let components = json!([
        {"id": "a", "kind": "text", "label": "?", "required": true},
        {"id": "b", "kind": "number", "label": "?"},
        {"id": "c", "kind": "date", "label": "?"},
    ]);
    assert_eq!(
        faults(components, json!({"b": "1", "c": "2026-02-30", "x": null})),
        ["/answers/x unknown-field", "/answers/a required", "/answers/b type", "/answers/c date"]
    );
}

#[test]
fn required_means_something_said() {
    for kind in ["text", "date", "number", "contact-preference"] {
        let component = json!([{"id": "q", "kind": kind, "label": "?", "required": true}]);
        assert_eq!(faults(component, json!({})), ["/answers/q required"], "{kind}");
    }
    let text = json!({"kind": "text", "required": true});
    assert_eq!(of(text.clone(), json!("")), "/answers/q required");
    assert_eq!(of(text.clone(), json!(" \n\t\u{a0}")), "/answers/q required");
    assert_eq!(of(text, json!("x")), ok());
    let many = json!({"kind": "choice", "many": true, "required": true, "options": options()});
    assert_eq!(of(many, json!([])), "/answers/q required");
}

#[test]
fn what_is_not_required_may_be_left_out_and_not_be_null() {
    for kind in ["text", "choice", "date", "number", "contact-preference"] {
        let component = json!({"kind": kind, "options": options()});
        assert_eq!(of(component.clone(), Value::Null), "/answers/q type", "{kind}");
        let bare = json!([{"id": "q", "kind": kind, "label": "?"}]);
        assert!(faults(bare, json!({})).is_empty(), "{kind}");
    }
    assert_eq!(of(json!({"kind": "text"}), json!("")), ok());
}

#[test]
fn text_is_counted_in_characters() {
    let short = json!({"kind": "text", "maxLength": 3});
    assert_eq!(of(short.clone(), json!("åäö")), ok());
    assert_eq!(of(short.clone(), json!("åäöx")), "/answers/q length");
    assert_eq!(of(short.clone(), json!(123)), "/answers/q type");
    assert_eq!(of(short.clone(), json!(["x"])), "/answers/q type");
    assert_eq!(of(short, json!({"x": 1})), "/answers/q type");
    let plain = json!({"kind": "text"});
    assert_eq!(of(plain.clone(), json!("x".repeat(4000))), ok());
    assert_eq!(of(plain, json!("x".repeat(4001))), "/answers/q length");
}

#[test]
fn text_may_have_lines_and_no_other_control_characters() {
    let text = json!({"kind": "text"});
    assert_eq!(of(text.clone(), json!("en rad\r\n\ttill")), ok());
    for bad in ["\u{0}", "\u{7}", "a\u{1b}[31m", "\u{85}"] {
        assert_eq!(of(text.clone(), json!(bad)), "/answers/q characters", "{bad:?}");
    }
}

fn options() -> Value {
    json!([{"id": "ja", "label": "Ja"}, {"id": "nej", "label": "Nej"}])
}

#[test]
fn one_choice_is_the_id_of_an_option() {
    let one = json!({"kind": "choice", "options": options()});
    assert_eq!(of(one.clone(), json!("ja")), ok());
    assert_eq!(of(one.clone(), json!("Ja")), "/answers/q unknown-option");
    assert_eq!(of(one.clone(), json!("")), "/answers/q unknown-option");
    assert_eq!(of(one.clone(), json!(["ja"])), "/answers/q type");
    assert_eq!(of(one, json!(true)), "/answers/q type");
    assert_eq!(of(json!({"kind": "choice"}), json!("ja")), "/answers/q unknown-option");
}

#[test]
fn many_choices_are_different_ids_of_options() {
    let many = json!({"kind": "choice", "many": true, "options": options()});
    assert_eq!(of(many.clone(), json!([])), ok());
    assert_eq!(of(many.clone(), json!(["nej", "ja"])), ok());
    assert_eq!(of(many.clone(), json!(["ja", "ja"])), "/answers/q duplicate");
    assert_eq!(of(many.clone(), json!(["ja", "kanske"])), "/answers/q unknown-option");
    assert_eq!(of(many.clone(), json!("ja")), "/answers/q type");
    assert_eq!(of(many, json!(["ja", 1])), "/answers/q type");
}

#[test]
fn a_date_is_a_day_that_exists() {
    let date = json!({"kind": "date"});
    for good in ["2026-11-23", "2024-02-29", "1926-01-01"] {
        assert_eq!(of(date.clone(), json!(good)), ok(), "{good}");
    }
    let bad = [
        "",
        "2026-02-29",
        "2026-1-2",
        "23/11/2026",
        "2026-11-23T00:00:00Z",
        " 2026-11-23",
        "20261123",
        "0026-11-23",
        "9999-11-23",
        "+2026-11-23",
        "2026‐11‐23",
    ];
    for bad in bad {
        assert_eq!(of(date.clone(), json!(bad)), "/answers/q date", "{bad}");
    }
    assert_eq!(of(date, json!(20261123)), "/answers/q type");
}

#[test]
fn a_number_lies_between_its_bounds_with_no_more_decimals_than_asked() {
    let pain = json!({"kind": "number", "min": 0, "max": 10});
    for good in [json!(0), json!(10), json!(7.0), json!(-0.0)] {
        assert_eq!(of(pain.clone(), good.clone()), ok(), "{good}");
    }
    assert_eq!(of(pain.clone(), json!(-1)), "/answers/q range");
    assert_eq!(of(pain.clone(), json!(11)), "/answers/q range");
    assert_eq!(of(pain.clone(), json!(3.5)), "/answers/q decimals");
    assert_eq!(of(pain.clone(), json!("3")), "/answers/q type");
    assert_eq!(of(pain, json!(true)), "/answers/q type");
    let fever = json!({"kind": "number", "decimals": 1});
    assert_eq!(of(fever.clone(), json!(38.7)), ok());
    assert_eq!(of(fever.clone(), json!(38.75)), "/answers/q decimals");
    assert_eq!(of(fever, json!(1e300)), "/answers/q range");
}

#[test]
fn a_contact_preference_names_a_way_and_the_number_it_needs() {
    let wish = json!({"kind": "contact-preference"});
    let phone = |number: &str| json!({"way": "phone", "phoneNumber": number});
    assert_eq!(of(wish.clone(), json!({"way": "inbox"})), ok());
    for good in ["070-123 45 67", "+46 70 123 45 67", "(08) 12 34 56"] {
        assert_eq!(of(wish.clone(), phone(good)), ok(), "{good}");
    }
    for bad in ["", "1234", "ring mig", "07012345678901234567", "070-123 45 67 anknytning 2"] {
        assert_eq!(of(wish.clone(), phone(bad)), "/answers/q/phoneNumber phone-number", "{bad}");
    }
    assert_eq!(of(wish.clone(), json!({"way": "phone"})), "/answers/q/phoneNumber required");
    assert_eq!(
        of(wish.clone(), json!({"way": "inbox", "phoneNumber": "0701234567"})),
        "/answers/q/phoneNumber unknown-field"
    );
    assert_eq!(of(wish.clone(), json!({"way": "letter"})), "/answers/q/way unknown-option");
    assert_eq!(of(wish.clone(), json!({"way": 1})), "/answers/q/way type");
    assert_eq!(of(wish.clone(), json!({})), "/answers/q/way required");
    assert_eq!(of(wish.clone(), json!({"way": "inbox", "x": 1})), "/answers/q unknown-field");
    assert_eq!(of(wish, json!("inbox")), "/answers/q type");
}

#[test]
fn every_form_of_the_demo_region_can_be_read() {
    let types: Vec<Value> =
        serde_json::from_str(include_str!("../../../demo/case_types.json")).expect("it is JSON");
    for case_type in types {
        assert!(!form(case_type["form"].clone()).is_empty());
    }
}

fn conditional() -> Value {
    json!([
        { "id": "vard", "kind": "choice", "label": "Har du sökt vård?", "required": true,
          "options": options() },
        { "id": "var", "kind": "text", "label": "Var?", "required": true,
          "shownWhen": { "component": "vard", "anyOf": ["ja"] } },
        { "id": "nar", "kind": "date", "label": "När?", "shownWhen": { "component": "var" } },
    ])
}

#[test]
fn what_is_not_shown_takes_no_answer_and_is_not_required() {
    assert!(faults(conditional(), json!({"vard": "nej"})).is_empty());
    assert_eq!(faults(conditional(), json!({"vard": "ja"})), ["/answers/var required"]);
    assert!(faults(conditional(), json!({"vard": "ja", "var": "Västerås"})).is_empty());
    let hidden = json!({"vard": "nej", "var": "Västerås"});
    assert_eq!(faults(conditional(), hidden), ["/answers/var not-asked"]);
    let twice = json!({"vard": "nej", "var": "Västerås", "nar": "2026-11-20"});
    assert_eq!(faults(conditional(), twice), ["/answers/var not-asked", "/answers/nar not-asked"]);
    let blank = json!({"vard": "ja", "var": " ", "nar": "2026-11-20"});
    assert_eq!(faults(conditional(), blank), ["/answers/var required", "/answers/nar not-asked"]);
}

#[test]
fn a_condition_holds_by_what_was_said() {
    let on = |kind: Value, condition: Value, answer: Value| {
        let mut first = kind;
        first["id"] = "a".into();
        first["label"] = "?".into();
        let mut condition = condition;
        condition["component"] = "a".into();
        let then = json!({"id": "b", "kind": "text", "label": "?", "shownWhen": condition});
        let answers = json!({"a": answer});
        let Value::Object(answers) = answers else { panic!("an object") };
        shown(&form(json!([first, then])), &answers).len() == 2
    };
    let many = json!({"kind": "choice", "many": true, "options": options()});
    assert!(on(many.clone(), json!({"anyOf": ["ja"]}), json!(["nej", "ja"])));
    assert!(!on(many.clone(), json!({"anyOf": ["ja"]}), json!(["nej"])));
    assert!(!on(many, json!({}), json!([])));
    let wish = json!({"kind": "contact-preference"});
    let phone = json!({"way": "phone", "phoneNumber": "070-1740605"});
    assert!(on(wish.clone(), json!({"anyOf": ["phone"]}), phone));
    assert!(!on(wish, json!({"anyOf": ["phone"]}), json!({"way": "inbox"})));
    assert!(on(json!({"kind": "number"}), json!({}), json!(0)));
}

#[test]
fn attachments_are_named_by_id_once_each_and_not_too_many() {
    let id = |last: u8| format!("0193c1e0-7a4e-7c5c-9d6f-3f1e5e8a1b{last:02x}");
    let one = json!({"kind": "attachment"});
    assert_eq!(of(one.clone(), json!([id(1)])), ok());
    assert_eq!(of(one.clone(), json!([])), ok());
    assert_eq!(of(one.clone(), json!([id(1), id(2)])), "/answers/q length");
    assert_eq!(of(one.clone(), json!(id(1))), "/answers/q type");
    assert_eq!(of(one.clone(), json!([1])), "/answers/q type");
    assert_eq!(of(one.clone(), json!(["bild.png"])), "/answers/q attachment");
    let mut required = one;
    required["required"] = true.into();
    assert_eq!(of(required, json!([])), "/answers/q required");
    let many = json!({"kind": "attachment", "many": true});
    let five: Vec<String> = (1..=5).map(id).collect();
    let six: Vec<String> = (1..=6).map(id).collect();
    assert_eq!(of(many.clone(), json!(five)), ok());
    assert_eq!(of(many.clone(), json!(six)), "/answers/q length");
    assert_eq!(of(many, json!([id(1), id(1)])), "/answers/q duplicate");
    let three = json!({"kind": "attachment", "many": true, "maxFiles": 3});
    assert_eq!(of(three, json!(five)), "/answers/q length");
}

#[test]
fn attachments_are_found_with_their_component() {
    let components = form(json!([
        {"id": "why", "kind": "text", "label": "?"},
        {"id": "bild", "kind": "attachment", "label": "Bild"},
    ]));
    let id = "0193c1e0-7a4e-7c5c-9d6f-3f1e5e8a1b01";
    let Value::Object(answers) = json!({"why": id, "bild": [id]}) else { panic!("an object") };
    assert_eq!(attachments(&components, &answers), [("bild", id.parse().expect("an id"))]);
}
