//! What can be asked of cases: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    case::StageCode,
    deadline::DeadlineState,
    distribute, draft, list,
    read::{self, Seen},
    reply,
    store::{CaseSort, ListWish},
    submit,
    view::{
        CaseSummary, CaseView, Distribution, DraftAnswers, MessageView, NewCase, Nothing,
        Redistribution, Reply, ResidentMessage,
    },
    withdraw,
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{CaseId, CaseTypeId, ResidentId, StaffGroupId, StaffId, UnitId},
    page::{self, Page, Wanted},
};

pub struct Routes;

/// A case that was begun or taken a step further.
#[derive(ApiResponse)]
pub enum CaseStep {
    /// The case as it stands now.
    #[oai(status = 201)]
    Done(
        Json<CaseView>,
        /// Where the case is.
        #[oai(header = "Location")]
        String,
        /// The case's version, for `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

/// A case, or word that the client has it already.
#[derive(ApiResponse)]
#[expect(clippy::large_enum_variant, reason = "made once per answer and sent at once")]
pub enum CaseRead {
    /// The case and its latest messages.
    #[oai(status = 200)]
    Fresh(
        Json<CaseView>,
        /// The case's version, for `If-Match` and `If-None-Match`.
        #[oai(header = "ETag")]
        String,
    ),
    /// The client has this version. The read is recorded all the same.
    #[oai(status = 304)]
    Known(
        /// The case's version.
        #[oai(header = "ETag")]
        String,
    ),
}

/// A draft thrown away.
#[derive(ApiResponse)]
pub enum Discarded {
    /// The draft is gone.
    #[oai(status = 204)]
    Gone,
}

pub fn step(view: CaseView) -> CaseStep {
    let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
    let tag = page::etag(view.version);
    CaseStep::Done(Json(view), location, tag)
}

fn fresh(view: CaseView) -> CaseRead {
    let tag = page::etag(view.version);
    CaseRead::Fresh(Json(view), tag)
}

#[OpenApi(tag = "Tag::Cases")]
impl Routes {
    /// Begin a case
    ///
    /// Begins a draft (utkast) for the resident or, before the child's 13th birthday, by a guardian.
    /// The case type must be available to the resident at that unit. Answers may be incomplete until
    /// the draft is submitted; no one at the unit sees it before that. With `previousCaseId` it follows up a
    /// closed case.
    #[oai(path = "/residents/:residentId/cases", method = "post", operation_id = "beginCase")]
    async fn begin(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewCase>,
    ) -> Result<CaseStep, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(step(draft::begin(caller.0, resident_id.0, repeat, new).await?))
    }

    /// List a resident's cases
    ///
    /// Newest first, drafts among them. For the resident, and for a guardian until the child's 13th
    /// birthday; the list of a child one may not act for is not found.
    #[oai(
        path = "/residents/:residentId/cases",
        method = "get",
        operation_id = "listResidentCases"
    )]
    async fn list_of_resident(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] resident_id: Path<ResidentId>,
        /// Only cases in this stage.
        stage: Query<Option<StageCode>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<CaseSummary>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::of_resident(caller.0, resident_id.0, stage.0, wanted).await?))
    }

    /// List a unit's cases
    ///
    /// Without drafts and without content, newest first unless `sort` says otherwise. A receiver
    /// (ärendemottagare) sees all of the unit's cases; a handler (ärendehanterare) those that are theirs, and
    /// those that wait for one of their groups. Filters narrow that together. Each resident shown is recorded.
    #[oai(path = "/units/:unitId/cases", method = "get", operation_id = "listUnitCases")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the operation")]
    async fn list_of_unit(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Only cases in this stage.
        stage: Query<Option<StageCode>>,
        /// Only cases that are with the caller.
        #[oai(default)]
        mine: Query<bool>,
        /// Only cases with that handler.
        #[oai(name = "handlerId")]
        handler_id: Query<Option<StaffId>>,
        /// Only cases that wait for someone of that group.
        #[oai(name = "groupId")]
        group_id: Query<Option<StaffGroupId>>,
        /// Only cases of that type.
        #[oai(name = "caseTypeId")]
        case_type_id: Query<Option<CaseTypeId>>,
        /// Only open cases without a first response, that near the end of the promised time.
        deadline: Query<Option<DeadlineState>>,
        /// Only cases that no handler has yet.
        #[oai(default)]
        unassigned: Query<bool>,
        /// Only cases whose handler can't look after them.
        #[oai(name = "needsRedistribution", default)]
        needs_redistribution: Query<bool>,
        /// Only cases submitted more than so many days ago.
        #[oai(name = "olderThanDays", validator(minimum(value = "0"), maximum(value = "3650")))]
        older_than_days: Query<Option<i32>>,
        /// Only the case with that number.
        #[oai(validator(pattern = "^[0-9]{10}$", max_length = 10))]
        number: Query<Option<String>>,
        /// The order.
        sort: Query<Option<CaseSort>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<CaseSummary>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = ListWish {
            stage: stage.0,
            only_mine: mine.0,
            handler: handler_id.0,
            group: group_id.0,
            case_type: case_type_id.0,
            deadline: deadline.0,
            unassigned: unassigned.0,
            needs_redistribution: needs_redistribution.0,
            older_than_days: older_than_days.0,
            number: number.0,
            sort: sort.0,
        };
        Ok(Json(list::of_unit(caller.0, unit_id.0, wish, wanted).await?))
    }

    /// Read a case
    ///
    /// Only the resident's side, the unit's receivers and the assigned handler see a case; to other
    /// handlers it is not found, and administrators get `forbidden`. `_links` name what this caller
    /// may do next.
    #[oai(path = "/cases/:caseId", method = "get", operation_id = "readCase")]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` the client has.
        #[oai(name = "If-None-Match", validator(max_length = 200))]
        known: Header<Option<String>>,
    ) -> Result<CaseRead, Problem> {
        let view = read::read(caller.0, case_id.0).await?;
        let tag = page::etag(view.version);
        Ok(if known.0.as_deref() == Some(&tag) { CaseRead::Known(tag) } else { fresh(view) })
    }

    /// Read a case's messages
    ///
    /// The last ones before `before`, oldest first; `_links.next` leads to older ones. For cases with
    /// more messages than the case itself shows.
    #[oai(path = "/cases/:caseId/messages", method = "get", operation_id = "listCaseMessages")]
    async fn messages(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// Only messages whose `seq` is lower.
        #[oai(validator(minimum(value = "1")))]
        before: Query<Option<i32>>,
        /// The most messages to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
    ) -> Result<Json<Page<MessageView>>, Problem> {
        Ok(Json(read::read_messages(caller.0, case_id.0, before.0, limit.0).await?))
    }

    /// Answer a question from the unit
    ///
    /// Possible while the case is `awaiting-resident`; the same handler has it back and is told so.
    /// Otherwise `case-not-replyable`, or `case-closed`.
    #[oai(path = "/cases/:caseId/messages", method = "post", operation_id = "replyAsResident")]
    async fn reply_as_resident(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<ResidentMessage>,
    ) -> Result<CaseStep, Problem> {
        let ((repeat, message), seen) = (body.under(key.0), Seen(if_match.0));
        let view = reply::reply_as_resident(caller.0, case_id.0, seen, repeat, message).await?;
        Ok(step(view))
    }

    /// Change a draft
    ///
    /// Replaces all answers. Only while the case is a draft.
    #[oai(path = "/cases/:caseId/draft", method = "put", operation_id = "changeDraft")]
    async fn change_draft(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        body: Body<DraftAnswers>,
    ) -> Result<CaseRead, Problem> {
        let (seen, answers) = (Seen(if_match.0), body.value.answers);
        Ok(fresh(draft::change(caller.0, case_id.0, seen, answers).await?))
    }

    /// Throw a draft away
    ///
    /// Nothing is left of it but the record that it was thrown away.
    #[oai(path = "/cases/:caseId/draft", method = "delete", operation_id = "discardDraft")]
    async fn discard_draft(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
    ) -> Result<Discarded, Problem> {
        draft::discard(caller.0, case_id.0, Seen(if_match.0)).await?;
        Ok(Discarded::Gone)
    }

    /// Submit a draft
    ///
    /// The case type must still be available, and the answers must fit the form as it is published
    /// now: each fault is named in `errors` by its component. The unit's promise starts to run.
    #[oai(path = "/cases/:caseId/submissions", method = "post", operation_id = "submitCase")]
    async fn submit(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<CaseStep, Problem> {
        let (repeat, _) = body.under(key.0);
        Ok(step(submit::submit(caller.0, case_id.0, Seen(if_match.0), repeat).await?))
    }

    /// Distribute a case
    ///
    /// A receiver gives a new case to a handler or a group at the same unit (fördela), with or without a
    /// partial reply to the resident. A person who is no handler there is refused with `not-a-handler`, one
    /// who is away with `handler-absent`.
    #[oai(path = "/cases/:caseId/distributions", method = "post", operation_id = "distributeCase")]
    async fn distribute(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Distribution>,
    ) -> Result<CaseStep, Problem> {
        let ((repeat, wish), seen) = (body.under(key.0), Seen(if_match.0));
        Ok(step(distribute::distribute(caller.0, case_id.0, seen, repeat, wish).await?))
    }

    /// Give a case to another handler or group
    ///
    /// By a receiver, or by the handler who has it (omfördela). The one who had it no longer sees it.
    #[oai(
        path = "/cases/:caseId/redistributions",
        method = "post",
        operation_id = "redistributeCase"
    )]
    async fn redistribute(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Redistribution>,
    ) -> Result<CaseStep, Problem> {
        let ((repeat, wish), seen) = (body.under(key.0), Seen(if_match.0));
        Ok(step(distribute::redistribute(caller.0, case_id.0, seen, repeat, wish).await?))
    }

    /// Reply to the resident
    ///
    /// By the assigned handler: a question back (motfråga), a partial reply (delsvar), or the answer
    /// that closes the case (besvara). Signed with the handler's signature as it is at this moment.
    #[oai(path = "/cases/:caseId/replies", method = "post", operation_id = "replyToCase")]
    async fn reply(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Reply>,
    ) -> Result<CaseStep, Problem> {
        let ((repeat, reply), seen) = (body.under(key.0), Seen(if_match.0));
        Ok(step(reply::reply(caller.0, case_id.0, seen, repeat, reply).await?))
    }

    /// Withdraw a case
    ///
    /// The resident takes back a case that no handler has yet.
    #[oai(path = "/cases/:caseId/withdrawals", method = "post", operation_id = "withdrawCase")]
    async fn withdraw(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
        /// The `ETag` of the case as the client saw it.
        #[oai(name = "If-Match", validator(max_length = 200))]
        if_match: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<CaseStep, Problem> {
        let (repeat, _) = body.under(key.0);
        Ok(step(withdraw::withdraw(caller.0, case_id.0, Seen(if_match.0), repeat).await?))
    }
}
