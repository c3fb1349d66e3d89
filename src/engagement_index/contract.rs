//! The national contract `urn:riv:itintegration:engagementindex:UpdateResponder:1` in RIV TA basic profile 2.1 (SOAP 1.1):
//! what is written, in the schema's order, and how an answer is understood. Pure.

use std::io;

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Stockholm;
use quick_xml::{
    Writer,
    events::{BytesText, Event},
    name::ResolveResult,
    reader::NsReader,
};

use super::entry::{Change, Key};

pub const ACTION: &str = "urn:riv:itintegration:engagementindex:UpdateResponder:1:Update";
pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub const RESPONDER: &str = "urn:riv:itintegration:engagementindex:UpdateResponder:1";
pub const TYPES: &str = "urn:riv:itintegration:engagementindex:1";
const REGISTRY: &str = "urn:riv:itintegration:registry:1";

/// The service domain that bookings belong to (services.md 3.3).
pub const SERVICE_DOMAIN: &str = "riv:supportprocess:logistics:scheduling";
/// What the domain makes no use of.
pub const NOT_APPLIED: &str = "NA";

/// What the index answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `OK`, or `INFO`: done, and a message with it.
    Done,
    /// `ERROR`: not done.
    Refused,
    /// A SOAP fault, with the platform's or the index' own code where it says one. Its words may hold anything.
    Fault(Option<String>),
    /// Not an answer of the contract.
    Strange,
}

/// Swedish wall clock without zone, `YYYYMMDDhhmmss` (W10).
pub fn wall_clock(at: DateTime<Utc>) -> String {
    at.with_timezone(&Stockholm).format("%Y%m%d%H%M%S").to_string()
}

type Out = Writer<Vec<u8>>;

