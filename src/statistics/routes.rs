//! What can be asked of statistics.

use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Path, Query},
    payload::{Json, PlainText},
};

use super::{csv::csv, read, view::StatisticsView};
use crate::{access::Caller, api::Tag, failure::Problem, id::UnitId};

pub struct Routes;

#[derive(ApiResponse)]
enum Table {
    /// Lines of `month,table,key,name,count`; the count is empty where it is withheld.
    #[oai(status = 200, content_type = "text/csv; charset=utf-8")]
    Lines(
        PlainText<String>,
        /// Under which name to keep it.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

fn table(view: &StatisticsView) -> Table {
    let name = format!("attachment; filename=\"statistik-{}.csv\"", view.month);
    Table::Lines(PlainText(csv(view)), name)
}

#[OpenApi(tag = "Tag::Statistics")]
impl Routes {
    /// Read a unit's statistics
    ///
    /// A month that has ended: cases by type, day, hour, who wrote and how they were closed; how long answers
    /// took, and how many came in time; what was open and unread when the month ended. Numbers that are too
    /// small are withheld. For the unit's local administrators, the region's and the nation's.
    #[oai(path = "/units/:unitId/statistics", method = "get", operation_id = "readUnitStatistics")]
    async fn of_unit(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The month, such as `2026-10`.
        #[oai(validator(max_length = 7, pattern = "^[0-9]{4}-[0-9]{2}$"))]
        month: Query<String>,
    ) -> Result<Json<StatisticsView>, Problem> {
        Ok(Json(read::of_unit(caller.0, unit_id.0, month.0).await?))
    }

    /// Read a unit's statistics as CSV
    ///
    /// The same numbers, a line each. For the unit's local administrators, the region's and the nation's.
    #[oai(
        path = "/units/:unitId/statistics-table",
        method = "get",
        operation_id = "readUnitStatisticsTable"
    )]
    async fn table_of_unit(
        &self,
        caller: Caller,
        #[oai(name = "unitId")] unit_id: Path<UnitId>,
        /// The month, such as `2026-10`.
        #[oai(validator(max_length = 7, pattern = "^[0-9]{4}-[0-9]{2}$"))]
        month: Query<String>,
    ) -> Result<Table, Problem> {
        Ok(table(&read::of_unit(caller.0, unit_id.0, month.0).await?))
    }

    /// Read a region's statistics
    ///
    /// The same for a region, added up from what its units' numbers show: units with very few cases are left
    /// out. For the region's administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/statistics",
        method = "get",
        operation_id = "readRegionStatistics"
    )]
    async fn of_region(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        /// The month, such as `2026-10`.
        #[oai(validator(max_length = 7, pattern = "^[0-9]{4}-[0-9]{2}$"))]
        month: Query<String>,
    ) -> Result<Json<StatisticsView>, Problem> {
        Ok(Json(read::of_region(caller.0, region.0, month.0).await?))
    }

    /// Read a region's statistics as CSV
    ///
    /// The same numbers, a line each. For the region's administrators and the nation's.
    #[oai(
        path = "/regions/:regionCode/statistics-table",
        method = "get",
        operation_id = "readRegionStatisticsTable"
    )]
    async fn table_of_region(
        &self,
        caller: Caller,
        /// The region's county code, such as `19`.
        #[oai(name = "regionCode", validator(max_length = 2, pattern = "^[0-9]{2}$"))]
        region: Path<String>,
        /// The month, such as `2026-10`.
        #[oai(validator(max_length = 7, pattern = "^[0-9]{4}-[0-9]{2}$"))]
        month: Query<String>,
    ) -> Result<Table, Problem> {
        Ok(table(&read::of_region(caller.0, region.0, month.0).await?))
    }
}
