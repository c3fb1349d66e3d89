//! Takes in what the population register tells, line by line. A line that can't be carried out
//! never stops another, and the same file again changes nothing.

mod line;
mod store;
mod view;

use std::collections::HashSet;

use line::{Numbered, Told, settle};
pub use view::{ImportView, LineOutcome};

use super::policy::{ImportRegister, Register};
use crate::{
    access::{Cx, Grant, Sealed},
    audit,
    db::Tx,
    failure::Failure,
    id::ResidentId,
};

/// A file of what the register tells.
pub type Lines = crate::body::Lines<10>;

/// Lines in one transaction: few enough to hold nobody up for long.
const CHUNK: usize = 500;

/// Carries out a file. Parts of it are kept even if the rest fails: it is then sent again.
pub async fn import(cx: Cx, file: Lines) -> Result<ImportView, Failure> {
    let lines = read(cx.clone(), file).await?;
    let mut view = ImportView::default();
    let mut standing: Vec<(usize, Told)> = Vec::new();
    for (number, line) in lines {
        match line {
            Ok(told) => standing.push((number, told)),
            Err(refusal) => view.refuse(number, refusal),
        }
    }
    // Everybody first, so that a guardian may stand after the child.
    let mut outcomes = Vec::new();
    for chunk in standing.chunks(CHUNK) {
        outcomes.extend(carry_out(cx.clone(), chunk.to_vec(), store::put_residents).await?);
    }
    let with_guardians: Vec<(usize, Told)> =
        standing.into_iter().filter(|(_, told)| told.guardians.is_some()).collect();
    for chunk in with_guardians.chunks(CHUNK) {
        outcomes.extend(carry_out(cx.clone(), chunk.to_vec(), store::put_guardians).await?);
    }
    view.add(outcomes);
    Ok(view)
}

fn grant(tx: &mut Tx<'_>) -> Result<Grant<ImportRegister>, Failure> {
    let door = Sealed::new(Register(tx.request.0));
    Ok(door.open::<ImportRegister>(tx)?.1)
}

/// Reads all lines and refuses those that can't be carried out.
async fn read(cx: Cx, file: Lines) -> Result<Vec<Numbered>, Failure> {
    cx.transact(move |tx, _| {
        let grant = grant(tx)?;
        let today = tx.today;
        let mut lines: Vec<Numbered> =
            file.numbered().map(|(number, bytes)| (number, line::read(bytes, today))).collect();
        let guardians: HashSet<&str> = lines
            .iter()
            .filter_map(|(_, line)| line.as_ref().ok()?.guardians.as_deref())
            .flatten()
            .map(String::as_str)
            .collect();
        let known = store::known(tx, &grant, &guardians)?;
        settle(&mut lines, &known);
        Ok(audit::record(tx, grant, lines)?)
    })
    .await
}

/// A line's number and what became of it; and whom it changed.
type Done = (usize, LineOutcome, Option<ResidentId>);
type Work = fn(&mut Tx<'_>, &Grant<ImportRegister>, &[(usize, Told)]) -> Result<Vec<Done>, Failure>;

/// Carries out some lines, and records whom they changed.
async fn carry_out(
    cx: Cx,
    lines: Vec<(usize, Told)>,
    work: Work,
) -> Result<Vec<(usize, LineOutcome)>, Failure> {
    cx.transact(move |tx, _| {
        let grant = grant(tx)?;
        let done = work(tx, &grant, &lines)?;
        let changed: Vec<ResidentId> = done.iter().filter_map(|(_, _, whom)| *whom).collect();
        let outcomes = done.into_iter().map(|(number, outcome, _)| (number, outcome)).collect();
        Ok(audit::record_each(tx, grant, changed, outcomes)?)
    })
    .await
}
