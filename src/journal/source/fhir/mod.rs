//! A record system that speaks FHIR R4: asked by `_search` in a POST body, for one person, and read with
//! distrust. Nothing here is specific to a make. The table of what becomes what:
//! `docs/journal-sources.md`.

mod attached;
mod html;
pub mod label;
mod look;
mod person;
pub mod place;
mod read;
mod search;
mod shelf;
#[cfg(test)]
mod tests;
mod time;

use futures_util::{
    FutureExt,
    future::BoxFuture,
    stream::{self, StreamExt, TryStreamExt},
};
use reqwest::Url;

use super::{
    http::Http,
    port::{Answer, Fault, Source, Visit},
    setting::SourceSetting,
};
use person::Person;
use read::Reading;
use shelf::Shelf;

/// Searches of one visit that are under way at once.
const AT_ONCE: usize = 4;

pub struct Fhir {
    http: Http,
    base: Url,
    name: String,
    system: String,
    unlabelled_is_approved: bool,
}

impl Source for Fhir {
    fn visit<'a>(&'a self, visit: &'a Visit<'a>) -> BoxFuture<'a, Result<Answer, Fault>> {
        self.fetch(visit).boxed()
    }
}

impl Fhir {
    pub fn new(setting: &SourceSetting, http: Http) -> Self {
        let mut base = setting.url.clone();
        // Joined to it, a relative address stays below it.
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Self {
            http,
            base,
            name: setting.name.clone(),
            system: setting.system.clone(),
            unlabelled_is_approved: setting.unlabelled_is_approved,
        }
    }

    async fn fetch(&self, visit: &Visit<'_>) -> Result<Answer, Fault> {
        let mut found = Shelf::new(self.base.as_str());
        let token = Person::token(visit.personal_number);
        let pages = self.search(visit, "Patient", &[("identifier", &token)]).await?;
        pages.into_iter().try_for_each(|page| found.add(page))?;
        let (mut person, others) = Person::among(&found, visit.personal_number);
        let distrusted = others + found.distrusted;
        if person.ids().next().is_none() {
            return Ok(Answer { items: Vec::new(), distrusted });
        }
        let shelf = self.records(visit, &person).await?;
        person.doubt(&shelf);
        let mut reading = Reading::new(self, &shelf, &person);
        let drafts = reading.all(visit.kinds);
        let distrusted = distrusted + shelf.distrusted + reading.distrusted;
        self.complete(visit, drafts, distrusted).await
    }

    /// All that the source has of what is asked for.
    async fn records(&self, visit: &Visit<'_>, person: &Person) -> Result<Shelf, Fault> {
        let ids: Vec<String> = person.ids().map(|id| format!("Patient/{id}")).collect();
        let ids = ids.join(",");
        let ask = |wanted: &'static search::Wanted| {
            let mut form = vec![("patient", ids.as_str())];
            form.extend(wanted.includes.iter().map(|include| ("_include", *include)));
            async move { self.search(visit, wanted.resource, &form).await }
        };
        let wanted = search::WANTED.iter().filter(|wanted| wanted.holds_any(visit.kinds));
        // Named one by one: the compiler can't tell how long a closure in a stream lives.
        let asked: Vec<_> = wanted.map(ask).collect();
        let answers: Vec<_> = stream::iter(asked).buffer_unordered(AT_ONCE).try_collect().await?;
        let mut shelf = Shelf::new(self.base.as_str());
        answers.into_iter().flatten().try_for_each(|page| shelf.add(page))?;
        Ok(shelf)
    }
}
