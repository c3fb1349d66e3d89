//! The record systems: what comes of asking them when they are well, and when they are anything but.

use std::time::{Duration, Instant};

use etjanster::{
    demo, edge,
    journal::{
        decision::{Hidden, InformationType, Period, Scope},
        item::{Content, Item},
        source::{ADVICE, COSMIC, Entry, Gathered, Mood, REGISTER, SealsUnknown, SourceOutcome},
    },
};
use serde_json::{Value, json};

use crate::world::{World, noon};

const ANNA: &str = "198404189287";
const ERIK: &str = "198209189292";
const UNIT: &str = "SE2321000172-DV01";

async fn gather(world: &World, kinds: &[InformationType]) -> Gathered {
    world.app.journal.gather(&world.app.config, ANNA, kinds, noon()).await
}

async fn everything(world: &World) -> Gathered {
    gather(world, InformationType::ALL).await
}

async fn notes(world: &World) -> Gathered {
    gather(world, &[InformationType::Note]).await
}

/// A note of Cosmic's or another's, with that text.
fn note(id: &str, text: &str) -> Entry {
    Entry::of(json!({"id": id, "unit": UNIT, "at": "2026-03-04T10:00:00+01:00",
        "says": {"note": {"title": "Besök", "sections": [{"heading": "Anteckning", "text": text}]}}}))
}

/// A note as a resource of its own, about whom it says.
fn composition(id: &str, subject: &Value) -> Value {
    json!({"resourceType": "Composition", "id": id, "status": "final", "type": {"text": "Besök"},
        "date": "2026-03-04T10:00:00+01:00", "title": "Besök", "subject": subject,
        "author": [{"display": "Mikael Sandberg"}],
        "section": [{"title": "Anteckning", "text": {"div": "<div>hemligt</div>"}}]})
}

fn outcome(gathered: &Gathered, source: &str) -> SourceOutcome {
    let report = gathered.sources.iter().find(|report| report.source == source);
    report.expect("it was asked").outcome
}

fn distrusted(gathered: &Gathered) -> u32 {
    gathered.sources.iter().map(|report| report.distrusted).sum()
}

fn names(items: &[Item]) -> Vec<&str> {
    let mut names: Vec<&str> = items.iter().map(|item| item.record_id.as_str()).collect();
    names.sort_unstable();
    names
}

fn searchset(resources: &[Value]) -> Value {
    let entries: Vec<Value> = resources.iter().map(|it| json!({ "resource": it })).collect();
    json!({"resourceType": "Bundle", "type": "searchset", "entry": entries})
}

#[tokio::test]
async fn a_note_says_what_it_says_and_what_is_hidden() {
    // proves: JS-9
    let world = World::new().await;
    let entry = Entry::of(json!({"id": "n1", "unit": "se2321000172-dv01", "unitName": "Bäckby",
        "at": "2026-03-28T23:30:00Z", "signed": false, "says": {"note": {"title": "Besök",
            "sections": [{"heading": "Status", "text": "5 < 6 & frisk"},
                {"heading": "Tidiga hypoteser", "text": "Dolt.", "hidden": true}],
            "dissent": "Stämmer inte."}}}));
    world.records.enter(COSMIC, ANNA, &entry, noon());
    let whole = Entry::of(json!({"id": "n2", "unit": UNIT, "hidden": true, "approved": false,
        "says": {"document": {"title": "Rådgivning", "text": "Vila.\r\nDrick."}}}));
    world.records.enter(ADVICE, ANNA, &whole, noon());

    let mut gathered = notes(&world).await;

    assert_eq!(distrusted(&gathered), 0);
    gathered.items.sort_by_key(|item| item.record_id.clone());
    let [first, second] = &gathered.items[..] else { panic!("{:?}", gathered.items) };
    assert_eq!((first.source.as_str(), first.system.as_str()), (COSMIC, COSMIC));
    assert_eq!(first.record_id, "Composition/n1");
    assert_eq!((first.unit.as_str(), first.provider.as_str()), (UNIT, "SE2321000172-VG01"));
    assert_eq!(first.unit_name.as_deref(), Some("Bäckby"));
    assert_eq!(first.date.to_string(), "2026-03-29", "it was past midnight in Sweden");
    assert_eq!((first.signed, first.approved_for_patient), (false, true));
    assert_eq!(first.hidden, Hidden::Keyword);
    assert_eq!(first.author.as_deref(), Some("Mikael Sandberg, distriktsläkare"));
    let Content::Note(note) = &first.content else { panic!("a note") };
    let sections: Vec<_> = note.sections.iter().map(|it| (it.text.as_str(), it.hidden)).collect();
    assert_eq!(sections, [("5 < 6 & frisk", false), ("Dolt.", true)]);
    assert_eq!(note.dissent.as_deref(), Some("Stämmer inte."));

    assert_eq!(second.record_id, "DocumentReference/n2");
    assert_eq!((second.hidden, second.approved_for_patient), (Hidden::WholeNote, false));
    let Content::Note(note) = &second.content else { panic!("a note") };
    assert_eq!(note.sections[0].text, "Vila.\nDrick.");
}

