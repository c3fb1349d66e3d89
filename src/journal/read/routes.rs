//! What can be asked of a journal: paths and API docs. No decisions.

use chrono::NaiveDate;
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Header, Path, Query},
    payload::{Binary, Json},
};

use super::{
    list,
    policy::{
        ReadAccessLog, ReadCareContacts, ReadDiagnoses, ReadLabResults, ReadMedications, ReadNotes,
        ReadOverview, ReadReferralAnswers,
    },
    preferences, print,
    view::{JournalView, PreferencesChange, PreferencesView},
    wish::{JournalPart, Wish},
};
use crate::{
    access::Caller,
    api::Tag,
    body::Body,
    failure::Problem,
    id::ResidentId,
    page::{self, Wanted, etag},
};

pub struct ReadRoutes;

#[derive(ApiResponse)]
enum PreferencesAnswer {
    /// What the resident wants.
    #[oai(status = 200)]
    Ok(
        Json<PreferencesView>,
        /// For `If-Match`.
        #[oai(header = "ETag")]
        String,
    ),
}

#[derive(ApiResponse)]
enum Printed {
    /// The journal as a PDF.
    #[oai(status = 200, content_type = "application/pdf")]
    Page(
        Binary<Vec<u8>>,
        /// Under which name to keep it.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[OpenApi(tag = "Tag::Journal")]
impl ReadRoutes {
    /// Read the journal
    ///
    /// All that was written in care, newest first: notes, referral answers, lab results, diagnoses, care
    /// contacts and medication. It is fetched from its sources for this very answer and stored nowhere.
    /// For the resident from 16 and guardians until 13, and between the two for whom a unit has let in;
    /// each page is fetched and decided on anew. `completeness` and `sources` say who did not answer.
    #[oai(
        path = "/residents/:residentId/journal",
        method = "get",
        operation_id = "getJournalOverview"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn overview(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
        /// Nothing from before this day.
        from: Query<Option<NaiveDate>>,
        /// Nothing from after this day.
        through: Query<Option<NaiveDate>>,
        /// Only from the unit with this HSA-id.
        #[oai(validator(max_length = 31))]
        unit: Query<Option<String>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<JournalView>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = Wish::read(from.0, through.0, unit.0)?;
        Ok(Json(
            list::list::<ReadOverview>(caller.0, of.0, JournalPart::Overview, wish, wanted).await?,
        ))
    }

    /// Read notes
    ///
    /// What was written at visits (journalanteckningar), newest first.
    /// For the resident from 16 and guardians until 13, and between the two for whom a unit has let in;
    /// each page is fetched and decided on anew. `completeness` and `sources` say who did not answer.
    #[oai(
        path = "/residents/:residentId/journal/notes",
        method = "get",
        operation_id = "listJournalNotes"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn notes(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
        /// Nothing from before this day.
        from: Query<Option<NaiveDate>>,
        /// Nothing from after this day.
        through: Query<Option<NaiveDate>>,
        /// Only from the unit with this HSA-id.
        #[oai(validator(max_length = 31))]
        unit: Query<Option<String>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<JournalView>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = Wish::read(from.0, through.0, unit.0)?;
        Ok(Json(list::list::<ReadNotes>(caller.0, of.0, JournalPart::Notes, wish, wanted).await?))
    }

    /// Read referral answers
    ///
    /// Answers to referrals (remissvar), of imaging and physiology and of others, newest first.
    /// For the resident from 16 and guardians until 13, and between the two for whom a unit has let in;
    /// each page is fetched and decided on anew. `completeness` and `sources` say who did not answer.
    #[oai(
        path = "/residents/:residentId/journal/referral-answers",
        method = "get",
        operation_id = "listJournalReferralAnswers"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn referral_answers(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
        /// Nothing from before this day.
        from: Query<Option<NaiveDate>>,
        /// Nothing from after this day.
        through: Query<Option<NaiveDate>>,
        /// Only from the unit with this HSA-id.
        #[oai(validator(max_length = 31))]
        unit: Query<Option<String>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<JournalView>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = Wish::read(from.0, through.0, unit.0)?;
        Ok(Json(
            list::list::<ReadReferralAnswers>(
                caller.0,
                of.0,
                JournalPart::ReferralAnswers,
                wish,
                wanted,
            )
            .await?,
        ))
    }

    /// Read lab results
    ///
    /// Answers from clinical chemistry (provsvar), newest first.
    /// For the resident from 16 and guardians until 13, and between the two for whom a unit has let in;
    /// each page is fetched and decided on anew. `completeness` and `sources` say who did not answer.
    #[oai(
        path = "/residents/:residentId/journal/lab-results",
        method = "get",
        operation_id = "listJournalLabResults"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn lab_results(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
        /// Nothing from before this day.
        from: Query<Option<NaiveDate>>,
        /// Nothing from after this day.
        through: Query<Option<NaiveDate>>,
        /// Only from the unit with this HSA-id.
        #[oai(validator(max_length = 31))]
        unit: Query<Option<String>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<JournalView>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = Wish::read(from.0, through.0, unit.0)?;
        Ok(Json(
            list::list::<ReadLabResults>(caller.0, of.0, JournalPart::LabResults, wish, wanted)
                .await?,
        ))
    }

    /// Read diagnoses
    ///
    /// The list of diagnoses, newest first.
    /// For the resident from 16 and guardians until 13, and between the two for whom a unit has let in;
    /// each page is fetched and decided on anew. `completeness` and `sources` say who did not answer.
    #[oai(
        path = "/residents/:residentId/journal/diagnoses",
        method = "get",
        operation_id = "listJournalDiagnoses"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn diagnoses(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
        /// Nothing from before this day.
        from: Query<Option<NaiveDate>>,
        /// Nothing from after this day.
        through: Query<Option<NaiveDate>>,
        /// Only from the unit with this HSA-id.
        #[oai(validator(max_length = 31))]
        unit: Query<Option<String>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<JournalView>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = Wish::read(from.0, through.0, unit.0)?;
        Ok(Json(
            list::list::<ReadDiagnoses>(caller.0, of.0, JournalPart::Diagnoses, wish, wanted)
                .await?,
        ))
    }

    /// Read care contacts
    ///
    /// Visits, calls and admissions (vårdkontakter), newest first.
    /// For the resident from 16 and guardians until 13, and between the two for whom a unit has let in;
    /// each page is fetched and decided on anew. `completeness` and `sources` say who did not answer.
    #[oai(
        path = "/residents/:residentId/journal/care-contacts",
        method = "get",
        operation_id = "listJournalCareContacts"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn care_contacts(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
        /// Nothing from before this day.
        from: Query<Option<NaiveDate>>,
        /// Nothing from after this day.
        through: Query<Option<NaiveDate>>,
        /// Only from the unit with this HSA-id.
        #[oai(validator(max_length = 31))]
        unit: Query<Option<String>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<JournalView>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = Wish::read(from.0, through.0, unit.0)?;
        Ok(Json(
            list::list::<ReadCareContacts>(caller.0, of.0, JournalPart::CareContacts, wish, wanted)
                .await?,
        ))
    }

    /// Read the medication list
    ///
    /// What has been prescribed (läkemedelslistan), newest first.
    /// For the resident from 16 and guardians until 13, and between the two for whom a unit has let in;
    /// each page is fetched and decided on anew. `completeness` and `sources` say who did not answer.
    #[oai(
        path = "/residents/:residentId/journal/medications",
        method = "get",
        operation_id = "listJournalMedications"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn medications(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
        /// Nothing from before this day.
        from: Query<Option<NaiveDate>>,
        /// Nothing from after this day.
        through: Query<Option<NaiveDate>>,
        /// Only from the unit with this HSA-id.
        #[oai(validator(max_length = 31))]
        unit: Query<Option<String>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<JournalView>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = Wish::read(from.0, through.0, unit.0)?;
        Ok(Json(
            list::list::<ReadMedications>(caller.0, of.0, JournalPart::Medications, wish, wanted)
                .await?,
        ))
    }

    /// Read who has worked in the record
    ///
    /// Which staff have worked in the record (loggar) in the last twelve months. Child psychiatry's log is
    /// not shown. Who has read here, as the resident or a guardian, stands in `access-log` of the resident.
    /// For the resident from 16 and guardians until 13, and between the two for whom a unit has let in;
    /// each page is fetched and decided on anew. `completeness` and `sources` say who did not answer.
    #[oai(
        path = "/residents/:residentId/journal/access-log",
        method = "get",
        operation_id = "listJournalAccesses"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn access_log(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
        /// Nothing from before this day.
        from: Query<Option<NaiveDate>>,
        /// Nothing from after this day.
        through: Query<Option<NaiveDate>>,
        /// Only from the unit with this HSA-id.
        #[oai(validator(max_length = 31))]
        unit: Query<Option<String>>,
        /// The most rows to answer.
        #[oai(
            default = "page::default_limit",
            validator(minimum(value = "1"), maximum(value = "100"))
        )]
        limit: Query<i32>,
        /// Where to go on, from `_links` of another page.
        #[oai(validator(max_length = 60))]
        cursor: Query<Option<String>>,
    ) -> Result<Json<JournalView>, Problem> {
        let wanted = Wanted::read(limit.0, cursor.0)?;
        let wish = Wish::read(from.0, through.0, unit.0)?;
        Ok(Json(
            list::list::<ReadAccessLog>(caller.0, of.0, JournalPart::AccessLog, wish, wanted)
                .await?,
        ))
    }

