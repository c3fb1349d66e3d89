//! The rows of the inbox and access logs.

use super::Row;

pub fn rows() -> Vec<Row> {
    Vec::new()
}
