//! Puts a month's numbers together.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    figures::{Dimension, Figures, Table, by_unit, unnamed},
    month::Month,
    policy::{ReadRegion, ReadUnit},
    promise::Promises,
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
        let limit = limit(tx, &on.region, month)?;
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
        let limit = limit(tx, &region, month)?;
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

/// As it was when the month ended: the same numbers with two limits would tell what each withholds.
fn limit(tx: &Tx<'_>, region: &str, month: Month) -> Result<u64, Failure> {
    let name = "statistics.smallest-shown";
    let limit = tx.policies().number(name, Some(region), month.last())?;
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
    let keys: BTreeSet<String> = keys(&figures, &times);
    let ids: Vec<Uuid> = keys.iter().filter_map(|key| key.parse().ok()).collect();
    let names: BTreeMap<Uuid, String> = store::type_names(tx, &ids)?.into_iter().collect();
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
        times: if known { by_type(&figures, &times, &names, limit) } else { Vec::new() },
        tables: figures.tables.into_iter().map(|table| shown(table, &names)).collect(),
        links: Default::default(),
    })
}

/// Every case type that there is something to tell of.
fn keys(figures: &Figures, times: &[Times]) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = times.iter().map(|times| times.type_key.clone()).collect();
    if let Some(Table::Cells(cells)) = figures.tables.get(&Dimension::Type) {
        keys.extend(cells.keys().cloned());
    }
    keys.extend(figures.kept.by_type.keys().cloned());
    keys
}

/// Of all, and of each type; of those whose number of cases is withheld, nothing else is told either.
fn by_type(
    figures: &Figures,
    times: &[Times],
    names: &BTreeMap<Uuid, String>,
    limit: u64,
) -> Vec<TimesView> {
    let all = row(None, times.iter().find(|it| it.type_key == "all"), figures.kept.all, limit);
    let keys: BTreeSet<String> = names.keys().map(ToString::to_string).collect();
    let hidden = unnamed(figures.tables.get(&Dimension::Type), keys.iter());
    let told = names.iter().filter(|(id, _)| !hidden.contains(&id.to_string()));
    let own = told.filter_map(|(id, name)| {
        let key = id.to_string();
        let times = times.iter().find(|it| it.type_key == key);
        let kept = figures.kept.by_type.get(&key).copied();
        let row = row(Some((*id, name)), times, kept, limit);
        let is_empty = row.first_response_median.is_none()
            && row.closing_median.is_none()
            && row.within_deadline.is_none();
        (!is_empty).then_some(row)
    });
    std::iter::once(all).chain(own).collect()
}

/// One line; without what fewer cases stand behind than are shown.
fn row(
    case_type: Option<(Uuid, &String)>,
    times: Option<&Times>,
    kept: Option<Promises>,
    limit: u64,
) -> TimesView {
    let whole = |seconds: Option<f64>, count: i64| {
        let enough = count.unsigned_abs() >= limit;
        seconds.filter(|_| enough).map(|seconds| number((seconds / 60.0).round() as u64))
    };
    let times = |of: fn(&Times) -> (Option<f64>, i64)| {
        times.map(of).and_then(|(seconds, count)| whole(seconds, count))
    };
    TimesView {
        case_type_id: case_type.map(|(id, _)| CaseTypeId(id)),
        case_type_name: case_type.map(|(_, name)| name.clone()),
        first_response_median: times(|it| (it.first_response_median, it.responded)),
        first_response_ninetieth: times(|it| (it.first_response_ninetieth, it.responded)),
        closing_median: times(|it| (it.closing_median, it.closed)),
        within_deadline: kept.map(|kept| number(kept.within)),
        late: kept.map(|kept| number(kept.late)),
        within_deadline_percent: kept.and_then(Promises::percent).map(number),
    }
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
