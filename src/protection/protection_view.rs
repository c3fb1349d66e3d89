//! What clients send and see of protections and their previews.

use chrono::NaiveDate;
use poem_openapi::{Object, types::Example};
use serde::Deserialize;
use validator::Validate;

use super::{
    measure::{FollowUpOutcome, InitiatedBy, MeasureReason},
    store::{Part, Parts, ProtectionRow},
    view::{
        BlockView, CareDecision, ConsultationView, LockView, example_id, example_links,
        example_moment, not_blank, region_code,
    },
    visibility::{Boundary, BoundaryChange, SeenService, Sight, Viewer, ViewerRelation},
};
use crate::{
    access::Cx,
    id::{ProtectionId, ResidentId, StaffId},
    page::{Linker, Links},
    sql::Moment,
};

crate::sql::code! {
    /// Whether a second person has looked.
    FollowUpState {
        /// Not yet, and there is time.
        Waiting = "waiting",
        /// Not in time.
        Overdue = "overdue",
        FollowedUp = "followed-up",
    }
}

crate::sql::code! {
    /// A part that is lifted at the protection. Locks and blocks are lifted where they are.
    LiftablePart {
        NoticeSilence = "notice-silence",
        JournalSeal = "journal-seal",
    }
}

/// A person to protect, in one act.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewProtection {
    /// The region that asks for it, by county code; the caller acts for it.
    #[validate(custom(function = "region_code"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: String,
    pub reason: MeasureReason,
    pub initiated_by: InitiatedBy,
    #[validate(nested)]
    pub decision: CareDecision,
    /// The guardians to keep out; left out, everyone whom the register names as one.
    #[validate(length(max = 20))]
    #[serde(default)]
    #[oai(validator(max_items = 20))]
    pub guardian_ids: Option<Vec<ResidentId>>,
}

/// Whom the protection would keep out.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct WantedPreview {
    /// The region that the caller acts for, by county code.
    #[validate(custom(function = "region_code"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: String,
    /// The guardians to keep out; left out, everyone whom the register names as one.
    #[validate(length(max = 20))]
    #[serde(default)]
    #[oai(validator(max_items = 20))]
    pub guardian_ids: Option<Vec<ResidentId>>,
}

/// What a second person found.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct NewFollowUp {
    pub outcome: FollowUpOutcome,
    /// For those who may protect people, and nobody else.
    #[validate(length(min = 1, max = 2000), custom(function = "not_blank"))]
    #[serde(default)]
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub note: Option<String>,
}

/// A part of a protection that no longer holds.
#[derive(Debug, Clone, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[oai(rename_all = "camelCase", deny_unknown_fields, skip_serializing_if_is_none, example)]
pub struct PartLifting {
    pub part: LiftablePart,
    /// The region that the caller acts for, by county code.
    #[validate(custom(function = "region_code"))]
    #[oai(validator(max_length = 2, pattern = "^[0-9]{2}$"))]
    pub region_code: String,
    /// Needed when another region ordered it.
    #[validate(nested)]
    #[serde(default)]
    pub consultation: Option<ConsultationView>,
}

/// A part of a protection that is no lock and no block.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ProtectionPart", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct PartView {
    pub part: LiftablePart,
    pub since: Moment,
    /// When the journal was sealed where it is kept.
    pub carried_out_at: Option<Moment>,
    pub lifted_at: Option<Moment>,
}

/// A protection and its parts.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Protection", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct ProtectionView {
    pub id: ProtectionId,
    pub resident_id: ResidentId,
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    pub reason: MeasureReason,
    pub initiated_by: InitiatedBy,
    pub begun_at: Moment,
    pub begun_by: StaffId,
    pub state: FollowUpState,
    pub follow_up_due_at: Moment,
    /// When the region's administrators were told that nobody had looked in time.
    pub escalated_at: Option<Moment>,
    pub followed_up_at: Option<Moment>,
    pub followed_up_by: Option<StaffId>,
    pub outcome: Option<FollowUpOutcome>,
    #[oai(validator(max_length = 2000))]
    pub note: Option<String>,
    #[oai(validator(max_items = 20))]
    pub log_in_locks: Vec<LockView>,
    #[oai(validator(max_items = 100))]
    pub guardian_blocks: Vec<BlockView>,
    #[oai(validator(max_items = 10))]
    pub parts: Vec<PartView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// A protection as lists show it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ProtectionSummary", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct SummaryView {
    pub id: ProtectionId,
    pub resident_id: ResidentId,
    #[oai(validator(max_length = 2))]
    pub region_code: String,
    pub reason: MeasureReason,
    pub begun_at: Moment,
    pub begun_by: StaffId,
    pub state: FollowUpState,
    pub follow_up_due_at: Moment,
    pub outcome: Option<FollowUpOutcome>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// What one person sees in one service, now and with the protection.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Sight", rename_all = "camelCase")]