/// Puts one of each kind into Cosmic, all of 15 May 2026.
fn enter_one_of_each(world: &World) {
    let enter = |id: &str, says: Value| {
        let entry = json!({"id": id, "unit": UNIT, "at": "2026-05-15", "says": says});
        let entry = Entry::of(entry);
        world.records.enter(COSMIC, ANNA, &entry, noon())
    };
    enter(
        "lab",
        json!({"lab": {"panel": "Blodstatus", "comment": "Järn?", "values": [
        {"analysis": "Hb", "value": 112.0, "unit": "g/L", "low": 117.0, "high": 153.0}]}}),
    );
    enter(
        "image",
        json!({"answer": {"service": "RAD", "examination": "Lungröntgen",
        "question": "Infiltrat?", "answer": "Inga."}}),
    );
    enter(
        "other",
        json!({"answer": {"service": "SP", "examination": "Biopsi", "answer": "Godartat."}}),
    );
    enter("illness", json!({"diagnosis": {"code": "D50.9", "text": "Järnbrist", "main": true}}));
    enter("visit", json!({"contact": {"kind": "Besök", "status": "finished", "reason": "Hosta"}}));
    enter(
        "drug",
        json!({"medication": {"name": "Niferex", "dosage": "1 kapsel", "purpose": "Järn"}}),
    );
    enter("recipe", json!({"prescription": {"name": "Duroferon", "dosage": "1 tablett"}}));
    enter(
        "row",
        json!({"log": {"title": "Läkare", "purpose": "Vård", "resource": "Anteckningar"}}),
    );
}

/// The one item with that id.
fn one<'g>(gathered: &'g Gathered, id: &str) -> &'g Item {
    let found = gathered.items.iter().find(|item| item.record_id.ends_with(id));
    found.unwrap_or_else(|| panic!("{id} is there"))
}

#[tokio::test]
async fn each_kind_of_information_comes_by_the_date_that_counts_for_it() {
    // proves: JD-3
    let world = World::new().await;
    enter_one_of_each(&world);

    let gathered = everything(&world).await;

    assert_eq!((gathered.items.len(), distrusted(&gathered)), (8, 0), "{:?}", gathered.items);
    assert!(gathered.items.iter().all(|it| it.date.to_string() == "2026-05-15" && it.at.is_none()));
    use InformationType as I;
    for (name, information) in [
        ("lab", I::LabClinicalChemistry),
        ("image", I::ReferralAnswerImagingPhysiology),
        ("other", I::ReferralAnswerOther),
        ("illness", I::DiagnosisList),
        ("visit", I::CareContact),
        ("drug", I::MedicationList),
        ("recipe", I::MedicationList),
        ("row", I::AccessLog),
    ] {
        assert_eq!(one(&gathered, name).information, Some(information), "{name}");
        let alone = gather(&world, &[information]).await;
        assert!(alone.items.iter().all(|item| item.information == Some(information)));
    }
}

