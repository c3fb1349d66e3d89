//! The first half of every reading: who asks is decided and recorded, the seals are asked for, and only
//! then the sources. Nothing is shown here.

use std::time::Instant;

use super::{
    super::{
        decision::{InformationType, admit},
        facts::{self, Known, Registered},
        source::Gathered,
    },
    subject::Journal,
};
use crate::{
    access::{Action, Cx},
    audit,
    db::Tx,
    failure::Failure,
    id::ResidentId,
};

/// What was fetched for one request. It ends with it.
pub struct Visit {
    pub registered: Registered,
    pub gathered: Gathered,
}

/// The journal of that resident to whoever is signed in, with what is known at this moment. Anyone but
/// a resident finds none, and is recorded like those who find nobody.
pub fn journal(
    tx: &mut Tx<'_>,
    of: ResidentId,
    registered: Option<&Registered>,
) -> Result<Journal, Failure> {
    let Some(viewer) = tx.actor().resident().map(|resident| resident.id) else {
        return Ok(Journal::new(of, None));
    };
    let known = facts::load(tx, viewer, of)?;
    let known = known.map(|known| match registered {
        Some(said) => known.with_registered(said),
        None => known,
    });
    Ok(Journal::new(of, known.map(|known| (viewer, known))))
}

/// Asks for what there is of those kinds, if the journal is open. That it was asked for is recorded before
/// any source is, and what is shown once more when it is.
pub async fn visit<A: Action<On = Journal> + 'static>(
    cx: &Cx,
    of: ResidentId,
    kinds: &'static [InformationType],
) -> Result<Visit, Failure> {
    let known = cx
        .clone()
        .transact(move |tx, _| {
            let (opened, grant) = journal(tx, of, None)?.open::<A>(tx)?;
            Ok(audit::record_remarking(tx, grant, "asked", opened.known)?)
        })
        .await?;
    let registered = registered(cx, &known).await;
    let known = known.with_registered(&registered);
    let gathered = if admit(&known.facts, &known.rules).is_ok() {
        gather(cx, &known.subject_number, kinds).await
    } else {
        // Sealed. The sources are never asked; what comes of it is decided when it is shown.
        let app = cx.app();
        app.journal_pace.as_if(&app.config, kinds, app.clock.now()).await
    };
    Ok(Visit { registered, gathered })
}

async fn gather(cx: &Cx, number: &str, kinds: &[InformationType]) -> Gathered {
    let app = cx.app();
    let (began, now) = (Instant::now(), app.clock.now());
    let gathered = app.journal.gather(&app.config, number, kinds, now).await;
    app.journal_pace.remember(kinds, now, began.elapsed(), &gathered);
    gathered
}

async fn registered(cx: &Cx, known: &Known) -> Registered {
    let app = cx.app();
    let of = |number| app.journal.registered_seals(&app.config, number);
    if known.viewer_number == known.subject_number {
        let of_subject = of(&known.subject_number).await;
        return Registered { of_viewer: of_subject.clone(), of_subject };
    }
    let (of_viewer, of_subject) = tokio::join!(of(&known.viewer_number), of(&known.subject_number));
    Registered { of_viewer, of_subject }
}
