//! Shows a case type, and lists an owner's.

use super::{
    case_type::{CaseType, Edition, Owned, Owner},
    create::owner,
    policy::{Archive, Deactivate, Edit, List, Publish, PublishForm, Read},
    store,
    view::{CaseTypeSummary, CaseTypeView, EditionView, OwnerKind, OwnerView},
};
use crate::{
    access::{Action, Actor, Cx, Sealed, Verdict},
    audit,
    db::{Replay, Tx},
    failure::{self, Failure, Words},
    id::{CaseTypeId, UnitId},
    page::{Linker, Links, Page, Rows, Wanted},
    units::availability::CaseTypeStatus,
};

pub async fn read(cx: Cx, id: CaseTypeId) -> Result<CaseTypeView, Failure> {
    cx.transact(move |tx, cx| {
        let (it, grant) = store::find(tx, id)?.open::<Read>(tx)?;
        let view = view(tx.actor(), cx, it);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

impl Replay for CaseTypeView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let _may = store::find(tx, self.id)?.open::<Read>(tx)?;
        Ok(())
    }
}

/// Whose types to list, and in which state.
#[derive(Debug, Clone)]
pub struct Wish {
    pub unit: Option<UnitId>,
    pub region: Option<String>,
    pub status: Option<CaseTypeStatus>,
}

pub async fn list(cx: Cx, wish: Wish, wanted: Wanted) -> Result<Page<CaseTypeSummary>, Failure> {
    if wish.unit.is_some() && wish.region.is_some() {
        let words = Words::new("Ange unitId eller regionCode.", "Give unitId or regionCode.");
        return Err(Failure::Unreadable(&failure::MALFORMED, words));
    }
    cx.transact(move |tx, cx| {
        let owner = owner(tx, wish.unit, wish.region.clone())?;
        let (owned, grant) = Sealed::new(Owned(owner)).open::<List>(tx)?;
        let rows = store::list(tx, &grant, &owned, wish.status, &wanted)?;
        let now = tx.now;
        let rows = Rows::cut(rows, &wanted, |row| (now, row.id.0));
        let linker = Linker::new(cx.asked());
        let page = Page::of(rows, &wanted, linker.clone(), "/case-types", &wish.query(), |row| {
            CaseTypeSummary {
                id: row.id,
                owner: owner_view(&owned.0),
                name: row.name,
                status: row.status,
                limited_selection: row.limited_selection,
                changed_at: row.changed_at.into(),
                links: linker.clone().add("self", "GET", &format!("/case-types/{}", row.id)).done(),
            }
        });
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

impl Wish {
    fn query(&self) -> Vec<(&'static str, String)> {
        let unit = self.unit.map(|unit| ("unitId", unit.to_string()));
        let region = self.region.clone().map(|region| ("regionCode", region));
        let status = self.status.map(|status| ("status", status.code().to_owned()));
        unit.into_iter().chain(region).chain(status).collect()
    }
}

pub fn view(actor: &Actor, cx: &Cx, it: CaseType) -> CaseTypeView {
    CaseTypeView {
        links: links(actor, cx, &it),
        id: it.id,
        owner: owner_view(&it.owner),
        status: it.status,
        fixed_options_locked: it.owner.is_central(),
        form_version: it.latest.as_ref().map(EditionView::from),
        content: it.content,
        form_changed: it.form_changed,
        changed_at: it.changed_at.into(),
        version: it.version,
    }
}

fn owner_view(owner: &Owner) -> OwnerView {
    let kind = match owner {
        Owner::Nation => OwnerKind::Nation,
        Owner::Region(_) => OwnerKind::Region,
        Owner::Unit { .. } => OwnerKind::Unit,
    };
    let region_code = owner.region().map(ToOwned::to_owned);
    OwnerView { kind, unit_id: owner.unit(), region_code }
}

impl From<&Edition> for EditionView {
    fn from(edition: &Edition) -> Self {
        Self { id: edition.id, number: edition.number, published_at: edition.published_at.into() }
    }
}

/// What this caller may do next: allowed by policy, and possible by the rules.
fn links(actor: &Actor, cx: &Cx, it: &CaseType) -> Links {
    fn may<A: Action<On = CaseType>>(actor: &Actor, it: &CaseType) -> bool {
        matches!(A::decide(actor, it), Verdict::Allow(_))
    }
    let own = format!("/case-types/{}", it.id);
    let at = |part: &str| format!("{own}/{part}");
    let edits = may::<Edit>(actor, it) && it.edit(&it.content).is_ok();
    let publishes = may::<Publish>(actor, it) && it.publish().is_ok();
    let renews = may::<PublishForm>(actor, it) && it.publish_form().is_ok();
    let deactivates = may::<Deactivate>(actor, it) && it.deactivate().is_ok();
    let archives = may::<Archive>(actor, it) && it.archive().is_ok();
    Linker::new(cx.asked())
        .add("self", "GET", &own)
        .add("form-versions", "GET", &at("form-versions"))
        .add_if(edits, "edit", "PUT", &own)
        .add_if(publishes, "publish", "POST", &at("publications"))
        .add_if(renews, "publish-form", "POST", &at("form-versions"))
        .add_if(deactivates, "deactivate", "POST", &at("deactivations"))
        .add_if(archives, "archive", "POST", &at("archivings"))
        .done()
}
