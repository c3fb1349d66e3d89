//! Plain text on A4 pages, as PDF: headings and paragraphs, wrapped and numbered. Pure.
//! Fonts are the reader's own Helvetica, so letters outside Windows-1252 can't be shown: they become a
//! question mark, and whoever needs every letter takes the JSON beside it.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
const LINE: f32 = 1.35;
const TEXT: f32 = 10.0;
const HEADING: f32 = 13.0;

/// A document in the making.
#[derive(Debug)]
pub struct Paper {
    title: String,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    bytes: Vec<u8>,
    size: f32,
    bold: bool,
}

impl Paper {
    pub fn new(title: &str) -> Self {
        let mut paper = Self { title: title.to_owned(), lines: Vec::new() };
        paper.heading(title);
        paper
    }

    /// A heading, with air above it.
    pub fn heading(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.blank();
        }
        self.wrap(text, HEADING, true);
    }

    /// A paragraph. Line feeds are kept.
    pub fn text(&mut self, text: &str) {
        for line in text.lines() {
            self.wrap(line, TEXT, false);
        }
    }

    /// A fact with its name.
    pub fn fact(&mut self, name: &str, value: &str) {
        self.text(&format!("{name}: {value}"));
    }

    fn blank(&mut self) {
        self.lines.push(Line { bytes: Vec::new(), size: TEXT, bold: false });
    }

    fn wrap(&mut self, text: &str, size: f32, bold: bool) {
        let room = (WIDTH - 2.0 * MARGIN) * 1000.0 / size;
        let mut line: Vec<u8> = Vec::new();
        for word in text.split_whitespace() {
            let word: Vec<u8> = word.chars().map(windows_1252).collect();
            let space = if line.is_empty() { 0.0 } else { f32::from(advance(b' ')) };
            if !line.is_empty() && width(&line) + space + width(&word) > room {
                self.push(std::mem::take(&mut line), size, bold);
            }
            if !line.is_empty() {
                line.push(b' ');
            }
            for byte in word {
                if width(&line) + f32::from(advance(byte)) > room {
                    self.push(std::mem::take(&mut line), size, bold);
                }
                line.push(byte);
            }
        }
        self.push(line, size, bold);
    }

    fn push(&mut self, bytes: Vec<u8>, size: f32, bold: bool) {
        self.lines.push(Line { bytes, size, bold });
    }

    /// The finished document.
    pub fn finish(self) -> Vec<u8> {
        let pages = self.pages();
        let mut next = 1;
        let mut fresh = || {
            next += 1;
            Ref::new(next - 1)
        };
        let (catalog, tree, info, plain, bold) = (fresh(), fresh(), fresh(), fresh(), fresh());
        let places: Vec<(Ref, Ref)> = pages.iter().map(|_| (fresh(), fresh())).collect();
        let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree).lang(TextStr("sv"));
        pdf.document_info(info).title(TextStr(&self.title)).producer(TextStr("etjanster"));
        pdf.pages(tree).kids(places.iter().map(|(page, _)| *page)).count(count);
        for (font, name) in [(plain, &b"Helvetica"[..]), (bold, b"Helvetica-Bold")] {
            let mut font = pdf.type1_font(font);
            font.base_font(Name(name)).encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        for (number, ((place, content), lines)) in (1..).zip(places.into_iter().zip(pages)) {
            let mut page = pdf.page(place);
            page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(content);
            page.resources().fonts().pair(Name(b"P"), plain).pair(Name(b"B"), bold);
            page.finish();
            pdf.stream(content, &drawn(lines, &format!("{number} ({count})")));
        }
        pdf.finish()
    }

    fn pages(&self) -> Vec<&[Line]> {
        let mut pages = Vec::new();
        let (mut from, mut used) = (0, 0.0);
        for (at, line) in self.lines.iter().enumerate() {
            used += line.size * LINE;
            if used > HEIGHT - 2.0 * MARGIN {
                pages.push(&self.lines[from..at]);
                (from, used) = (at, line.size * LINE);
            }
        }
        pages.push(&self.lines[from..]);
        pages
    }
}

fn drawn(lines: &[Line], foot: &str) -> Vec<u8> {
    let mut content = Content::new();
    let mut down = HEIGHT - MARGIN;
    for line in lines {
        down -= line.size * LINE;
        show(&mut content, &line.bytes, (MARGIN, down), line.size, line.bold);
    }
    show(&mut content, foot.as_bytes(), (WIDTH - 2.0 * MARGIN, MARGIN / 2.0), 8.0, false);
    content.finish().to_vec()
}

fn show(content: &mut Content, bytes: &[u8], (x, y): (f32, f32), size: f32, bold: bool) {
    let font = if bold { Name(b"B") } else { Name(b"P") };
    content.begin_text();
    content.set_font(font, size).next_line(x, y).show(Str(bytes));
    content.end_text();
}

/// The letter's number in Windows-1252.
fn windows_1252(letter: char) -> u8 {
    const FROM_128: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match u8::try_from(letter) {
        Ok(byte @ (b' '..=b'~' | 0xA0..=0xFF)) => byte,
        _ => (0x80..=0x9F).zip(FROM_128.chars()).find(|it| it.1 == letter).map_or(b'?', |it| it.0),
    }
}

fn width(bytes: &[u8]) -> f32 {
    bytes.iter().map(|byte| f32::from(advance(*byte))).sum()
}

/// How wide Helvetica is, in thousandths of its size. Letters with marks are as wide as without.
fn advance(byte: u8) -> u16 {
    const ASCII: [u16; 95] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556,
        556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722,
        722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722,
        667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
        556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,
        500, 334, 260, 334, 584,
    ];
    match byte {
        b' '..=b'~' => ASCII[usize::from(byte - b' ')],
        0xC0..=0xC5 => 667,
        0xD2..=0xD6 => 778,
        0x85 | 0x89 | 0x97 | 0x99 | 0xC6 => 1000,
        0xEC..=0xEF => 278,
        0xD9..=0xDC => 722,
        _ => 556,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swedish_letters_are_there_and_others_are_not_lost_without_a_sign() {
        let bytes: Vec<u8> = "åäö ÅÄÖ é € – 你".chars().map(windows_1252).collect();
        assert_eq!(bytes, b"\xe5\xe4\xf6 \xc5\xc4\xd6 \xe9 \x80 \x96 ?");
    }

    #[test]
    fn long_texts_go_on_over_lines_and_pages() {
        let mut paper = Paper::new("Ärende 1234567897");
        paper.text(&"Ett ord till och en hel mening som fyller. ".repeat(400));
        paper.text(&"x".repeat(5000));
        let room = (WIDTH - 2.0 * MARGIN) * 1000.0 / TEXT;
        assert!(paper.lines.iter().filter(|it| !it.bold).all(|line| width(&line.bytes) <= room));
        assert!(paper.pages().len() > 3);
        let pdf = paper.finish();
        assert!(pdf.starts_with(b"%PDF-1.7") && pdf.ends_with(b"%%EOF"));
    }
}
