//! Makes times: one, a file of thousands, or a planned week's. All or nothing: what is in the way is named
//! line by line, and then none is made.

use std::collections::HashMap;

use super::{
    SLOTS_OVERLAP,
    line::{self, NewTime, Numbered, Other, Refusal, Settled, settle},
    payload::{self, Fault, Lines},
    policy::{CreateSlot, ImportSlots, ListSlots},
    store,
    view::{NewSlot, SlotImportView, SlotView},
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::{Repeat, Replay, Tx},
    failure::{Failure, FieldFault, Words},
    id::{SlotId, TimeTypeId, UnitId},
    page::Linker,
    time_types::{TimeBook, time_book},
};

/// Makes one time.
pub async fn create(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    new: NewSlot,
) -> Result<SlotView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = time_book(tx, unit)?.open::<CreateSlot>(tx)?;
        let types = types(tx, &grant)?;
        let time = line::read(new, &types, tx.now)
            .map_err(|refusal| Failure::Invalid(vec![fault(String::new(), &refusal)]))?;
        let settled = settled(tx, &grant, vec![(1, Ok(time))])?;
        if !settled.faults.is_empty() || settled.unchanged > 0 {
            let sv = "Det finns redan en tid där, eller en med samma id.";
            let en = "There is a time already, or one with the same id.";
            return Err(Failure::refused(&SLOTS_OVERLAP, sv, en));
        }
        let made = put(tx, &grant, &settled.fresh)?;
        let id = made.first().copied().ok_or(Failure::Absent)?;
        let slot = store::made(tx, &grant, id)?;
        let view = SlotView::of(cx.asked(), slot, tx.now);
        Ok(audit::record_made(tx, grant, id.0, Some(unit), view)?)
    })
    .await
}

/// Makes all times of a file, or none.
pub async fn import(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    file: Lines,
) -> Result<SlotImportView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = time_book(tx, unit)?.open::<ImportSlots>(tx)?;
        let types = types(tx, &grant)?;
        let mut lines: Vec<Numbered> = Vec::new();
        let mut faults = Vec::new();
        for (number, line) in payload::read(&file) {
            match line {
                Ok(new) => lines.push((number, line::read(new, &types, tx.now))),
                Err(Fault::Rule(refusal)) => lines.push((number, Err(refusal))),
                Err(Fault::Field(fault)) => {
                    let pointer = format!("/{number}{}", fault.pointer);
                    faults.push((number, FieldFault { pointer, ..fault }));
                }
            }
        }
        let settled = settled(tx, &grant, lines)?;
        faults.extend(named(&settled.faults));
        none_of(faults)?;
        put(tx, &grant, &settled.fresh)?;
        let counted = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let path = format!("/units/{unit}/time-book");
        let view = SlotImportView {
            unit_id: unit,
            created: counted(settled.fresh.len()),
            unchanged: counted(settled.unchanged),
            links: Linker::new(cx.asked()).add("timeBook", "GET", &path).done(),
        };
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub fn types<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
) -> Result<HashMap<String, TimeTypeId>, Failure> {
    Ok(store::types(tx, grant)?.into_iter().collect())
}

/// What becomes of the lines together, while nobody else makes times at the unit.
pub fn settled<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    lines: Vec<Numbered>,
) -> Result<Settled, Failure> {
    store::take_turn(tx, grant)?;
    let standing: Vec<&NewTime> = lines.iter().filter_map(|(_, line)| line.as_ref().ok()).collect();
    let from = standing.iter().map(|time| time.starts_at).min();
    let to = standing.iter().map(|time| time.ends_at).max();
    let ids: Vec<&str> = standing.iter().filter_map(|time| time.external_id.as_deref()).collect();
    let known = match from.zip(to) {
        Some(span) => store::near(tx, grant, span, &ids)?,
        None => Vec::new(),
    };
    Ok(settle(lines, &known))
}

/// Writes what nothing is in the way of. Times that come into being elsewhere meanwhile are found by
/// the database.
pub fn put<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    fresh: &[NewTime],
) -> Result<Vec<SlotId>, Failure> {
    store::insert(tx, grant, fresh).map_err(|error| {
        if store::is_in_the_way(&error) {
            let (sv, en) = ("Någon annan hann före.", "Somebody else was first.");
            return Failure::refused(&SLOTS_OVERLAP, sv, en);
        }
        error.into()
    })
}

/// As many faults as one answer names.
const NAMED: usize = 200;

/// Refuses everything if anything is wrong.
pub fn none_of(mut faults: Vec<(usize, FieldFault)>) -> Result<(), Failure> {
    if faults.is_empty() {
        return Ok(());
    }
    faults.sort_by_key(|(number, _)| *number);
    Err(Failure::Invalid(faults.into_iter().take(NAMED).map(|(_, fault)| fault).collect()))
}

/// Faults as clients know them: the pointer begins with the line's number.
pub fn named(faults: &[(usize, Refusal)]) -> impl Iterator<Item = (usize, FieldFault)> {
    faults.iter().map(|(number, refusal)| (*number, fault(format!("/{number}"), refusal)))
}

fn fault(line: String, refusal: &Refusal) -> FieldFault {
    let (sv, en) = words(refusal.code);
    let words = match refusal.other {
        None => Words::new(sv, en),
        Some(Other::Line(number)) => {
            Words::new(format!("{sv} Se rad {number}."), format!("{en} See line {number}."))
        }
        Some(Other::Slot(id)) => {
            Words::new(format!("{sv} Se tiden {id}."), format!("{en} See slot {id}."))
        }
    };
    FieldFault::new(format!("{line}{}", refusal.pointer), refusal.code, words)
}

/// What a code means.
pub fn words(code: &str) -> (&'static str, &'static str) {
    match code {
        "malformed-line" => ("Raden är inte ett JSON-objekt.", "The line is no JSON object."),
        "unknown-time-type" => {
            ("Mottagningen har ingen sådan tidstyp.", "The unit has no such time type.")
        }
        "time" => (
            "Skriv tiden med offset, eller som ÅÅÅÅMMDDttmmss.",
            "Write the time with an offset, or as YYYYMMDDhhmmss.",
        ),
        "no-such-time" => {
            ("Klockan ställs fram: tiden finns inte.", "Clocks go forward: there is no such time.")
        }
        "end-or-minutes" => ("Ange antingen end eller minutes.", "Give either end or minutes."),
        "passed" => ("Tiden har passerat.", "The time has passed."),
        "too-far-ahead" => ("Högst fem år framåt.", "Five years ahead at the most."),
        "ends-before-start" => ("Slutar innan den börjar.", "It ends before it begins."),
        "too-long" => ("Högst ett dygn.", "A day and a night at the most."),
        "overlaps" => ("Krockar med en annan tid.", "It overlaps another time."),
        "repeated" => {
            ("Samma externalId med annat innehåll.", "The same externalId with other content.")
        }
        "withdrawn-before" => ("En sådan tid har dragits in.", "Such a time has been withdrawn."),
        "differs-from-known" => {
            ("Tiden finns, med annat innehåll.", "The time is there, with other content.")
        }
        _ => ("Raden går inte att utföra.", "The line can't be carried out."),
    }
}

impl Replay for SlotView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = time_book(tx, self.unit_id)?.open::<ListSlots>(tx)?;
        Ok(())
    }
}

impl Replay for SlotImportView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = time_book(tx, self.unit_id)?.open::<ImportSlots>(tx)?;
        Ok(())
    }
}
