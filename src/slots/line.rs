//! What a line says of a time to be made, and whether lines go together. Pure.

use std::collections::HashMap;

use chrono::{DateTime, Months, TimeDelta, Utc};

use super::{
    slot::{Slot, SlotStatus},
    view::NewSlot,
    wall_clock,
};
use crate::id::TimeTypeId;

/// Why a line is not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: &'static str,
    /// JSON pointer into the line; empty for the line as a whole.
    pub pointer: &'static str,
    /// What is in its way: `line 12`, or a slot's id.
    pub other: Option<Other>,
}

/// What a line does not go together with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Other {
    Line(usize),
    Slot(crate::id::SlotId),
}

impl Refusal {
    pub fn at(pointer: &'static str, code: &'static str) -> Self {
        Self { code, pointer, other: None }
    }
}

/// A time that can be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTime {
    pub time_type: TimeTypeId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub seats: i16,
    pub status: SlotStatus,
    /// HSA-id in upper case, and name.
    pub practitioner: Option<(String, String)>,
    pub resource: Option<String>,
    pub alternative_address: Option<String>,
    pub external_id: Option<String>,
}

/// Times are made so many years ahead at most.
const FURTHEST_YEARS: u32 = 5;

/// Reads one line by itself. `types` are the unit's time types by code.
pub fn read(
    line: NewSlot,
    types: &HashMap<String, TimeTypeId>,
    now: DateTime<Utc>,
) -> Result<NewTime, Refusal> {
    let time_type =
        *types.get(&line.time_type).ok_or_else(|| Refusal::at("/timeType", "unknown-time-type"))?;
    let starts_at = wall_clock::read("/start", &line.start)?;
    let ends_at = match (&line.end, line.minutes) {
        (Some(end), None) => wall_clock::read("/end", end)?,
        (None, Some(minutes)) => starts_at + TimeDelta::minutes(minutes.into()),
        _ => return Err(Refusal::at("", "end-or-minutes")),
    };
    in_bounds((starts_at, ends_at), now)?;
    Ok(NewTime {
        time_type,
        starts_at,
        ends_at,
        seats: i16::try_from(line.seats).unwrap_or(i16::MAX),
        status: if line.publish { SlotStatus::Published } else { SlotStatus::Unpublished },
        practitioner: line.practitioner.map(|it| (it.hsa_id.to_uppercase(), it.name)),
        resource: line.resource,
        alternative_address: line.alternative_address,
        external_id: line.external_id,
    })
}

