//! The worker's part of runs: some people of each, each in a part of its own with the summons, its copies, the notice,
//! the audit entry and the line's result, in the name and with the rights of whoever ordered the run.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::{PgConnection, QueryResult};

use super::{
    super::{
        policy::{RunLine, SummonLine},
        send::{self, NewSummons, Obstacle},
        summons::SummonsKind,
    },
    RunOutcome,
    store::{self, Order},
};
use crate::{
    access::{Grant, Who},
    audit::{self, Audited},
    db::{Errand, Policies, Tx},
    failure::{self, Failure},
    id::ResidentId,
    programmes, virtual_units,
};

/// Runs looked at in one go.
const RUNS: i64 = 5;
/// People of one run before the next one has its turn.
const TURN: i64 = 50;

/// Summons some of those who are to be. Answers whether there may be more.
pub fn carry_out_some(conn: &mut PgConnection, now: DateTime<Utc>) -> QueryResult<bool> {
    let orders = store::ordered(conn, RUNS)?;
    if orders.is_empty() {
        return Ok(false);
    }
    let policies = Arc::new(Policies::load(conn)?);
    for order in orders {
        let people = store::waiting(conn, &order, TURN)?;
        if people.is_empty() {
            store::finish(conn, &order, now)?;
        }
        for resident in people {
            if !summon(conn, &policies, (&order, resident), now)? {
                break;
            }
        }
    }
    Ok(true)
}

/// Summons one. Answers whether whoever ordered it may go on.
fn summon(
    conn: &mut PgConnection,
    policies: &Arc<Policies>,
    (order, resident): (&Order, ResidentId),
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let errand = Errand { who: Who::Staff(order.by), request: order.request };
    let done = errand.transact(conn, policies, now, |tx| {
        let (line, grant) = store::line(order, resident).open::<SummonLine>(tx)?;
        settle(tx, order, &line, grant)
    });
    match done {
        Ok(()) => Ok(true),
        Err(failure) if is_senders_fault(&failure) => {
            store::settle_rest(conn, order.id, RunOutcome::SenderNotPermitted)?;
            Ok(false)
        }
        Err(Failure::Database(error)) if is_away(&error) => Err(error),
        Err(failure) => {
            let (run, kind) = (order.id, failure.slug());
            tracing::error!(%run, error.kind = kind, "one of a run could not be summoned");
            store::fail(conn, order, resident)?;
            Ok(true)
        }
    }
}

fn is_senders_fault(failure: &Failure) -> bool {
    matches!(failure, Failure::Denied(_)) || *failure.kind() == failure::UNAUTHENTICATED
}

/// A database that is away or busy: all of it is tried again.
fn is_away(error: &diesel::result::Error) -> bool {
    use diesel::result::{DatabaseErrorKind as K, Error as E};
    match error {
        E::DatabaseError(kind, _) => matches!(
            kind,
            K::ClosedConnection | K::UnableToSendCommand | K::SerializationFailure | K::Unknown
        ),
        E::BrokenTransactionManager => true,
        _ => false,
    }
}

/// Summons the person, or says why not; either is kept, and recorded.
fn settle(
    tx: &mut Tx<'_>,
    order: &Order,
    line: &RunLine,
    grant: Grant<SummonLine>,
) -> Result<Audited<()>, Failure> {
    let resident = line.resident;
    if programmes::is_summoned(tx, order.programme, resident)? {
        return obstacle(tx, grant, resident, RunOutcome::AlreadySummoned);
    }
    let giving = virtual_units::units_giving(tx, order.at.unit, &order.time_type_code)?;
    let title = giving.into_iter().next().map_or(order.time_type_code.clone(), |(_, name)| name);
    let new = NewSummons {
        kind: SummonsKind::Open,
        resident,
        unit: order.at.unit,
        region: &order.at.region,
        time_type_code: &order.time_type_code,
        title: &title,
        programme: Some(order.programme),
        valid_through: order.valid_through,
        information: order.information.as_deref(),
    };
    match send::make(tx, &grant, &new)? {
        Err(Obstacle::Deceased) => obstacle(tx, grant, resident, RunOutcome::Deceased),
        Err(Obstacle::AlreadySummoned) => {
            obstacle(tx, grant, resident, RunOutcome::AlreadySummoned)
        }
        Ok(made) => {
            send::deliver(tx, &grant, &new, &made)?;
            store::settle(tx, &grant, resident, (RunOutcome::Summoned, Some(made.id)))?;
            Ok(audit::record_made(tx, grant, made.id.0, Some(order.at.unit), ())?)
        }
    }
}

fn obstacle(
    tx: &mut Tx<'_>,
    grant: Grant<SummonLine>,
    resident: ResidentId,
    outcome: RunOutcome,
) -> Result<Audited<()>, Failure> {
    store::settle(tx, &grant, resident, (outcome, None))?;
    Ok(audit::record_refused(tx, grant, outcome.code(), ())?)
}
