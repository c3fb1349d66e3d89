//! Plans weeks.

use std::collections::HashMap;

use chrono::NaiveTime;

use super::{
    view::{SlotTemplateContent, SlotTemplateTime, SlotTemplateView, SlotTemplatesView},
    week::PlannedTime,
};
use crate::{
    access::{Action, Asked, Cx, Grant},
    audit,
    db::{Repeat, Replay, Tx},
    failure::{Failure, FieldFault, Words},
    id::{SlotTemplateId, TimeTypeId, UnitId},
    page::{Linker, expect_version},
    slots::{
        SLOT_TEMPLATE_EXISTS, TOO_MANY_SLOT_TEMPLATES,
        make::{types, words},
        policy::{ChangeTemplate, CreateTemplate, ListTemplates, ReadTemplate, RemoveTemplate},
        store::template::{self as store, Template},
        view::SlotPractitioner,
    },
    time_types::{TimeBook, time_book},
};

pub async fn list(cx: Cx, unit: UnitId) -> Result<SlotTemplatesView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = time_book(tx, unit)?.open::<ListTemplates>(tx)?;
        let codes = codes(tx, &grant)?;
        let all = store::list(tx, &grant)?;
        let items = all.into_iter().map(|it| view(cx.asked(), unit, it, &codes)).collect();
        let path = format!("/units/{unit}/slot-templates");
        let links = Linker::new(cx.asked()).add("self", "GET", &path).add("create", "POST", &path);
        Ok(audit::record(tx, grant, SlotTemplatesView { items, links: links.done() })?)
    })
    .await
}

pub async fn read(
    cx: Cx,
    (unit, id): (UnitId, SlotTemplateId),
) -> Result<SlotTemplateView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = time_book(tx, unit)?.open::<ReadTemplate>(tx)?;
        let it = store::lock(tx, &grant, id)?.ok_or(Failure::Absent)?;
        let view = view(cx.asked(), unit, it, &codes(tx, &grant)?);
        Ok(audit::record_made(tx, grant, id.0, Some(unit), view)?)
    })
    .await
}

pub async fn create(
    cx: Cx,
    unit: UnitId,
    repeat: Repeat,
    content: SlotTemplateContent,
) -> Result<SlotTemplateView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (_, grant) = time_book(tx, unit)?.open::<CreateTemplate>(tx)?;
        if store::count(tx, &grant)? >= store::MOST {
            let (sv, en) = ("Ta bort ett schema först.", "Remove one first.");
            return Err(Failure::refused(&TOO_MANY_SLOT_TEMPLATES, sv, en));
        }
        let times = planned(tx, &grant, content.times)?;
        let it = Template { id: SlotTemplateId::new(), name: content.name, version: 1, times };
        if !store::insert(tx, &grant, &it)? {
            return Err(exists());
        }
        let made = it.id.0;
        let view = view(cx.asked(), unit, it, &codes(tx, &grant)?);
        Ok(audit::record_made(tx, grant, made, Some(unit), view)?)
    })
    .await
}

/// The times that were made of it before stay as they are.
pub async fn change(
    cx: Cx,
    (unit, id): (UnitId, SlotTemplateId),
    seen: Option<String>,
    content: SlotTemplateContent,
) -> Result<SlotTemplateView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = time_book(tx, unit)?.open::<ChangeTemplate>(tx)?;
        let before = store::lock(tx, &grant, id)?.ok_or(Failure::Absent)?;
        expect_version(seen.as_deref(), before.version)?;
        let times = planned(tx, &grant, content.times)?;
        let it = Template { id, name: content.name, version: before.version + 1, times };
        if store::name_is_taken(tx, &grant, &it)? {
            return Err(exists());
        }
        store::change(tx, &grant, &it)?;
        let view = view(cx.asked(), unit, it, &codes(tx, &grant)?);
        Ok(audit::record_made(tx, grant, id.0, Some(unit), view)?)
    })
    .await
}

pub async fn remove(cx: Cx, (unit, id): (UnitId, SlotTemplateId)) -> Result<(), Failure> {
    cx.transact(move |tx, _| {
        let (_, grant) = time_book(tx, unit)?.open::<RemoveTemplate>(tx)?;
        store::lock(tx, &grant, id)?.ok_or(Failure::Absent)?;
        store::remove(tx, &grant, id)?;
        Ok(audit::record_made(tx, grant, id.0, Some(unit), ())?)
    })
    .await
}

fn exists() -> Failure {
    let (sv, en) = ("Välj ett annat namn.", "Choose another name.");
    Failure::refused(&SLOT_TEMPLATE_EXISTS, sv, en)
}

/// The times with the unit's own time types.
fn planned<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    times: Vec<SlotTemplateTime>,
) -> Result<Vec<PlannedTime>, Failure> {
    let types = types(tx, grant)?;
    let (mut planned, mut faults) = (Vec::new(), Vec::new());
    for (place, time) in times.into_iter().enumerate() {
        match types.get(&time.time_type) {
            Some(id) => planned.push(time.plan(*id)),
            None => {
                let (sv, en) = words("unknown-time-type");
                let pointer = format!("/times/{place}/timeType");
                faults.push(FieldFault::new(pointer, "unknown-time-type", Words::new(sv, en)));
            }
        }
    }
    if faults.is_empty() { Ok(planned) } else { Err(Failure::Invalid(faults)) }
}

fn small(number: i32) -> i16 {
    i16::try_from(number).unwrap_or(i16::MAX)
}

impl SlotTemplateTime {
    fn plan(self, time_type: TimeTypeId) -> PlannedTime {
        PlannedTime {
            weekday: small(self.weekday),
            starts: NaiveTime::parse_from_str(&self.starts, "%H:%M").unwrap_or_default(),
            minutes: small(self.minutes),
            time_type,
            seats: small(self.seats),
            practitioner: self.practitioner.map(|it| (it.hsa_id.to_uppercase(), it.name)),
            resource: self.resource,
            alternative_address: self.alternative_address,
        }
    }

    fn of(time: PlannedTime, codes: &HashMap<TimeTypeId, String>) -> Self {
        Self {
            weekday: time.weekday.into(),
            starts: time.starts.format("%H:%M").to_string(),
            minutes: time.minutes.into(),
            time_type: codes.get(&time.time_type).cloned().unwrap_or_default(),
            seats: time.seats.into(),
            practitioner: time.practitioner.map(|(hsa_id, name)| SlotPractitioner { hsa_id, name }),
            resource: time.resource,
            alternative_address: time.alternative_address,
        }
    }
}

fn codes<A: Action<On = TimeBook>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
) -> Result<HashMap<TimeTypeId, String>, Failure> {
    Ok(types(tx, grant)?.into_iter().map(|(code, id)| (id, code)).collect())
}

fn view(
    asked: &Asked,
    unit: UnitId,
    it: Template,
    codes: &HashMap<TimeTypeId, String>,
) -> SlotTemplateView {
    let path = format!("/units/{unit}/slot-templates/{}", it.id);
    let links = Linker::new(asked).add("self", "GET", &path).add("change", "PUT", &path);
    let links = links.add("apply", "POST", &format!("{path}/applications"));
    let times = it.times.into_iter().map(|time| SlotTemplateTime::of(time, codes)).collect();
    SlotTemplateView {
        id: it.id,
        unit_id: unit,
        content: SlotTemplateContent { name: it.name, times },
        version: it.version,
        links: links.done(),
    }
}

impl Replay for SlotTemplateView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let (_, _grant) = time_book(tx, self.unit_id)?.open::<ReadTemplate>(tx)?;
        Ok(())
    }
}
