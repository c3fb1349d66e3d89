//! Summonses on paper: what waits for the post, one as a page to print, and that it is in the post.

use chrono::DateTime;
use chrono_tz::Europe::Stockholm;

use super::{
    LETTER_NOT_WAITING,
    policy::{ListLetters, PrintLetter, SendLetter},
    store::{self, LetterRow},
    summons::{Summons, SummonsKind},
    view::LetterView,
};
use crate::{
    access::Cx,
    audit,
    db::{Repeat, Replay, Tx},
    failure::Failure,
    id::{ResidentId, SummonsId, UnitId},
    page::{Linker, Page, Rows, Wanted},
    paper::Paper,
    programmes,
    units::ResidentRow,
    virtual_units,
};

pub async fn list(cx: Cx, unit: UnitId, wanted: Wanted) -> Result<Page<LetterView>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = programmes::at_unit(tx, unit)?.open::<ListLetters>(tx)?;
        let rows = store::letters(tx, &grant, &wanted)?;
        let rows = Rows::cut(rows, &wanted, |(row, _)| (row.due_at, row.summons_id.0));
        let shown: Vec<ResidentId> = rows.rows.iter().map(|(_, person)| person.id).collect();
        let path = format!("/units/{unit}/summons-letters");
        let view = |(row, person)| view(cx, row, person);
        let page = Page::of(rows, &wanted, Linker::new(cx.asked()), &path, &[], view);
        Ok(audit::record_each(tx, grant, shown, page)?)
    })
    .await
}

/// The letter as a page.
pub async fn print(cx: Cx, named: (UnitId, SummonsId)) -> Result<Vec<u8>, Failure> {
    cx.transact(move |tx, _| {
        let (sealed, row) = store::letter(tx, named, false)?.ok_or(Failure::Absent)?;
        let (_, grant) = sealed.open::<PrintLetter>(tx)?;
        // What is stopped must not be posted by mistake.
        if row.status == "stopped" {
            return Err(not_waiting());
        }
        let (summons, person) = store::of_letter(tx, &grant)?;
        let giving = virtual_units::units_giving(tx, summons.unit, &summons.time_type_code)?;
        let title = giving.into_iter().next().map(|(_, name)| name);
        let page = on_paper(&summons, &person, title.as_deref().unwrap_or("Besök"));
        Ok(audit::record(tx, grant, page)?)
    })
    .await
}

/// It is in the post.
pub async fn send(
    cx: Cx,
    named: (UnitId, SummonsId),
    repeat: Repeat,
) -> Result<LetterView, Failure> {
    cx.once(repeat, move |tx, cx| {
        let (sealed, row) = store::letter(tx, named, true)?.ok_or(Failure::Absent)?;
        let (_, grant) = sealed.open::<SendLetter>(tx)?;
        if row.status != "waiting" {
            return Err(not_waiting());
        }
        store::send_letter(tx, &grant)?;
        let (_, person) = store::of_letter(tx, &grant)?;
        let row = LetterRow { status: "sent".into(), sent_at: Some(tx.now), ..row };
        let view = view(cx, row, person);
        Ok(audit::record(tx, grant, view)?)
    })
    .await
}

fn not_waiting() -> Failure {
    let sv = "Brevet är redan skickat eller stoppat.";
    let en = "The letter is in the post or was stopped.";
    Failure::refused(&LETTER_NOT_WAITING, sv, en)
}

fn view(cx: &Cx, row: LetterRow, person: ResidentRow) -> LetterView {
    let own = format!("/units/{}/summons-letters/{}", row.unit_id, row.summons_id);
    let links = Linker::new(cx.asked())
        .add("print", "GET", &format!("{own}/print"))
        .add_if(row.status == "waiting", "send", "POST", &format!("{own}/postings"))
        .done();
    LetterView {
        summons_id: row.summons_id,
        unit_id: row.unit_id,
        resident: person.into(),
        due_at: row.due_at.into(),
        sent_at: row.sent_at.map(Into::into),
        links,
    }
}

fn on_paper(summons: &Summons, person: &ResidentRow, title: &str) -> Vec<u8> {
    let mut paper = Paper::new("Kallelse");
    paper.text(&format!("{} {}", person.given_name, person.family_name));
    paper.fact("Personnummer", &person.personal_number);
    paper.fact("Från", &summons.unit_name);
    paper.heading(title);
    paper.text(&what_to_do(summons));
    if let Some(information) = &summons.information {
        paper.text(information);
    }
    paper.fact("Kallelsen gäller till och med", &summons.valid_through.to_string());
    paper.finish()
}

fn what_to_do(summons: &Summons) -> String {
    let at = summons.time.map(|time| wall(time.starts_at));
    match (summons.kind, at) {
        (SummonsKind::Timed, Some(at)) => format!(
            "Du har fått en tid: {at}. Passar den inte kan du byta eller avboka den på 1177.se eller genom att ringa."
        ),
        (SummonsKind::Proposal, Some(at)) => {
            format!("Vi föreslår en tid: {at}. Bekräfta den på 1177.se eller genom att ringa.")
        }
        _ => "Välkommen att boka en tid. Logga in på 1177.se eller ring till oss.".to_owned(),
    }
}

/// The time as clocks in Sweden show it.
fn wall(at: DateTime<chrono::Utc>) -> String {
    at.with_timezone(&Stockholm).format("%Y-%m-%d kl. %H:%M").to_string()
}

impl Replay for LetterView {
    fn may_still_be_shown(&self, tx: &mut Tx<'_>) -> Result<(), Failure> {
        let named = (self.unit_id, self.summons_id);
        let (sealed, _) = store::letter(tx, named, false)?.ok_or(Failure::Absent)?;
        let (_, _grant) = sealed.open::<SendLetter>(tx)?;
        Ok(())
    }
}
