//! A file of times to make, one JSON object a line (NDJSON), counted and in time.

use poem::{Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef},
};
use sha2::{Digest, Sha256};

use super::line::Refusal;
use super::view::NewSlot;
use crate::{
    access::App,
    body,
    db::Repeat,
    failure::{self, Failure, Words},
};

const MEDIA_TYPE: &str = "application/x-ndjson";
/// Room for as many lines as there may be, each of half a kilobyte.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// A large unit's times for a year.
pub const MAX_LINES: usize = 30_000;

/// The file's bytes.
#[derive(Debug, Clone)]
pub struct Lines(Vec<u8>);

impl Lines {
    /// The lines that are not blank, each with its number from 1.
    fn numbered(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let lines = self.0.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let numbered = lines.enumerate().map(|(index, line)| (index + 1, line));
        numbered.filter(|(_, line)| !line.is_empty())
    }

    /// Each line by its number, as far as it can be read by itself.
    pub fn read(&self) -> impl Iterator<Item = (usize, Result<NewSlot, Fault>)> {
        self.numbered().map(|(number, line)| (number, read_line(line)))
    }

    /// This file as a request that may be sent again under that key.
    pub fn under(self, key: String) -> (Repeat, Self) {
        (Repeat { key, body_digest: Sha256::digest(&self.0).into() }, self)
    }
}

/// What is wrong with a line: its first fault.
pub enum Fault {
    /// With words of its own.
    Field(failure::FieldFault),
    Rule(Refusal),
}

fn read_line(line: &[u8]) -> Result<NewSlot, Fault> {
    body::parse::<NewSlot>(line).map(|body| body.value).map_err(|failure| match failure {
        Failure::Invalid(mut faults) if !faults.is_empty() => Fault::Field(faults.swap_remove(0)),
        _ => Fault::Rule(Refusal::at("", "malformed-line")),
    })
}

impl<'a> ApiExtractor<'a> for Lines {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn request_meta() -> Option<MetaRequest> {
        let schema = MetaSchema { max_length: Some(MAX_BYTES), ..MetaSchema::new("string") };
        let schema = MetaSchemaRef::Inline(Box::new(schema));
        let content = vec![MetaMediaType { content_type: MEDIA_TYPE, schema }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        taken(request, body).await.map_err(failure::raise)
    }
}

async fn taken(request: &Request, body: &mut RequestBody) -> Result<Lines, Failure> {
    let app: &App = request.data().expect("api() installs App");
    let given = request.content_type().unwrap_or_default().to_ascii_lowercase();
    if given.split(';').next().map(str::trim) != Some(MEDIA_TYPE) {
        let words = Words::new("Skicka application/x-ndjson.", "Send application/x-ndjson.");
        return Err(Failure::Unreadable(&failure::MEDIA_TYPE, words));
    }
    let lines = Lines(body::bytes(request, body, MAX_BYTES, app.config.body_time).await?);
    if lines.numbered().nth(MAX_LINES).is_some() {
        let words = Words::new("Högst 30 000 rader åt gången.", "At most 30,000 lines at a time.");
        return Err(Failure::Unreadable(&failure::TOO_LARGE, words));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_count_and_a_line_that_is_no_json_is_told_by_its_number() {
        let sound = r#"{"timeType":"A","start":"20261124080000","minutes":15}"#;
        let lines = Lines(format!("{sound}\r\n\n{{\n{sound}").into_bytes());
        let all: Vec<_> = lines.read().map(|(number, line)| (number, line.is_ok())).collect();
        assert_eq!(all, [(1, true), (3, false), (4, true)]);
    }
}