#[tokio::test]
async fn each_kind_says_what_the_source_says() {
    let world = World::new().await;
    enter_one_of_each(&world);
    let gathered = everything(&world).await;

    let Content::LabResult(lab) = &one(&gathered, "lab").content else { panic!("a result") };
    let value = &lab.values[0];
    assert_eq!((value.analysis.as_str(), value.value.as_str()), ("Hb", "112.0"));
    assert_eq!((value.reference.as_deref(), value.abnormal), (Some("117.0–153.0"), Some(true)));
    assert_eq!((lab.panel.as_deref(), lab.comment.as_deref()), (Some("Blodstatus"), Some("Järn?")));
    let Content::ReferralAnswer(image) = &one(&gathered, "image").content else {
        panic!("an answer")
    };
    assert_eq!((image.question.as_deref(), image.answer.as_str()), (Some("Infiltrat?"), "Inga."));
    let Content::Diagnosis(illness) = &one(&gathered, "illness").content else {
        panic!("a diagnosis")
    };
    assert_eq!((illness.code.as_deref(), illness.main), (Some("D50.9"), Some(true)));
    let Content::CareContact(visit) = &one(&gathered, "visit").content else { panic!("a contact") };
    assert_eq!((visit.kind.as_str(), visit.reason.as_deref()), ("Besök", Some("Hosta")));
    let Content::Medication(drug) = &one(&gathered, "drug").content else { panic!("a drug") };
    assert_eq!((drug.name.as_str(), drug.dosage.as_deref()), ("Niferex", Some("1 kapsel")));
    let Content::LogEntry(row) = &one(&gathered, "row").content else { panic!("a row") };
    assert_eq!(
        (row.title.as_deref(), row.resource.as_deref()),
        (Some("Läkare"), Some("Anteckningar"))
    );
}

#[tokio::test]
async fn every_entry_of_the_demo_is_read_and_trusted() {
    let world = World::new().await;
    let mut entries = 0;
    for (source, number, entry) in demo::records() {
        world.records.enter(&source, number, &entry, noon());
        entries += usize::from(number == ANNA);
    }
    let gathered = everything(&world).await;
    assert_eq!((gathered.items.len(), distrusted(&gathered)), (entries, 0));
    let kinds: std::collections::BTreeSet<_> =
        gathered.items.iter().filter_map(|item| item.information).collect();
    assert_eq!(kinds.len(), 8, "each kind that is published");
}

#[tokio::test]
async fn the_number_is_never_in_an_address_and_no_date_is_left_to_the_source() {
    // proves: JS-7, JS-12
    let world = World::new().await;
    world.records.set_page_size(1);
    for id in ["a", "b", "c"] {
        world.records.enter(COSMIC, ANNA, &note(id, "x"), noon());
    }
    world.records.enter(
        ADVICE,
        ANNA,
        &Entry::of(json!({"id": "d", "unit": UNIT,
        "says": {"document": {"title": "x", "text": "y"}}})),
        noon(),
    );

    assert_eq!(everything(&world).await.items.len(), 4);

    let heard = world.records.heard();
    assert!(heard.iter().any(|line| line.contains("/page/")), "pages were turned");
    assert!(heard.iter().any(|line| line.contains("/Binary/")), "a text was fetched");
    for line in &heard {
        let mut words = line.split(' ');
        let (method, address) = (words.next(), words.next().expect("an address"));
        assert!(!address.contains("8404189287"), "{line}");
        assert!(method == Some("POST") || !address.contains('?'), "{line}");
        assert!(!line.contains("date="), "{line}");
    }
}

#[tokio::test]
async fn what_is_somebody_elses_never_comes_back() {
    // proves: JS-3
    let world = World::new().await;
    world.records.enter(COSMIC, ANNA, &note("mine", "x"), noon());
    let erik = world.records.patient(COSMIC, ERIK);
    let anna = world.records.patient(COSMIC, ANNA);
    let number = |value: &str| json!({"system": "http://electronichealth.se/identifier/personnummer", "value": value});
    let subjects = [
        json!({"reference": format!("Patient/{erik}")}),
        json!({"reference": format!("https://elsewhere.example/fhir/Patient/{anna}")}),
        json!({"reference": format!("Patient/{anna}"), "identifier": number(ERIK)}),
        json!({"identifier": number(ERIK)}),
        json!({"display": "Anna Lindström"}),
        json!(null),
    ];
    for (place, subject) in subjects.iter().enumerate() {
        world.records.put(COSMIC, ANNA, composition(&format!("x{place}"), subject));
    }
    let mut contained = composition("x-contained", &json!({"reference": "#p"}));
    contained["contained"] =
        json!([{"resourceType": "Patient", "id": "p", "identifier": [number(ERIK)]}]);
    world.records.put(COSMIC, ANNA, contained);
    // A laboratory result that holds a value of somebody else's.
    let lab =
        Entry::of(json!({"id": "lab", "unit": UNIT, "says": {"lab": {"panel": "p", "values": [
        {"analysis": "Hb", "value": 1.0, "unit": "g/L"}]}}}));
    world.records.enter(COSMIC, ANNA, &lab, noon());
    world.records.remove(COSMIC, ANNA, "Observation/lab-1");
    world.records.put(
        COSMIC,
        ANNA,
        json!({"resourceType": "Observation", "id": "lab-1",
        "status": "final", "subject": {"reference": format!("Patient/{erik}")},
        "code": {"text": "HIV"}, "valueString": "positiv"}),
    );

    let gathered = everything(&world).await;

    assert_eq!(names(&gathered.items), ["Composition/mine"]);
    assert_eq!(distrusted(&gathered), 8);
    assert_eq!(outcome(&gathered, COSMIC), SourceOutcome::Answered);
}

