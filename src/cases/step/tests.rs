//! Every stage meets every step.

use chrono::TimeDelta;
use uuid::Uuid;

use super::*;
use crate::id::{ResidentId, UnitId};

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;
const TODAY: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a date");

fn anna() -> StaffId {
    StaffId(Uuid::from_u128(1))
}

fn bo() -> StaffId {
    StaffId(Uuid::from_u128(2))
}

fn group(number: u128) -> StaffGroupId {
    StaffGroupId(Uuid::from_u128(number))
}

fn case(stage: Stage) -> Case {
    Case::sample(UnitId(Uuid::nil()), ResidentId(Uuid::nil()), "19".into(), stage)
}

fn waiting() -> Case {
    case(Stage::AwaitingResident { handler: anna(), since: NOW })
}

fn why() -> String {
    "Löst per telefon.".into()
}

fn end<A>(step: Result<Step<A>, Refusal>) -> &'static str {
    match step {
        Ok(step) => step.stage.code().code(),
        Err(Refusal::Closed) => "closed!",
        Err(Refusal::WrongStage(_)) => "stage!",
        Err(Refusal::NotReplyable) => "unasked!",
        Err(Refusal::SameHandler) => "same!",
        Err(Refusal::NotDocumented) => "undocumented!",
        Err(Refusal::NotReopenable) => "withdrawn!",
        Err(Refusal::TooLate { .. }) => "late!",
        Err(Refusal::NobodyHadIt) => "nobody!",
    }
}

fn by_itself<A>(step: Option<Step<A>>) -> &'static str {
    step.map_or("-", |step| step.stage.code().code())
}

/// From which stage each step leads where. `!` marks a refusal.
// proves: B-2, L-2, L-3, L-4, L-5, L-6, L-7, L-8, L-9, L-10, L-11, L-12, L-13, L-15, L-16
#[test]
fn every_stage_meets_every_step() {
    // submit, distribute, to a group, redistribute to another, to the same, to a group, unassign, take,
    // ask back, in part, answer, close, resident's reply, withdraw, reopen, document
    let table = [
        "new stage! stage! stage! stage! stage! stage! stage! stage! stage! stage! stage! unasked! stage! stage! stage!",
        "stage! assigned with-group stage! stage! stage! stage! stage! stage! stage! stage! closed unasked! closed stage! new",
        "stage! stage! stage! assigned assigned with-group new assigned stage! stage! stage! closed unasked! stage! stage! with-group",
        "stage! stage! stage! assigned same! with-group new stage! awaiting-resident assigned closed closed unasked! stage! stage! assigned",
        "stage! stage! stage! awaiting-resident same! stage! stage! stage! awaiting-resident awaiting-resident closed closed assigned stage! stage! awaiting-resident",
        "closed! closed! closed! closed! same! closed! closed! closed! closed! closed! closed! closed! closed! closed! assigned closed",
        "closed! closed! closed! closed! closed! closed! closed! closed! closed! closed! closed! closed! closed! closed! nobody! closed",
        "closed! closed! closed! closed! same! closed! closed! closed! closed! closed! closed! closed! closed! closed! assigned closed",
        "closed! closed! closed! closed! closed! closed! closed! closed! closed! closed! closed! closed! closed! closed! withdrawn! closed",
    ];
    for (stage, expected) in Case::sample_stages(anna(), group(1)).into_iter().zip(table) {
        let case = case(stage);
        let ends = [
            end(case.submit()),
            end(case.distribute(Recipient::Handler(anna()), false)),
            end(case.distribute(Recipient::Group(group(2)), false)),
            end(case.redistribute(Recipient::Handler(bo()))),
            end(case.redistribute(Recipient::Handler(anna()))),
            end(case.redistribute(Recipient::Group(group(2)))),
            end(case.unassign(None)),
            end(case.take(bo())),
            end(case.ask_back(NOW)),
            end(case.reply_in_part()),
            end(case.answer(NOW)),
            end(case.close(why(), NOW)),
            end(case.reply_as_resident(true)),
            end(case.withdraw(NOW)),
            end(case.reopen(None, why(), (TODAY, 30))),
            end(case.document(NOW)),
        ];
        assert_eq!(ends.join(" "), expected, "from {:?}", case.stage);
    }
}

/// What the house does by itself starts only where it may.
// proves: L-14, I-6
#[test]
fn the_house_touches_open_cases_only() {
    // hand over, set aside, put back, warn of expiry
    let table = ["- - - -", "- - - -", "- - new -", "assigned assigned - -"];
    let awaiting = "awaiting-resident awaiting-resident - awaiting-resident";
    let closed = ["- - - -"; 4];
    let expected = table.into_iter().chain([awaiting]).chain(closed);
    let later = NOW + TimeDelta::days(40);
    for (stage, expected) in Case::sample_stages(anna(), group(1)).into_iter().zip(expected) {
        let mut case = case(stage);
        case.rules.expires_after_days = Some(30);
        let ends = [
            by_itself(case.hand_over(bo())),
            by_itself(case.set_aside(Orphaned::Absent)),
            by_itself(case.put_back()),
            by_itself(case.warn_of_expiry(later, 7)),
        ];
        assert_eq!(ends.join(" "), expected, "from {:?}", case.stage);
        assert_eq!(case.expire(later, 7), None, "nobody was told");
        assert_eq!(case.keep(), None, "nobody was away");
    }
}

