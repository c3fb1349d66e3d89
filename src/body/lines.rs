//! A file of lines, each a JSON object of its own (NDJSON), counted and in time.

use poem::{Request, RequestBody, Result};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions,
    registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef},
};
use sha2::{Digest, Sha256};

use super::bytes;
use crate::{
    access::App,
    db::Repeat,
    failure::{self, Failure, Words},
};

const MEDIA_TYPE: &str = "application/x-ndjson";
/// Room for 30,000 lines of half a kilobyte each.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The file's bytes, with so many thousand lines at most.
#[derive(Debug, Clone)]
pub struct Lines<const THOUSANDS: usize>(Vec<u8>);

impl<const THOUSANDS: usize> Lines<THOUSANDS> {
    /// The lines that are not blank, each with its number from 1.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &[u8])> {
        let lines = self.0.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let numbered = lines.enumerate().map(|(index, line)| (index + 1, line));
        numbered.filter(|(_, line)| !line.is_empty())
    }

    /// This file as a request that may be sent again under that key.
    pub fn under(self, key: String) -> (Repeat, Self) {
        (Repeat { key, body_digest: Sha256::digest(&self.0).into() }, self)
    }
}

impl<const THOUSANDS: usize> From<Vec<u8>> for Lines<THOUSANDS> {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl<'a, const THOUSANDS: usize> ApiExtractor<'a> for Lines<THOUSANDS> {
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

async fn read<const THOUSANDS: usize>(
    request: &Request,
    body: &mut RequestBody,
) -> Result<Lines<THOUSANDS>, Failure> {
    let app: &App = request.data().expect("api() installs App");
    let given = request.content_type().unwrap_or_default().to_ascii_lowercase();
    if given.split(';').next().map(str::trim) != Some(MEDIA_TYPE) {
        let words = Words::new("Skicka application/x-ndjson.", "Send application/x-ndjson.");
        return Err(Failure::Unreadable(&failure::MEDIA_TYPE, words));
    }
    let lines = Lines(bytes(request, body, MAX_BYTES, app.config.body_time).await?);
    if lines.numbered().nth(THOUSANDS * 1000).is_some() {
        let words = Words::new(
            format!("Högst {THOUSANDS} 000 rader åt gången."),
            format!("At most {THOUSANDS},000 lines at a time."),
        );
        return Err(Failure::Unreadable(&failure::TOO_LARGE, words));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_count_and_say_nothing() {
        let lines: Lines<1> = b"{}\r\n\n  \n[]".to_vec().into();
        let all: Vec<_> = lines.numbered().collect();
        assert_eq!(all, [(1, &b"{}"[..]), (4, &b"[]"[..])]);
        assert_eq!(Lines::<1>(Vec::new()).numbered().count(), 0);
    }
}
