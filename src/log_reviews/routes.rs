//! What can be asked of log reviews.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::Json,
};

use super::{
    draw, find, list, sign,
    view::{
        Judged, LogReviewView, NewFinding, NewLogReview, NewSignature, RepeatView, ReviewRowsView,
    },
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::{LogReviewId, UnitId},
    page::{self, Page, Wanted},
};

pub struct Routes;

#[derive(ApiResponse)]
enum ReviewMade {
    /// The review as it is now.
    #[oai(status = 201)]
    Made(
        Json<LogReviewView>,
        /// Where the review is.
        #[oai(header = "Location")]
        String,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum ReviewRead {
    /// The review as it stands.
    #[oai(status = 200)]
    Read(
        Json<LogReviewView>,
        /// Its version.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum RowJudged {
    /// The row with what was found.
    #[oai(status = 201)]
    Judged(
        Json<Judged>,
        /// Where the review's rows are.
        #[oai(header = "Location")]
        String,
    ),
}

fn made(view: LogReviewView) -> ReviewMade {
    let location = view.links.get("self").map(|link| link.href.clone()).unwrap_or_default();
    let etag = page::etag(view.version);
    ReviewMade::Made(Json(view), location, etag)
}

#[OpenApi(tag = "Tag::Audit")]
impl Routes {
    /// List log reviews
    ///
    /// The unit's reviews, the latest first. For its reviewers (granskare) and national administrators.
    #[oai(path = "/units/:unitId/log-reviews", method = "get", operation_id = "listLogReviews")]
    async fn list(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<LogReviewView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(list::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Draw a log review
    ///
    /// Rows of what staff did at the unit in the period: some by lot, some because they look risky. What the
    /// one who draws did is left out. The seed is drawn too and kept, so that the draw can be repeated.
    /// Refused with `log-review-empty` when nothing fits. For the unit's reviewers and national
    /// administrators.
    #[oai(path = "/units/:unitId/log-reviews", method = "post", operation_id = "drawLogReview")]
    async fn draw(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewLogReview>,
    ) -> Result<ReviewMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(made(draw::draw(caller.0, unit_id.0, repeat, new).await?))
    }

    /// Read a log review
    ///
    /// How it was drawn and how far it has come. For the unit's reviewers and national administrators.
    #[oai(
        path = "/units/:unitId/log-reviews/:logReviewId",
        method = "get",
        operation_id = "readLogReview"
    )]
    async fn read(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "logReviewId")] id: Path<LogReviewId>,
    ) -> Result<ReviewRead, Problem> {
        let view = list::read(caller.0, (unit_id.0, id.0)).await?;
        let etag = page::etag(view.version);
        Ok(ReviewRead::Read(Json(view), etag))
    }

    /// List the rows of a log review
    ///
    /// Who did what to whom and when, and why a row looks risky; never what was read. Everybody they are
    /// about is told in their own access log. For the unit's reviewers and national administrators.
    #[oai(
        path = "/units/:unitId/log-reviews/:logReviewId/rows",
        method = "get",
        operation_id = "listLogReviewRows"
    )]
    async fn rows(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "logReviewId")] id: Path<LogReviewId>,
    ) -> Result<Json<ReviewRowsView>, Problem> {
        Ok(Json(list::rows(caller.0, (unit_id.0, id.0)).await?))
    }

    /// Repeat the draw of a log review
    ///
    /// Draws once more with the same seed and criteria and says whether the rows are the same: they are,
    /// unless somebody has tampered. For the unit's reviewers and national administrators.
    #[oai(
        path = "/units/:unitId/log-reviews/:logReviewId/repeated-draw",
        method = "get",
        operation_id = "repeatLogReviewDraw"
    )]
    async fn repeat(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "logReviewId")] id: Path<LogReviewId>,
    ) -> Result<Json<RepeatView>, Problem> {
        Ok(Json(draw::again(caller.0, (unit_id.0, id.0)).await?))
    }

    /// Judge a row of a log review
    ///
    /// Says whether the access was justified. It can be judged anew until the review is signed. One's own
    /// rows are refused with `log-review-own-row`. For the unit's reviewers and national administrators.
    #[oai(
        path = "/units/:unitId/log-reviews/:logReviewId/rows/:place/findings",
        method = "post",
        operation_id = "judgeLogReviewRow"
    )]
    async fn judge(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "logReviewId")] id: Path<LogReviewId>,
        /// The row's number in the review.
        #[oai(validator(minimum(value = "1"), maximum(value = "400")))]
        place: Path<i32>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewFinding>,
    ) -> Result<RowJudged, Problem> {
        let (repeat, new) = body.under(key.0);
        let location = format!("{}/units/{}/log-reviews/{}/rows", page::BASE, unit_id.0, id.0);
        let view = find::judge(caller.0, (unit_id.0, id.0, place.0), repeat, new).await?;
        Ok(RowJudged::Judged(Json(view), location))
    }

    /// Sign a log review
    ///
    /// Ends it with what it came to. Every row is judged first, else `log-review-unfinished`; a review with
    /// an unjustified row is not `ok`. Nothing in it changes afterwards. For the unit's reviewers and national
    /// administrators.
    #[oai(
        path = "/units/:unitId/log-reviews/:logReviewId/signatures",
        method = "post",
        operation_id = "signLogReview"
    )]
    async fn sign(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "logReviewId")] id: Path<LogReviewId>,
        /// The version that was seen.
        #[oai(name = "If-Match", validator(max_length = 255))]
        version: Header<Option<String>>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<NewSignature>,
    ) -> Result<ReviewMade, Problem> {
        let (repeat, new) = body.under(key.0);
        Ok(made(sign::sign(caller.0, (unit_id.0, id.0), version.0, repeat, new).await?))
    }
}
