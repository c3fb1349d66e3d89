//! Whether a form can be asked at all: said when it is saved, so that no resident meets a broken one.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChoiceOption, Component, ComponentKind, Condition, MOST_COMPONENTS, MOST_FILES};
use crate::failure::{FieldFault, Words};

/// Beyond this a number could lose digits on the way.
const NUMBER_BOUND: f64 = 1e12;
/// How a resident may wish to be answered.
const WAYS: [&str; 2] = ["inbox", "phone"];

/// Everything that is wrong with a form that stands at `at` in a body, such as `/components`.
pub fn sound(at: &str, components: &[Component]) -> Vec<FieldFault> {
    if components.len() > MOST_COMPONENTS {
        return vec![LENGTH.at(at.to_owned())];
    }
    let form = Form::of(components);
    let each = components.iter().enumerate();
    each.flat_map(|(place, component)| form.wrong_with(place, component))
        .map(|(place, inside, wrong)| wrong.at(format!("{at}/{place}{inside}")))
        .collect()
}

/// Whether everybody who meets the form can say how they want to be answered. A case type's form
/// must let them.
pub fn has_contact(components: &[Component]) -> bool {
    let is_contact = |it: &&Component| it.kind == ComponentKind::ContactPreference;
    components.iter().filter(is_contact).any(|it| it.shown_when.is_none())
}

/// A way to be wrong: a stable code, and words.
#[derive(Debug, Clone, Copy)]
struct Wrong(&'static str, &'static str, &'static str);

const ID: Wrong = Wrong("pattern", "Använd a–z, 0–9 och bindestreck.", "Use a–z, 0–9 and hyphens.");
const TWICE: Wrong = Wrong("duplicate", "Id:t används redan.", "The id is in use already.");
const BLANK: Wrong = Wrong("blank", "Texten får inte vara tom.", "The text must not be blank.");
const LENGTH: Wrong = Wrong("length", "Det är för långt eller för många.", "Too long or too many.");
const REQUIRED: Wrong = Wrong("required", "Det saknas.", "It is missing.");
const RANGE: Wrong = Wrong("range", "Värdet är för litet eller för stort.", "Out of range.");
const NOT_FOR_KIND: Wrong = Wrong(
    "not-for-kind",
    "Det hör inte till komponenter av det här slaget.",
    "It does not belong to components of this kind.",
);
const NO_SUCH: Wrong = Wrong(
    "unknown-component",
    "Formuläret har ingen sådan komponent.",
    "The form has no such component.",
);
const NO_ANSWER: Wrong = Wrong(
    "takes-no-answer",
    "Den komponenten går inte att svara på.",
    "That component takes no answer.",
);
const CYCLE: Wrong = Wrong(
    "cyclic-condition",
    "Villkoren går i ring, så ingen av frågorna skulle visas.",
    "The conditions go in a circle, so none of the questions would be shown.",
);
const FORWARD: Wrong = Wrong(
    "forward-condition",
    "Villkoret pekar på en fråga längre ner.",
    "The condition points at a question further down.",
);
const OPTION: Wrong =
    Wrong("unknown-option", "Det är inget av alternativen.", "It is not one of the options.");

impl Wrong {
    fn at(self, pointer: String) -> FieldFault {
        FieldFault::new(pointer, self.0, Words::new(self.1, self.2))
    }
}

/// Which component, where inside it, and what.
type Fault = (usize, String, Wrong);

struct Form<'c> {
    /// The first component with each id, and its place.
    places: BTreeMap<&'c str, (usize, &'c Component)>,
}

impl<'c> Form<'c> {
    fn of(components: &'c [Component]) -> Self {
        let mut places = BTreeMap::new();
        for (place, component) in components.iter().enumerate() {
            places.entry(component.id.as_str()).or_insert((place, component));
        }
        Self { places }
    }

