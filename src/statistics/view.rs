//! What clients see of statistics.

use poem_openapi::{Object, types::Example};
use uuid::Uuid;

use super::figures::Dimension;
use crate::{
    id::{CaseTypeId, UnitId},
    page::{Link, Links},
};

/// What came in in a month, and how it was answered. A number that is left out is withheld: it is small
/// enough to tell of somebody, or would let another such be worked out.
#[derive(Debug, Clone, Object)]
#[oai(rename = "Statistics", rename_all = "camelCase", skip_serializing_if_is_none, example)]
pub struct StatisticsView {
    /// The month, such as `2026-10`.
    #[oai(validator(max_length = 7))]
    pub month: String,
    /// Whose numbers, when a unit's.
    pub unit_id: Option<UnitId>,
    /// Whose numbers, when a region's: added up from what its units' numbers show.
    #[oai(validator(max_length = 2))]
    pub region_code: Option<String>,
    /// Numbers from 1 to below this are withheld.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
    pub smallest_shown: i32,
    /// The region's units with cases so few that they are left out.
    #[oai(validator(minimum(value = "0")))]
    pub units_left_out: Option<i32>,
    /// Cases that residents sent in the month.
    #[oai(validator(minimum(value = "0")))]
    pub cases: Option<i64>,
    /// Questions back that were asked in the month.
    #[oai(validator(minimum(value = "0")))]
    pub counter_questions: Option<i64>,
    /// How often a case changed handler in the month.
    #[oai(validator(minimum(value = "0")))]
    pub redistributions: Option<i64>,
    /// Files that went with messages in the month, in cases that residents sent.
    #[oai(validator(minimum(value = "0")))]
    pub attachments: Option<i64>,
    /// How long it took, in minutes, and how much came in time: for all, and for each case type.
    #[oai(validator(max_items = 1000))]
    pub times: Vec<TimesView>,
    #[oai(validator(max_items = 8))]
    pub tables: Vec<TableView>,
    #[oai(rename = "_links")]
    pub links: Links,
}

/// How long it took, in minutes, for what was answered or closed in the month, and how many of the first
/// responses that were due in it came in time. Left out where too few cases stand behind it, or where
/// another number could be worked out from it.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StatisticsTimes", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct TimesView {
    /// Absent for all case types together.
    pub case_type_id: Option<CaseTypeId>,
    #[oai(validator(max_length = 200))]
    pub case_type_name: Option<String>,
    /// Until the first response: half of the cases had it sooner.
    #[oai(validator(minimum(value = "0")))]
    pub first_response_median: Option<i64>,
    /// Until the first response: nine in ten had it sooner.
    #[oai(validator(minimum(value = "0")))]
    pub first_response_ninetieth: Option<i64>,
    /// Until the case was closed: half of them were sooner.
    #[oai(validator(minimum(value = "0")))]
    pub closing_median: Option<i64>,
    /// First responses that came within the deadline.
    #[oai(validator(minimum(value = "0")))]
    pub within_deadline: Option<i64>,
    /// First responses that came late or had not come. Withdrawn cases are not counted.
    #[oai(validator(minimum(value = "0")))]
    pub late: Option<i64>,
    /// The share within the deadline, in percent.
    #[oai(validator(minimum(value = "0"), maximum(value = "100")))]
    pub within_deadline_percent: Option<i64>,
}

/// Cases counted by something.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StatisticsTable", rename_all = "camelCase")]
pub struct TableView {
    pub dimension: Dimension,
    /// Whether the whole table is.
    pub withheld: bool,
    #[oai(validator(max_items = 1000))]
    pub cells: Vec<CellView>,
}

/// One number.
#[derive(Debug, Clone, Object)]
#[oai(rename = "StatisticsCell", rename_all = "camelCase", skip_serializing_if_is_none)]
pub struct CellView {
    /// What is counted: a day, an hour, a code, or a case type's id.
    #[oai(validator(max_length = 60))]
    pub key: String,
    /// The case type's name.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// Absent when withheld.
    #[oai(validator(minimum(value = "0")))]
    pub count: Option<i64>,
}

impl Example for StatisticsView {
    fn example() -> Self {
        let unit = Uuid::from_u128(0x01a0_b0f0_7a4e_7c5c_9d6f_3f1e_5e8a_1b2c);
        let path = format!("/units/{unit}/statistics?month=2026-10");
        let href = format!("https://etjanster.regionvastmanland.se/etjanster/v1{path}");
        let link = Link { href, rel: "self".into(), method: "GET".into() };
        let cell = |key: &str, count| CellView { key: key.into(), name: None, count };
        let times = TimesView {
            case_type_id: None,
            case_type_name: None,
            first_response_median: Some(312),
            first_response_ninetieth: Some(1490),
            closing_median: Some(705),
            within_deadline: Some(371),
            late: Some(39),
            within_deadline_percent: Some(90),
        };
        let table = TableView {
            dimension: Dimension::Initiator,
            withheld: false,
            cells: vec![cell("guardian", Some(31)), cell("resident", Some(381))],
        };
        Self {
            month: "2026-10".into(),
            unit_id: Some(UnitId(unit)),
            region_code: None,
            smallest_shown: 5,
            units_left_out: None,
            cases: Some(412),
            counter_questions: Some(96),
            redistributions: Some(18),
            attachments: Some(57),
            times: vec![times],
            tables: vec![table],
            links: Links::from([("self".into(), link)]),
        }
    }
}
