//! The steps of a case type's life: publish, publish the form anew, deactivate, archive.

use super::{
    case_type::{CaseType, Refusal},
    create::units_may_build,
    list::view,
    policy::{Archive, Deactivate, Publish, PublishForm},
    store,
    view::CaseTypeView,
};
use crate::{
    access::{Action, Cx},
    audit,
    db::Repeat,
    failure::Failure,
    id::CaseTypeId,
    page::expect_version,
    units::availability::CaseTypeStatus,
};

/// The very case type, and the version of it that the client has seen.
#[derive(Debug, Clone)]
pub struct Seen {
    pub id: CaseTypeId,
    pub version: Option<String>,
}

/// Takes a case type into use.
pub async fn publish(cx: Cx, seen: Seen, repeat: Repeat) -> Result<CaseTypeView, Failure> {
    let step = Step { rule: CaseType::publish, to: CaseTypeStatus::Published, builds: true };
    take::<Publish>(cx, seen, repeat, step).await
}

/// Publishes the form as it has become.
pub async fn publish_form(cx: Cx, seen: Seen, repeat: Repeat) -> Result<CaseTypeView, Failure> {
    let step = Step { rule: CaseType::publish_form, to: CaseTypeStatus::Published, builds: true };
    take::<PublishForm>(cx, seen, repeat, step).await
}

/// Stops what is new.
pub async fn deactivate(cx: Cx, seen: Seen, repeat: Repeat) -> Result<CaseTypeView, Failure> {
    let step = Step { rule: CaseType::deactivate, to: CaseTypeStatus::Deactivated, builds: false };
    take::<Deactivate>(cx, seen, repeat, step).await
}

/// Puts a case type away for good.
pub async fn archive(cx: Cx, seen: Seen, repeat: Repeat) -> Result<CaseTypeView, Failure> {
    let step = Step { rule: CaseType::archive, to: CaseTypeStatus::Archived, builds: false };
    take::<Archive>(cx, seen, repeat, step).await
}

struct Step {
    rule: fn(&CaseType) -> Result<(), Refusal>,
    to: CaseTypeStatus,
    /// Whether it is building, which a region may keep for itself; ending never is.
    builds: bool,
}

async fn take<A: Action<On = CaseType> + Send + 'static>(
    cx: Cx,
    seen: Seen,
    repeat: Repeat,
    step: Step,
) -> Result<CaseTypeView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (it, grant) = store::lock(tx, seen.id)?.open::<A>(tx)?;
        expect_version(seen.version.as_deref(), it.version)?;
        if step.builds {
            units_may_build(tx, &it.owner, grant.capacity())?;
        }
        (step.rule)(&it)?;
        store::step(tx, &grant, &it, step.to, step.builds)?;
        let it = store::again(tx, &grant)?;
        let view = view(tx.actor(), cx, it);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}
