//! Seals a journal, or a part of it. Effective at once: each reading asks for the seals anew.

use super::{
    super::SEAL_EXISTS,
    list::Told,
    policy::SetSeal,
    store::{self, NewSeal},
    view::{SealView, WantedSeal},
};
use crate::{
    access::{Capacity, Cx, Grant},
    audit,
    db::{Repeat, Tx},
    failure::Failure,
    id::{JournalDecisionId, ResidentId},
    journal::{
        decision::Scope,
        measures::{
            deciding::{Deciding, Measures},
            decision::{Besides, Initiative, NewDecision},
            seal::seal::{Days, Wish},
            store as shared,
        },
    },
};

/// By the resident everything (V8); by one who decides at a unit, what was decided.
pub async fn set(
    cx: Cx,
    resident: ResidentId,
    repeat: Repeat,
    new: WantedSeal,
) -> Result<SealView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let at = new.decision.as_ref().map(|decision| decision.unit_id);
        let (on, grant) = shared::measures(tx, resident, at)?.open::<SetSeal>(tx)?;
        shared::hold(tx, &grant, resident)?;
        let wish = Wish::from(&new);
        let (sealed, days, decision) = match (grant.capacity(), &new.decision) {
            (Capacity::DecisionMaker, Some(decision)) => decided(tx, &grant, &on, &wish, decision)?,
            (Capacity::DecisionMaker, None) => {
                let (sv, en) = ("Ange beslutet.", "Give the decision.");
                return Err(Failure::field("/decision", "required", sv, en));
            }
            (_, decision) => {
                wish.self_service(decision.is_some())?;
                (wish.sealed(None)?, Days { from: tx.today, through: None }, None)
            }
        };
        let new = NewSeal { sealed: &sealed, days, decision, renews: None, protection: None };
        let made = store::set(tx, &grant, &new)?.ok_or_else(exists)?;
        if sealed == Scope::Full {
            store::replace_narrower(tx, &grant)?;
        }
        let row = store::of_resident(tx, resident, made)?.ok_or(Failure::Absent)?;
        let told = Told::of(tx, &on, grant.capacity(), std::slice::from_ref(&row))?;
        let view = told.view(cx, row, tx.today);
        Ok(audit::record_made(tx, grant, made.0, None, view)?)
    })
    .await
}

type Decided = (Scope, Days, Option<JournalDecisionId>);

fn decided(
    tx: &mut Tx<'_>,
    grant: &Grant<SetSeal>,
    on: &Measures,
    wish: &Wish,
    decision: &NewDecision,
) -> Result<Decided, Failure> {
    let by = on.deciding()?;
    decision.begins()?;
    let sealed = wish.sealed(Some(&by.hsa_id))?;
    check_target(tx, by, decision.initiative, &sealed)?;
    let months = shared::rules(tx, &by.region)?.care_seal_months;
    let days = wish.days(decision.initiative, tx.today, months)?;
    let id = shared::decide(tx, grant, by, decision, Besides::default())?;
    Ok((sealed, days, Some(id)))
}

/// On its own initiative a unit closes itself, or its own provider; residents may want any closed.
fn check_target(
    tx: &mut Tx<'_>,
    by: &Deciding,
    initiative: Initiative,
    sealed: &Scope,
) -> Result<(), Failure> {
    let (known, own) = match sealed {
        Scope::Full | Scope::Period(_) => return Ok(()),
        Scope::Unit(unit, _) => (store::is_unit(tx, unit)?, *unit == by.hsa_id),
        Scope::Provider(provider, _) => {
            (store::is_provider(tx, provider)?, store::is_providers(tx, &by.hsa_id, provider)?)
        }
    };
    if !known {
        let (sv, en) = ("Ingen har det HSA-id:t.", "Nobody has that HSA-id.");
        return Err(Failure::field("/targetHsaId", "unknown-target", sv, en));
    }
    if initiative == Initiative::Care && !own {
        let sv = "På eget initiativ förseglar en mottagning bara sitt eget.";
        let en = "On its own initiative a unit seals only what is its own.";
        return Err(Failure::field("/targetHsaId", "not-the-units-own", sv, en));
    }
    Ok(())
}

pub(super) fn exists() -> Failure {
    let (sv, en) = ("Förseglingen finns redan.", "The seal is there already.");
    Failure::refused(&SEAL_EXISTS, sv, en)
}