#[tokio::test]
async fn a_log_row_that_also_names_somebody_else_is_not_shown() {
    // proves: JS-3
    let world = World::new().await;
    let anna = format!("Patient/{}", world.records.patient(COSMIC, ANNA));
    let number = json!({"system": "urn:oid:1.2.752.129.2.1.3.1", "value": ERIK});
    let row = |id: &str, second: Value| {
        json!({"resourceType": "AuditEvent", "id": id, "recorded": "2026-11-01T10:00:00Z",
            "agent": [{"requestor": true, "name": "Nadia Rahimi"}],
            "entity": [{"what": {"reference": anna}}, second]})
    };
    for resource in [
        row("mine", json!({"type": {"display": "Läkemedelslista"}})),
        row("a", json!({"what": {"reference": "Patient/other"}})),
        row("b", json!({"what": {"reference": "https://elsewhere.example/Patient/1"}})),
        row("c", json!({"what": {"identifier": number}})),
        row("d", json!({"what": {"display": "Erik"}, "role": {"code": "1"}})),
    ] {
        world.records.put(COSMIC, ANNA, resource);
    }
    let gathered = gather(&world, &[InformationType::AccessLog]).await;
    assert_eq!(names(&gathered.items), ["AuditEvent/mine"]);
    assert_eq!(distrusted(&gathered), 4);
}

#[tokio::test]
async fn a_source_that_knows_the_number_as_somebody_elses_gives_nothing() {
    let world = World::new().await;
    world.records.enter(COSMIC, ANNA, &note("mine", "x"), noon());
    let erik = world.records.patient(COSMIC, ERIK);
    let stranger = json!({"resourceType": "Patient", "id": erik, "identifier": [
        {"system": "http://electronichealth.se/identifier/personnummer", "value": ERIK}]});
    world.records.say(COSMIC, "Patient", &searchset(&[stranger]).to_string());

    let gathered = notes(&world).await;
    assert!(gathered.items.is_empty());
    assert_eq!(distrusted(&gathered), 1);
    // Or it calls two people by one id.
    let anna = world.records.patient(COSMIC, ANNA);
    let patient = |number: &str| {
        json!({"resourceType": "Patient", "id": anna, "identifier": [
        {"system": "http://electronichealth.se/identifier/personnummer", "value": number}]})
    };
    world.records.say(COSMIC, "Patient", &searchset(&[patient(ANNA)]).to_string());
    let subject = json!({"reference": format!("Patient/{anna}")});
    let answer = searchset(&[composition("c", &subject), patient(ERIK)]);
    world.records.say(COSMIC, "Composition", &answer.to_string());
    assert!(notes(&world).await.items.is_empty());
}

#[tokio::test]
async fn of_two_with_one_id_the_newer_counts_even_if_it_is_withdrawn() {
    // proves: JS-4
    let world = World::new().await;
    let anna = json!({"reference": format!("Patient/{}", world.records.patient(COSMIC, ANNA))});
    let erik = json!({"reference": format!("Patient/{}", world.records.patient(COSMIC, ERIK))});
    let version = |id: &str, subject: &Value, changed: &str| {
        let mut it = composition(id, subject);
        it["meta"] = json!({"lastUpdated": changed});
        it
    };
    let (old, new) = ("2026-03-04T10:00:00Z", "2026-03-05T10:00:00+01:00");
    // It was the other's after all; it was entered in error; it is the same; nobody knows.
    let mut wrong = version("wrong", &anna, new);
    wrong["status"] = "entered-in-error".into();
    let mut other = version("disputed", &anna, old);
    other["title"] = "Ett annat besök".into();
    for resource in [
        version("moved", &erik, new),
        version("moved", &anna, old),
        version("wrong", &anna, old),
        wrong,
        version("same", &anna, old),
        version("same", &anna, old),
        version("disputed", &anna, old),
        other,
    ] {
        world.records.put(COSMIC, ANNA, resource);
    }

    assert_eq!(names(&notes(&world).await.items), ["Composition/same"]);
}

