//! A problem in FHIR's words: what its clients understand (R4 OperationOutcome).

use poem::http::StatusCode;
use poem_openapi::{Object, types::Example};

use super::{Kind, ProblemBody, kind};

/// What went wrong, for FHIR clients. Each issue's `details` holds the stable code of the problem type.
#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirOperationOutcome", rename_all = "camelCase", example)]
pub struct OperationOutcome {
    /// `OperationOutcome`.
    #[oai(validator(max_length = 20))]
    pub resource_type: String,
    #[oai(validator(max_items = 200))]
    pub issue: Vec<Issue>,
}

/// One thing that went wrong.
#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirIssue", skip_serializing_if_is_none)]
pub struct Issue {
    /// `error`.
    #[oai(validator(max_length = 20))]
    pub severity: String,
    /// FHIR's own code (IssueType).
    #[oai(validator(max_length = 40))]
    pub code: String,
    pub details: IssueDetails,
    /// What went wrong, for people. Never personal data.
    #[oai(validator(max_length = 2000))]
    pub diagnostics: Option<String>,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirIssueDetails")]
pub struct IssueDetails {
    pub coding: Vec<IssueCoding>,
    #[oai(validator(max_length = 200))]
    pub text: String,
}

#[derive(Debug, Clone, Object)]
#[oai(rename = "FhirIssueCoding")]
pub struct IssueCoding {
    /// Where the problem types are explained.
    #[oai(validator(max_length = 200))]
    pub system: String,
    /// The last part of the problem's `type`.
    #[oai(validator(max_length = 100))]
    pub code: String,
}

impl OperationOutcome {
    /// What a problem says.
    pub fn of(kind: &Kind, problem: &ProblemBody) -> Self {
        let types = problem.r#type.trim_end_matches(kind.slug).trim_end_matches('/');
        let issue = |diagnostics: Option<String>| Issue {
            severity: "error".into(),
            code: issue_type(kind.status).into(),
            details: IssueDetails {
                coding: vec![IssueCoding { system: types.into(), code: kind.slug.into() }],
                text: problem.title.clone(),
            },
            diagnostics,
        };
        let faults = problem.errors.iter().flatten();
        let mut issues: Vec<Issue> = faults
            .map(|fault| issue(Some(format!("{}: {}", fault.pointer, fault.detail))))
            .collect();
        if issues.is_empty() {
            issues.push(issue(problem.detail.clone()));
        }
        Self { resource_type: "OperationOutcome".into(), issue: issues }
    }
}

/// FHIR's word for what a status means (http://hl7.org/fhir/R4/valueset-issue-type.html).
fn issue_type(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "login",
        StatusCode::FORBIDDEN => "forbidden",
        StatusCode::NOT_FOUND => "not-found",
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_ACCEPTABLE => "not-supported",
        StatusCode::CONFLICT => "conflict",
        StatusCode::TOO_MANY_REQUESTS => "throttled",
        StatusCode::SERVICE_UNAVAILABLE => "transient",
        status if status.is_client_error() => "invalid",
        _ => "exception",
    }
}

impl Example for OperationOutcome {
    fn example() -> Self {
        Self::of(&kind::NOT_FOUND, &ProblemBody::example())
    }
}
