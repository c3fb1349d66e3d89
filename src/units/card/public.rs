//! Units and forms as anyone may see them. Nothing here depends on who asks.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;

use super::{
    super::{Form, availability::Pause, schedule::Window},
    content::sources,
    store::{self, Hours, Offered, Search, UnitRow},
    view::{
        CaseTypeForm, CaseTypeOnCard, OpeningHours, PauseView, TIME_ZONE, UnitCard, UnitSummary,
    },
};
use crate::{
    access::{App, Asked},
    failure::Failure,
    id::{CaseTypeId, UnitId},
    page::{Linker, Page, Rows, Wanted},
};

/// A page of units that take part.
pub async fn list(
    app: &App,
    asked: &Asked,
    search: Search,
    wanted: Wanted,
) -> Result<Page<UnitSummary>, Failure> {
    let linker = Linker::new(asked);
    let query = search.query();
    public(app, "listUnits", move |conn, _| {
        let rows = store::list(conn, &search, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |row| (row.changed_at, row.id.0));
        Ok(Page::of(rows, &wanted, linker.clone(), "/units", &query, |row| summary(&linker, &row)))
    })
    .await
}

/// A unit's card with what it offers everybody.
pub async fn card(app: &App, asked: &Asked, id: UnitId) -> Result<UnitCard, Failure> {
    let (linker, now) = (Linker::new(asked), app.clock.now());
    public(app, "getUnit", move |conn, _| {
        let unit = store::find_shown(conn, id)?.ok_or(Failure::Absent)?;
        let hours = store::hours(conn, id)?;
        let types = store::public_types(conn, id)?;
        let sources = sources(conn, id)?.view(id, linker.origin());
        let path = format!("/units/{id}");
        Ok(UnitCard {
            case_types: types.iter().map(|it| on_card(&linker, id, it, now)).collect(),
            opening_hours: hours.iter().map(OpeningHours::from).collect(),
            time_zone: TIME_ZONE.to_owned(),
            sources,
            links: linker.clone().add("self", "GET", &path).done(),
            unit: summary(&linker, &unit),
            temporary_information: unit.temporary_information,
            about: unit.about,
        })
    })
    .await
}

/// The form of a case type that everybody may know of.
pub async fn form(
    app: &App,
    asked: &Asked,
    unit: UnitId,
    case_type: CaseTypeId,
) -> Result<CaseTypeForm, Failure> {
    let linker = Linker::new(asked);
    public(app, "getCaseTypeForm", move |conn, _| {
        let (offered, form) = store::form(conn, unit, case_type)?.ok_or(Failure::Absent)?;
        if offered.case_type.limited_selection {
            return Err(Failure::Absent);
        }
        let path = format!("/units/{unit}/case-types/{case_type}");
        let links = linker.add("self", "GET", &path).add("unit", "GET", &format!("/units/{unit}"));
        Ok(CaseTypeForm { links: links.done(), ..page_of(unit, offered, form.read()?) })
    })
    .await
}

/// What is public is read without a session, on the readers' connections.
async fn public<T: Send + 'static>(
    app: &App,
    operation: &str,
    work: impl FnOnce(&mut PgConnection, NaiveDate) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    app.db.public(operation, crate::clock::local_date(app.clock.now()), work).await
}

pub fn summary(linker: &Linker, row: &UnitRow) -> UnitSummary {
    UnitSummary {
        id: row.id,
        hsa_id: row.hsa_id.clone(),
        name: row.name.clone(),
        region_code: row.region_code.clone(),
        municipality_code: row.municipality_code.clone(),
        care_form: row.care_form,
        status: row.status,
        visit_address: row.visit_address.clone(),
        phone: row.phone.clone(),
        recommended: row.recommended_by_region,
        links: linker.clone().add("self", "GET", &format!("/units/{}", row.id)).done(),
    }
}

fn on_card(linker: &Linker, unit: UnitId, offered: &Offered, now: DateTime<Utc>) -> CaseTypeOnCard {
    let id = offered.case_type.id;
    let path = format!("/units/{unit}/case-types/{id}");
    CaseTypeOnCard {
        id,
        name: offered.case_type.name.clone(),
        description: words(offered).0,
        pause: pause(offered, now),
        open_windows: open_windows(offered),
        links: linker.clone().add("self", "GET", &path).done(),
    }
}

/// A pause that is not over.
pub fn pause(offered: &Offered, now: DateTime<Utc>) -> Option<PauseView> {
    let pause: Option<Pause> = offered.on_card.pause();
    pause.filter(|pause| !pause.is_over(now)).as_ref().map(PauseView::from)
}

/// The hours in which a case type can be used; none when it always can.
pub fn open_windows(offered: &Offered) -> Option<Vec<OpeningHours>> {
    let windows = offered.on_card.schedule().0;
    let view = |window: Window| OpeningHours {
        weekday: i32::try_from(window.weekday).unwrap_or_default(),
        opens: window.opens,
        closes: window.closes,
    };
    Some(windows.into_iter().map(view).collect()).filter(|windows: &Vec<_>| !windows.is_empty())
}

/// Description and terms, in the unit's own words where it has any.
pub fn words(offered: &Offered) -> (String, String) {
    let texts = &offered.texts;
    offered.on_card.words(texts.description.clone(), texts.terms_text.clone())
}

/// A form's page, without links.
pub fn page_of(unit: UnitId, offered: Offered, form: Form) -> CaseTypeForm {
    let (description, terms_text) = words(&offered);
    let case_type = offered.case_type;
    CaseTypeForm {
        unit_id: unit,
        case_type_id: case_type.id,
        name: case_type.name,
        description,
        terms_text,
        form_version_id: form.id,
        components: form.components,
        first_response_workdays: case_type.first_response_workdays.map(i32::from),
        agent_allowed: case_type.agent_allowed,
        links: crate::page::Links::new(),
    }
}

impl From<&Hours> for OpeningHours {
    fn from(hours: &Hours) -> Self {
        let time = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
        Self { weekday: hours.weekday.into(), opens: time(hours.opens), closes: time(hours.closes) }
    }
}

impl Search {
    /// Reads what was typed: an HSA-id is found in any case and with blanks around it.
    pub fn read(
        hsa_id: Option<String>,
        municipality: Option<String>,
        name: Option<String>,
    ) -> Self {
        let typed = |text: Option<String>| {
            text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
        };
        Self {
            hsa_id: typed(hsa_id).map(|text| text.to_uppercase()),
            municipality: typed(municipality),
            name: typed(name),
        }
    }

    /// The same as query parameters, for the links of a page.
    fn query(&self) -> Vec<(&'static str, String)> {
        let all =
            [("hsaId", &self.hsa_id), ("municipality", &self.municipality), ("name", &self.name)];
        all.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect()
    }
}