#[tokio::test]
async fn what_has_no_date_or_none_that_can_be_trusted_is_left_out_and_counted() {
    // proves: JD-2
    let world = World::new().await;
    let anna = json!({"reference": format!("Patient/{}", world.records.patient(COSMIC, ANNA))});
    let dates = [
        json!("2026-03-04T10:00:00"),
        json!("2026-03"),
        json!("2026"),
        json!("igår"),
        json!(20260304),
        json!(null),
        json!(["2026-03-04"]),
        json!("2026-03-04"),
        json!("2026-03-04T10:00:00Z"),
    ];
    for (number, date) in dates.iter().enumerate() {
        let mut it = composition(&number.to_string(), &anna);
        it["date"] = date.clone();
        world.records.put(COSMIC, ANNA, it);
    }
    let gathered = notes(&world).await;
    assert_eq!(names(&gathered.items), ["Composition/7", "Composition/8"]);
    assert_eq!(distrusted(&gathered), 7);
}

#[tokio::test]
async fn one_source_hangs_and_the_others_data_comes_with_an_honest_list() {
    // proves: JS-1, JS-2
    let world = World::with(&[("JOURNAL_SOURCE_SECONDS", "1")]).await;
    world.records.enter(COSMIC, ANNA, &note("there", "x"), noon());
    world.records.enter(ADVICE, ANNA, &note("gone", "x"), noon());
    world.records.be(ADVICE, Mood::Hanging);

    let began = Instant::now();
    let gathered = notes(&world).await;

    assert!(began.elapsed() < Duration::from_millis(2500), "{:?}", began.elapsed());
    assert_eq!(names(&gathered.items), ["Composition/there"]);
    assert_eq!(outcome(&gathered, COSMIC), SourceOutcome::Answered);
    assert_eq!(outcome(&gathered, ADVICE), SourceOutcome::TimedOut);
    let report = gathered.sources.iter().find(|it| it.source == ADVICE).expect("it is listed");
    assert_eq!(report.title, "Rådgivningsstödet");
    assert!(report.retry_after.is_some() && report.at > noon());
}

#[tokio::test]
async fn however_a_source_fails_it_is_said_and_nothing_of_it_is_shown() {
    // proves: JS-2, JS-11
    for (mood, expected) in [
        (Mood::Failing, SourceOutcome::Failed),
        (Mood::Html, SourceOutcome::Failed),
        (Mood::Huge, SourceOutcome::Failed),
        (Mood::Dripping, SourceOutcome::TimedOut),
        (Mood::Redirecting, SourceOutcome::Failed),
        (Mood::Broken, SourceOutcome::Failed),
        (Mood::Deep, SourceOutcome::Failed),
        (Mood::Crowded, SourceOutcome::Failed),
        (Mood::Endless, SourceOutcome::Failed),
        (Mood::NotWhole, SourceOutcome::Failed),
    ] {
        let world = World::with(&[("JOURNAL_SOURCE_SECONDS", "3")]).await;
        world.records.enter(COSMIC, ANNA, &note("there", "x"), noon());
        world.records.enter(ADVICE, ANNA, &note("gone", "x"), noon());
        world.records.be(ADVICE, mood);
        let began = Instant::now();
        let gathered = notes(&world).await;
        assert!(began.elapsed() < Duration::from_secs(5), "{mood:?}: {:?}", began.elapsed());
        assert_eq!(names(&gathered.items), ["Composition/there"], "{mood:?}");
        assert_eq!(outcome(&gathered, ADVICE), expected, "{mood:?}");
    }
}

