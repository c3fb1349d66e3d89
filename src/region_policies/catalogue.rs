//! Every policy: its name, what values it takes, who may set it, and what it means. A test holds it to
//! the names in the migrations. Pure.

use chrono::NaiveTime;
use serde_json::{Value, json};

use super::view::PolicyContent;

crate::sql::code! {
    /// Who may set a policy.
    SetBy {
        /// Each region for itself; the nation's value applies where a region has set none.
        Region = "region",
        /// The nation alone: legal minima, ages, and what the whole country shares.
        Nation = "nation",
    }
}

/// One policy.
#[derive(Debug)]
pub struct Entry {
    pub name: &'static str,
    pub takes: Takes,
    pub set_by: SetBy,
    pub sv: &'static str,
    pub en: &'static str,
}

/// Which values a policy takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// A whole number between these, both included.
    Number(i32, i32),
    Flag,
    /// A time of day between these, both included, as `HH:MM`.
    Time(&'static str, &'static str),
    /// Letters, digits, full stops and hyphens, at most so many.
    Text(usize),
    /// Some of these.
    Codes(&'static [&'static str]),
}

/// Why a value does not do.
#[derive(Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Of another kind, or of several.
    Kind,
    /// Beyond the bounds.
    Bounds,
}

/// The policy of that name.
pub fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

impl Takes {
    /// The value as it is stored.
    pub fn check(self, content: &PolicyContent) -> Result<Value, Wrong> {
        let PolicyContent { number, flag, text, codes } = content;
        match (self, number, flag, text, codes) {
            (Self::Number(least, most), Some(number), None, None, None) => {
                within((least..=most).contains(number), json!(number))
            }
            (Self::Flag, None, Some(flag), None, None) => Ok(json!(flag)),
            (Self::Time(earliest, latest), None, None, Some(text), None) => {
                let fits = time(text).is_some() && (earliest..=latest).contains(&text.as_str());
                within(fits, json!(text))
            }
            (Self::Text(most), None, None, Some(text), None) => {
                let plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
                let fits = !text.is_empty() && text.len() <= most && text.chars().all(plain);
                within(fits, json!(text))
            }
            (Self::Codes(known), None, None, None, Some(codes)) => {
                let twice = |at: usize| codes[..at].contains(&codes[at]);
                let fits = codes.iter().all(|code| known.contains(&code.as_str()));
                within(fits && !(0..codes.len()).any(twice), json!(codes))
            }
            _ => Err(Wrong::Kind),
        }
    }
}

fn within(fits: bool, value: Value) -> Result<Value, Wrong> {
    if fits { Ok(value) } else { Err(Wrong::Bounds) }
}

/// Five letters, so that times sort as texts do.
fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == 5)
}

const fn entry(
    name: &'static str,
    (takes, set_by): (Takes, SetBy),
    sv: &'static str,
    en: &'static str,
) -> Entry {
    Entry { name, takes, set_by, sv, en }
}

const fn number(least: i32, most: i32) -> (Takes, SetBy) {
    (Takes::Number(least, most), SetBy::Region)
}

const fn time_of_day(earliest: &'static str, latest: &'static str) -> (Takes, SetBy) {
    (Takes::Time(earliest, latest), SetBy::Region)
}

const fn of_nation(takes: Takes) -> (Takes, SetBy) {
    (takes, SetBy::Nation)
}

const FLAG: (Takes, SetBy) = (Takes::Flag, SetBy::Region);
const RELATIONS: (Takes, SetBy) = (Takes::Codes(&["case", "approval", "hand-out"]), SetBy::Region);

const STRONG_LEVELS: Takes = Takes::Codes(&[
    "http://id.sambi.se/loa/loa3",
    "http://id.sambi.se/loa/loa4",
    "http://id.elegnamnden.se/loa/1.0/loa3",
    "http://id.elegnamnden.se/loa/1.0/loa4",
]);