/// To come, in order, and neither longer than a day nor too far ahead.
pub fn in_bounds(
    (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let last = now.checked_add_months(Months::new(12 * FURTHEST_YEARS));
    if starts_at <= now {
        return Err(Refusal::at("/start", "passed"));
    }
    if last.is_none_or(|last| starts_at > last) {
        return Err(Refusal::at("/start", "too-far-ahead"));
    }
    if ends_at <= starts_at {
        return Err(Refusal::at("/end", "ends-before-start"));
    }
    if ends_at - starts_at > TimeDelta::hours(24) {
        return Err(Refusal::at("/end", "too-long"));
    }
    Ok(())
}

impl NewTime {
    /// Who or what can't be in two places: as the database says it.
    fn lane(&self) -> String {
        lane(self.practitioner.as_ref(), self.resource.as_ref(), self.time_type)
    }

    /// Whether that slot is this time, whatever the unit has done with it since.
    fn is_like(&self, slot: &Slot) -> bool {
        self.time_type == slot.time_type
            && self.starts_at == slot.starts_at
            && self.ends_at == slot.ends_at
            && self.seats == slot.seats
            && self.practitioner == slot.practitioner
            && self.resource == slot.resource
            && self.alternative_address == slot.alternative_address
            && self.external_id == slot.external_id
    }
}

fn lane(
    practitioner: Option<&(String, String)>,
    resource: Option<&String>,
    time_type: TimeTypeId,
) -> String {
    practitioner
        .map(|(hsa_id, _)| hsa_id.clone())
        .or_else(|| resource.cloned())
        .unwrap_or_else(|| time_type.to_string())
}

/// A line by its number, and what has been made of it so far.
pub type Numbered = (usize, Result<NewTime, Refusal>);

/// What becomes of lines together.
#[derive(Debug, Default)]
pub struct Settled {
    pub fresh: Vec<NewTime>,
    /// How many say what is there already.
    pub unchanged: usize,
    pub faults: Vec<(usize, Refusal)>,
}

/// Tells what is new from what is there, and finds everything that is in the way of something else.
/// `known` are the unit's slots in that time, and those with the lines' own ids.
pub fn settle(lines: Vec<Numbered>, known: &[Slot]) -> Settled {
    let by_id: HashMap<&str, &Slot> =
        known.iter().filter_map(|slot| Some((slot.external_id.as_deref()?, slot))).collect();
    let by_place: HashMap<_, &Slot> = known
        .iter()
        .filter(|slot| slot.external_id.is_none() && slot.status != SlotStatus::Withdrawn)
        .map(|slot| ((slot.starts_at, slot.lane()), slot))
        .collect();
    let mut settled = Settled::default();
    let mut standing: Vec<(usize, NewTime)> = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (number, line) in lines {
        let line = line.and_then(|time| {
            let earlier = time.external_id.clone().and_then(|id| seen.insert(id, number));
            let there = match &time.external_id {
                Some(id) => by_id.get(id.as_str()),
                None => by_place.get(&(time.starts_at, time.lane())),
            };
            judge(time, (earlier, &standing), there.copied())
        });
        match line {
            Ok(Some(time)) => standing.push((number, time)),
            Ok(None) => settled.unchanged += 1,
            Err(refusal) => settled.faults.push((number, refusal)),
        }
    }
    settled.faults.extend(overlaps(&standing, known));
    settled.faults.sort_by_key(|(number, _)| *number);
    settled.fresh = standing.into_iter().map(|(_, time)| time).collect();
    settled
}

/// The time, if it is new; nothing if it is there already, or stood in an earlier line.
fn judge(
    time: NewTime,
    (earlier, standing): (Option<usize>, &[(usize, NewTime)]),
    there: Option<&Slot>,
) -> Result<Option<NewTime>, Refusal> {
    if let Some(number) = earlier {
        let twin = standing.iter().rev().find(|(other, _)| *other == number);
        let other = Some(Other::Line(number));
        return match (twin, there) {
            (Some((_, twin)), _) if *twin == time => Ok(None),
            (None, Some(slot)) if time.is_like(slot) => Ok(None),
            _ => Err(Refusal { other, ..Refusal::at("/externalId", "repeated") }),
        };
    }
    let Some(slot) = there else { return Ok(Some(time)) };
    let other = Some(Other::Slot(slot.id));
    match &time.external_id {
        Some(_) if slot.status == SlotStatus::Withdrawn => {
            Err(Refusal { other, ..Refusal::at("/externalId", "withdrawn-before") })
        }
        _ if time.is_like(slot) => Ok(None),
        Some(_) => Err(Refusal { other, ..Refusal::at("/externalId", "differs-from-known") }),
        // Another time in the same place: it is found among what overlaps.
        None => Ok(Some(time)),
    }
}

/// Something that takes time in a lane.
struct Span {
    lane: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    of: Other,
}

/// Each line that is in the way of another line or of a slot that is there.
fn overlaps(lines: &[(usize, NewTime)], known: &[Slot]) -> Vec<(usize, Refusal)> {
    let line = |(number, time): &(usize, NewTime)| Span {
        lane: time.lane(),
        starts_at: time.starts_at,
        ends_at: time.ends_at,
        of: Other::Line(*number),
    };
    let slot = |slot: &Slot| Span {
        lane: slot.lane(),
        starts_at: slot.starts_at,
        ends_at: slot.ends_at,
        of: Other::Slot(slot.id),
    };
    let there = known.iter().filter(|slot| slot.status != SlotStatus::Withdrawn).map(slot);
    let mut spans: Vec<Span> = lines.iter().map(line).chain(there).collect();
    spans.sort_by(|a, b| (&a.lane, a.starts_at, a.ends_at).cmp(&(&b.lane, b.starts_at, b.ends_at)));
    let mut faults = Vec::new();
    let mut longest: Option<&Span> = None;
    for span in &spans {
        match longest {
            Some(before) if before.lane == span.lane && span.starts_at < before.ends_at => {
                faults.extend(in_the_way(before.of, span.of));
                if span.ends_at > before.ends_at {
                    longest = Some(span);
                }
            }
            _ => longest = Some(span),
        }
    }
    faults
}

fn in_the_way(one: Other, another: Other) -> Option<(usize, Refusal)> {
    let (number, other) = match (one, another) {
        (Other::Line(one), Other::Line(another)) => {
            (one.max(another), Other::Line(one.min(another)))
        }
        (Other::Line(number), slot) | (slot, Other::Line(number)) => (number, slot),
        _ => return None,
    };
    Some((number, Refusal { other: Some(other), ..Refusal::at("/start", "overlaps") }))
}

impl Slot {
    fn lane(&self) -> String {
        lane(self.practitioner.as_ref(), self.resource.as_ref(), self.time_type)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{SlotId, UnitId};

    fn now() -> DateTime<Utc> {
        "2026-11-23T11:00:00Z".parse().expect("an instant")
    }

    const KIND: TimeTypeId = TimeTypeId(uuid::Uuid::from_u128(1));

    fn time(start: &str, minutes: i64, resource: &str) -> NewTime {
        let starts_at = start.parse().expect("an instant");
        NewTime {
            time_type: KIND,
            starts_at,
            ends_at: starts_at + TimeDelta::minutes(minutes),
            seats: 1,
            status: SlotStatus::Published,
            practitioner: None,
            resource: Some(resource.into()),
            alternative_address: None,
            external_id: None,
        }
    }

    fn slot(of: NewTime, status: SlotStatus) -> Slot {
        Slot {
            id: SlotId(uuid::Uuid::from_u128(9)),
            unit: UnitId(uuid::Uuid::from_u128(2)),
            time_type: of.time_type,
            starts_at: of.starts_at,
            ends_at: of.ends_at,
            seats: of.seats,
            taken: 0,
            status,
            practitioner: of.practitioner,
            resource: of.resource,
            alternative_address: of.alternative_address,
            external_id: of.external_id,
            version: 1,
        }
    }

    const EIGHT: &str = "2026-11-24T07:00:00Z";
    const QUARTER_PAST: &str = "2026-11-24T07:15:00Z";

    fn told(lines: Vec<NewTime>, known: &[Slot]) -> (usize, usize, Vec<(usize, &'static str)>) {
        let lines = lines.into_iter().enumerate().map(|(at, time)| (at + 1, Ok(time))).collect();
        let settled = settle(lines, known);
        let faults = settled.faults.iter().map(|(number, it)| (*number, it.code)).collect();
        (settled.fresh.len(), settled.unchanged, faults)
    }

    #[test]
    fn lines_in_each_others_way_are_named_and_neighbours_are_not() {
        let lines = vec![time(EIGHT, 30, "rum 1"), time(QUARTER_PAST, 30, "rum 1")];
        assert_eq!(told(lines, &[]).2, [(2, "overlaps")]);
        let lines = vec![time(QUARTER_PAST, 30, "rum 1"), time(EIGHT, 15, "rum 1")];
        assert_eq!(told(lines, &[]), (2, 0, vec![]));
        let lines = vec![time(EIGHT, 30, "rum 1"), time(EIGHT, 30, "rum 2")];
        assert_eq!(told(lines, &[]), (2, 0, vec![]));
        // One that spans several is in the way of each.
        let inside = "2026-11-24T07:40:00Z";
        let lines = vec![
            time(EIGHT, 60, "rum 1"),
            time(QUARTER_PAST, 5, "rum 1"),
            time(inside, 5, "rum 1"),
        ];
        assert_eq!(told(lines, &[]).2, [(2, "overlaps"), (3, "overlaps")]);
    }

    #[test]
    fn what_is_there_is_told_from_what_is_in_the_way() {
        let there = slot(time(EIGHT, 30, "rum 1"), SlotStatus::Blocked);
        let known = [there.clone()];
        assert_eq!(told(vec![time(EIGHT, 30, "rum 1")], &known), (0, 1, vec![]));
        let other = told(vec![time(QUARTER_PAST, 30, "rum 1")], &known);
        assert_eq!(other.2, [(1, "overlaps")]);
        let withdrawn = [Slot { status: SlotStatus::Withdrawn, ..there }];
        assert_eq!(told(vec![time(EIGHT, 30, "rum 1")], &withdrawn), (1, 0, vec![]));
    }

    #[test]
    fn a_repeat_by_the_record_systems_own_id_is_no_duplicate() {
        let named = |start, minutes| {
            let external_id = Some("C-17".to_owned());
            NewTime { external_id, ..time(start, minutes, "rum 1") }
        };
        let known = [slot(named(EIGHT, 30), SlotStatus::Published)];
        assert_eq!(told(vec![named(EIGHT, 30)], &known), (0, 1, vec![]));
        assert_eq!(told(vec![named(EIGHT, 30), named(EIGHT, 30)], &known), (0, 2, vec![]));
        assert_eq!(told(vec![named(EIGHT, 30), named(EIGHT, 30)], &[]), (1, 1, vec![]));
        assert_eq!(told(vec![named(EIGHT, 45)], &known).2, [(1, "differs-from-known")]);
        let twice = told(vec![named(EIGHT, 30), named(QUARTER_PAST, 45)], &[]);
        assert_eq!(twice.2, [(2, "repeated")]);
        let gone = [slot(named(EIGHT, 30), SlotStatus::Withdrawn)];
        assert_eq!(told(vec![named(EIGHT, 30)], &gone).2, [(1, "withdrawn-before")]);
    }

    #[test]
    fn a_time_is_to_come_and_no_longer_than_a_day() {
        let bounds = |starts: &str, ends: &str| {
            let at = |text: &str| text.parse().expect("an instant");
            in_bounds((at(starts), at(ends)), now()).map_err(|refusal| refusal.code)
        };
        let end = "2026-11-23T12:00:00Z";
        assert_eq!(bounds("2026-11-23T11:00:00Z", end), Err("passed"));
        assert_eq!(bounds("2026-11-23T11:00:01Z", end), Ok(()));
        assert_eq!(bounds("2026-11-23T12:00:00Z", end), Err("ends-before-start"));
        assert_eq!(bounds("2026-11-24T11:00:00Z", "2026-11-25T11:00:01Z"), Err("too-long"));
        assert_eq!(bounds("2031-11-23T11:00:01Z", "2031-11-23T12:00:00Z"), Err("too-far-ahead"));
    }
}
