//! The rows of statistics.

use super::{Given, NONE, Row};

pub fn rows() -> Vec<Row> {
    const UNIT: [&str; 4] = [
        "401 404 404 404 404",
        "403 403 403 200 403 403 200 200",
        "404 404 404 404 404 404",
        "404 404",
    ];
    const REGION: [&str; 4] = [
        "401 404 404 404 404",
        "403 403 403 403 403 403 200 200",
        "403 403 403 403 403 403",
        "404 404",
    ];
    let row = |operation, path, answers, action| Row {
        operation,
        method: "GET",
        path,
        given: Given::Nothing,
        body: NONE,
        answers,
        action,
    };
    let (unit, region) = ("statistics.read-unit", "statistics.read-region");
    vec![
        row("readUnitStatistics", "/units/{unit}/statistics?month=2026-10", UNIT, unit),
        row("readUnitStatisticsTable", "/units/{unit}/statistics-table?month=2026-10", UNIT, unit),
        row("readRegionStatistics", "/regions/19/statistics?month=2026-10", REGION, region),
        row(
            "readRegionStatisticsTable",
            "/regions/19/statistics-table?month=2026-10",
            REGION,
            region,
        ),
    ]
}
