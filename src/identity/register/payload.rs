//! A file of lines, each a JSON object of its own (NDJSON), counted and in time.

use poem::{Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef},
};

use crate::{
    access::App,
    body,
    failure::{self, Failure, Words},
};

const MEDIA_TYPE: &str = "application/x-ndjson";
const MAX_BYTES: usize = 16 * 1024 * 1024;
const MAX_LINES: usize = 10_000;

/// The file's bytes.
pub struct Lines(Vec<u8>);

impl Lines {
    /// The lines that are not blank, each with its number from 1.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let lines = self.0.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        lines
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.is_empty())
    }
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
        read(request, body).await.map_err(failure::raise)
    }
}

async fn read(request: &Request, body: &mut RequestBody) -> Result<Lines, Failure> {
    let app: &App = request.data().expect("api() installs App");
    let given = request.content_type().unwrap_or_default().to_ascii_lowercase();
    if given.split(';').next().map(str::trim) != Some(MEDIA_TYPE) {
        let words = Words::new("Skicka application/x-ndjson.", "Send application/x-ndjson.");
        return Err(Failure::Unreadable(&failure::MEDIA_TYPE, words));
    }
    let lines = Lines(body::bytes(request, body, MAX_BYTES, app.config.body_time).await?);
    if lines.numbered().nth(MAX_LINES).is_some() {
        let words = Words::new("Högst 10 000 rader åt gången.", "At most 10,000 lines at a time.");
        return Err(Failure::Unreadable(&failure::TOO_LARGE, words));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_count_and_say_nothing() {
        let lines = Lines(b"{}\r\n\n  \n[]".to_vec());
        let all: Vec<_> = lines.numbered().collect();
        assert_eq!(all, [(1, &b"{}"[..]), (4, &b"[]"[..])]);
        assert_eq!(Lines(Vec::new()).numbered().count(), 0);
    }
}
