//! Each operation against each kind of caller: what it answers, and what it leaves in the audit
//! record. The operations here and in the document must be the same set.

mod attachments;
mod bookings;
mod case_types;
mod cases;
mod cases_life;
mod citizen_cases;
mod fhir;
mod groups;
mod identity;
mod inbox;
mod journal_insight;
mod journal_measures;
mod journal_read;
mod log_reviews;
mod patient_overview;
mod protection;
mod record_copies;
mod region_policies;
mod retention;
mod staff;
mod statistics;
mod summonses;
mod templates;
mod time_book;
mod units;
mod waiting_list;

use std::collections::{BTreeMap, BTreeSet};

use etjanster::access::{Role, Scope, Token, Who};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Resident, Shown},
    world::{Answer, World, new_id, send},
};

/// Operations that anyone may use, with why. Only a person adds to this list.
const PUBLIC: &[(&str, &str)] = &[
    ("createSession", "signing in comes before being signed in"),
    ("createSystemSession", "signing in comes before being signed in"),
    ("listIdentityProviders", "says how to sign in"),
    ("getApiInfo", "says what this API is"),
    ("listUnits", "contact cards are for anyone to find"),
    ("getUnit", "a contact card is public"),
    ("readFhirCapabilities", "says what the FHIR server can do"),
    ("listTimeTypes", "what can be booked is public; hidden time types are not there"),
    ("searchSlots", "free times are public, and say nothing of who has booked others"),
    ("searchUnitSlots", "free times are public, and say nothing of who has booked others"),
    ("listSlotDays", "days with free times are public"),
    ("followSlots", "free times are public, and say nothing of who has booked others"),
    ("getCaseTypeForm", "a form is shown before signing in; limited ones are not found here"),
];

/// Who asks. The columns of the matrix, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Anonymous,
    Resident,
    OtherResident,
    /// Of a child who is 8: the thing asked about is the child's.
    Guardian,
    /// Of a child who is 13: the thing asked about is the child's.
    GuardianOfTeen,
    Receiver,
    AssignedHandler,
    OtherHandler,
    LocalAdministrator,
    PermissionAdministrator,
    Reviewer,
    RegionalAdministrator,
    NationalAdministrator,
    ReceiverElsewhere,
    HandlerElsewhere,
    LocalAdministratorElsewhere,
    PermissionAdministratorElsewhere,
    ReviewerElsewhere,
    OtherRegionsAdministrator,
    /// Looks after residents' accounts for the region, and has nothing to do at any unit.
    AccountAdministrator,
    SystemWithScope,
    SystemWithoutScope,
    /// With every scope, for another unit.
    SystemElsewhere,
}

use By::*;

/// Four groups: signed out and residents | staff at the unit and above it | staff elsewhere | systems.
const GROUPS: [&[By]; 4] = [
    &[Anonymous, Resident, OtherResident, Guardian, GuardianOfTeen],
    &[
        Receiver,
        AssignedHandler,
        OtherHandler,
        LocalAdministrator,
        PermissionAdministrator,
        Reviewer,
        RegionalAdministrator,
        NationalAdministrator,
    ],
    &[
        ReceiverElsewhere,
        HandlerElsewhere,
        LocalAdministratorElsewhere,
        PermissionAdministratorElsewhere,
        ReviewerElsewhere,
        OtherRegionsAdministrator,
        AccountAdministrator,
    ],
    &[SystemWithScope, SystemWithoutScope, SystemElsewhere],
];

/// What must be there before the operation is asked for, made anew for each cell.
#[derive(Debug, Clone, Copy)]
enum Given {
    Nothing,
    Draft,
    New,
    Assigned,
    Awaiting,
    /// An assigned case with a file that was sent: `{attachment}`.
    FileSent,
    /// A case that awaits the resident, who has uploaded a file and not sent it: `{attachment}`.
    FileWaiting,
    Closed,
    /// With a group that the other handler is a member of.
    WithGroup,
    /// Whatever the row's own slice puts there: placeholders into `extra`, a version into `etag`.
    Other(fn(&World, &mut Scene)),
}

