//! A booking as an iCalendar file (RFC 5545), for the resident's own calendar. Times are in UTC, so that they are
//! right across the nights when the clock is set.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::{
    booking::BookingStatus,
    policy::{DownloadCalendar, Held},
    refusal::hide,
    store,
};
use crate::{access::Cx, audit, failure::Failure, id::BookingId};

pub async fn download(cx: Cx, id: BookingId) -> Result<Vec<u8>, Failure> {
    let done = cx.transact(move |tx, _| {
        let sealed = store::load(tx, id)?.ok_or(Failure::Absent)?;
        let (held, grant) = sealed.open::<DownloadCalendar>(tx)?;
        let file = calendar(&held, tx.now).into_bytes();
        Ok(audit::record(tx, grant, file)?)
    });
    done.await.map_err(hide)
}

/// The file. The event keeps its UID, and its SEQUENCE grows with each change, so that a calendar that has it
/// takes the newer one in its place.
fn calendar(Held { booking, offer }: &Held, now: DateTime<Utc>) -> String {
    use BookingStatus as S;
    let (method, status) = match booking.status {
        S::Preliminary => ("PUBLISH", "TENTATIVE"),
        S::Cancelled | S::AutoCancelled | S::Rebooked => ("CANCEL", "CANCELLED"),
        S::Confirmed | S::Arrived | S::Fulfilled | S::NoShow => ("PUBLISH", "CONFIRMED"),
    };
    let slot = &offer.slot;
    let place = slot.alternative_address.as_ref().unwrap_or(&offer.unit.name);
    let summary = format!("{}, {}", offer.time_type.name, offer.unit.name);
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Region Västmanland//E-tjänster//SV".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("METHOD:{method}"),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@etjanster", booking.id),
        format!("SEQUENCE:{}", booking.version),
        format!("DTSTAMP:{}", instant(now)),
        format!("DTSTART:{}", instant(slot.starts_at)),
        format!("DTEND:{}", instant(slot.ends_at)),
        format!("STATUS:{status}"),
        format!("SUMMARY:{}", text(&summary)),
        format!("LOCATION:{}", text(place)),
    ];
    if let Some(information) = &booking.information {
        lines.push(format!("DESCRIPTION:{}", text(information)));
    }
    if let Some(link) = &booking.video_link {
        lines.push(format!("URL:{link}"));
    }
    lines.extend(["END:VEVENT".to_owned(), "END:VCALENDAR".to_owned()]);
    lines.iter().map(|line| folded(line)).collect()
}

fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// TEXT (3.3.11): four characters are escaped, and other controls left out.
fn text(plain: &str) -> String {
    let mut escaped = String::with_capacity(plain.len());
    for letter in plain.chars() {
        match letter {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\n' => escaped.push_str("\\n"),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// A content line (3.1): at most 75 octets, gone on after a space on the next, and never within a character.
fn folded(line: &str) -> String {
    let (mut out, mut width) = (String::with_capacity(line.len() + 8), 0);
    for letter in line.chars() {
        if width + letter.len_utf8() > 75 {
            out.push_str("\r\n ");
            width = 1;
        }
        width += letter.len_utf8();
        write!(out, "{letter}").expect("writing to a string does not fail");
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::{
        super::{offer::tests::offer, rules::tests::booking},
        *,
    };

    fn held(status: BookingStatus) -> Held {
        Held { booking: booking(status), offer: offer() }
    }

    fn now() -> DateTime<Utc> {
        "2026-11-23T11:00:00Z".parse().expect("an instant")
    }

    #[test]
    fn the_event_says_when_in_utc_and_how_it_stands() {
        let file = calendar(&held(BookingStatus::Confirmed), now());
        for line in ["METHOD:PUBLISH", "DTSTART:20261125T080000Z", "DTEND:20261125T083000Z"] {
            assert!(file.contains(&format!("{line}\r\n")), "{line} in {file}");
        }
        assert!(file.contains("SUMMARY:Läkarbesök\\, Bäckby vårdcentral\r\n"), "{file}");
        let cancelled = calendar(&held(BookingStatus::Cancelled), now());
        assert!(cancelled.contains("METHOD:CANCEL\r\n") && cancelled.contains("STATUS:CANCELLED"));
        assert!(calendar(&held(BookingStatus::Preliminary), now()).contains("STATUS:TENTATIVE"));
    }

    // proves: W-C6
    #[test]
    fn boundary_6_both_half_past_two_of_the_autumn_night_are_two_events() {
        let mut held = held(BookingStatus::Confirmed);
        let mut start = |at: &str| {
            held.offer.slot.starts_at = at.parse().expect("an instant");
            calendar(&held, now())
        };
        assert!(start("2026-10-25T00:30:00Z").contains("DTSTART:20261025T003000Z"));
        assert!(start("2026-10-25T01:30:00Z").contains("DTSTART:20261025T013000Z"));
    }

    #[test]
    fn long_and_strange_texts_keep_to_the_form() {
        let mut held = held(BookingStatus::Confirmed);
        held.booking.information = Some(format!("Rad ett;\r\nrad \\två, {}", "å".repeat(200)));
        let file = calendar(&held, now());
        assert!(file.contains("Rad ett\\;\\nrad \\\\två\\, "));
        for line in file.split("\r\n") {
            assert!(line.len() <= 75, "{line}");
        }
        assert!(!file.replace("\r\n", "").contains(['\r', '\n']), "no bare line ends");
    }
}
