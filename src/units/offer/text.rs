//! A filled-in form as a text that people read: each question with its answer.

use serde_json::{Map, Value};

use super::form::{Component, ComponentKind};

/// The answers in the form's order, a paragraph each. What was not answered is left out.
pub fn as_text(components: &[Component], answers: &Map<String, Value>) -> String {
    let told = components.iter().filter_map(|component| {
        let answer = tell(component, answers.get(&component.id)?)?;
        Some(format!("{}\n{answer}", component.label))
    });
    told.collect::<Vec<_>>().join("\n\n")
}

fn tell(component: &Component, answer: &Value) -> Option<String> {
    match answer {
        Value::Null => None,
        Value::String(text) => Some(label(component, text)),
        Value::Array(files) if component.kind == ComponentKind::Attachment => match files.len() {
            0 => None,
            1 => Some("1 bilaga".to_owned()),
            number => Some(format!("{number} bilagor")),
        },
        Value::Array(many) => {
            let labels = many.iter().filter_map(|one| tell(component, one));
            Some(labels.collect::<Vec<_>>().join(", "))
        }
        Value::Object(parts) => {
            let values = parts.values().filter_map(|part| tell(component, part));
            Some(values.collect::<Vec<_>>().join(" "))
        }
        plain => Some(plain.to_string()),
    }
}

/// A chosen option by what it says; other text as it is.
fn label(component: &Component, text: &str) -> String {
    let options = component.options.iter().flatten();
    let chosen =
        options.filter(|option| option.id == text).map(|option| option.label.clone()).next();
    chosen.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_stand_with_their_answers() {
        let components: Vec<Component> = serde_json::from_value(serde_json::json!([
            { "id": "why", "kind": "text", "label": "Varför?", "required": true },
            { "id": "when", "kind": "choice", "label": "När?", "many": true, "options": [
                { "id": "am", "label": "Förmiddag" }, { "id": "pm", "label": "Eftermiddag" } ] },
            { "id": "pic", "kind": "attachment", "label": "Bilder", "many": true },
            { "id": "left", "kind": "text", "label": "Något mer?" },
        ]))
        .expect("components");
        let answers = serde_json::json!({ "when": ["am", "pm"], "why": "Ont i knät",
            "pic": ["0193c1e0-7a4e-7c5c-9d6f-3f1e5e8a1b01", "0193c1e0-7a4e-7c5c-9d6f-3f1e5e8a1b02"] });
        let text = as_text(&components, answers.as_object().expect("an object"));
        assert_eq!(
            text,
            "Varför?\nOnt i knät\n\nNär?\nFörmiddag, Eftermiddag\n\nBilder\n2 bilagor"
        );
    }
}