pub struct SightView {
    pub service: SeenService,
    pub visible_now: bool,
    pub visible_afterwards: bool,
}

/// A person, and what they see.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Viewer", rename_all = "camelCase")]
pub struct ViewerView {
    pub resident_id: ResidentId,
    #[oai(validator(max_length = 401))]
    pub display_name: String,
    pub relation: ViewerRelation,
    /// Whether the protection would block this guardian.
    pub to_be_blocked: bool,
    #[oai(validator(max_items = 20))]
    pub services: Vec<SightView>,
}

/// A day on which what people see changes by itself.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Boundary", rename_all = "camelCase")]
pub struct BoundaryView {
    pub on: NaiveDate,
    #[oai(validator(minimum(value = "0"), maximum(value = "150")))]
    pub age: i32,
    pub change: BoundaryChange,
}

/// What a protection would do. Nothing has been done.
#[derive(Debug, Clone, Object)]
#[oai(rename = "ProtectionPreview", rename_all = "camelCase", example)]
pub struct PreviewView {
    pub resident_id: ResidentId,
    /// The person first, then each guardian.
    #[oai(validator(max_items = 100))]
    pub viewers: Vec<ViewerView>,
    /// The birthdays to come that change something.
    #[oai(validator(max_items = 3))]
    pub boundaries: Vec<BoundaryView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

fn state(row: &ProtectionRow, now: chrono::DateTime<chrono::Utc>) -> FollowUpState {
    match row.followed_up_at {
        Some(_) => FollowUpState::FollowedUp,
        None if row.follow_up_due_at < now => FollowUpState::Overdue,
        None => FollowUpState::Waiting,
    }
}

fn path_of(row: &ProtectionRow) -> String {
    format!("/residents/{}/protections/{}", row.resident_id, row.id)
}

fn part(part: LiftablePart, found: Part) -> Option<PartView> {
    Some(PartView {
        part,
        since: found.since?.into(),
        carried_out_at: found.carried_out_at.map(Moment),
        lifted_at: found.lifted_at.map(Moment),
    })
}

impl ProtectionView {
    pub fn of(cx: &Cx, row: ProtectionRow, parts: Parts) -> Self {
        let now = cx.app().clock.now();
        let path = path_of(&row);
        let open = |part: &Part| part.since.is_some() && part.lifted_at.is_none();
        let liftable = open(&parts.silence) || open(&parts.seal);
        let links = Linker::new(cx.asked())
            .add("self", "GET", &path)
            .add_if(
                row.followed_up_at.is_none(),
                "follow-up",
                "POST",
                &format!("{path}/follow-ups"),
            )
            .add_if(liftable, "lift-part", "POST", &format!("{path}/liftings"));
        let both = [
            part(LiftablePart::NoticeSilence, parts.silence),
            part(LiftablePart::JournalSeal, parts.seal),
        ];
        Self {
            state: state(&row, now),
            id: row.id,
            resident_id: row.resident_id,
            region_code: row.region_code,
            reason: row.reason,
            initiated_by: row.initiated_by,
            begun_at: row.begun_at.into(),
            begun_by: row.begun_by,
            follow_up_due_at: row.follow_up_due_at.into(),
            escalated_at: row.escalated_at.map(Moment),
            followed_up_at: row.followed_up_at.map(Moment),
            followed_up_by: row.followed_up_by,
            outcome: row.outcome,
            note: row.note,
            log_in_locks: parts.locks.into_iter().map(|row| LockView::of(cx, row)).collect(),
            guardian_blocks: parts.blocks.into_iter().map(|row| BlockView::of(cx, row)).collect(),
            parts: both.into_iter().flatten().collect(),
            links: links.done(),
        }
    }
}

impl SummaryView {
    pub fn of(cx: &Cx, row: ProtectionRow) -> Self {
        let links = Linker::new(cx.asked()).add("self", "GET", &path_of(&row));
        Self {
            state: state(&row, cx.app().clock.now()),
            id: row.id,
            resident_id: row.resident_id,
            region_code: row.region_code,
            reason: row.reason,
            begun_at: row.begun_at.into(),
            begun_by: row.begun_by,
            follow_up_due_at: row.follow_up_due_at.into(),
            outcome: row.outcome,
            links: links.done(),
        }
    }
}

impl From<Viewer> for ViewerView {
    fn from(viewer: Viewer) -> Self {
        let sight = |Sight { service, now, afterwards }| SightView {
            service,
            visible_now: now,
            visible_afterwards: afterwards,
        };
        Self {
            resident_id: viewer.id,
            display_name: viewer.name,
            relation: viewer.relation,
            to_be_blocked: viewer.to_be_blocked,
            services: viewer.sights.into_iter().map(sight).collect(),
        }
    }
}

impl From<Boundary> for BoundaryView {
    fn from(boundary: Boundary) -> Self {
        Self { on: boundary.on, age: boundary.age, change: boundary.change }
    }
}

impl Example for NewProtection {
    fn example() -> Self {
        Self {
            region_code: "19".into(),
            reason: MeasureReason::SecretPlacement,
            initiated_by: InitiatedBy::Care,
            decision: CareDecision::sample(),
            guardian_ids: Some(vec![ResidentId(example_id(1))]),
        }
    }
}

impl Example for WantedPreview {
    fn example() -> Self {
        Self { region_code: "19".into(), guardian_ids: Some(vec![ResidentId(example_id(1))]) }
    }
}

impl Example for NewFollowUp {
    fn example() -> Self {
        Self {
            outcome: FollowUpOutcome::Upheld,
            note: Some("Socialtjänsten är informerad.".into()),
        }
    }
}

impl Example for PartLifting {
    fn example() -> Self {
        Self { part: LiftablePart::JournalSeal, region_code: "19".into(), consultation: None }
    }
}

impl Example for ProtectionView {
    fn example() -> Self {
        let resident = example_id(2);
        let part = PartView {
            part: LiftablePart::JournalSeal,
            since: example_moment(),
            carried_out_at: None,
            lifted_at: None,
        };
        Self {
            id: ProtectionId(example_id(22)),
            resident_id: ResidentId(resident),
            region_code: "19".into(),
            reason: MeasureReason::SecretPlacement,
            initiated_by: InitiatedBy::Care,
            begun_at: example_moment(),
            begun_by: StaffId(example_id(30)),
            state: FollowUpState::Waiting,
            follow_up_due_at: Moment("2026-11-24T08:00:00Z".parse().expect("an instant")),
            escalated_at: None,
            followed_up_at: None,
            followed_up_by: None,
            outcome: None,
            note: None,
            log_in_locks: vec![LockView::example()],
            guardian_blocks: vec![BlockView::example()],
            parts: vec![part],
            links: example_links(&format!("/residents/{resident}/protections")),
        }
    }
}

impl Example for SummaryView {
    fn example() -> Self {
        let whole = ProtectionView::example();
        Self {
            id: whole.id,
            resident_id: whole.resident_id,
            region_code: whole.region_code,
            reason: whole.reason,
            begun_at: whole.begun_at,
            begun_by: whole.begun_by,
            state: whole.state,
            follow_up_due_at: whole.follow_up_due_at,
            outcome: None,
            links: whole.links,
        }
    }
}

impl Example for PreviewView {
    fn example() -> Self {
        let resident = example_id(2);
        let services = vec![SightView {
            service: SeenService::Inbox,
            visible_now: true,
            visible_afterwards: false,
        }];
        let viewer = ViewerView {
            resident_id: ResidentId(example_id(1)),
            display_name: "Anna Lindström".into(),
            relation: ViewerRelation::Guardian,
            to_be_blocked: true,
            services,
        };
        let boundary = BoundaryView {
            on: "2026-12-06".parse().expect("a date"),
            age: 13,
            change: BoundaryChange::GuardiansStop,
        };
        Self {
            resident_id: ResidentId(resident),
            viewers: vec![viewer],
            boundaries: vec![boundary],
            links: example_links(&format!("/residents/{resident}/protections")),
        }
    }
}
