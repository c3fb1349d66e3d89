//! The same as a table of lines (RFC 4180), for spreadsheets. Pure.

use super::view::StatisticsView;

/// One line for each number; an empty last field where it is withheld.
pub fn csv(view: &StatisticsView) -> String {
    let mut out = String::from("month,table,key,name,count\r\n");
    let mut line = |table: &str, key: &str, name: &str, count: Option<i64>| {
        let count = count.map(|count| count.to_string()).unwrap_or_default();
        let fields = [view.month.as_str(), table, key, name, &count].map(field);
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    };
    line("cases", "", "", view.cases);
    line("counter-questions", "", "", view.counter_questions);
    line("redistributions", "", "", view.redistributions);
    line("attachments", "", "", view.attachments);
    for times in &view.times {
        let key = times.case_type_id.map(|id| id.to_string()).unwrap_or_default();
        let name = times.case_type_name.as_deref().unwrap_or_default();
        line("first-response-median-minutes", &key, name, times.first_response_median);
        line("first-response-ninetieth-minutes", &key, name, times.first_response_ninetieth);
        line("closing-median-minutes", &key, name, times.closing_median);
        line("first-responses-within-deadline", &key, name, times.within_deadline);
        line("first-responses-late", &key, name, times.late);
        line("within-deadline-percent", &key, name, times.within_deadline_percent);
    }
    for table in &view.tables {
        for cell in &table.cells {
            let name = cell.name.as_deref().unwrap_or_default();
            line(table.dimension.code(), &cell.key, name, cell.count);
        }
    }
    out
}

/// Quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe.
fn field(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_formulas_disarmed() {
        assert_eq!(field("Förnya recept"), "Förnya recept");
        assert_eq!(field("Råd, \"stöd\""), "\"Råd, \"\"stöd\"\"\"");
        assert_eq!(field("=1+1"), "'=1+1");
    }
}
