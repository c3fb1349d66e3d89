//! Narrative (XHTML) as plain text: no tag, script or style of a source's ever reaches a reader.

/// Tags that end a line.
const BREAKS: [&str; 14] =
    ["p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"];

pub fn to_text(html: &str) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some(at) = rest.find('<') {
        out += &decoded(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find('>') else { return tidy(&out) };
        let tag = rest[1..end].trim_start_matches('/');
        let name = tag.split(|letter: char| !letter.is_ascii_alphanumeric()).next();
        let name = name.unwrap_or_default().to_ascii_lowercase();
        let opens = !rest[1..end].starts_with('/') && !rest[..end].ends_with('/');
        rest = &rest[end + 1..];
        if rest.is_empty() {
            break;
        }
        if opens && (name == "script" || name == "style") {
            rest = from_end_of(&name, rest);
        }
        if BREAKS.contains(&name.as_str()) {
            out.push('\n');
        } else if name == "td" || name == "th" {
            out.push(' ');
        }
    }
    tidy(&(out + &decoded(rest)))
}

/// From the end tag on; nothing if it never ends.
fn from_end_of<'t>(name: &str, text: &'t str) -> &'t str {
    let is_end = |at: usize| {
        let tag = text.as_bytes().get(at + 2..at + 2 + name.len());
        tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
    };
    let end = text.match_indices("</").map(|(at, _)| at).find(|at| is_end(*at));
    end.map_or("", |end| &text[end..])
}

/// Entities as letters.
fn decoded(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let letter = part.find(';').filter(|end| *end <= 10).and_then(|end| {
            let letter = entity(&part[..end])?;
            Some((letter, &part[end + 1..]))
        });
        match letter {
            Some((letter, after)) => {
                out.push(letter);
                out += after;
            }
            None => {
                out.push('&');
                out += part;
            }
        }
    }
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(number).filter(|letter| *letter == '\n' || !letter.is_control())
        }
    }
}

/// Words by single spaces, lines without blank ones between.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_remains_of_narrative() {
        for (html, text) in [
            (
                "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Mår bra.</p><p>Åter vid &lt;38&#176;</p></div>",
                "Mår bra.\nÅter vid <38°",
            ),
            ("a<br/>b<script>alert(1)</script>c<STYLE>x</STYLE>d", "a\nbcd"),
            ("<table><tr><td>Hb</td><td>135</td></tr></table>", "Hb 135"),
            ("R&D & &unknown; &amp;lt;", "R&D & &unknown; &lt;"),
            ("a < b", "a"),
            ("<", ""),
            ("<script>", ""),
            ("<script>x", ""),
            ("&#0;&#1114112;&;é", "&#0;&#1114112;&;é"),
            ("<p", ""),
            ("<å>b", "b"),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }
}