    fn wrong_with(&self, place: usize, component: &Component) -> Vec<Fault> {
        let mut found: Vec<(String, Wrong)> = Vec::new();
        let mut note = |inside: &str, wrong: Option<Wrong>| {
            found.extend(wrong.map(|wrong| (inside.to_owned(), wrong)));
        };
        let is_first = self.places.get(component.id.as_str()).is_some_and(|it| it.0 == place);
        note("/id", id_fault(&component.id).or((!is_first).then_some(TWICE)));
        note("/label", text_fault(&component.label, 1000));
        note("/help", component.help.as_deref().and_then(|it| text_fault(it, 1000)));
        let silent = !component.takes_answer();
        note("/required", (component.required && silent).then_some(NOT_FOR_KIND));
        note("/maxLength", component.length_fault());
        let multiple = matches!(component.kind, ComponentKind::Choice | ComponentKind::Attachment);
        note("/many", (component.many && !multiple).then_some(NOT_FOR_KIND));
        note("/maxFiles", component.files_fault());
        component.number_faults().into_iter().for_each(|(inside, wrong)| note(inside, Some(wrong)));
        found.extend(component.option_faults());
        if let Some(condition) = &component.shown_when {
            found.extend(self.condition_fault(place, component, condition));
        }
        found.into_iter().map(|(inside, wrong)| (place, inside, wrong)).collect()
    }

    fn condition_fault(
        &self,
        place: usize,
        component: &Component,
        condition: &Condition,
    ) -> Option<(String, Wrong)> {
        let wrong = match self.places.get(condition.component.as_str()) {
            None => NO_SUCH,
            Some(_) if self.is_in_circle(component) => CYCLE,
            Some((other, _)) if *other >= place => FORWARD,
            Some((_, on)) if !on.takes_answer() => NO_ANSWER,
            Some((_, on)) => {
                return value_fault(on, condition.any_of.as_deref()?)
                    .map(|wrong| ("/shownWhen/anyOf".to_owned(), wrong));
            }
        };
        Some(("/shownWhen/component".to_owned(), wrong))
    }

    /// Whether following the conditions from here leads back here.
    fn is_in_circle(&self, component: &Component) -> bool {
        let mut seen = BTreeSet::new();
        let mut at = component;
        while let Some(condition) = &at.shown_when {
            if condition.component == component.id {
                return true;
            }
            match self.places.get(condition.component.as_str()) {
                Some((_, next)) if seen.insert(next.id.as_str()) => at = next,
                _ => return false,
            }
        }
        false
    }
}

fn id_fault(id: &str) -> Option<Wrong> {
    let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    let is_id = (1..=40).contains(&id.len()) && id.bytes().all(plain);
    (!is_id).then_some(ID)
}

fn text_fault(text: &str, most: usize) -> Option<Wrong> {
    let blank = text.trim().is_empty().then_some(BLANK);
    blank.or((text.chars().count() > most).then_some(LENGTH))
}

fn value_fault(on: &Component, values: &[String]) -> Option<Wrong> {
    let known = |value: &str| match on.kind {
        ComponentKind::Choice => on.options.iter().flatten().any(|option| option.id == value),
        _ => WAYS.contains(&value),
    };
    match on.kind {
        _ if values.is_empty() || values.len() > 100 => Some(LENGTH),
        ComponentKind::Choice | ComponentKind::ContactPreference => {
            (!values.iter().all(|value| known(value))).then_some(OPTION)
        }
        _ => Some(NOT_FOR_KIND),
    }
}

impl Component {
    fn length_fault(&self) -> Option<Wrong> {
        let most = self.max_length?;
        let is_text = self.kind == ComponentKind::Text;
        (!is_text).then_some(NOT_FOR_KIND).or((!(1..=10_000).contains(&most)).then_some(RANGE))
    }

    fn files_fault(&self) -> Option<Wrong> {
        let most = self.max_files?;
        let takes_many = self.kind == ComponentKind::Attachment && self.many;
        let fits = usize::try_from(most).is_ok_and(|most| (1..=MOST_FILES).contains(&most));
        (!takes_many).then_some(NOT_FOR_KIND).or((!fits).then_some(RANGE))
    }

