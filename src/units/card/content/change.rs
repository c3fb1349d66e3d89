//! Shows a card's sources, and lets the editor change its own.

use super::{
    super::super::{
        policy::{ChangeCardContent, ReadCardContent},
        role::tidy,
        store as units,
    },
    service::{Said, ServiceKind, faults},
    store::{self, NewService, Offered, ServiceRow, Sources},
    view::{
        CardContentChange, CardContentView, CardServiceItem, CardServiceView, DirectorySource,
        SourcesView,
    },
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::Tx,
    failure::{Failure, FieldFault, Words},
    id::{CaseTypeId, UnitId},
    page::{BASE, Linker, expect_version},
};

/// What is shown, and the unit's version.
pub type Content = (CardContentView, i64);

pub async fn read(cx: Cx, id: UnitId) -> Result<Content, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) =
            units::find(tx, id)?.ok_or(Failure::Absent)?.open::<ReadCardContent>(tx)?;
        let view = content(tx, cx, &grant, id)?;
        Ok(audit::record(tx, grant, (view, unit.version))?)
    })
    .await
}

pub async fn change(
    cx: Cx,
    id: UnitId,
    seen: Option<String>,
    wanted: CardContentChange,
) -> Result<Content, Failure> {
    cx.transact(move |tx, cx| {
        let (unit, grant) =
            units::lock(tx, id)?.ok_or(Failure::Absent)?.open::<ChangeCardContent>(tx)?;
        expect_version(seen.as_deref(), unit.version)?;
        let before = store::own_sources(tx, &grant)?;
        if wanted.shown && before.unit.latitude.is_none() {
            let sv = "Koordinater saknas i HSA, så kortet kan inte visas.";
            let en = "HSA gives no coordinates, so the card can't be shown.";
            return Err(Failure::field("/shown", "incomplete", sv, en));
        }
        let services = services(tx, &grant, &wanted.services)?;
        store::replace(tx, &grant, &wanted, &services)?;
        let view = content(tx, cx, &grant, id)?;
        Ok(audit::record(tx, grant, (view, unit.version + 1))?)
    })
    .await
}

/// Each e-service as it can be stored, or what is wrong with it.
fn services<'a>(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeCardContent>,
    wanted: &'a [CardServiceItem],
) -> Result<Vec<NewService<'a>>, Failure> {
    let mut wrong: Vec<FieldFault> = Vec::new();
    for (at, item) in wanted.iter().enumerate() {
        let said = Said {
            name: item.name.as_deref(),
            url: item.url.as_deref(),
            unit: item.unit_hsa_id.as_deref(),
            case_type: item.case_type_id,
        };
        wrong.extend(faults(item.kind, &said, at));
    }
    if !wrong.is_empty() {
        return Err(Failure::Invalid(wrong));
    }
    let own = store::own_types(tx, grant)?;
    let mut services: Vec<NewService<'a>> = Vec::with_capacity(wanted.len());
    for (at, item) in wanted.iter().enumerate() {
        let source = source(tx, grant, item, at)?;
        if let Some(id) = item.case_type_id {
            must_be_offered(tx, grant, source, id, &own, at)?;
            if services.iter().any(|it| it.case_type == Some(id) && it.source == source) {
                return Err(wrong_type(at, "duplicate"));
            }
        }
        let (name, url) = (item.name.as_deref(), item.url.as_deref());
        services.push(NewService {
            kind: item.kind,
            name,
            url,
            source,
            case_type: item.case_type_id,
        });
    }
    Ok(services)
}

/// The unit that a case type is fetched from: another one whose card is public.
fn source(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeCardContent>,
    item: &CardServiceItem,
    at: usize,
) -> Result<Option<UnitId>, Failure> {
    let Some(hsa_id) = &item.unit_hsa_id else { return Ok(None) };
    let found = store::public_unit(tx, grant, &tidy(hsa_id))?;
    let other = found.filter(|id| id.0 != grant.subject());
    other.map(Some).ok_or_else(|| {
        let sv = "Ingen annan publik mottagning har det HSA-id:t.";
        let en = "No other public unit has that HSA-id.";
        Failure::field(format!("/services/{at}/unitHsaId"), "unknown-unit", sv, en)
    })
}

