//! Notes whose text lies beside them, as an attachment: fetched one by one, from the source itself only.

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use reqwest::Url;
use serde_json::Value;

use super::{
    AT_ONCE, Fhir, html,
    look::{plain, text},
    read::Draft,
};
use crate::journal::{
    item::Content,
    source::port::{Answer, Fault, Visit},
};

/// Most texts that are fetched on one visit.
const MOST: usize = 500;

/// A text that is not there yet.
pub struct Pending {
    /// The number of the section that it belongs in.
    pub section: usize,
    pub url: String,
}

/// Attachments that can be read as text.
pub fn is_text(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    ["text/plain", "text/html", "application/xhtml+xml"].contains(&kind.as_str())
}

/// The text in base64; none if it is none.
pub fn decoded(content_type: &str, data: &str) -> Option<String> {
    let bytes = STANDARD.decode(data.split_ascii_whitespace().collect::<String>()).ok()?;
    let words = String::from_utf8(bytes).ok()?;
    let is_plain = content_type.trim_start().to_ascii_lowercase().starts_with("text/plain");
    Some(if is_plain { plain(&words) } else { html::to_text(&words) })
}

impl Fhir {
    /// Fetches what is still missing. A note whose text is somewhere else, or no text, is left out.
    pub(super) async fn complete(
        &self,
        visit: &Visit<'_>,
        drafts: Vec<Draft>,
        distrusted: u32,
    ) -> Result<Answer, Fault> {
        if drafts.iter().map(|draft| draft.texts.len()).sum::<usize>() > MOST {
            return Err(Fault::TooMuch);
        }
        let drafts: Vec<_> =
            drafts.into_iter().map(|draft| self.complete_one(visit, draft)).collect();
        let whole: Vec<Option<Draft>> =
            stream::iter(drafts).buffered(AT_ONCE).try_collect().await?;
        let lost = whole.iter().filter(|draft| draft.is_none()).count();
        let distrusted = distrusted + u32::try_from(lost).unwrap_or(u32::MAX);
        let items = whole.into_iter().flatten().map(|draft| draft.item).collect();
        Ok(Answer { items, distrusted })
    }

    async fn complete_one(
        &self,
        visit: &Visit<'_>,
        mut draft: Draft,
    ) -> Result<Option<Draft>, Fault> {
        for pending in std::mem::take(&mut draft.texts) {
            let Some(url) = self.own(&pending.url) else { return Ok(None) };
            let Some(words) = self.words(visit, url).await? else { return Ok(None) };
            if let Content::Note(note) = &mut draft.item.content
                && let Some(section) = note.sections.get_mut(pending.section)
            {
                section.text = words;
            }
        }
        Ok(Some(draft))
    }

    async fn words(&self, visit: &Visit<'_>, url: Url) -> Result<Option<String>, Fault> {
        let binary: Value = self.http.ask(visit, |client| client.get(url.clone())).await?;
        if text(&binary, "/resourceType") != Some("Binary") {
            return Ok(None);
        }
        let content_type = text(&binary, "/contentType").filter(|kind| is_text(kind));
        let data = text(&binary, "/data");
        Ok(content_type.zip(data).and_then(|(kind, data)| decoded(kind, data)))
    }
}
