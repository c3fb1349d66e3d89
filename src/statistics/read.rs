//! Puts a month's numbers together.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    figures::{Dimension, Figures, Table, by_unit},
    month::Month,
    policy::{ReadRegion, ReadUnit},
    store::{self, Times, Whose},
    view::{CellView, StatisticsView, TableView, TimesView},
};
use crate::{
    access::Cx,
    audit,
    db::Tx,
    failure::{self, Failure, Words},
    id::{CaseTypeId, UnitId},
    page::Linker,
};

pub async fn of_unit(cx: Cx, unit: UnitId, month: String) -> Result<StatisticsView, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = store::unit(tx, unit)?.open::<ReadUnit>(tx)?;
        let month = read(&month, tx)?;
        let limit = limit(tx, &on.region)?;
        let whose = Whose::Unit(unit);
        let counts = store::counts(tx, &whose, month)?;
        let figures = Figures::of(&counts.iter().collect::<Vec<_>>(), month, limit);
        let mut view = view(tx, &whose, month, limit, figures)?;
        view.unit_id = Some(unit);
        let path = format!("/units/{unit}/statistics");
        view.links = links(Linker::new(cx.asked()), &path, month);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

pub async fn of_region(cx: Cx, region: String, month: String) -> Result<StatisticsView, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::region(region.clone()).open::<ReadRegion>(tx)?;
        let month = read(&month, tx)?;
        let limit = limit(tx, &region)?;
        let whose = Whose::Region(region.clone());
        let counts = store::counts(tx, &whose, month)?;
        let units: Vec<Figures> =
            by_unit(&counts).values().map(|own| Figures::of(own, month, limit)).collect();
        let (figures, left_out) = Figures::added_up(&units);
        let mut view = view(tx, &whose, month, limit, figures)?;
        view.units_left_out = Some(i32::try_from(left_out).unwrap_or(i32::MAX));
        let path = format!("/regions/{region}/statistics");
        view.links = links(Linker::new(cx.asked()), &path, month);
        view.region_code = Some(region);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn read(text: &str, tx: &Tx<'_>) -> Result<Month, Failure> {
    Month::read(text, tx.today).ok_or_else(|| {
        let sv = "Ange en månad som är slut, som 2026-10.";
        let en = "Give a month that has ended, such as 2026-10.";
        Failure::Unreadable(&failure::MALFORMED, Words::new(sv, en))
    })
}

fn limit(tx: &Tx<'_>, region: &str) -> Result<u64, Failure> {
    let limit = tx.policies().number("statistics.smallest-shown", Some(region), tx.today)?;
    Ok(u64::from(limit.max(1).unsigned_abs()))
}

fn links(linker: Linker, path: &str, month: Month) -> crate::page::Links {
    let month = month.name();
    linker
        .add("self", "GET", &format!("{path}?month={month}"))
        .add("csv", "GET", &format!("{path}-table?month={month}"))
        .done()
}

fn view(
    tx: &mut Tx<'_>,
    whose: &Whose,
    month: Month,
    limit: u64,
    figures: Figures,
) -> Result<StatisticsView, Failure> {
    let known = figures.cases.is_some();
    let times = if known { store::times(tx, whose, month)? } else { Vec::new() };
    let keys = figures.tables.get(&Dimension::Type);
    let keys: Vec<Uuid> = match keys {
        Some(Table::Cells(cells)) => cells.keys().filter_map(|key| key.parse().ok()).collect(),
        _ => Vec::new(),
    };
    let names: BTreeMap<Uuid, String> = store::type_names(tx, &keys)?.into_iter().collect();
    let smallest_shown = i32::try_from(limit).unwrap_or(i32::MAX);
    Ok(StatisticsView {
        month: month.name(),
        unit_id: None,
        region_code: None,
        smallest_shown,
        units_left_out: None,
        cases: figures.cases.map(number),
        counter_questions: figures.counter_questions.map(number),
        redistributions: figures.redistributions.map(number),
        attachments: figures.attachments.map(number),
        times: times.iter().filter_map(|times| minutes(times, &names, limit)).collect(),
        tables: figures.tables.into_iter().map(|table| shown(table, &names)).collect(),
        links: Default::default(),
    })
}

/// Of all, and of types that the tables name; none where fewer stand behind it than are shown.
fn minutes(times: &Times, names: &BTreeMap<Uuid, String>, limit: u64) -> Option<TimesView> {
    let id = match times.type_key.as_str() {
        "" => None,
        key => Some(key.parse::<Uuid>().ok()?),
    };
    let case_type_name = match id {
        Some(id) => Some(names.get(&id)?.clone()),
        None => None,
    };
    let enough = |count: i64| count.unsigned_abs() >= limit;
    let whole = |seconds: Option<f64>, count: i64| {
        seconds.filter(|_| enough(count)).map(|seconds| number((seconds / 60.0).round() as u64))
    };
    Some(TimesView {
        case_type_id: id.map(CaseTypeId),
        case_type_name,
        first_response_median: whole(times.first_response_median, times.responded),
        first_response_ninetieth: whole(times.first_response_ninetieth, times.responded),
        closing_median: whole(times.closing_median, times.closed),
    })
}

fn shown((dimension, table): (Dimension, Table), names: &BTreeMap<Uuid, String>) -> TableView {
    let Table::Cells(cells) = table else {
        return TableView { dimension, withheld: true, cells: Vec::new() };
    };
    let cell = |(key, count): (String, Option<u64>)| {
        let name = key.parse().ok().and_then(|id: Uuid| names.get(&id).cloned());
        CellView { key, name, count: count.map(number) }
    };
    TableView { dimension, withheld: false, cells: cells.into_iter().map(cell).collect() }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