/// One operation: what is asked, what each caller is answered, and the action that is recorded.
struct Row {
    operation: &'static str,
    method: &'static str,
    /// `{resident}` is the subject, `{unit}` the clinic, `{case}` what was given.
    path: &'static str,
    given: Given,
    body: fn(&Scene) -> Value,
    /// The statuses in the order of [`GROUPS`]; `!` after one that hides a refusal. Where the third group ends before the account
    /// administrator, they are answered like the receiver elsewhere: as staff without a role there. Where the fourth ends before the
    /// system elsewhere, it is answered like one without a scope.
    answers: [&'static str; 4],
    action: &'static str,
}

/// What the placeholders of one cell stand for.
struct Scene {
    subject: Uuid,
    unit: Uuid,
    case_type: Uuid,
    handler: Uuid,
    other_handler: Uuid,
    case: Option<Shown>,
    /// Sent as `If-Match`.
    etag: Option<String>,
    extra: BTreeMap<&'static str, String>,
}

const NONE: fn(&Scene) -> Value = |_| Value::Null;
const EMPTY: fn(&Scene) -> Value = |_| json!({});

/// The resident and a young child's guardian may; nobody else learns that it is there.
const OWN_READ: [&str; 4] = [
    "401 200 404 200 404",
    "404 404 404 404 404 404 404 404",
    "404 404 404 404 404 404",
    "404 404",
];

fn rows() -> Vec<Row> {
    let rows = [
        cases::rows(),
        citizen_cases::rows(),
        case_types::rows(),
        templates::rows(),
        attachments::rows(),
        bookings::rows(),
        cases_life::rows(),
        groups::rows(),
        identity::rows(),
        units::rows(),
        staff::rows(),
        inbox::rows(),
        journal_read::rows(),
        journal_insight::rows(),
        retention::rows(),
        region_policies::rows(),
        patient_overview::rows(),
        record_copies::rows(),
        protection::rows(),
        journal_measures::rows(),
        log_reviews::rows(),
        statistics::rows(),
        time_book::rows(),
        fhir::rows(),
        waiting_list::rows(),
        summonses::rows(),
        // Last: they end sessions that the others' scenes are set with.
        identity::session_rows(),
    ];
    rows.into_iter().flatten().collect()
}

/// A clinic and everybody who asks.
struct Stage {
    clinic: Clinic,
    child: Uuid,
    teen: Resident,
    tokens: Vec<(By, Option<String>)>,
}

impl Stage {
    async fn set() -> Self {
        let clinic = Clinic::new().await;
        let world = &clinic.world;
        let child = world.resident("alva");
        let teen = world.signed_in("oskar").await;
        world.guardian_of(clinic.anna.id, child);
        world.guardian_of(clinic.anna.id, teen.id);
        let tokens = tokens(&clinic).await;
        Self { clinic, child, teen, tokens }
    }

    /// What the cell is about: the caller's own kind of thing, in the state that is asked for.
    async fn scene(&self, by: By, given: Given) -> Scene {
        let clinic = &self.clinic;
        let (subject, writer) = match by {
            Guardian => (self.child, &clinic.anna.token),
            GuardianOfTeen => (self.teen.id, &self.teen.token),
            _ => (clinic.anna.id, &clinic.anna.token),
        };
        let case = match given {
            Given::Nothing | Given::Other(_) => None,
            _ => Some(self.case(given, writer, subject).await),
        };
        let mut scene = Scene {
            subject,
            unit: clinic.unit,
            case_type: clinic.case_type,
            handler: clinic.handler.id,
            other_handler: clinic.other_handler.id,
            etag: case.as_ref().map(|case| case.etag.clone()),
            case,
            extra: BTreeMap::new(),
        };
        match given {
            Given::Other(prepare) => prepare(&clinic.world, &mut scene),
            Given::FileSent => attachments::put_file(&clinic.world, &mut scene, true),
            Given::FileWaiting => attachments::put_file(&clinic.world, &mut scene, false),
            _ => {}
        }
        scene
    }

