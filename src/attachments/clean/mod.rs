//! Takes out of a file what its sender did not mean to send, and turns away what is not plainly one
//! file of its kind. Works on the bytes as they pass by: nothing is decoded to pixels, and little is
//! held. Pure: no clock, no SQL, no HTTP.

mod gif;
mod jpeg;
mod pdf;
mod png;
#[cfg(test)]
#[path = "../../../tests/api/samples.rs"]
#[expect(dead_code, reason = "shared with the API's tests, which need more of them")]
mod samples;
#[cfg(test)]
mod tests;

use super::kind::FileKind;

/// Why a file is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It does not begin as its kind does.
    OtherKind,
    /// It breaks off, or breaks its kind's rules.
    Damaged,
    /// Something else follows the end of it, or hides in it: a file that is two things.
    Polyglot,
    /// It would swell to more than viewers bear.
    Bomb,
    /// A PDF that runs something, or carries other files.
    Active,
    /// A PDF that nobody can look into.
    Encrypted,
}

/// What files may swell to.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most pixels of an image.
    pub pixels: u64,
}

/// One file on its way through.
pub struct Cleaner {
    kind: FileKind,
    head: Vec<u8>,
    format: Format,
    zip: ZipEnd,
}

enum Format {
    Gif(gif::Gif),
    Jpeg(jpeg::Jpeg),
    Png(png::Png),
    Pdf(Box<pdf::Pdf>),
}

impl Cleaner {
    pub fn new(kind: FileKind, limits: Limits) -> Self {
        let format = match kind {
            FileKind::Gif => Format::Gif(gif::Gif::new(limits)),
            FileKind::Jpeg => Format::Jpeg(jpeg::Jpeg::new(limits)),
            FileKind::Png => Format::Png(png::Png::new(limits)),
            FileKind::Pdf => Format::Pdf(Box::default()),
        };
        Self { kind, head: Vec::new(), format, zip: ZipEnd::default() }
    }

    /// Takes the next bytes and adds what is left of them to `out`.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Flaw> {
        let began = out.len();
        if self.head.len() < self.kind.magic().len() {
            self.head.extend_from_slice(bytes);
            if self.head.len() < self.kind.magic().len() {
                return Ok(());
            }
            if !self.head.starts_with(self.kind.magic()) {
                return Err(Flaw::OtherKind);
            }
            let head = self.head.clone();
            self.pass(&head, out)?;
        } else {
            self.pass(bytes, out)?;
        }
        self.zip.look(&out[began..]);
        Ok(())
    }

    /// Says whether that was all of it.
    pub fn finish(self) -> Result<(), Flaw> {
        if self.head.len() < self.kind.magic().len() {
            return Err(Flaw::OtherKind);
        }
        match self.format {
            Format::Gif(gif) => gif.finish()?,
            Format::Jpeg(jpeg) => jpeg.finish()?,
            Format::Png(png) => png.finish()?,
            Format::Pdf(pdf) => pdf.finish()?,
        }
        self.zip.finish()
    }

    fn pass(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Flaw> {
        match &mut self.format {
            Format::Gif(gif) => gif.feed(bytes, out),
            Format::Jpeg(jpeg) => jpeg.feed(bytes, out),
            Format::Png(png) => png.feed(bytes, out),
            Format::Pdf(pdf) => pdf.feed(bytes, out),
        }
    }
}

/// Looks for the end of a ZIP archive, which programs look for from the end of a file whatever
/// stands before it. It would hide in what is kept: pixels, or a stream.
#[derive(Default)]
struct ZipEnd {
    recent: u64,
    seen: u64,
    found_at: Option<u64>,
}

impl ZipEnd {
    /// The mark, and the two disk numbers, which are 0 in any archive of one part.
    const MARK: u64 = u64::from_be_bytes(*b"PK\x05\x06\0\0\0\0");
    /// The mark lies at most this far from the end: 22 bytes and a comment.
    const REACH: u64 = 22 + 65_535;

    fn look(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.recent = self.recent << 8 | u64::from(*byte);
            self.seen += 1;
            if self.recent == Self::MARK {
                self.found_at = Some(self.seen - 8);
            }
        }
    }

    fn finish(&self) -> Result<(), Flaw> {
        match self.found_at {
            Some(at) if self.seen - at <= Self::REACH => Err(Flaw::Polyglot),
            _ => Ok(()),
        }
    }
}

/// Bytes that follow an image's end and mean nothing: padding.
fn is_padding(byte: u8) -> bool {
    matches!(byte, 0 | b'\n' | b'\r' | b' ' | b'\t')
}

fn be16(bytes: &[u8]) -> u16 {
    u16::from_be_bytes([bytes[0], bytes[1]])
}