    /// Print the journal
    ///
    /// What may be read, at most 500 entries, as a PDF. The access log says that it was printed.
    #[oai(
        path = "/residents/:residentId/journal/print",
        method = "get",
        operation_id = "printJournal"
    )]
    async fn print(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
        /// Only this part. Without it, the overview.
        part: Query<Option<JournalPart>>,
        /// Nothing from before this day.
        from: Query<Option<NaiveDate>>,
        /// Nothing from after this day.
        through: Query<Option<NaiveDate>>,
        /// Only from the unit with this HSA-id.
        #[oai(validator(max_length = 31))]
        unit: Query<Option<String>>,
    ) -> Result<Printed, Problem> {
        let wish = Wish::read(from.0, through.0, unit.0)?;
        let part = part.0.unwrap_or(JournalPart::Overview);
        let pdf = print::print(caller.0, of.0, part, wish).await?;
        Ok(Printed::Page(Binary(pdf), "attachment; filename=\"journal.pdf\"".to_owned()))
    }

    /// Show what a resident wants of the journal
    ///
    /// One's own only.
    #[oai(
        path = "/residents/:residentId/journal/preferences",
        method = "get",
        operation_id = "getJournalPreferences"
    )]
    async fn preferences(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
    ) -> Result<PreferencesAnswer, Problem> {
        let (view, version) = preferences::read(caller.0, of.0).await?;
        Ok(PreferencesAnswer::Ok(Json(view), etag(version)))
    }

    /// Say what one wants of the journal
    ///
    /// With `coolingOff`, what is newer than two weeks or unsigned waits (rådrum). It holds for what this
    /// resident reads, from the next answer on.
    #[oai(
        path = "/residents/:residentId/journal/preferences",
        method = "put",
        operation_id = "replaceJournalPreferences"
    )]
    async fn change_preferences(
        &self,
        caller: Caller,
        #[oai(name = "residentId")] of: Path<ResidentId>,
        /// The `ETag` you read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<PreferencesChange>,
    ) -> Result<PreferencesAnswer, Problem> {
        let change = body.value;
        let (view, version) =
            preferences::change(caller.0, of.0, if_match.0, change.cooling_off).await?;
        Ok(PreferencesAnswer::Ok(Json(view), etag(version)))
    }
}
