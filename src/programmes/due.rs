//! Who is due in a programme: people of its ages in the region, judged one by one by its rule.

use chrono::NaiveDate;

use super::{
    PROGRAMME_NOT_HERE,
    policy::{AtUnit, ListDue},
    programme::{History, Programme, Rule, Whom},
    store::{self, Candidate},
    view::DueView,
};
use crate::{
    access::{Action, Cx, Grant},
    audit,
    db::Tx,
    failure::Failure,
    id::{ResidentId, UnitId},
    page::{Linker, Page, Rows, Wanted},
    units::ResidentRow,
};

/// How many are looked at for one page. A page may hold fewer than are asked for, and lead on all the same.
const LOOKED_AT: i64 = 1000;

/// Somebody who is due, and since when.
#[derive(Debug, Clone)]
pub struct DuePerson {
    pub person: ResidentRow,
    pub due_on: NaiveDate,
    place: (chrono::DateTime<chrono::Utc>, uuid::Uuid),
}

pub async fn list(
    cx: Cx,
    unit: UnitId,
    programme: Programme,
    wanted: Wanted,
) -> Result<Page<DueView>, Failure> {
    cx.transact(move |tx, cx| {
        let (on, grant) = store::at_unit(tx, unit)?.open::<ListDue>(tx)?;
        let rule = rule_here(tx, &on, programme)?;
        let rows = page(tx, &grant, (&on.region, &rule), &wanted)?;
        let shown: Vec<ResidentId> = rows.rows.iter().map(|row| row.person.id).collect();
        let path = format!("/units/{unit}/programme-due");
        let query = [("programme", programme.code().to_owned())];
        let linker = Linker::new(cx.asked());
        let page = Page::of(rows, &wanted, linker, &path, &query, DueView::of);
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}

/// What the programme says today, at a unit that can give what it books.
pub fn rule_here(tx: &mut Tx<'_>, on: &AtUnit, programme: Programme) -> Result<Rule, Failure> {
    let rule = store::rule_in_force(tx, programme, &on.region)?;
    if let Some(rule) = rule
        && store::is_run_at(tx, on.unit, &rule.time_type_code)?
    {
        return Ok(rule);
    }
    let sv = "Programmet har ingen regel, eller enheten har ingen sådan tidstyp.";
    let en = "The programme has no rule, or the unit has no such time type.";
    Err(Failure::refused(&PROGRAMME_NOT_HERE, sv, en))
}

/// One page of those who are due.
fn page<A: Action<On = AtUnit>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    about: (&str, &Rule),
    wanted: &Wanted,
) -> Result<Rows<DuePerson>, Failure> {
    let look = Wanted { limit: LOOKED_AT, from: wanted.from };
    let candidates = store::candidates(tx, grant, about, &look)?;
    let seen = candidates.len();
    let last = candidates.last().map(Candidate::place);
    let due = those_due(tx, about.1, candidates)?;
    let filled = i64::try_from(due.len()).is_ok_and(|due| due > wanted.limit);
    let mut rows = Rows::cut(due, wanted, |row: &DuePerson| row.place);
    // All that were looked at are told of, and there are more to look at.
    if !filled && i64::try_from(seen).is_ok_and(|seen| seen > LOOKED_AT) {
        let onward = last.map(|(at, id)| crate::page::Cursor { at, id, back: wanted.goes_back() });
        if wanted.goes_back() { rows.prev = onward } else { rows.next = onward }
    }
    Ok(rows)
}

fn those_due(
    tx: &mut Tx<'_>,
    rule: &Rule,
    candidates: Vec<Candidate>,
) -> Result<Vec<DuePerson>, Failure> {
    let ids: Vec<ResidentId> = candidates.iter().map(|it| it.person.id).collect();
    let known = store::histories(tx, rule.programme, &ids)?;
    let today = tx.today;
    let judge = |it: Candidate| {
        let history = known.get(&it.person.id).copied().unwrap_or(Some(History::default()))?;
        let whom = Whom { birth: it.birth_date, sex: it.sex };
        let due_on = rule.next_due(whom, history).filter(|day| *day <= today)?;
        Some(DuePerson { place: it.place(), person: it.person, due_on })
    };
    Ok(candidates.into_iter().filter_map(judge).collect())
}

/// The first `most` who are due at that unit, for a run of summonses, with the rule they are due by.
pub fn due_at<A: Action<On = AtUnit>>(
    tx: &mut Tx<'_>,
    grant: &Grant<A>,
    (on, programme): (&AtUnit, Programme),
    most: usize,
) -> Result<(Rule, Vec<DuePerson>), Failure> {
    let rule = rule_here(tx, on, programme)?;
    let mut all = Vec::new();
    let mut look = Wanted { limit: LOOKED_AT, from: None };
    loop {
        let mut candidates = store::candidates(tx, grant, (&on.region, &rule), &look)?;
        let more = i64::try_from(candidates.len()).is_ok_and(|seen| seen > LOOKED_AT);
        candidates.truncate(usize::try_from(LOOKED_AT).unwrap_or(0));
        let last = candidates.last().map(Candidate::place);
        all.extend(those_due(tx, &rule, candidates)?);
        if all.len() >= most || !more {
            all.truncate(most);
            return Ok((rule, all));
        }
        look.from = last.map(|(at, id)| crate::page::Cursor { at, id, back: false });
    }
}

/// Whether that person has been summoned in the programme and may still come, or has a coming time.
pub fn is_summoned(
    tx: &mut Tx<'_>,
    programme: Programme,
    resident: ResidentId,
) -> Result<bool, Failure> {
    let known = store::histories(tx, programme, &[resident])?;
    Ok(known.get(&resident).is_some_and(Option::is_none))
}