fn must_be_offered(
    tx: &mut Tx<'_>,
    grant: &Grant<ChangeCardContent>,
    source: Option<UnitId>,
    id: CaseTypeId,
    own: &[CaseTypeId],
    at: usize,
) -> Result<(), Failure> {
    let there = match source {
        None => own.contains(&id),
        Some(unit) => {
            let offered = store::offered_by(tx, grant, &[unit])?;
            offered.iter().any(|it| it.unit == unit && it.id == id)
        }
    };
    if there { Ok(()) } else { Err(wrong_type(at, "unknown-case-type")) }
}

fn wrong_type(at: usize, code: &str) -> Failure {
    let words = Words::new(
        "Mottagningen har ingen sådan ärendetyp, eller den står redan i listan.",
        "The unit has no such case type, or it is in the list already.",
    );
    let pointer = format!("/services/{at}/caseTypeId");
    Failure::Invalid(vec![FieldFault::new(pointer, code, words)])
}

fn content<A: Action>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    grant: &Grant<A>,
    id: UnitId,
) -> Result<CardContentView, Failure> {
    let sources = store::own_sources(tx, grant)?;
    let units: Vec<UnitId> = sources.services.iter().filter_map(|it| it.source_unit_id).collect();
    let hsa_ids = store::hsa_ids(tx, grant, &units)?;
    let item = |row: ServiceRow| {
        let unit = hsa_ids.iter().find(|(id, _)| Some(*id) == row.source_unit_id);
        CardServiceItem {
            kind: row.kind,
            name: row.name,
            url: row.url,
            unit_hsa_id: unit.map(|(_, hsa_id)| hsa_id.clone()),
            case_type_id: row.case_type_id,
        }
    };
    let path = format!("/units/{id}/card-content");
    let links = Linker::new(cx.asked())
        .add("self", "GET", &path)
        .add("change", "PUT", &path)
        .add("card", "GET", &format!("/units/{id}"))
        .add("basic-range", "GET", &format!("/units/{id}/basic-range"));
    Ok(CardContentView {
        unit_id: id,
        shown: sources.unit.shown,
        may_be_shown: sources.unit.latitude.is_some(),
        editor: sources.editor,
        services: sources.services.into_iter().map(item).collect(),
        links: links.done(),
    })
}

impl Sources {
    /// The sources as the card shows them.
    pub fn view(self, id: UnitId, origin: &str) -> SourcesView {
        let services = self.services(id, origin);
        SourcesView {
            directory: DirectorySource {
                fetched_at: self.unit.directory_fetched_at.map(Into::into),
                place: self.unit.place,
                content_owner: self.unit.content_owner,
                latitude: self.unit.latitude,
                longitude: self.unit.longitude,
                related_units: self.related,
            },
            editor: self.editor,
            services,
            takes_complaints: self.takes_complaints,
        }
    }

    /// E-services in the unit's order, and what it has not placed after them.
    fn services(&self, id: UnitId, origin: &str) -> Vec<CardServiceView> {
        let placed = self.services.iter().filter_map(|row| self.placed(row, id, origin));
        let own = || self.services.iter().filter(|row| row.source_unit_id.is_none());
        let named = |one: &&Offered| own().any(|row| row.case_type_id == Some(one.id));
        let rest = self.offered.iter().filter(|one| one.unit == id && !named(one));
        placed.chain(rest.map(|one| one.view(ServiceKind::CaseType, origin))).collect()
    }

    /// One that the editor has placed. What is fetched and not offered any more is left out.
    fn placed(&self, row: &ServiceRow, id: UnitId, origin: &str) -> Option<CardServiceView> {
        if row.kind == ServiceKind::OwnLink {
            return Some(CardServiceView {
                kind: row.kind,
                name: row.name.clone()?,
                href: row.url.clone()?,
                case_type_id: None,
                unit_id: None,
            });
        }
        let unit = row.source_unit_id.unwrap_or(id);
        let is_it = |one: &&Offered| one.unit == unit && Some(one.id) == row.case_type_id;
        let view = self.offered.iter().find(is_it)?.view(row.kind, origin);
        let href = row.url.clone().unwrap_or_else(|| view.href.clone());
        Some(CardServiceView { href, ..view })
    }
}

impl Offered {
    fn view(&self, kind: ServiceKind, origin: &str) -> CardServiceView {
        CardServiceView {
            kind,
            name: self.name.clone(),
            href: format!("{origin}{BASE}/units/{}/case-types/{}", self.unit, self.id),
            case_type_id: Some(self.id),
            unit_id: Some(self.unit),
        }
    }
}