// proves: B-22
#[test]
fn only_words_from_the_unit_count_as_a_response() {
    let new = case(Stage::New);
    let with_handler = case(Stage::Assigned { handler: anna() });
    let to = Recipient::Handler(anna());
    assert!(!new.distribute(to, false).expect("new").responds);
    assert!(new.distribute(to, true).expect("new").responds);
    assert!(!with_handler.redistribute(Recipient::Handler(bo())).expect("assigned").responds);
    assert!(with_handler.ask_back(NOW).expect("assigned").responds);
    assert!(with_handler.reply_in_part().expect("assigned").responds);
    assert!(with_handler.answer(NOW).expect("assigned").responds);
    assert!(!with_handler.close(why(), NOW).expect("assigned").responds);
}

#[test]
fn a_second_question_keeps_the_first_waiting_time() {
    let later = DateTime::<Utc>::MAX_UTC;
    let step = waiting().ask_back(later).expect("may ask again");
    assert_eq!(step.stage, Stage::AwaitingResident { handler: anna(), since: NOW });
}

#[test]
fn the_handler_changes_and_nothing_else() {
    let step = waiting().redistribute(Recipient::Handler(bo())).expect("another handler");
    assert_eq!(step.stage, Stage::AwaitingResident { handler: bo(), since: NOW });
    let closed = case(Stage::Closed(Closing::Answered { handler: anna(), at: NOW }));
    assert_eq!(closed.handler(), Some(anna()));
}

// proves: L-16
#[test]
fn a_case_opens_again_until_the_last_day() {
    let closed = case(Stage::Closed(Closing::Answered { handler: anna(), at: NOW }));
    let on = |day: u64| closed.reopen(None, why(), (TODAY + Days::new(day), 30));
    assert_eq!(on(30).expect("the last day").stage, Stage::Assigned { handler: anna() });
    assert_eq!(on(31), Err(Refusal::TooLate { days: 30 }));
    let given = closed.reopen(Some(bo()), why(), (TODAY, 30)).expect("to another");
    assert_eq!(given.stage, Stage::Assigned { handler: bo() });
}

// proves: L-14
#[test]
fn a_case_runs_out_only_when_the_resident_was_told_in_time() {
    let mut case = waiting();
    assert_eq!(case.warn_of_expiry(NOW + TimeDelta::days(400), 7), None, "off by default");
    case.rules.expires_after_days = Some(30);
    assert_eq!(case.warn_of_expiry(NOW + TimeDelta::days(22), 7), None);
    let told = case.warn_of_expiry(NOW + TimeDelta::days(23), 7).expect("seven days before");
    assert_eq!(told.expiry_told_at, Some(NOW + TimeDelta::days(23)));

    case.expiry_told_at = told.expiry_told_at;
    assert_eq!(case.warn_of_expiry(NOW + TimeDelta::days(24), 7), None, "once");
    assert_eq!(case.expire(NOW + TimeDelta::days(29), 7), None);
    let expired = case.expire(NOW + TimeDelta::days(30), 7).expect("the day has come");
    assert_eq!(
        expired.stage.closing().map(Closing::kind),
        Some(super::super::stage::CloseKind::Expired)
    );

    case.expiry_told_at = Some(NOW + TimeDelta::days(28));
    assert_eq!(
        case.expire(NOW + TimeDelta::days(34), 7),
        None,
        "told late: seven days all the same"
    );
    assert!(case.expire(NOW + TimeDelta::days(35), 7).is_some());
    let asked = case.ask_back(NOW + TimeDelta::days(29)).expect("a new question");
    assert_eq!(asked.expiry_told_at, None, "and the resident is told anew");
}

// proves: B-9
#[test]
fn a_type_may_ask_for_the_record_before_the_end() {
    let mut case = case(Stage::Assigned { handler: anna() });
    case.rules.documentation_required = true;
    assert_eq!(end(case.answer(NOW)), "undocumented!");
    assert_eq!(end(case.close(why(), NOW)), "undocumented!");
    assert_eq!(end(case.ask_back(NOW)), "awaiting-resident");

    case.documented = case.document(NOW).expect("says so").documented;
    assert_eq!(end(case.answer(NOW)), "closed");
    assert_eq!(end(case.close(why(), NOW)), "closed");

    case.stage = Stage::AwaitingResident { handler: anna(), since: NOW };
    let answered = case.reply_as_resident(true).expect("was asked");
    assert_eq!(answered.documented, None, "there is something new to write down");
}

// proves: I-6
#[test]
fn a_case_set_aside_stays_so_until_someone_has_it() {
    let mut case = waiting();
    let aside = case.set_aside(Orphaned::RoleEnded).expect("open");
    case.orphan = aside.orphan;
    assert_eq!(case.set_aside(Orphaned::Absent), None, "once");
    assert!(case.reply_as_resident(true).expect("was asked").orphan.is_some());
    assert_eq!(case.reply_as_resident(false).expect("was asked").stage, Stage::New);
    assert!(case.ask_back(NOW).expect("waits").orphan.is_some());
    assert_eq!(case.redistribute(Recipient::Handler(bo())).expect("another").orphan, None);
    assert_eq!(case.hand_over(bo()).expect("a substitute").orphan, None);
    assert_eq!(case.answer(NOW).expect("waits").orphan, None);
    assert_eq!(case.keep().expect("is back").orphan, None);
}