#[tokio::test]
async fn what_points_elsewhere_is_not_followed() {
    let world = World::new().await;
    world.records.enter(COSMIC, ANNA, &note("there", "x"), noon());
    for next in [
        "http://127.0.0.1:9/cosmic/fhir/page/1".to_owned(),
        "//elsewhere.example/cosmic/fhir/page/1".to_owned(),
        "/radgivningsstodet/fhir/page/1".to_owned(),
        format!("page/1?patient={ANNA}"),
    ] {
        let mut page = searchset(&[]);
        page["link"] = json!([{"relation": "next", "url": next}]);
        world.records.say(COSMIC, "Composition", &page.to_string());
        let gathered = notes(&world).await;
        assert_eq!(outcome(&gathered, COSMIC), SourceOutcome::Failed, "{next}");
    }
    // A note whose text is said to be somewhere else is left out, and only that.
    world.records.say(COSMIC, "Composition", &searchset(&[]).to_string());
    let anna = format!("Patient/{}", world.records.patient(COSMIC, ANNA));
    let document = |id: &str, url: &str| {
        json!({"resourceType": "DocumentReference", "id": id,
        "status": "current", "date": "2026-03-04", "subject": {"reference": anna},
        "content": [{"attachment": {"contentType": "text/plain", "url": url}}]})
    };
    world.records.put(COSMIC, ANNA, document("far", "http://127.0.0.1:9/Binary/1"));
    world.records.put(COSMIC, ANNA, document("near", "Binary/b"));
    let text =
        json!({"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": "aGVq"});
    world.records.put(COSMIC, ANNA, text);
    let gathered = notes(&world).await;
    assert_eq!(names(&gathered.items), ["DocumentReference/near"]);
    assert_eq!(distrusted(&gathered), 1);
}

#[tokio::test]
async fn a_source_that_keeps_failing_is_left_alone() {
    // proves: JS-10
    let world = World::new().await;
    world.records.enter(COSMIC, ANNA, &note("there", "x"), noon());
    world.records.be(ADVICE, Mood::Failing);
    for _ in 0..3 {
        assert_eq!(outcome(&notes(&world).await, ADVICE), SourceOutcome::Failed);
    }
    let asked = world.records.asked(ADVICE);
    let gathered = notes(&world).await;
    assert_eq!(outcome(&gathered, ADVICE), SourceOutcome::Resting);
    assert_eq!(world.records.asked(ADVICE), asked, "it is not asked");
    assert_eq!(names(&gathered.items), ["Composition/there"]);
    let report = gathered.sources.iter().find(|it| it.source == ADVICE).expect("it is listed");
    assert!(report.retry_after.is_some_and(|seconds| (1..=31).contains(&seconds)));
}

#[tokio::test]
async fn one_persons_odd_record_does_not_close_a_source_for_others() {
    let world = World::new().await;
    world.records.enter(COSMIC, ANNA, &note("there", "x"), noon());
    world.records.say(COSMIC, "Composition", &"[".repeat(1000));
    for _ in 0..5 {
        assert_eq!(outcome(&notes(&world).await, COSMIC), SourceOutcome::Failed);
    }
}

#[tokio::test]
async fn tokens_are_fetched_once_and_anew_when_they_no_longer_hold() {
    let world = World::new().await;
    world.records.enter(COSMIC, ANNA, &note("there", "x"), noon());
    for _ in 0..3 {
        assert_eq!(notes(&world).await.items.len(), 1);
        world.records.withdraw_tokens();
    }
    assert_eq!(outcome(&notes(&world).await, COSMIC), SourceOutcome::Answered);
}

#[tokio::test]
async fn a_source_is_asked_only_for_what_it_holds() {
    let world = World::new().await;
    let gathered = gather(&world, &[InformationType::DiagnosisList]).await;
    assert_eq!(gathered.sources.iter().map(|it| it.source.as_str()).collect::<Vec<_>>(), [COSMIC]);
    let planned = [InformationType::CarePlan, InformationType::Vaccination];
    assert!(gather(&world, &planned).await.items.is_empty());
    assert!(world.records.heard().iter().all(|line| !line.contains("CarePlan")));
}

#[tokio::test]
async fn the_register_says_which_seals_there_are() {
    let world = World::new().await;
    let ask = async || world.app.journal.registered_seals(&world.app.config, ANNA).await;
    assert_eq!(ask().await, Ok(Vec::new()));
    world.records.seal(ANNA, vec![
        json!({"scope": "full", "from": "2026-01-05"}),
        json!({"scope": "unit", "target": "se1-a", "from": "2026-01-15", "through": "2026-03-15",
            "eventsFrom": "2025-10-01", "eventsThrough": "2025-12-31"}),
    ]);
    let seals = ask().await.expect("an answer");
    assert_eq!(seals[0].scope, Scope::Full);
    let day = |text: &str| text.parse().expect("a date");
    let events = Period { from: day("2025-10-01"), through: day("2025-12-31") };
    assert_eq!(seals[1].scope, Scope::Unit("SE1-A".to_owned(), Some(events)));
    assert_eq!(seals[1].window.through, Some(day("2026-03-15")));

    world.records.seal(ANNA, vec![json!({"scope": "everything", "from": "2026-01-05"})]);
    assert_eq!(ask().await, Err(SealsUnknown), "what is not understood is not left out");
}

