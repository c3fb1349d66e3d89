//! Which unit and which provider answer for a record.

use serde_json::Value;

use super::{
    look::{list, plain, text},
    shelf::Shelf,
};

/// HSA-ids.
pub const HSA_ID: &str = "urn:oid:1.2.752.129.2.1.4.1";
/// The accountable unit (`accountableCareUnit`), as a reference to an `Organization`.
pub const UNIT: &str =
    "https://etjanster.regionvastmanland.se/fhir/StructureDefinition/accountable-unit";
/// The accountable provider (`accountableCareGiver`), likewise.
pub const PROVIDER: &str =
    "https://etjanster.regionvastmanland.se/fhir/StructureDefinition/accountable-provider";

/// HSA-ids in upper case; both empty when either is missing, for then no rule could tell whose it is.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub unit: String,
    pub provider: String,
    pub unit_name: Option<String>,
}

impl Place {
    /// Reads the two extensions. Where there is none, `usual` is FHIR's own reference to the unit, and
    /// the provider is what the unit is part of.
    pub fn of(resource: &Value, usual: Option<&Value>, shelf: &Shelf) -> Self {
        let said = extension(resource, UNIT);
        let Some(unit) = said.or(usual).map(|it| Organisation::of(it, resource, shelf)) else {
            return Self::default();
        };
        let above = || {
            let whole = unit.whole?.get("partOf")?;
            Some(Organisation::of(whole, unit.whole?, shelf))
        };
        let provider = extension(resource, PROVIDER)
            .map(|it| Organisation::of(it, resource, shelf))
            .or_else(above);
        match (unit.hsa_id, provider.and_then(|provider| provider.hsa_id)) {
            (Some(id), Some(provider)) => Self { unit: id, provider, unit_name: unit.name },
            _ => Self::default(),
        }
    }
}

/// The reference in an extension that must be there once at most.
fn extension<'v>(resource: &'v Value, url: &str) -> Option<&'v Value> {
    let mut said = list(resource, "/extension").filter(|it| text(it, "/url") == Some(url));
    let first = said.next()?;
    // Two that answer are none.
    if said.next().is_some() { Some(&Value::Null) } else { Some(&first["valueReference"]) }
}

struct Organisation<'s> {
    hsa_id: Option<String>,
    name: Option<String>,
    /// The resource, where it came along.
    whole: Option<&'s Value>,
}

impl<'s> Organisation<'s> {
    fn of(reference: &'s Value, within: &'s Value, shelf: &'s Shelf) -> Self {
        let whole = text(reference, "/reference").and_then(|to| shelf.find(to, within));
        let whole = whole.filter(|it| text(it, "/resourceType") == Some("Organization"));
        let own = reference.get("identifier").into_iter().filter_map(hsa_id);
        let found = whole.into_iter().flat_map(|it| list(it, "/identifier")).filter_map(hsa_id);
        let mut ids: Vec<String> = own.chain(found).collect();
        ids.dedup();
        let called = text(reference, "/display").or_else(|| text(whole?, "/name"));
        Self { hsa_id: ids.pop().filter(|_| ids.is_empty()), name: called.map(plain), whole }
    }
}

fn hsa_id(identifier: &Value) -> Option<String> {
    let value =
        text(identifier, "/value").filter(|_| text(identifier, "/system") == Some(HSA_ID))?;
    let value = value.trim().to_uppercase();
    let sound = (1..=31).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    sound.then_some(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn organisation(id: &str, hsa_id: &str, above: Option<&str>) -> Value {
        let mut it = json!({"resourceType": "Organization", "id": id, "name": format!("Enhet {id}"),
            "identifier": [{"system": HSA_ID, "value": hsa_id}]});
        if let Some(above) = above {
            it["partOf"] = json!({ "reference": above });
        }
        it
    }

    fn shelf() -> Shelf {
        let mut shelf = Shelf::new("https://a.example");
        let all =
            [organisation("u", "se1-u", Some("Organization/p")), organisation("p", "SE1-P", None)];
        let entries: Vec<_> = all.iter().map(|it| json!({ "resource": it })).collect();
        let page = json!({"resourceType": "Bundle", "type": "searchset", "entry": entries});
        shelf.add(page).expect("a searchset");
        shelf
    }

    // proves: JS-5
    #[test]
    fn a_record_belongs_to_one_unit_of_one_provider_or_to_nobody() {
        let shelf = shelf();
        let place = |resource: &Value| Place::of(resource, resource.get("custodian"), &shelf);
        let hsa = |value: &str| json!({"identifier": {"system": HSA_ID, "value": value}});
        let said = |url: &str, reference: Value| json!({"url": url, "valueReference": reference});

        let by_custodian = place(&json!({"custodian": {"reference": "Organization/u"}}));
        let expected = Place {
            unit: "SE1-U".into(),
            provider: "SE1-P".into(),
            unit_name: Some("Enhet u".into()),
        };
        assert_eq!(by_custodian, expected);
        let both = json!({"extension": [said(UNIT, hsa(" se2-u ")), said(PROVIDER, hsa("SE2-P"))],
            "custodian": {"reference": "Organization/u"}});
        assert_eq!((place(&both).unit, place(&both).provider), ("SE2-U".into(), "SE2-P".into()));
        let inner = json!({"contained": [organisation("c", "SE3-U", Some("Organization/p"))],
            "custodian": {"reference": "#c"}});
        assert_eq!(place(&inner).unit, "SE3-U");

        for nobody in [
            json!({}),
            json!({"custodian": {"reference": "Organization/x"}}),
            json!({"custodian": {"reference": "Organization/p"}}),
            json!({"custodian": hsa("SE2-U")}),
            json!({"extension": [said(PROVIDER, hsa("SE2-P"))]}),
            json!({"extension": [said(UNIT, hsa("SE2-U")), said(UNIT, hsa("SE2-U")), said(PROVIDER, hsa("P"))]}),
            json!({"extension": [said(UNIT, hsa("a b")), said(PROVIDER, hsa("P"))]}),
            json!({"extension": [said(UNIT, json!({"reference": "Organization/u",
                "identifier": {"system": HSA_ID, "value": "SE9"}}))]}),
            json!({"extension": 7, "custodian": 7}),
        ] {
            assert_eq!(place(&nobody), Place::default(), "{nobody}");
        }
    }
}