/// By name. Bounds that look narrow are a rule's own number, which a region may tighten only.
#[rustfmt::skip]
pub const ENTRIES: &[Entry] = &[
    entry("access-log.names-shown", FLAG,
        "Invånaren ser namnen på den personal som har läst.", "Residents see the names of the staff who have read."),
    entry("agency.ends-at-age", of_nation(Takes::Number(1, 18)),
        "Vårdnadshavare är ombud tills barnet fyller så många år.", "Guardians act for a child until it is this old, in years."),
    entry("attachment.most-by-resident", number(1, 5),
        "Så många bilagor får ett meddelande från invånaren ha.", "The most files with a resident's message."),
    entry("attachment.most-by-staff", number(1, 10),
        "Så många bilagor får ett meddelande från vården ha.", "The most files with a message from staff."),
    entry("attachment.most-bytes", number(1_048_576, 20_971_520),
        "Så stor får en bilaga vara, i byte.", "The largest file, in bytes."),
    entry("attachment.most-megapixels", number(1, 100),
        "Så stor får en bild vara, i megapixel.", "The largest image, in megapixels."),
    entry("attachment.unsent-hours", of_nation(Takes::Number(1, 168)),
        "Efter så många timmar slängs en bilaga som ingen har skickat.", "A file that nobody has sent is thrown away after so many hours."),
    entry("booking.fee-below-age", number(1, 150),
        "Avgift för uteblivet besök tas ut till och med dagen före den födelsedagen.", "Missed visits cost until the day before that birthday."),
    entry("booking.fee-from-age", number(0, 150),
        "Avgift för uteblivet besök tas ut från den födelsedagen.", "Missed visits cost from that birthday on."),
    entry("booking.fee-primary", number(0, 10_000),
        "Avgift för uteblivet eller sent ändrat besök i primärvården, i kronor.", "What a missed or late changed visit costs in primary care, in kronor."),
    entry("booking.fee-specialist", number(0, 10_000),
        "Avgift för uteblivet eller sent ändrat besök i specialistvården, i kronor.", "What a missed or late changed visit costs in specialist care, in kronor."),
    entry("booking.hold-minutes", number(1, 15),
        "Så många minuter hålls en tid åt den som fyller i en bokning.", "A time is held for so many minutes for who fills in a booking."),
    entry("booking.holds-per-person", number(1, 10),
        "Så många tider kan en person hålla samtidigt.", "So many times can one person hold at once."),
    entry("booking.late-change-time", time_of_day("00:00", "23:59"),
        "Den som ändrar senare på besöksdagen betalar för ett uteblivet besök.", "Whoever changes later on the day of the visit pays for a missed one."),
    entry("booking.proposal-hours", number(1, 2160),
        "Så många timmar väntar ett bokningsförslag på svar, om tidstypen inte säger annat.", "A proposal waits for its answer for so many hours, unless the time type says otherwise."),
    entry("case-type.local-allowed", FLAG,
        "Mottagningar får bygga egna ärendetyper.", "Units may build case types of their own."),
    entry("case.escalation-workdays", number(1, 30),
        "Så många arbetsdagar för sent går saken till lokal administratör.", "So many working days late, the matter goes to the local administrators."),
    entry("case.expiry-notice-days", number(1, 13),
        "Så många dagar innan ett obesvarat ärende stängs får invånaren veta det.", "The resident is told so many days before an unanswered case is closed."),
    entry("case.first-response-workdays", number(1, 30),
        "Första svar inom så många arbetsdagar, om ärendetypen inte säger annat.", "First response within so many working days, unless the case type says otherwise."),
    entry("case.reopen-days", number(1, 365),
        "Ett avslutat ärende kan öppnas igen i så många dagar.", "A closed case can be opened again for so many days."),
    entry("case.warning-percent", number(1, 100),
        "Varning när så många procent av svarstiden har gått.", "A warning when so many percent of the time to answer are used up."),
    entry("case.working-day-cut-off", time_of_day("12:00", "23:59"),
        "Det som kommer senare räknas från nästa arbetsdag.", "What comes later counts from the next working day."),
    entry("case.working-day-start", time_of_day("00:00", "11:59"),
        "När arbetsdagen börjar.", "When the working day begins."),
    entry("citizen-case.declared-relation", FLAG,
        "Avsändarens ord räcker som bevis på en vårdrelation.", "The sender's word is enough for a relation with the resident."),
    entry("citizen-case.known-relations", RELATIONS,
        "Vad som räknas som en vårdrelation.", "What counts as a relation with the resident."),
    entry("citizen-case.most-recipients", number(1, 10_000),
        "Så många får ett utskick ha som mottagare.", "The most recipients of one sending."),
    entry("citizen-case.relation-months", number(1, 120),
        "Så många månader räknas ett ärende som en relation.", "For so many months a case counts as a relation."),
    entry("citizen-case.reminder-days", number(0, 365),
        "Påminnelse om oläst invånarärende efter så många dagar; 0 är aldrig.", "A reminder of an unread citizen case after so many days; 0 is never."),
    entry("citizen-case.results-kept-days", number(1, 3650),
        "Så många dagar sparas utskickens resultat.", "The results of sendings are kept for so many days."),
    entry("journal.home-region", of_nation(Takes::Text(2)),
        "Vars regler om personer som gäller för den vars egen region inte har satt några.", "Whose rules about people hold for those whose own region has set none."),
    entry("log-review.day-begins", time_of_day("00:00", "11:59"),
        "Läsning före detta klockslag är udda tid vid loggranskning.", "Reading before this time is at an odd hour in log reviews."),
    entry("log-review.day-ends", time_of_day("12:00", "23:59"),
        "Läsning efter detta klockslag är udda tid vid loggranskning.", "Reading after this time is at an odd hour in log reviews."),
    entry("log-review.longest-days", number(1, 92),
        "Så många dagar omfattar en loggranskning som mest.", "The most days that one log review looks through."),
    entry("patient-overview.child-consents-from-age", of_nation(Takes::Number(1, 18)),
        "Från den åldern samtycker barnet själv till sammanhållen journalföring.", "From this age a child consents to shared records by itself."),
    entry("patient-overview.longest-consent-days", number(1, 1826),
        "Så många dagar gäller ett samtycke som längst.", "The most days that a consent lasts."),
    entry("patient-overview.longest-relation-days", number(1, 366),
        "Så många dagar gäller en patientrelation som längst.", "The most days that a care relation lasts."),
    entry("patient-overview.strong-levels", of_nation(STRONG_LEVELS),
        "De tillitsnivåer som räknas som stark autentisering.", "The levels of assurance that count as strong authentication."),
    entry("protection.follow-up-hours", number(1, 24),
        "Ett skydd följs upp av en annan person inom så många timmar.", "Someone else follows a protection up within so many hours."),
    entry("retention.most-cases", number(1, 10_000),
        "Så många ärenden tar en gallring som mest.", "The most cases that one purge takes."),
    entry("role.permission-administrator-in-use", FLAG,
        "Regionen använder behörighetsadministratörer.", "The region uses permission administrators."),
    entry("role.receiver-and-handler-together", FLAG,
        "Ärendemottagare är alltid också ärendehanterare, och omvänt.", "Receivers are always handlers as well, and the other way round."),
    entry("sign-in.minimum-age", of_nation(Takes::Number(0, 18)),
        "Så gammal måste man vara för att logga in.", "How old one must be to sign in."),
    entry("slot.shown-days-ahead", of_nation(Takes::Number(1, 1095)),
        "Så många dagar framåt visas lediga tider.", "How many days ahead free times are shown."),
    entry("staff.directory-refresh-days", of_nation(Takes::Number(1, 90)),
        "Personalens uppgifter hämtas ur HSA så ofta, i dagar.", "How often staff are looked up in the directory, in days."),
    entry("statistics.smallest-shown", number(5, 1000),
        "Mindre tal än så visas inte i statistiken.", "Numbers below this are withheld from statistics."),
    entry("summons.forwarded-at", time_of_day("00:00", "23:59"),
        "Då går kallelser på papper iväg, på arbetsdagar.", "When summonses on paper leave, on working days."),
    entry("summons.longest-days", number(1, 731),
        "Så många dagar gäller en kallelse som längst.", "The most days that a summons stands."),
    entry("summons.most-in-run", number(1, 10_000),
        "Så många kallas som mest på en gång.", "The most people summoned at once."),
    entry("summons.paper-below-age", number(0, 18),
        "Den som är yngre får kallelsen även på papper.", "Whoever is younger is summoned on paper as well."),
    entry("terms.current-version", of_nation(Takes::Text(40)),
        "De villkor som gäller; en ny version måste alla godkänna.", "The terms that apply; everybody must accept a new version."),
    entry("unit.closing-notice-days", number(1, 365),
        "Så många dagar i förväg anmäls att en mottagning stänger.", "How many days ahead the closing of a unit is announced."),
    entry("unit.directory-refresh-hours", of_nation(Takes::Number(1, 168)),
        "Mottagningarnas uppgifter hämtas ur HSA så ofta, i timmar.", "How often units are looked up in the directory, in hours."),
    entry("waiting-list.answer-minutes", of_nation(Takes::Number(5, 2880)),
        "Så många minuter har den som står i kö på sig att svara på en tid.", "So many minutes has who waits to answer the offer of a time."),
    entry("waiting-list.most-entries", number(1, 50),
        "Så många köer kan en person stå i samtidigt.", "As many lines as one person waits in at once."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every `('name', null, 'day', 'value', …` in the migrations.
    fn migrated() -> Vec<(String, Value)> {
        let folder = format!("{}/migrations", env!("CARGO_MANIFEST_DIR"));
        let mut found = Vec::new();
        for migration in std::fs::read_dir(folder).expect("migrations are there") {
            let path = migration.expect("a folder").path().join("up.sql");
            let text = std::fs::read_to_string(path).expect("it is text");
            for statement in text.split("insert into policy_value").skip(1) {
                let rows = statement.split(";\n").next().expect("an end");
                for row in rows.lines().filter(|line| line.trim_start().starts_with("('")) {
                    let fields: Vec<&str> = row.split('\'').collect();
                    let value = serde_json::from_str(fields[5]).expect("a value");
                    found.push((fields[1].to_owned(), value));
                }
            }
        }
        found
    }

    fn content(value: &Value) -> PolicyContent {
        let mut content = PolicyContent::default();
        match value {
            Value::Number(number) => content.number = number.as_i64().map(|it| it as i32),
            Value::Bool(flag) => content.flag = Some(*flag),
            Value::String(text) => content.text = Some(text.clone()),
            other => content.codes = serde_json::from_value(other.clone()).ok(),
        }
        content
    }

    #[test]
    fn every_policy_of_the_migrations_stands_here_and_takes_the_value_it_has() {
        let migrated = migrated();
        let names: BTreeSet<&str> = migrated.iter().map(|(name, _)| name.as_str()).collect();
        let listed: Vec<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
        assert_eq!(names.into_iter().collect::<Vec<_>>(), listed, "by name, none forgotten");
        for (name, value) in &migrated {
            let takes = find(name).expect("it is listed").takes;
            assert_eq!(takes.check(&content(value)).as_ref(), Ok(value), "{name}");
        }
    }

    #[test]
    fn values_beyond_their_bounds_or_of_another_kind_are_refused() {
        let check = |name, value| find(name).expect("listed").takes.check(&content(&value));
        for (name, value, wrong) in [
            ("agency.ends-at-age", json!(19), Wrong::Bounds),
            ("agency.ends-at-age", json!("13"), Wrong::Kind),
            ("case.working-day-start", json!("12:00"), Wrong::Bounds),
            ("case.working-day-start", json!("8:00"), Wrong::Bounds),
            ("case.working-day-start", json!("08:60"), Wrong::Bounds),
            ("statistics.smallest-shown", json!(4), Wrong::Bounds),
            ("protection.follow-up-hours", json!(25), Wrong::Bounds),
            ("citizen-case.known-relations", json!(["visit"]), Wrong::Bounds),
            ("citizen-case.known-relations", json!(["case", "case"]), Wrong::Bounds),
            ("terms.current-version", json!("2027 01"), Wrong::Bounds),
            ("terms.current-version", json!(""), Wrong::Bounds),
            ("case-type.local-allowed", json!(1), Wrong::Kind),
        ] {
            assert_eq!(check(name, value.clone()), Err(wrong), "{name} {value}");
        }
        assert_eq!(check("citizen-case.known-relations", json!([])), Ok(json!([])));
        let two = PolicyContent { number: Some(5), flag: Some(true), ..PolicyContent::default() };
        assert_eq!(Takes::Flag.check(&two), Err(Wrong::Kind));
    }
}
