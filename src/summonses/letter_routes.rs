//! What can be asked of summonses on paper: paths, bodies, API docs. No decisions.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::{Binary, Json},
};

use super::{letter, view::LetterView};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    cases::Nothing,
    failure::Problem,
    id::{SummonsId, UnitId},
    page::{self, Page, Wanted},
};

pub struct LetterRoutes;

#[derive(ApiResponse)]
enum LetterSent {
    /// The letter is in the post.
    #[oai(status = 201)]
    Sent(
        Json<LetterView>,
        /// Where its summons is.
        #[oai(header = "Location")]
        String,
    ),
}

#[derive(ApiResponse)]
enum LetterPrinted {
    /// The letter as a PDF.
    #[oai(status = 200, content_type = "application/pdf")]
    Page(
        Binary<Vec<u8>>,
        /// Under which name to keep it.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[OpenApi(tag = "Tag::Summonses")]
impl LetterRoutes {
    /// List summonses to put in the post
    ///
    /// The unit's letters whose mail-out has come: weekdays at the region's time. For the unit's receivers and
    /// handlers, and for system clients with the scope `letters:send`.
    #[oai(
        path = "/units/:unitId/summons-letters",
        method = "get",
        operation_id = "listSummonsLetters"
    )]
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
    ) -> Result<Json<Page<LetterView>>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        Ok(Json(letter::list(caller.0, unit_id.0, wanted).await?))
    }

    /// Print a summons
    ///
    /// As a PDF. One that was stopped is refused with `summons-letter-not-waiting`.
    #[oai(
        path = "/units/:unitId/summons-letters/:summonsId/print",
        method = "get",
        operation_id = "printSummons"
    )]
    async fn print(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "summonsId")] id: Path<SummonsId>,
    ) -> Result<LetterPrinted, Problem> {
        let pdf = letter::print(caller.0, (unit_id.0, id.0)).await?;
        let name = format!("attachment; filename=\"kallelse-{}.pdf\"", id.0);
        Ok(LetterPrinted::Page(Binary(pdf), name))
    }

    /// Say that a summons is in the post
    ///
    /// Once; it leaves the list, and the person has been summoned.
    #[oai(
        path = "/units/:unitId/summons-letters/:summonsId/postings",
        method = "post",
        operation_id = "sendSummonsLetter"
    )]
    async fn send(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        #[oai(name = "summonsId")] id: Path<SummonsId>,
        /// Makes it safe to send the request again.
        #[oai(name = "Idempotency-Key", validator(min_length = 1, max_length = 255))]
        key: Header<String>,
        body: Body<Nothing>,
    ) -> Result<LetterSent, Problem> {
        let (repeat, _) = body.under(key.0);
        let location = format!("{}/summonses/{}", page::BASE, id.0);
        Ok(LetterSent::Sent(
            Json(letter::send(caller.0, (unit_id.0, id.0), repeat).await?),
            location,
        ))
    }
}