    fn number_faults(&self) -> Vec<(&'static str, Wrong)> {
        let decimals = self.decimals.map(f64::from);
        let given = [("/min", self.min), ("/max", self.max), ("/decimals", decimals)];
        if self.kind != ComponentKind::Number {
            let given = given.into_iter().filter(|(_, value)| value.is_some());
            return given.map(|(inside, _)| (inside, NOT_FOR_KIND)).collect();
        }
        let beyond = |value: Option<f64>| value.is_some_and(|it| it.abs() > NUMBER_BOUND);
        let crossed = self.min.zip(self.max).is_some_and(|(min, max)| min > max);
        let decimals = self.decimals.is_some_and(|it| !(0..=6).contains(&it));
        let wrong = [
            ("/min", beyond(self.min)),
            ("/max", beyond(self.max) || crossed),
            ("/decimals", decimals),
        ];
        wrong.into_iter().filter(|(_, is)| *is).map(|(inside, _)| (inside, RANGE)).collect()
    }

    fn option_faults(&self) -> Vec<(String, Wrong)> {
        let whole = |wrong| vec![("/options".to_owned(), wrong)];
        match (&self.options, self.kind) {
            (None, ComponentKind::Choice) => whole(REQUIRED),
            (Some(options), ComponentKind::Choice) if options.is_empty() => whole(REQUIRED),
            (Some(options), ComponentKind::Choice) if options.len() > 100 => whole(LENGTH),
            (Some(options), ComponentKind::Choice) => each_option(options),
            (Some(_), _) => whole(NOT_FOR_KIND),
            (None, _) => Vec::new(),
        }
    }
}