    async fn case(&self, given: Given, writer: &str, subject: Uuid) -> Shown {
        let clinic = &self.clinic;
        let draft = clinic.draft_for(writer, subject).await;
        if matches!(given, Given::Draft) {
            return draft;
        }
        let new = clinic.step(writer, &draft, "submissions", json!({})).await;
        if matches!(given, Given::New) {
            return new;
        }
        if matches!(given, Given::WithGroup) {
            let group = clinic.world.group(clinic.unit, &[clinic.other_handler.id]);
            let to = json!({ "groupId": group });
            return clinic.step(&clinic.receiver.token, &new, "distributions", to).await;
        }
        let to = json!({ "handlerId": clinic.handler.id });
        let assigned = clinic.step(&clinic.receiver.token, &new, "distributions", to).await;
        match given {
            Given::Awaiting | Given::FileWaiting => {
                clinic.reply(&assigned, "counter-question").await
            }
            Given::Closed => clinic.reply(&assigned, "answer").await,
            _ => assigned,
        }
    }

    /// Who the tokens stand for: each cell gets a session of its own, since some end theirs.
    async fn callers(&self) -> Vec<(By, Option<Who>)> {
        let (app, address) = (&self.clinic.world.app, "127.0.0.1".parse().expect("an address"));
        let mut callers = Vec::new();
        for (by, token) in &self.tokens {
            let token = token.as_deref().map(Token::given);
            let admitted = app.sessions.admit(token.as_ref(), address, app.clock.now()).await;
            let presented = admitted.expect("redis is there").presented;
            callers.push((*by, presented.map(|presented| presented.session.who)));
        }
        callers
    }

