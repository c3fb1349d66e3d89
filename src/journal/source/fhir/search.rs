//! What is searched for, and how a search is turned over to its last page.

use reqwest::Url;
use serde_json::Value;

use super::{
    Fhir,
    look::{list, text},
};
use crate::journal::{
    decision::InformationType,
    source::port::{Fault, Visit},
};

/// Most pages of one search.
const PAGES: usize = 20;
/// Wished for on a page.
const COUNT: &str = "200";

/// A kind of resource, and the information that may be found in it.
pub struct Wanted {
    pub resource: &'static str,
    pub holds: &'static [InformationType],
    pub includes: &'static [&'static str],
}

/// Everything that is ever asked for.
pub const WANTED: &[Wanted] = {
    use InformationType as I;
    &[
        Wanted {
            resource: "Composition",
            holds: &[I::Note],
            includes: &["Composition:author", "Composition:custodian"],
        },
        Wanted {
            resource: "DocumentReference",
            holds: &[I::Note],
            includes: &["DocumentReference:author", "DocumentReference:custodian"],
        },
        Wanted {
            resource: "DiagnosticReport",
            holds: &[
                I::LabClinicalChemistry,
                I::ReferralAnswerImagingPhysiology,
                I::ReferralAnswerOther,
            ],
            includes: &[
                "DiagnosticReport:result",
                "DiagnosticReport:performer",
                "DiagnosticReport:based-on",
            ],
        },
        Wanted {
            resource: "Condition",
            holds: &[I::DiagnosisList],
            includes: &["Condition:asserter"],
        },
        Wanted {
            resource: "Encounter",
            holds: &[I::CareContact],
            includes: &["Encounter:practitioner", "Encounter:service-provider"],
        },
        Wanted {
            resource: "MedicationStatement",
            holds: &[I::MedicationList],
            includes: &["MedicationStatement:medication", "MedicationStatement:source"],
        },
        Wanted {
            resource: "MedicationRequest",
            holds: &[I::MedicationList],
            includes: &["MedicationRequest:medication", "MedicationRequest:requester"],
        },
        Wanted { resource: "AuditEvent", holds: &[I::AccessLog], includes: &[] },
    ]
};

impl Wanted {
    pub fn holds_any(&self, kinds: &[InformationType]) -> bool {
        self.holds.iter().any(|held| kinds.contains(held))
    }
}

impl Fhir {
    /// All pages of a search. What is searched for stands in the body, never in the address.
    pub(super) async fn search(
        &self,
        visit: &Visit<'_>,
        resource: &str,
        form: &[(&str, &str)],
    ) -> Result<Vec<Value>, Fault> {
        let address = self.base.join(&format!("{resource}/_search")).map_err(|_| Fault::Astray)?;
        let form: Vec<(&str, &str)> = form.iter().copied().chain([("_count", COUNT)]).collect();
        let ask = |client: &reqwest::Client| client.post(address.clone()).form(&form);
        let mut pages = vec![self.http.ask(visit, ask).await?];
        while let Some(next) = pages.last().and_then(next_of) {
            if pages.len() == PAGES {
                return Err(Fault::TooMuch);
            }
            let next = self.own(next).filter(|url| !names(url, visit.personal_number));
            let next = next.ok_or(Fault::Astray)?;
            pages.push(self.http.ask(visit, |client| client.get(next.clone())).await?);
        }
        Ok(pages)
    }

    /// That address, if it is this source's own: same scheme, host and port, and below the base.
    pub(super) fn own(&self, address: &str) -> Option<Url> {
        let url = self.base.join(address).ok()?;
        let same = url.origin() == self.base.origin() && url.username().is_empty();
        let below = url.path().starts_with(self.base.path());
        (same && url.password().is_none() && below).then_some(url)
    }
}

fn next_of(page: &Value) -> Option<&str> {
    let next = list(page, "/link").find(|link| text(link, "/relation") == Some("next"))?;
    text(next, "/url")
}

/// Whether an address would give the number away to every log on its way.
fn names(url: &Url, number: &str) -> bool {
    let digits: String = url.as_str().chars().filter(char::is_ascii_digit).collect();
    digits.contains(number.get(2..).unwrap_or(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::source::{http, token::Door};

    #[test]
    fn only_addresses_below_the_base_are_followed() {
        let setting = serde_json::from_str(
            r#"{"name": "a", "title": "A", "system": "cosmic", "url": "https://a.example/fhir"}"#,
        );
        let http = http::Http::new(http::client(), Door::Open);
        let fhir = Fhir::new(&setting.expect("a source"), http);
        for own in ["https://a.example/fhir?page=2", "Binary/1", "https://a.example:443/fhir/x"] {
            let found = fhir.own(own);
            assert_eq!(found.is_some(), own != "https://a.example/fhir?page=2", "{own}");
        }
        for strange in [
            "http://a.example/fhir/x",
            "https://a.example.org/fhir/x",
            "https://a.example:8443/fhir/x",
            "//b.example/fhir/x",
            "https://u:p@a.example/fhir/x",
            "../x",
            "/x",
            "file:///etc/passwd",
            "https://a.example/fhirx",
            "javascript:1",
        ] {
            assert!(fhir.own(strange).is_none(), "{strange}");
        }
    }

    #[test]
    fn a_number_is_found_in_an_address_however_it_is_written() {
        let named = |url: &str| names(&url.parse().expect("an address"), "198404189287");
        assert!(
            named("https://a/fhir?patient=198404189287") && named("https://a/fhir?p=840418-9287")
        );
        assert!(!named("https://a/fhir?page=2"));
    }
}
