//! Reply templates at the demo region's units, as the JSON file beside this one says.

use diesel::QueryResult;
use serde::Deserialize;

use super::store::Place;
use crate::{templates::TemplateKind, units::form::Component};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyTemplate {
    pub key: String,
    pub unit: String,
    /// Who wrote it; theirs alone when it is personal.
    pub by: String,
    #[serde(default)]
    pub personal: bool,
    pub kind: TemplateKind,
    pub title: String,
    pub body: String,
    #[serde(default)]
    pub questions: Vec<Component>,
}

fn all() -> Vec<ReplyTemplate> {
    serde_json::from_str(include_str!("reply_templates.json")).expect("the file is as it should be")
}

pub fn load(place: &mut Place<'_>) -> QueryResult<()> {
    all().iter().try_for_each(|template| place.reply_template(template))
}

#[cfg(test)]
mod tests {
    use crate::{templates::check_text, units::form};

    #[test]
    fn every_template_could_have_been_saved() {
        for template in super::all() {
            assert!(check_text(&template.body), "{}", template.key);
            assert_eq!(form::sound("", &template.questions), [], "{}", template.key);
            let asks = !template.questions.is_empty();
            assert!(!asks || template.kind.code() == "counter-question", "{}", template.key);
        }
    }
}
