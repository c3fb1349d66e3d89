//! What becomes of a summons: the resident has seen it or will not come, or the unit takes it back.

use super::{
    SUMMONS_HAS_TIME, SUMMONS_OVER, SUMMONS_WRONG_STAGE,
    policy::{DeclineSummons, OpenSummons, WithdrawSummons},
    read::view,
    store,
    summons::{Refusal, Step, Summons},
    view::SummonsView,
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::{Repeat, Tx},
    failure::Failure,
    id::SummonsId,
    inbox::{self, About, Delivery},
    page::expect_version,
};

/// The resident has seen it. The first time counts.
pub async fn open(cx: Cx, id: SummonsId, repeat: Repeat) -> Result<SummonsView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (after, grant) = stepped::<OpenSummons>(tx, id, None, Step::Open)?;
        done(tx, cx, after, grant)
    })
    .await
}

/// The resident will not come.
pub async fn decline(
    cx: Cx,
    id: SummonsId,
    seen: Option<String>,
    repeat: Repeat,
) -> Result<SummonsView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let seen = Some(seen.as_deref());
        let (after, grant) = stepped::<DeclineSummons>(tx, id, seen, Step::Decline)?;
        done(tx, cx, after, grant)
    })
    .await
}

/// The unit takes it back. Nothing more can be booked from it (services.md 3.7, 9).
pub async fn withdraw(
    cx: Cx,
    id: SummonsId,
    seen: Option<String>,
    repeat: Repeat,
) -> Result<SummonsView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let seen = Some(seen.as_deref());
        let (after, grant) = stepped::<WithdrawSummons>(tx, id, seen, Step::Withdraw)?;
        if after.digital_at.is_some() {
            let (resident, unit) = (after.resident, after.unit);
            let title = "Kallelsen har tagits tillbaka".to_owned();
            inbox::deliver(tx, Delivery { resident, unit, about: About::Summons(id), title })?;
        }
        done(tx, cx, after, grant)
    })
    .await
}

/// The summons, held, after the step; against the version that was seen, where one must be.
fn stepped<A: Action<On = Summons>>(
    tx: &mut Tx<'_>,
    id: SummonsId,
    seen: Option<Option<&str>>,
    step: Step,
) -> Result<(Summons, Grant<A>), Failure> {
    let sealed = store::lock(tx, id)?.ok_or(Failure::Absent)?;
    let (summons, grant) = sealed.open::<A>(tx)?;
    if let Some(seen) = seen {
        expect_version(seen, summons.version)?;
    }
    let after = summons.step(step, tx.now, tx.today).map_err(refused)?;
    let is_seen_again = summons.opened_at.is_some() && step == Step::Open;
    if !is_seen_again {
        store::advance(tx, &grant, &after)?;
    }
    let version = if is_seen_again { after.version } else { after.version + 1 };
    Ok((Summons { version, ..after }, grant))
}

fn done<A: Action<On = Summons>>(
    tx: &mut Tx<'_>,
    cx: &Cx,
    after: Summons,
    grant: Grant<A>,
) -> Result<audit::Audited<SummonsView>, Failure> {
    let view = view(tx, cx, after)?;
    Ok(audit::record(tx, grant, view)?)
}

fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::WrongStage => {
            let (sv, en) = ("Läs kallelsen igen.", "Read the summons again.");
            Failure::refused(&SUMMONS_WRONG_STAGE, sv, en)
        }
        Refusal::HasTime => {
            let (sv, en) = ("Avboka tiden först.", "Cancel the booking first.");
            Failure::refused(&SUMMONS_HAS_TIME, sv, en)
        }
        Refusal::Over => {
            let (sv, en) = ("Kallelsens sista dag har varit.", "Its last day has passed.");
            Failure::refused(&SUMMONS_OVER, sv, en)
        }
    }
}
