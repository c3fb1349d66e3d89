//! PDF: passes as it is, if it begins and ends as one and nothing in it runs, opens other files or
//! can't be looked into. Names are read where they stand in clear and inside compressed object
//! streams; a second line of defence before the scanner, not a virus scanner.

use flate2::{Decompress, FlushDecompress, Status};

use super::Flaw;

/// All object streams of a file may swell to so much.
const MOST_OBJECTS: u64 = 64 * 1024 * 1024;
/// Longer names are none that matter, however they are written.
const LONGEST_NAME: usize = 96;

/// Names of what runs a program, opens another file, or carries one.
const ACTIVE: [&[u8]; 9] = [
    b"JavaScript",
    b"Launch",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"RichMedia",
    b"RichMediaContent",
    b"XFA",
    b"GoToE",
    b"ImportData",
];

/// Ways to pack an object stream that nobody uses for it but to hide what is in it.
const HIDING: [&[u8]; 9] = [
    b"ASCIIHexDecode",
    b"ASCII85Decode",
    b"LZWDecode",
    b"RunLengthDecode",
    b"Crypt",
    b"Predictor",
    b"AHx",
    b"A85",
    b"LZW",
];

#[derive(Default)]
pub struct Pdf {
    at: At,
    names: Names,
    /// The last sixteen bytes.
    recent: u128,
    /// What this object's dictionary has said of itself.
    of_objects: bool,
    hidden: bool,
    inflated: u64,
    ended: bool,
}

#[derive(Default)]
enum At {
    #[default]
    Body,
    Stream,
    /// A stream of objects, and what is in it.
    Objects(Box<Inner>),
}

struct Inner {
    inflate: Decompress,
    names: Names,
}

impl Pdf {
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Flaw> {
        out.extend_from_slice(bytes);
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = match &self.at {
                At::Objects(_) => self.objects(rest)?,
                _ => self.bytes(rest)?,
            };
        }
        Ok(())
    }

    pub fn finish(self) -> Result<(), Flaw> {
        if self.ended { Ok(()) } else { Err(Flaw::Damaged) }
    }

    /// Reads byte by byte, up to where a stream of objects begins.
    fn bytes<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], Flaw> {
        for (index, byte) in bytes.iter().enumerate() {
            if matches!(self.at, At::Body) && self.begins_stream(*byte) {
                let rest = &bytes[index + usize::from(*byte == b'\n')..];
                self.recent = 0;
                if self.enter()? {
                    return Ok(rest);
                }
            }
            self.recent = self.recent << 8 | u128::from(*byte);
            self.ending(*byte)?;
            let in_stream = matches!(self.at, At::Stream);
            if in_stream && *byte == b'm' && self.just(b"endstream") {
                self.at = At::Body;
            }
            if self.names.push(*byte) {
                self.name(in_stream)?;
            }
            if !in_stream && *byte == b'j' && self.just(b" obj") {
                (self.of_objects, self.hidden) = (false, false);
            }
        }
        Ok(&[])
    }

    /// Whether the bytes so far end like that.
    fn just(&self, word: &[u8]) -> bool {
        let mask = (1_u128 << (8 * word.len())) - 1;
        let word = word.iter().fold(0, |all, byte| all << 8 | u128::from(*byte));
        self.recent & mask == word
    }

    /// `stream` and a line's end, of whatever kind.
    fn begins_stream(&self, next: u8) -> bool {
        if self.recent as u8 == b'\r' {
            return self.just(b"stream\r") && !self.just(b"endstream\r");
        }
        next == b'\n' && self.just(b"stream") && !self.just(b"endstream")
    }

    /// Whether what begins is a stream of objects.
    fn enter(&mut self) -> Result<bool, Flaw> {
        if !self.of_objects {
            self.at = At::Stream;
            return Ok(false);
        }
        if self.hidden {
            return Err(Flaw::Encrypted);
        }
        let inner = Inner { inflate: Decompress::new(true), names: Names::default() };
        self.at = At::Objects(Box::new(inner));
        Ok(true)
    }

    /// Looks into a stream of objects; answers what follows it.
    fn objects<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], Flaw> {
        let At::Objects(inner) = &mut self.at else { return Ok(bytes) };
        let mut rest = bytes;
        let mut plain = [0; 4096];
        loop {
            let (read, wrote) = (inner.inflate.total_in(), inner.inflate.total_out());
            let status = inner.inflate.decompress(rest, &mut plain, FlushDecompress::None);
            let status = status.map_err(|_| Flaw::Encrypted)?;
            let read = usize::try_from(inner.inflate.total_in() - read).expect("of this slice");
            let wrote = usize::try_from(inner.inflate.total_out() - wrote).expect("of this buffer");
            rest = &rest[read..];
            self.inflated += wrote as u64;
            if self.inflated > MOST_OBJECTS {
                return Err(Flaw::Bomb);
            }
            for byte in &plain[..wrote] {
                if inner.names.push(*byte) {
                    judge(&inner.names.take(), false)?;
                }
            }
            if status == Status::StreamEnd {
                if inner.names.push(b' ') {
                    judge(&inner.names.take(), false)?;
                }
                self.at = At::Stream;
                return Ok(rest);
            }
            if wrote < plain.len() && rest.is_empty() {
                return Ok(rest);
            }
            if read == 0 && wrote == 0 {
                return Err(Flaw::Encrypted);
            }
        }
    }

    fn name(&mut self, in_stream: bool) -> Result<(), Flaw> {
        let name = self.names.take();
        self.of_objects |= name == b"ObjStm";
        self.hidden |= HIDING.contains(&name.as_slice());
        judge(&name, in_stream)
    }

    /// After the last `%%EOF` only blanks may come.
    fn ending(&mut self, byte: u8) -> Result<(), Flaw> {
        if byte == b'F' && self.just(b"%%EOF") {
            self.ended = true;
        } else if self.ended && !super::is_padding(byte) {
            self.ended = false;
        }
        Ok(())
    }
}

