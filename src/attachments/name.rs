//! A file's name: as clients tell it in `Content-Disposition`, made harmless, and told back. Names are
//! personal data, so they travel in headers and bodies, never in addresses.

use super::kind::FileKind;

/// The longest name, its extension included.
const LONGEST: usize = 150;

/// A name that can be shown, stored and saved under by anyone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads `attachment; filename*=UTF-8''…` or `filename="…"` (RFC 6266). Nothing when it has no
    /// name that could be kept.
    pub fn of(disposition: &str, kind: FileKind) -> Option<Self> {
        let mut parameters = Parameters(disposition);
        let essence = parameters.next_part()?.trim().to_ascii_lowercase();
        if !matches!(essence.as_str(), "attachment" | "inline") {
            return None;
        }
        let (mut plain, mut extended) = (None, None);
        while let Some(part) = parameters.next_part() {
            let (name, value) = part.split_once('=')?;
            match name.trim().to_ascii_lowercase().as_str() {
                "filename" => plain = Some(unquoted(value.trim())?),
                "filename*" => extended = Some(decoded(value.trim())?),
                _ => {}
            }
        }
        Self::safe(&extended.or(plain)?, kind)
    }

    /// The last part of a path, without what can't be seen, under the extension of its kind.
    fn safe(given: &str, kind: FileKind) -> Option<Self> {
        let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
        let visible: String = last.chars().filter(|letter| !is_hidden(*letter)).collect();
        let name = visible.trim().trim_matches('.').trim();
        let (stem, fits) = match name.rsplit_once('.') {
            Some((stem, end)) => {
                let known = kind.extensions().iter().any(|known| known.eq_ignore_ascii_case(end));
                if known { (stem, Some(end)) } else { (name, None) }
            }
            None => (name, None),
        };
        let end = fits.unwrap_or(kind.extensions()[0]);
        let room = LONGEST - end.len() - 1;
        let stem: String = stem.chars().take(room).collect();
        let stem = stem.trim();
        (!stem.is_empty()).then(|| Self(format!("{stem}.{end}")))
    }
}

/// The value of `Content-Disposition` that makes browsers save the file under that name: plain
/// letters for old ones, and the whole name percent-encoded, so that nothing in it ends the header.
pub fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| match letter {
            ' ' | '-' | '.' | '_' => letter,
            letter if letter.is_ascii_alphanumeric() => letter,
            _ => '_',
        })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// Parts between semicolons that stand outside quotes.
struct Parameters<'a>(&'a str);

impl<'a> Parameters<'a> {
    fn next_part(&mut self) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        let (mut quoted, mut escaped) = (false, false);
        let end = self.0.bytes().position(|byte| match byte {
            _ if std::mem::take(&mut escaped) => false,
            b'\\' if quoted => {
                escaped = true;
                false
            }
            b'"' => {
                quoted = !quoted;
                false
            }
            byte => byte == b';' && !quoted,
        });
        let (part, rest) = match end {
            Some(end) => (&self.0[..end], &self.0[end + 1..]),
            None => (self.0, ""),
        };
        self.0 = rest;
        Some(part)
    }
}

fn unquoted(value: &str) -> Option<String> {
    let Some(inner) = value.strip_prefix('"') else { return Some(value.to_owned()) };
    let inner = inner.strip_suffix('"')?;
    let (mut text, mut letters) = (String::new(), inner.chars());
    while let Some(letter) = letters.next() {
        text.push(if letter == '\\' { letters.next()? } else { letter });
    }
    Some(text)
}

/// RFC 8187, in UTF-8.
fn decoded(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_, encoded) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let (mut bytes, mut rest) = (Vec::new(), encoded.bytes());
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

/// Controls, and letters that make the end of a name look like its middle.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}')
        || matches!(letter, '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(disposition: &str) -> Option<String> {
        Name::of(disposition, FileKind::Jpeg).map(|name| name.0)
    }

    #[test]
    fn names_are_read_in_both_ways() {
        let is = |disposition: &str, expected: &str| {
            assert_eq!(name(disposition).as_deref(), Some(expected), "{disposition}");
        };
        is("attachment; filename=hand.jpg", "hand.jpg");
        is(r#"attachment; filename="min hand; \"vänster\".JPG""#, "min hand; \"vänster\".JPG");
        is(
            "attachment; filename=\"x.jpg\"; filename*=UTF-8''s%C3%A5r%20p%C3%A5.jpeg",
            "sår på.jpeg",
        );
        is("inline;filename*=utf-8'sv'bild", "bild.jpg");
    }

    #[test]
    fn names_are_made_harmless() {
        let is = |given: &str, expected: &str| {
            let safe = Name::safe(given, FileKind::Jpeg).map(|name| name.0);
            assert_eq!(safe.as_deref(), Some(expected), "{given:?}");
        };
        is("C:\\bilder\\hand.jpg", "hand.jpg");
        is("../../etc/passwd", "passwd.jpg");
        is("hand.exe", "hand.exe.jpg");
        is("..hand.jpg", "hand.jpg");
        is("hand\r\nX-Evil: 1\u{202E}gpj.jpg", "handX-Evil: 1gpj.jpg");
        assert_eq!(
            Name::safe(&"a".repeat(500), FileKind::Jpeg).map(|it| it.0.len()),
            Some(LONGEST)
        );
    }

    #[test]
    fn what_has_no_name_is_refused() {
        for bad in [
            "",
            "attachment",
            "form-data; filename=x.jpg",
            "attachment; filename=\"x.jpg",
            "attachment; filename=\"\"",
            "attachment; filename=/",
            "attachment; filename*=latin1''x.jpg",
            "attachment; filename*=UTF-8''%FF.jpg",
            "attachment; filename*=UTF-8''%4",
            "attachment; x",
        ] {
            assert_eq!(name(bad), None, "{bad}");
        }
    }

    #[test]
    fn nothing_in_a_name_ends_the_header() {
        assert_eq!(
            disposition("s\"år; x=1.jpg"),
            "attachment; filename=\"s__r_ x_1.jpg\"; filename*=UTF-8''s%22%C3%A5r%3B%20x%3D1.jpg"
        );
    }
}
