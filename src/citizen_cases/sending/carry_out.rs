//! The worker's part of sendings: a few lines of each unfinished one at a time, each in a transaction
//! of its own with the case, the message, the inbox item, the notices, the audit entry and the line's
//! result. Killed in the middle of a line, it leaves nothing of it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::PgConnection;

use super::{
    super::template::{Fillings, Sender, compose},
    policy::{Line, SendLine},
    relation,
    rules::SendingOutcome,
    store::{self, Order},
};
use crate::{
    access::{Grant, Who},
    audit::{self, Audited},
    cases::{self, NewCitizenCase},
    clock::Clock,
    db::{Errand, Policies, Tx},
    failure::{self, Failure},
    identity,
    jobs::{Desk, Fault},
    units::{availability::UnitStatus, in_swedish},
};

/// Lines of one sending before the next one has its turn.
const TURN: usize = 25;
/// Sendings looked at in one round.
const SENDINGS: i64 = 10;
/// How often a line may come to nothing through a fault of ours.
const MOST_ATTEMPTS: i16 = 5;

/// Sends some of what is ordered. Answers whether there may be more to do at once.
pub async fn carry_out_some(desk: &mut Desk) -> Result<bool, Fault> {
    let clock = desk.clock.clone();
    desk.work(move |conn| {
        let policies = Arc::new(Policies::load(conn)?);
        let orders = store::unfinished(conn, SENDINGS).map_err(fault)?;
        let mut worker = Worker { conn, clock, policies };
        let mut more = false;
        for order in orders {
            more |= worker.turn(&order)?;
        }
        Ok(more)
    })
    .await
}

struct Worker<'c> {
    conn: &'c mut PgConnection,
    clock: Clock,
    policies: Arc<Policies>,
}

impl Worker<'_> {
    /// Some lines of one sending. Answers whether any line was there to be taken.
    fn turn(&mut self, order: &Order) -> Result<bool, Fault> {
        let mut after = 0;
        for _ in 0..TURN {
            let mut claimed = None;
            let now = self.clock.now();
            let errand = Errand { who: Who::Staff(order.sent_by), request: order.request };
            let done = errand.transact(self.conn, &self.policies, now, |tx| {
                let (number, line) = store::claim(tx, order, after)?.ok_or(Failure::Absent)?;
                claimed = Some(number);
                let (line, grant) = line.open::<SendLine>(tx)?;
                settle(tx, order, &line, grant)
            });
            match (done, claimed) {
                (Ok(()), _) => {}
                (Err(Failure::Absent), None) => break,
                (Err(failure), _) if is_senders_fault(&failure) => self.stop(order, now)?,
                (Err(failure), None) => return Err(fault(failure)),
                (Err(failure), Some(line)) => self.stumble(order, line, failure, now)?,
            }
            after = claimed.unwrap_or(after);
        }
        store::finish(self.conn, order.id, self.clock.now())?;
        Ok(after > 0)
    }

    /// The sender may send nothing more: what waits is told so.
    fn stop(&mut self, order: &Order, now: DateTime<Utc>) -> Result<(), Fault> {
        Ok(store::settle_rest(self.conn, order.id, SendingOutcome::SenderNotPermitted, now)?)
    }

    /// A line that fails by itself must not hold up the others; a database that is away must.
    fn stumble(
        &mut self,
        order: &Order,
        line: i32,
        failure: Failure,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        if *failure.kind() == failure::UNAVAILABLE {
            return Err(fault(failure));
        }
        let (sending, kind) = (order.id, failure.slug());
        tracing::error!(%sending, line, error.kind = kind, "a line of a sending came to nothing");
        Ok(store::stumble(self.conn, order.id, line, MOST_ATTEMPTS, now)?)
    }
}

/// Whether the one who ordered the sending has lost the right to it since.
fn is_senders_fault(failure: &Failure) -> bool {
    matches!(failure, Failure::Denied(_)) || *failure.kind() == failure::UNAUTHENTICATED
}

fn fault(failure: Failure) -> Fault {
    match failure {
        Failure::Database(error) => Fault::Database(error),
        other => {
            tracing::error!(error.message = %other, "a sending can't be carried out");
            Fault::Broken
        }
    }
}

/// Sends the line, or says why not; either is kept, and recorded.
fn settle(
    tx: &mut Tx<'_>,
    order: &Order,
    line: &Line,
    grant: Grant<SendLine>,
) -> Result<Audited<()>, Failure> {
    if let Some(outcome) = obstacle(tx, order, line)? {
        store::settle(tx, &grant, line.number, outcome, None)?;
        return Ok(audit::record_refused(tx, grant, outcome.code(), ())?);
    }
    let new = letter(tx, order, line)?;
    let sent = cases::send(tx, &new)?;
    store::settle(tx, &grant, line.number, SendingOutcome::Sent, Some(sent))?;
    Ok(audit::record_made(tx, grant, sent.0.0, Some(order.unit.id), ())?)
}

/// Why the resident is sent nothing. To whom the unit has no relation, it is told no more than that.
fn obstacle(
    tx: &mut Tx<'_>,
    order: &Order,
    line: &Line,
) -> Result<Option<SendingOutcome>, Failure> {
    if order.unit.status != UnitStatus::Active {
        return Ok(Some(SendingOutcome::UnitNotOpen));
    }
    if !relation::entitles(tx, order, line)? {
        return Ok(Some(SendingOutcome::NoRelation));
    }
    Ok(identity::reach(tx, line.resident)?.err().map(SendingOutcome::from))
}

fn letter(tx: &mut Tx<'_>, order: &Order, line: &Line) -> Result<NewCitizenCase, Failure> {
    let (unit, edition) = (&order.unit, &order.edition);
    let fillings = Fillings {
        resident_name: &store::resident_name(tx, line)?,
        unit_name: &unit.name,
        unit_phone: &unit.phone,
        sender_name: &order.sender_name,
        date: &in_swedish(tx.today),
        own_text: order.own_text.as_deref().unwrap_or_default(),
    };
    let sender = Sender { name: &unit.name, hsa_id: &unit.hsa_id, phone: &unit.phone };
    Ok(NewCitizenCase {
        resident: line.resident,
        unit: unit.id,
        template_version: edition.id,
        mode: edition.mode,
        title: edition.title.clone(),
        body: compose(edition, sender, &fillings),
        sent_by: order.sent_by,
        signature: order.signature.clone(),
        signed_by_unit: order.signed_by_unit,
    })
}