/// The whole request.
pub fn envelope(logical_address: &str, changes: &[Change]) -> io::Result<Vec<u8>> {
    let mut out = Writer::new(Vec::new());
    let envelope = out.create_element("soap:Envelope").with_attributes([
        ("xmlns:soap", SOAP),
        ("xmlns:reg", REGISTRY),
        ("xmlns:upd", RESPONDER),
        ("xmlns:ei", TYPES),
    ]);
    envelope.write_inner_content(|out| {
        out.create_element("soap:Header")
            .write_inner_content(|out| text(out, "reg:LogicalAddress", logical_address))?;
        out.create_element("soap:Body").write_inner_content(|out| {
            out.create_element("upd:Update").write_inner_content(|out| {
                changes.iter().try_for_each(|change| transaction(out, change))
            })?;
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(out.into_inner())
}

fn text(out: &mut Out, name: &str, text: &str) -> io::Result<()> {
    out.create_element(name).write_text_content(BytesText::new(text)).map(drop)
}

/// A removal names the entry, and says nothing of its content.
fn transaction(out: &mut Out, change: &Change) -> io::Result<()> {
    let (key, content) = match change {
        Change::Put(entry) => (&entry.key, Some(wall_clock(entry.most_recent_content))),
        Change::Remove(key) => (key, None),
    };
    let element = out.create_element("upd:engagementTransaction");
    element.write_inner_content(|out| {
        text(out, "ei:deleteFlag", if content.is_none() { "true" } else { "false" })?;
        out.create_element("ei:engagement")
            .write_inner_content(|out| engagement(out, key, content.as_deref()))
            .map(drop)
    })?;
    Ok(())
}

fn engagement(out: &mut Out, key: &Key, content: Option<&str>) -> io::Result<()> {
    text(out, "ei:registeredResidentIdentification", &key.registered_resident_identification)?;
    text(out, "ei:serviceDomain", SERVICE_DOMAIN)?;
    text(out, "ei:categorization", NOT_APPLIED)?;
    text(out, "ei:logicalAddress", &key.logical_address)?;
    text(out, "ei:businessObjectInstanceIdentifier", &key.business_object_instance_identifier)?;
    text(out, "ei:clinicalProcessInterestId", NOT_APPLIED)?;
    if let Some(content) = content {
        text(out, "ei:mostRecentContent", content)?;
    }
    text(out, "ei:sourceSystem", &key.source_system)?;
    text(out, "ei:dataController", &key.data_controller)
}

/// Understands an answer's body. Entities are never resolved, and a document type is no answer.
pub fn understand(body: &[u8]) -> Answer {
    read(body).unwrap_or(Answer::Strange)
}

/// Elements that matter, each below the one before.
const RESULT: [&str; 4] = ["Envelope", "Body", "UpdateResponse", "resultCode"];
const FAULT: [&str; 3] = ["Envelope", "Body", "Fault"];

fn read(body: &[u8]) -> Option<Answer> {
    let mut reader = NsReader::from_reader(body);
    let (mut path, mut result, mut fault): (Vec<String>, _, _) = (Vec::new(), None, None);
    loop {
        match reader.read_resolved_event().ok()? {
            (namespace, Event::Start(start)) => {
                let name = std::str::from_utf8(start.local_name().into_inner()).ok()?.to_owned();
                if !belongs(&name, path.len(), &namespace) {
                    return None;
                }
                path.push(name);
                if path == FAULT {
                    fault = Some(String::new());
                }
            }
            (_, Event::End(_)) => drop(path.pop()),
            (_, Event::Text(it)) => {
                let words = it.decode().ok()?;
                if path == RESULT {
                    result = Some(words.trim().to_owned());
                }
                if let Some(fault) = &mut fault {
                    fault.push_str(&words);
                    fault.push(' ');
                }
            }
            (_, Event::DocType(_)) => return None,
            (_, Event::Eof) if path.is_empty() => break,
            (_, Event::Eof) => return None,
            _ => {}
        }
    }
    match (fault, result.as_deref()) {
        (Some(words), _) => Some(Answer::Fault(code_in(&words))),
        (None, Some("OK" | "INFO")) => Some(Answer::Done),
        (None, Some("ERROR")) => Some(Answer::Refused),
        _ => None,
    }
}

/// Whether what stands at that depth is of SOAP or of the contract, as its name says.
fn belongs(name: &str, depth: usize, namespace: &ResolveResult<'_>) -> bool {
    let expected = match (depth, name) {
        (0, "Envelope") | (1, "Body" | "Header") | (2, "Fault") => SOAP,
        (2, "UpdateResponse") => RESPONDER,
        (0, _) => return false,
        _ => return true,
    };
    matches!(namespace, ResolveResult::Bound(it) if it.into_inner() == expected.as_bytes())
}

/// A code such as `VP007` of the service platform or `EI002` of the index.
fn code_in(words: &str) -> Option<String> {
    let codes = words.as_bytes().windows(5).find(|five| {
        [b"VP", b"EI"].iter().any(|it| five.starts_with(*it))
            && five[2..].iter().all(u8::is_ascii_digit)
    });
    codes.map(|code| String::from_utf8_lossy(code).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{super::entry::tests::facts, *};

    fn changes() -> [Change; 2] {
        let now = "2026-11-24T08:00:00Z".parse().expect("an instant");
        let mut entry = facts().entry("SE2321000172-<EI>&", now).expect("it is coming");
        entry.most_recent_content = "2026-06-30T22:30:05Z".parse().expect("an instant");
        [Change::Remove(entry.key.clone()), Change::Put(entry)]
    }

    /// In the order of the contract's `itintegration_engagementindex_1.0.xsd`, against which the file was held.
    // proves: W10
    #[test]
    fn a_request_is_written_as_the_contract_has_it() {
        let written = envelope("5565594230", &changes()).expect("memory takes it");
        let written = String::from_utf8(written).expect("UTF-8");
        let expected = include_str!("../../tests/engagement_index/update.xml");
        let expected: String = expected.lines().map(str::trim_start).collect();
        assert_eq!(written, expected);
    }

    #[test]
    fn the_autumn_night_has_no_zone_in_the_contract() {
        let at = |text: &str| wall_clock(text.parse().expect("an instant"));
        assert_eq!(at("2026-10-25T00:30:00Z"), "20261025023000");
        assert_eq!(at("2026-10-25T01:30:00Z"), "20261025023000");
        assert_eq!(at("2026-01-31T23:00:00Z"), "20260201000000");
    }

    fn response(inner: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"{SOAP}\"><s:Header/><s:Body>{inner}</s:Body></s:Envelope>"
        )
    }

    fn result(code: &str) -> String {
        response(&format!(
            "<UpdateResponse xmlns=\"{RESPONDER}\"><resultCode>{code}</resultCode>\
             <comment>198404189287 &amp; more</comment></UpdateResponse>"
        ))
    }

    #[test]
    fn an_answer_is_done_refused_or_a_fault() {
        let understood = |text: &str| understand(text.as_bytes());
        assert_eq!(understood(&result("OK")), Answer::Done);
        assert_eq!(understood(&result("\n INFO ")), Answer::Done);
        assert_eq!(understood(&result("ERROR")), Answer::Refused);
        let fault = |words: &str| {
            response(&format!(
                "<s:Fault><faultcode>s:Server</faultcode><faultstring>{words}</faultstring></s:Fault>"
            ))
        };
        let coded = fault("VP007 198404189287 is not permitted");
        assert_eq!(understood(&coded), Answer::Fault(Some("VP007".into())));
        assert_eq!(understood(&fault("198404189287")), Answer::Fault(None), "nothing of its words");
    }

    #[test]
    fn anything_else_is_no_answer() {
        let entity =
            result("&ok;").replace("<s:Envelope", "<!DOCTYPE a [<!ENTITY ok \"OK\">]><s:Envelope");
        let foreign = result("OK").replace(RESPONDER, "urn:another");
        for text in [
            "",
            "OK",
            "<html><body>OK</body></html>",
            &result("MAYBE"),
            &result("OK")[..200],
            &response(""),
            &entity,
            &foreign,
            &result("OK").replace(SOAP, "http://www.w3.org/2003/05/soap-envelope"),
        ] {
            assert_eq!(understand(text.as_bytes()), Answer::Strange, "{text}");
        }
        assert_eq!(understand(&[0xff, 0xfe]), Answer::Strange);
    }
}
