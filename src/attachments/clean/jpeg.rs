//! JPEG: segments, then scans. Kept are those that make the picture, its colour profile and which way
//! is up; Exif, XMP, comments, thumbnails and makers' notes are not.

use super::{Flaw, Limits, be16, is_padding};

/// More scans than any camera or editor writes, and few enough for any viewer.
const MOST_SCANS: u32 = 100;
/// Segments are at most this long, by their own length field.
const SEGMENT: usize = 65_533;

pub struct Jpeg {
    limits: Limits,
    at: At,
    held: Vec<u8>,
    sized: bool,
    scans: u32,
    oriented: bool,
    /// The file said that further pictures follow this one, as phones' cameras do.
    more_pictures: bool,
    tail: Tail,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    /// Before a marker; whether its first byte, 0xFF, has been seen.
    Marker(bool),
    Length(u8),
    Segment(u8, usize),
    /// In a scan; whether the last byte was 0xFF.
    Scan(bool),
    End,
}

/// What follows the end. None of it is kept; it only has to be something that cameras write there.
#[derive(Default)]
struct Tail {
    head: Vec<u8>,
    last: u32,
    matters: bool,
}

impl Jpeg {
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            at: At::Start,
            held: Vec::new(),
            sized: false,
            scans: 0,
            oriented: false,
            more_pictures: false,
            tail: Tail::default(),
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each place in the file")]
    pub fn feed(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Flaw> {
        while let Some((first, rest)) = bytes.split_first() {
            match self.at {
                At::Start => {
                    let Some(start) = self.hold(2, &mut bytes) else { continue };
                    if start != [0xFF, 0xD8] {
                        return Err(Flaw::OtherKind);
                    }
                    out.extend(start);
                    self.at = At::Marker(false);
                }
                At::Marker(false) if *first != 0xFF => return Err(Flaw::Damaged),
                At::Marker(seen) => {
                    bytes = rest;
                    match (seen, *first) {
                        (_, 0xFF) => self.at = At::Marker(true),
                        (_, marker) => self.marker(marker, out)?,
                    }
                }
                At::Length(marker) => {
                    let Some(length) = self.hold(2, &mut bytes) else { continue };
                    let body = usize::from(be16(&length)).checked_sub(2).ok_or(Flaw::Damaged)?;
                    self.at = At::Segment(marker, body.min(SEGMENT));
                    if body == 0 {
                        self.segment(marker, &[], out)?;
                    }
                }
                At::Segment(marker, length) => {
                    let Some(body) = self.hold(length, &mut bytes) else { continue };
                    self.segment(marker, &body, out)?;
                }
                At::Scan(false) => {
                    let run = bytes.iter().position(|byte| *byte == 0xFF).unwrap_or(bytes.len());
                    out.extend_from_slice(&bytes[..run]);
                    bytes = &bytes[run..];
                    if !bytes.is_empty() {
                        bytes = &bytes[1..];
                        self.at = At::Scan(true);
                    }
                }
                At::Scan(true) => {
                    bytes = rest;
                    match *first {
                        0 | 0xD0..=0xD7 => {
                            out.extend([0xFF, *first]);
                            self.at = At::Scan(false);
                        }
                        0xFF => {}
                        marker => self.marker(marker, out)?,
                    }
                }
                At::End => {
                    self.tail.take(bytes);
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    pub fn finish(self) -> Result<(), Flaw> {
        if self.at != At::End {
            return Err(Flaw::Damaged);
        }
        if self.tail.is_harmless(self.more_pictures) { Ok(()) } else { Err(Flaw::Polyglot) }
    }

    /// Collects so many bytes; nothing until they are there.
    fn hold(&mut self, count: usize, bytes: &mut &[u8]) -> Option<Vec<u8>> {
        let take = (count - self.held.len()).min(bytes.len());
        self.held.extend_from_slice(&bytes[..take]);
        *bytes = &bytes[take..];
        (self.held.len() == count).then(|| std::mem::take(&mut self.held))
    }

    fn marker(&mut self, marker: u8, out: &mut Vec<u8>) -> Result<(), Flaw> {
        self.at = match marker {
            0xD9 if self.sized && self.scans > 0 => {
                out.extend([0xFF, 0xD9]);
                At::End
            }
            // Another picture's start, a restart outside a scan, and what no viewer knows.
            0x00..=0xBF | 0xD0..=0xD9 | 0xF0..=0xFD => return Err(Flaw::Damaged),
            _ => At::Length(marker),
        };
        Ok(())
    }

    fn segment(&mut self, marker: u8, body: &[u8], out: &mut Vec<u8>) -> Result<(), Flaw> {
        self.at = At::Marker(false);
        match marker {
            // Baseline, extended and progressive; the other ways to code are read by nobody.
            0xC0..=0xC2 => self.frame(body)?,
            0xC3 | 0xC5..=0xCB | 0xCD..=0xCF => return Err(Flaw::Damaged),
            0xDA => {
                self.scans += 1;
                if !self.sized {
                    return Err(Flaw::Damaged);
                }
                if self.scans > MOST_SCANS {
                    return Err(Flaw::Bomb);
                }
                self.at = At::Scan(false);
            }
            0xC4 | 0xDB | 0xDD => {}
            // JFIF without the thumbnail it may hold.
            0xE0 if body.starts_with(b"JFIF\0") && body.len() >= 14 => {
                put(marker, &[&body[..12], &[0, 0]].concat(), out);
                return Ok(());
            }
            0xE1 if body.starts_with(b"Exif\0\0") => {
                if let Some(turn) = orientation(&body[6..]).filter(|_| !self.oriented) {
                    self.oriented = true;
                    put(marker, &minimal_exif(turn), out);
                }
                return Ok(());
            }
            0xE2 if body.starts_with(b"ICC_PROFILE\0") => {}
            0xE2 if body.starts_with(b"MPF\0") => {
                self.more_pictures = true;
                return Ok(());
            }
            0xEE if body.starts_with(b"Adobe") && body.len() >= 12 => {
                put(marker, &body[..12], out);
                return Ok(());
            }
            0xE0..=0xEF | 0xFE => return Ok(()),
            _ => return Err(Flaw::Damaged),
        }
        put(marker, body, out);
        Ok(())
    }

    fn frame(&mut self, body: &[u8]) -> Result<(), Flaw> {
        if self.sized || body.len() < 6 {
            return Err(Flaw::Damaged);
        }
        let (height, width) = (u64::from(be16(&body[1..])), u64::from(be16(&body[3..])));
        if width == 0 || height == 0 {
            return Err(Flaw::Damaged);
        }
        if width * height > self.limits.pixels {
            return Err(Flaw::Bomb);
        }
        self.sized = true;
        Ok(())
    }
}

impl Tail {
    fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.matters |= !is_padding(*byte);
            if self.head.len() < 8 {
                self.head.push(*byte);
            }
            self.last = self.last << 8 | u32::from(*byte);
        }
    }

    /// Padding; a further picture that was announced; a moving picture; Samsung's notes.
    fn is_harmless(&self, more_pictures: bool) -> bool {
        !self.matters
            || (more_pictures && self.head.starts_with(&[0xFF, 0xD8]))
            || self.head.get(4..8) == Some(b"ftyp")
            || self.last == u32::from_be_bytes(*b"SEFT")
    }
}

fn put(marker: u8, body: &[u8], out: &mut Vec<u8>) {
    let length = u16::try_from(body.len() + 2).expect("no longer than the segment it came from");
    out.extend([0xFF, marker]);
    out.extend(length.to_be_bytes());
    out.extend_from_slice(body);
}

/// The turn that Exif tells, if it is one: viewers show the picture as it lies without it.
fn orientation(tiff: &[u8]) -> Option<u8> {
    let little = tiff.starts_with(b"II");
    let word = |at: usize| {
        let bytes = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let far = [tiff.get(4)?, tiff.get(5)?, tiff.get(6)?, tiff.get(7)?].map(|byte| *byte);
    let far = if little { u32::from_le_bytes(far) } else { u32::from_be_bytes(far) };
    let table = usize::try_from(far).ok()?;
    let count = usize::from(word(table)?);
    let entries = (0..count).map(|number| table + 2 + number * 12);
    let entry = entries.take_while(|at| *at < tiff.len()).find(|at| word(*at) == Some(0x0112))?;
    u8::try_from(word(entry + 8)?).ok().filter(|turn| (2..=8).contains(turn))
}

/// Exif that says nothing but the turn.
fn minimal_exif(turn: u8) -> [u8; 32] {
    let mut exif = *b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    exif[25] = turn;
    exif
}
