//! What a source says about whether its record may be shown: security labels, on the resource and on
//! a section of it. The codes are ours, since FHIR has none but `NOPAT`: `docs/journal-sources.md`.

use serde_json::Value;

use super::look::{list, text};

/// What says that a resource keeps to `docs/journal-sources.md`.
pub const PROFILE: &str =
    "https://etjanster.regionvastmanland.se/fhir/StructureDefinition/journal-record";
/// Our labels.
pub const RELEASE: &str = "https://etjanster.regionvastmanland.se/fhir/CodeSystem/release";
/// Care lets the patient read it (`approvedForPatient`).
pub const APPROVED: &str = "approved-for-patient";
pub const NOT_APPROVED: &str = "not-approved-for-patient";
/// Kept off 1177 by its author: the whole note, or the section.
pub const HIDDEN: &str = "hidden";

/// HL7's own for what must not go to the patient.
const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const NOT_TO_PATIENT: &str = "NOPAT";

/// HL7's extension that puts a label on a part.
pub const PART_LABEL: &str =
    "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-inline-sec-label";

/// Marks the section that says what the patient disagrees with (avvikande mening).
pub const SECTIONS: &str = "https://etjanster.regionvastmanland.se/fhir/CodeSystem/note-section";
pub const DISSENT: &str = "dissent";

/// What the labels come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    pub approved: bool,
    pub hidden: bool,
}

#[derive(Default)]
struct Said {
    approved: bool,
    refused: bool,
    hidden: bool,
}

impl Said {
    fn hear(&mut self, coding: &Value) {
        match (text(coding, "/system"), text(coding, "/code")) {
            (Some(RELEASE), Some(APPROVED)) => self.approved = true,
            (Some(RELEASE), Some(HIDDEN)) => self.hidden = true,
            (Some(ACT_CODE), Some(NOT_TO_PATIENT)) => self.refused = true,
            // A word of ours that we don't know is taken for no. So is a label without a code.
            (Some(RELEASE), _) | (_, None) => self.refused = true,
            _ => {}
        }
    }
}

impl Labels {
    /// Of a resource. Without a label nothing is approved, unless the source gives out only what is.
    pub fn of(resource: &Value, unlabelled_is_approved: bool) -> Self {
        let mut said = Said::default();
        match resource.pointer("/meta/security") {
            None => {}
            Some(Value::Array(labels)) => labels.iter().for_each(|label| said.hear(label)),
            Some(_) => said.refused = true,
        }
        let profiled = list(resource, "/meta/profile").any(|profile| profile == PROFILE);
        let implied = unlabelled_is_approved && !profiled;
        Self { approved: !said.refused && (said.approved || implied), hidden: said.hidden }
    }

    /// Whether a section of a note is kept from the patient.
    pub fn hides_part(part: &Value) -> bool {
        let mut said = Said::default();
        for extension in list(part, "/extension").filter(|it| text(it, "/url") == Some(PART_LABEL))
        {
            said.hear(extension.get("valueCoding").unwrap_or(&Value::Null));
        }
        said.hidden || said.refused || part.get("modifierExtension").is_some()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // proves: JS-6
    #[test]
    fn nothing_is_approved_that_is_not_said_to_be() {
        let label = |code: &str| json!({"system": RELEASE, "code": code});
        let nopat = json!({"system": ACT_CODE, "code": "NOPAT"});
        let other = json!({"system": "urn:x", "code": "R"});
        let profile = json!({"profile": [PROFILE]});
        for (meta, approved, leniently) in [
            (json!({}), false, true),
            (profile, false, false),
            (json!({"security": [label(APPROVED)]}), true, true),
            (json!({"security": [label(APPROVED)], "profile": [PROFILE]}), true, true),
            (json!({"security": [label(APPROVED), label(NOT_APPROVED)]}), false, false),
            (json!({"security": [label(APPROVED), nopat.clone()]}), false, false),
            (json!({"security": [nopat]}), false, false),
            (json!({"security": [other.clone()]}), false, true),
            (json!({"security": [other, label(APPROVED)]}), true, true),
            (json!({"security": [label("approved")]}), false, false),
            (json!({"security": [{"system": RELEASE}]}), false, false),
            (json!({"security": [7]}), false, false),
            (json!({"security": label(APPROVED)}), false, false),
        ] {
            let resource = json!({ "meta": meta });
            assert_eq!(Labels::of(&resource, false).approved, approved, "{resource}");
            assert_eq!(Labels::of(&resource, true).approved, leniently, "{resource}");
        }
    }

    #[test]
    fn a_part_is_hidden_by_its_label_and_by_any_that_is_not_understood() {
        let part =
            |coding: Value| json!({"extension": [{"url": PART_LABEL, "valueCoding": coding}]});
        assert!(!Labels::hides_part(&json!({})));
        assert!(!Labels::hides_part(&json!({"extension": [{"url": "urn:x", "valueString": "x"}]})));
        assert!(!Labels::hides_part(&part(json!({"system": RELEASE, "code": APPROVED}))));
        for hiding in [
            part(json!({"system": RELEASE, "code": HIDDEN})),
            part(json!({"system": RELEASE, "code": "secret"})),
            part(json!({"system": ACT_CODE, "code": "NOPAT"})),
            part(json!(7)),
            json!({"extension": [{"url": PART_LABEL}]}),
            json!({"modifierExtension": []}),
        ] {
            assert!(Labels::hides_part(&hiding), "{hiding}");
        }
    }
}