fn each_option(options: &[ChoiceOption]) -> Vec<(String, Wrong)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (place, option) in options.iter().enumerate() {
        let twice = (!seen.insert(option.id.as_str())).then_some(TWICE);
        let wrong = id_fault(&option.id).or(twice);
        found.extend(wrong.map(|wrong| (format!("/options/{place}/id"), wrong)));
        let wrong = text_fault(&option.label, 300);
        found.extend(wrong.map(|wrong| (format!("/options/{place}/label"), wrong)));
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The faults as `pointer code`.
    fn faults(components: Value) -> Vec<String> {
        let components: Vec<Component> = serde_json::from_value(components).expect("well formed");
        let faults = sound("/c", &components);
        faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
    }

    #[test]
    fn every_form_of_the_demo_region_is_sound_and_takes_a_contact_wish() {
        let types: Vec<Value> =
            serde_json::from_str(include_str!("../../../demo/case_types.json")).expect("JSON");
        for case_type in types {
            let form: Vec<Component> =
                serde_json::from_value(case_type["form"].clone()).expect("components");
            assert_eq!(sound("", &form), [], "{}", case_type["key"]);
            assert!(has_contact(&form), "{}", case_type["key"]);
        }
    }

    #[test]
    fn conditions_look_upwards_at_what_can_be_answered() {
        let on = |id: &str, other: &str| json!({ "id": id, "kind": "text", "label": "?", "shownWhen": { "component": other } });
        let ask = |id: &str| json!({ "id": id, "kind": "text", "label": "?" });
        let read = json!({ "id": "i", "kind": "information", "label": "Läs" });
        assert!(faults(json!([ask("a"), on("b", "a"), on("c", "b")])).is_empty());
        let at = |place: usize, code: &str| format!("/c/{place}/shownWhen/component {code}");
        assert_eq!(faults(json!([on("b", "x")])), [at(0, "unknown-component")]);
        assert_eq!(faults(json!([on("b", "a"), ask("a")])), [at(0, "forward-condition")]);
        assert_eq!(faults(json!([on("b", "b")])), [at(0, "cyclic-condition")]);
        assert_eq!(faults(json!([read, on("b", "i")])), [at(1, "takes-no-answer")]);
        let ring = json!([on("a", "c"), on("b", "a"), on("c", "b"), on("d", "a")]);
        let cyclic = [0, 1, 2].map(|place| at(place, "cyclic-condition"));
        assert_eq!(faults(ring), cyclic, "what hangs on a ring is not in it");
    }

    #[test]
    fn a_condition_names_values_that_can_be_given() {
        let with = |first: Value, values: Value| {
            faults(json!([first, { "id": "b", "kind": "text", "label": "?",
                "shownWhen": { "component": "a", "anyOf": values } }]))
        };
        let choice = json!({ "id": "a", "kind": "choice", "label": "?",
            "options": [{ "id": "ja", "label": "Ja" }] });
        let contact = json!({ "id": "a", "kind": "contact-preference", "label": "?" });
        let text = json!({ "id": "a", "kind": "text", "label": "?" });
        assert!(with(choice.clone(), json!(["ja"])).is_empty());
        assert!(with(contact.clone(), json!(["phone"])).is_empty());
        let at = |code: &str| [format!("/c/1/shownWhen/anyOf {code}")];
        assert_eq!(with(choice.clone(), json!(["nej"])), at("unknown-option"));
        assert_eq!(with(choice, json!([])), at("length"));
        assert_eq!(with(contact, json!(["brev"])), at("unknown-option"));
        assert_eq!(with(text, json!(["x"])), at("not-for-kind"));
    }

    #[test]
    fn each_kind_has_its_own_settings() {
        let one = |component: Value| {
            let mut component = component;
            component["id"] = "q".into();
            component["label"] = "?".into();
            faults(json!([component]))
        };
        let options = json!([{ "id": "ja", "label": "Ja" }]);
        assert!(one(json!({ "kind": "attachment", "many": true, "maxFiles": 5 })).is_empty());
        assert!(one(json!({ "kind": "number", "min": 1, "max": 2, "decimals": 1 })).is_empty());
        for (component, fault) in [
            (json!({ "kind": "information", "required": true }), "/c/0/required not-for-kind"),
            (json!({ "kind": "date", "maxLength": 5 }), "/c/0/maxLength not-for-kind"),
            (json!({ "kind": "text", "maxLength": 0 }), "/c/0/maxLength range"),
            (json!({ "kind": "text", "many": true }), "/c/0/many not-for-kind"),
            (json!({ "kind": "attachment", "maxFiles": 2 }), "/c/0/maxFiles not-for-kind"),
            (json!({ "kind": "attachment", "many": true, "maxFiles": 6 }), "/c/0/maxFiles range"),
            (json!({ "kind": "choice" }), "/c/0/options required"),
            (json!({ "kind": "choice", "options": [] }), "/c/0/options required"),
            (json!({ "kind": "text", "options": options }), "/c/0/options not-for-kind"),
            (json!({ "kind": "text", "min": 1 }), "/c/0/min not-for-kind"),
            (json!({ "kind": "number", "min": 2, "max": 1 }), "/c/0/max range"),
            (json!({ "kind": "number", "max": 1e13 }), "/c/0/max range"),
            (json!({ "kind": "number", "decimals": 7 }), "/c/0/decimals range"),
        ] {
            assert_eq!(one(component.clone()), [fault], "{component}");
        }
    }

    #[test]
    fn ids_are_plain_and_used_once() {
        let ask = |id: &str| json!({ "id": id, "kind": "text", "label": "?" });
        assert_eq!(faults(json!([ask("a"), ask("a")])), ["/c/1/id duplicate"]);
        for bad in ["", "A", "a b", "å", &"a".repeat(41)] {
            assert_eq!(faults(json!([ask(bad)])), ["/c/0/id pattern"], "{bad}");
        }
        let twice = json!({ "id": "q", "kind": "choice", "label": " ", "options": [
            { "id": "ja", "label": "Ja" }, { "id": "ja", "label": "" } ] });
        assert_eq!(
            faults(json!([twice])),
            ["/c/0/label blank", "/c/0/options/1/id duplicate", "/c/0/options/1/label blank"]
        );
        let many: Vec<Value> = (0..101).map(|number| ask(&format!("q{number}"))).collect();
        assert_eq!(faults(json!(many)), ["/c length"]);
    }

    #[test]
    fn a_contact_wish_that_may_be_hidden_is_none() {
        let form = |component: Value| -> Vec<Component> {
            let first = json!({ "id": "a", "kind": "text", "label": "?" });
            serde_json::from_value(json!([first, component])).expect("well formed")
        };
        let contact = json!({ "id": "k", "kind": "contact-preference", "label": "?" });
        let mut hidden = contact.clone();
        hidden["shownWhen"] = json!({ "component": "a" });
        assert!(has_contact(&form(contact)));
        assert!(!has_contact(&form(hidden)));
    }
}