#[tokio::test]
async fn without_the_registers_answer_nobody_knows() {
    // proves: JS-8
    for mood in [
        Mood::Hanging,
        Mood::Failing,
        Mood::Html,
        Mood::Huge,
        Mood::Dripping,
        Mood::Redirecting,
        Mood::Broken,
        Mood::Deep,
        Mood::Crowded,
        Mood::NotWhole,
    ] {
        let world = World::new().await;
        world.records.be(REGISTER, mood);
        let began = Instant::now();
        let seals = world.app.journal.registered_seals(&world.app.config, ANNA).await;
        assert_eq!(seals, Err(SealsUnknown), "{mood:?}");
        assert!(began.elapsed() < Duration::from_secs(3), "{mood:?}: {:?}", began.elapsed());
    }
    let away = World::with(&[("SEAL_REGISTER_URL", "http://127.0.0.1:9/")]).await;
    assert!(away.app.journal.registered_seals(&away.app.config, ANNA).await.is_err());
}

#[tokio::test]
async fn thirty_two_at_once_are_served_while_one_source_pours_out_gigabytes() {
    let world = World::with(&[("JOURNAL_SOURCE_SECONDS", "18")]).await;
    world.records.enter(COSMIC, ANNA, &note("there", "x"), noon());
    world.records.be(ADVICE, Mood::Huge);
    // As much as may be taken in of what costs most once it is read.
    let mut crowd = searchset(&[]);
    crowd["x"] = vec![0; 340_000].into();
    world.records.say(COSMIC, "DocumentReference", &crowd.to_string());
    let before = resident_memory();
    let all = futures_util::future::join_all((0..32).map(|_| notes(&world))).await;
    for gathered in &all {
        assert_eq!(names(&gathered.items), ["Composition/there"]);
        assert_ne!(outcome(gathered, ADVICE), SourceOutcome::Answered);
    }
    let grown = resident_memory().saturating_sub(before);
    println!("32 at once took {grown} KiB more at the peak");
    if crate::world::strictly() {
        assert!(grown < 512 * 1024, "{grown} KiB");
    }
}