/// By chance a stream's bytes hold short names, so there only the long ones count.
fn judge(name: &[u8], in_stream: bool) -> Result<(), Flaw> {
    match name {
        b"Encrypt" => Err(Flaw::Encrypted),
        b"JS" if !in_stream => Err(Flaw::Active),
        name if ACTIVE.contains(&name) => Err(Flaw::Active),
        _ => Ok(()),
    }
}

/// Finds names: a slash and what follows it, with `#xx` for any byte.
#[derive(Default)]
struct Names {
    raw: Vec<u8>,
    inside: bool,
    whole: Vec<u8>,
}

impl Names {
    /// Takes a byte; answers whether it has ended a name.
    fn push(&mut self, byte: u8) -> bool {
        let regular = !matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
            && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%');
        if self.inside && regular {
            self.inside = self.raw.len() < LONGEST_NAME;
            self.raw.push(byte);
            return false;
        }
        let ended = self.inside && !self.raw.is_empty();
        if ended {
            std::mem::swap(&mut self.whole, &mut self.raw);
        }
        self.raw.clear();
        self.inside = byte == b'/';
        ended
    }

    /// The name that was ended.
    fn take(&mut self) -> Vec<u8> {
        let raw = std::mem::take(&mut self.whole);
        if !raw.contains(&b'#') {
            return raw;
        }
        let digit = |at: usize| raw.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let (mut name, mut at) = (Vec::with_capacity(raw.len()), 0);
        while at < raw.len() {
            let coded = (raw[at] == b'#').then(|| Some(digit(at + 1)? * 16 + digit(at + 2)?));
            match coded.flatten() {
                Some(byte) => {
                    name.push(u8::try_from(byte).expect("two hex digits"));
                    at += 3;
                }
                None => {
                    name.push(raw[at]);
                    at += 1;
                }
            }
        }
        name
    }
}
