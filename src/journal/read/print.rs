//! A journal on paper: what may be read may be printed, and the record tells the two apart.

use super::{
    list,
    policy::Print,
    shown::Shown,
    store,
    view::{Completeness, EntryView, notice},
    visit::{self, Visit},
    wish::{JournalPart, Wish},
};
use crate::{
    access::Cx,
    failure::Failure,
    id::ResidentId,
    journal::source::{SourceOutcome, SourceReport},
    paper::Paper,
};

/// The most entries that go on paper at a time.
const MOST: usize = 500;

/// That part between those days as a PDF. Decided and recorded like a reading.
pub async fn print(
    cx: Cx,
    of: ResidentId,
    part: JournalPart,
    wish: Wish,
) -> Result<Vec<u8>, Failure> {
    let Visit { registered, gathered } = visit::visit::<Print>(&cx, of, part.kinds()).await?;
    cx.transact(move |tx, _| {
        let (opened, grant) = visit::journal(tx, of, Some(&registered))?.open::<Print>(tx)?;
        let (all, gathered) = list::show(tx, &opened, gathered, part.kinds())?;
        let mut all: Vec<Shown> = all.into_iter().filter(|one| wish.wants(one)).collect();
        let more = all.len() > MOST;
        all.truncate(MOST);
        store::keep_shown(tx, &grant, &all)?;
        let mut paper = head(&wish, &gathered.sources, more);
        all.into_iter().for_each(|one| on_paper(&mut paper, one.into()));
        list::record(tx, &opened, grant, paper.finish())
    })
    .await
}

fn head(wish: &Wish, sources: &[SourceReport], more: bool) -> Paper {
    let mut paper = Paper::new("Journal");
    for (name, day) in [("Från och med", wish.from), ("Till och med", wish.through)] {
        if let Some(day) = day {
            paper.fact(name, &day.to_string());
        }
    }
    paper.text(notice(false));
    if Completeness::of(sources) != Completeness::Complete {
        let silent = sources.iter().filter(|one| one.outcome != SourceOutcome::Answered);
        silent.for_each(|one| paper.fact("Svarade inte", &one.title));
    }
    if more {
        paper.text(&format!("Utskriften rymmer de {MOST} senaste. Välj en kortare period."));
    }
    paper
}

fn on_paper(paper: &mut Paper, entry: EntryView) {
    paper.heading(&format!("{}  {}", entry.date, entry.unit.name));
    if let Some(author) = &entry.author {
        paper.text(author);
    }
    if !entry.signed {
        paper.text("Osignerad");
    }
    for line in lines(entry) {
        paper.text(&line);
    }
}

/// What an entry says, line by line.
fn lines(entry: EntryView) -> Vec<String> {
    let mut lines: Vec<Option<String>> = Vec::new();
    if let Some(note) = entry.note {
        lines.push(Some(note.title));
        let sections = note.sections.into_iter();
        lines.extend(sections.map(|one| Some(format!("{}: {}", one.heading, one.text))));
        lines.push(note.dissent.map(|text| format!("Avvikande mening: {text}")));
    }
    if let Some(answer) = entry.referral_answer {
        lines.extend([Some(answer.examination), answer.question, Some(answer.answer)]);
    }
    if let Some(result) = entry.lab_result {
        lines.push(result.panel);
        lines.extend(result.values.into_iter().map(|value| {
            let parts =
                [value.unit, value.reference.map(|text| format!("({text})")), value.comment];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            Some(format!("{}: {} {}", value.analysis, value.value, parts.join(" ")))
        }));
        lines.push(result.comment);
    }
    if let Some(diagnosis) = entry.diagnosis {
        lines.extend([diagnosis.code, Some(diagnosis.text)]);
    }
    if let Some(contact) = entry.care_contact {
        lines.extend([Some(contact.kind), contact.with, contact.reason]);
    }
    if let Some(row) = entry.medication {
        lines.extend([Some(row.name), row.dosage, row.purpose, row.prescriber]);
    }
    if let Some(row) = entry.log_entry {
        lines.extend([row.who, row.title, row.purpose, row.resource]);
    }
    lines.into_iter().flatten().collect()
}