/// The process's memory in KiB; other tests use it too.
fn resident_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().split(' ').next());
    kib.and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn metrics_tell_how_sources_are_and_nothing_of_whom() {
    let world = World::new().await;
    world.records.enter(COSMIC, ANNA, &note("there", "Hemlig hosta"), noon());
    notes(&world).await;
    let text = edge::metrics::METRICS.text();
    assert!(
        text.contains(r#"journal_source_visits_total{source="cosmic",outcome="answered"}"#),
        "{text}"
    );
    for secret in [ANNA, "hosta", "pat-1", "Composition"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

/// A foreign bundle as a search's answer, its patient being Anna; `also` may add what it lacks.
fn foreign(file: &str, also: impl Fn(&mut Value)) -> Vec<Value> {
    let path = format!("{}/tests/fhir/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the bundle is there");
    let mut bundle: Value = serde_json::from_str(&text).expect("JSON");
    let entries = bundle["entry"].as_array_mut().expect("entries");
    entries
        .iter_mut()
        .map(|entry| entry["resource"].take())
        .map(|mut it| {
            if it["resourceType"] == "Patient" {
                let identifiers = it["identifier"].as_array_mut().expect("identifiers");
                identifiers.push(json!({
                "system": "http://electronichealth.se/identifier/personnummer", "value": ANNA}));
            }
            also(&mut it);
            it
        })
        .collect()
}

/// Lets Cosmic answer every search with the whole bundle.
fn serve(world: &World, resources: &[Value]) {
    let patients: Vec<Value> =
        resources.iter().filter(|it| it["resourceType"] == "Patient").cloned().collect();
    world.records.say(COSMIC, "Patient", &searchset(&patients).to_string());
    for kind in [
        "Composition",
        "DocumentReference",
        "DiagnosticReport",
        "Condition",
        "Encounter",
        "MedicationStatement",
        "MedicationRequest",
        "AuditEvent",
    ] {
        world.records.say(COSMIC, kind, &searchset(resources).to_string());
    }
}

const FOREIGN: [&str; 3] = ["ccd-bundle.json", "ccd-bundle-2.json", "lab-report-bundle.json"];

#[tokio::test]
async fn foreign_bundles_give_what_they_date_and_the_rest_is_counted() {
    // proves: JD-3
    for (file, items, untrusted) in [
        (FOREIGN[0], vec!["Composition/644cd376-562c-cec0-7960-4c812071966d"], 13),
        (FOREIGN[1], vec!["Composition/22b8ebef-c61a-8e21-f3ec-2b45c128ec52"], 2),
        (FOREIGN[2], vec![], 2),
    ] {
        let world = World::new().await;
        serve(&world, &foreign(file, |_| {}));
        let gathered = everything(&world).await;
        assert_eq!(outcome(&gathered, COSMIC), SourceOutcome::Answered, "{file}");
        assert_eq!(names(&gathered.items), items, "{file}");
        assert_eq!(distrusted(&gathered), untrusted, "{file}");
        for item in &gathered.items {
            assert!(item.unit.is_empty() && !item.approved_for_patient, "no rule lets it through");
            assert!(item.signed && !item.date.to_string().is_empty());
            let Content::Note(note) = &item.content else { panic!("a note") };
            assert!(note.sections.len() > 5 && !note.title.is_empty());
            assert!(note.sections.iter().all(|section| !section.text.contains('<')));
        }
    }
}

#[tokio::test]
async fn foreign_bundles_whose_gaps_are_filled_read_as_people_would_read_them() {
    // proves: JD-3
    let world = World::new().await;
    let filled = foreign(FOREIGN[0], |it| match it["resourceType"].as_str() {
        Some("DiagnosticReport") => {
            it["issued"] = "2018-03-19T17:00:00-08:00".into();
            it["status"] = "final".into();
        }
        Some("Condition") => it["recordedDate"] = it["onsetDateTime"].clone(),
        Some("Encounter") => it["period"] = json!({"start": "2022-05-01T10:00:00+02:00"}),
        Some("MedicationStatement") => {
            it["effectiveDateTime"] = "2022-06-01".into();
            it["status"] = "active".into();
        }
        Some("MedicationRequest") => it["authoredOn"] = "2022-06-01".into(),
        _ => {}
    });
    serve(&world, &filled);
    let gathered = everything(&world).await;

    let lab = gathered.items.iter().find_map(|item| match &item.content {
        Content::LabResult(lab) if lab.values.len() > 1 => Some((item, lab)),
        _ => None,
    });
    let (item, lab) = lab.expect("a laboratory result");
    assert_eq!(item.date.to_string(), "2018-03-20", "it was the next day in Sweden");
    let hb = lab.values.iter().find(|value| value.analysis == "Hemoglobin").expect("Hb");
    assert_eq!((hb.value.as_str(), hb.unit.as_deref()), ("13.2", Some("g/dL")));
    assert_eq!((hb.reference.as_deref(), hb.abnormal), (Some("12.0–15.5"), Some(false)));
    let has =
        |what: &dyn Fn(&Content) -> bool| gathered.items.iter().any(|item| what(&item.content));
    assert!(has(&|it| matches!(it, Content::Diagnosis(it) if it.text == "Pneumonia")));
    assert!(has(&|it| matches!(it, Content::CareContact(it) if it.kind.contains("Office"))));
    assert!(has(&|it| matches!(it, Content::Medication(it) if !it.name.is_empty())));
}

#[tokio::test]
async fn a_foreign_bundle_about_somebody_else_gives_nothing() {
    // proves: JS-3
    for file in FOREIGN {
        let world = World::new().await;
        let mut resources = foreign(file, |_| {});
        let patient = json!({"resourceType": "Patient", "id": "anna", "identifier": [
            {"system": "http://electronichealth.se/identifier/personnummer", "value": ANNA}]});
        resources.retain(|it| it["resourceType"] != "Patient");
        resources.push(patient);
        serve(&world, &resources);
        let gathered = everything(&world).await;
        assert!(gathered.items.is_empty(), "{file}");
        assert!(distrusted(&gathered) > 0, "{file}");
    }
}
