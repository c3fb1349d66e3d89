//! A case on paper: whoever may read it may print it, and the record tells the two apart (B-121).

use poem_openapi::{ApiResponse, OpenApi, param::Path, payload::Binary};

use super::{case::Case, policy::Read, read, store, view::CaseView};
use crate::{
    access::{Action, Actor, Caller, Cx, Verdict},
    api::Tag,
    audit,
    failure::{Failure, Problem},
    id::CaseId,
    paper::Paper,
};

/// Take a case out on paper.
#[derive(Debug)]
pub struct Print;

impl Action for Print {
    type On = Case;
    const NAME: &'static str = "case.print";

    fn decide(actor: &Actor, case: &Case) -> Verdict {
        Read::decide(actor, case)
    }
}

/// The case as a PDF, with its latest messages.
async fn print(cx: Cx, id: CaseId) -> Result<Vec<u8>, Failure> {
    cx.transact(move |tx, cx| {
        let (_, grant) = store::find(tx, id)?.open::<Print>(tx)?;
        let view = read::view_of(tx, cx, &grant)?;
        Ok(audit::record(tx, grant, on_paper(&view))?)
    })
    .await
}

fn on_paper(case: &CaseView) -> Vec<u8> {
    let mut paper = Paper::new(&format!("Ärende {}: {}", case.number, case.title));
    paper.fact("Mottagning", &case.unit.name);
    paper.fact("Invånare", &case.subject.name);
    for (name, at) in [("Skickat", &case.submitted_at), ("Avslutat", &case.closed_at)] {
        if let Some(at) = at {
            paper.fact(name, &at.to_string());
        }
    }
    paper.heading("Meddelanden");
    for message in &case.messages {
        let sender = message.sender_name.as_deref().unwrap_or("Automatiskt");
        paper.text(&format!("{}  {}  {sender}", message.seq, message.sent_at));
        paper.text(&message.body);
        paper.text(message.signature.as_deref().unwrap_or_default());
        paper.text(" ");
    }
    paper.finish()
}

pub struct PrintRoutes;

#[derive(ApiResponse)]
enum Printed {
    /// The case as a PDF.
    #[oai(status = 200, content_type = "application/pdf")]
    Page(
        Binary<Vec<u8>>,
        /// Under which name to keep it.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[OpenApi(tag = "Tag::Cases")]
impl PrintRoutes {
    /// Print a case
    ///
    /// The case and its latest messages, at most 100, as a PDF. Whoever may read the case may print it; the
    /// access log says that it was printed.
    #[oai(path = "/cases/:caseId/print", method = "get", operation_id = "printCase")]
    async fn print(
        &self,
        caller: Caller,
        #[oai(name = "caseId")] case_id: Path<CaseId>,
    ) -> Result<Printed, Problem> {
        let pdf = print(caller.0, case_id.0).await?;
        let name = format!("attachment; filename=\"arende-{}.pdf\"", case_id.0);
        Ok(Printed::Page(Binary(pdf), name))
    }
}