    async fn ask(&self, row: &Row, token: Option<&String>, scene: &Scene) -> Answer {
        let mut path = row
            .path
            .replace("{resident}", &scene.subject.to_string())
            .replace("{unit}", &scene.unit.to_string());
        for (name, value) in &scene.extra {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        if let Some(case) = &scene.case {
            path = path.replace("{case}", &case.id);
        }
        let mut request = self.clinic.world.request(row.method, &path);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(etag) = &scene.etag {
            request = request.header("if-match", etag);
        }
        if row.method == "POST" {
            request = request.header("idempotency-key", new_id().to_string());
        }
        send(match (row.body)(scene) {
            Value::Null => request,
            Value::String(file) if file.starts_with("%PDF-") => request
                .header("content-type", "application/pdf")
                .header("content-disposition", "attachment; filename=remiss.pdf")
                .body(file),
            Value::String(lines) => {
                request.header("content-type", "application/x-ndjson").body(lines)
            }
            body => request.json(&body),
        })
        .await
    }
}

async fn tokens(clinic: &Clinic) -> Vec<(By, Option<String>)> {
    let (world, unit, elsewhere) = (&clinic.world, clinic.unit, clinic.world.unit());
    let mut tokens = Vec::new();
    for by in GROUPS.into_iter().flatten() {
        let staff = |role, unit| async move { world.colleague(&[(role, unit)]).await.token };
        let token = match by {
            Anonymous => None,
            Resident | Guardian | GuardianOfTeen => Some(clinic.anna.token.clone()),
            OtherResident => Some(world.signed_in("maria").await.token),
            Receiver => Some(clinic.receiver.token.clone()),
            AssignedHandler => Some(clinic.handler.token.clone()),
            OtherHandler => Some(clinic.other_handler.token.clone()),
            LocalAdministrator => Some(staff(Role::LocalAdministrator, unit).await),
            PermissionAdministrator => Some(staff(Role::PermissionAdministrator, unit).await),
            Reviewer => Some(staff(Role::Reviewer, unit).await),
            RegionalAdministrator => {
                Some(world.staff_session(world.regional_administrator()).await)
            }
            NationalAdministrator => {
                Some(world.staff_session(world.national_administrator()).await)
            }
            ReceiverElsewhere => Some(staff(Role::Receiver, elsewhere).await),
            HandlerElsewhere => Some(staff(Role::Handler, elsewhere).await),
            LocalAdministratorElsewhere => Some(staff(Role::LocalAdministrator, elsewhere).await),
            PermissionAdministratorElsewhere => {
                Some(staff(Role::PermissionAdministrator, elsewhere).await)
            }
            ReviewerElsewhere => Some(staff(Role::Reviewer, elsewhere).await),
            OtherRegionsAdministrator => Some(administrator_of_another_region(world).await),
            AccountAdministrator => Some(world.staff_session(world.account_administrator()).await),
            SystemWithScope => Some(world.system_session(world.client(Scope::ALL).id).await),
            SystemWithoutScope => Some(world.system_session(world.client(&[]).id).await),
            SystemElsewhere => {
                Some(world.system_session(world.client_at(Scope::ALL, elsewhere).id).await)
            }
        };
        tokens.push((*by, token));
    }
    tokens
}

async fn administrator_of_another_region(world: &World) -> String {
    let id = world.regional_administrator();
    world.sql(&format!("update role_assignment set region_code = '03' where staff_id = '{id}'"));
    world.staff_session(id).await
}

/// What each caller is to be answered.
fn agreed(row: &Row) -> Vec<&'static str> {
    let groups = row.answers.iter().zip(GROUPS).map(|(answers, callers)| {
        let mut answers: Vec<&str> = answers.split(' ').collect();
        if callers.contains(&AccountAdministrator) && answers.len() + 1 == callers.len() {
            answers.push(answers[0]);
        }
        if callers.contains(&SystemElsewhere) && answers.len() + 1 == callers.len() {
            answers.push(answers[1]);
        }
        answers
    });
    groups.flatten().collect()
}

/// What an answer of that status must leave in the record.
fn owed(status: u16, action: &str) -> Option<String> {
    match status {
        401 => None,
        200..=399 => Some(format!("{action} done")),
        403 | 404 => Some(format!("{action} denied")),
        _ => Some(format!("{action} refused")),
    }
}

// proves: M-1, M-2, M-3, M-4, M-5, M-6, M-7, M-9, M-10, M-11, M-12, M-13, B-6, B-7, B-124
#[tokio::test]
async fn each_operation_answers_each_caller_as_agreed_and_records_it() {
    let stage = Stage::set().await;
    let callers = stage.callers().await;
    let mut wrong = Vec::new();
    for row in rows() {
        let expected = agreed(&row);
        assert_eq!(expected.len(), callers.len(), "{}: a status a caller", row.operation);
        for ((by, who), expected) in callers.iter().zip(expected) {
            let scene = stage.scene(*by, row.given).await;
            let token = match who {
                Some(who) => Some(stage.clinic.world.session(*who).await),
                None => None,
            };
            let before = stage.clinic.world.audit().len();
            let answer = stage.ask(&row, token.as_ref(), &scene).await;
            let left: BTreeSet<String> = stage.clinic.world.audit().drain(before..).collect();
            // Told what everybody is told, and recorded as what it was.
            let (told, in_silence) = (expected.trim_end_matches('!'), expected.ends_with('!'));
            let owed = match in_silence {
                true => Some(format!("{} refused", row.action)),
                false => owed(answer.status, row.action),
            };
            let owed: BTreeSet<String> = owed.into_iter().collect();
            if answer.status.to_string() != told || left != owed {
                wrong.push(format!(
                    "{} by {by:?}: {} (agreed {expected}), recorded {left:?}",
                    row.operation, answer.status
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n", wrong.join("\n"));
}

#[test]
fn every_operation_has_a_row_or_is_public() {
    let raw = serde_json::from_str(&etjanster::api::service().spec()).expect("JSON");
    let document = etjanster::document::finish(raw);
    let paths = document["paths"].as_object().expect("paths");
    let operations =
        paths.values().flat_map(|item| item.as_object().expect("a path item").values());
    let (mut guarded, mut open) = (BTreeSet::new(), BTreeSet::new());
    for operation in operations.filter(|operation| operation["operationId"].is_string()) {
        let id = operation["operationId"].as_str().expect("text").to_owned();
        let schemes = operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty());
        if schemes {
            guarded.insert(id)
        } else {
            open.insert(id)
        };
    }
    let rows: BTreeSet<String> = rows().iter().map(|row| row.operation.to_owned()).collect();
    let public: BTreeSet<String> = PUBLIC.iter().map(|(id, _)| (*id).to_owned()).collect();
    let none = BTreeSet::new();
    assert_eq!(guarded.difference(&rows).collect::<BTreeSet<_>>(), none.iter().collect(), "no row");
    assert_eq!(
        rows.difference(&guarded).collect::<BTreeSet<_>>(),
        none.iter().collect(),
        "no such"
    );
    assert_eq!(open, public, "public operations are listed with a reason");
}
