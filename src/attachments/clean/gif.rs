//! GIF: a header, then blocks, each a chain of small pieces. Kept are the pictures, their timing and
//! how often they repeat; comments, texts and programs' own data are not.

use super::{Flaw, Limits, be16, is_padding};

/// All frames together may have this many times the pixels of one image.
const FRAMES: u64 = 16;
/// The longest extension that is kept: the one about repeating, with its lengths.
const EXTENSION: usize = 16;

pub struct Gif {
    limits: Limits,
    at: At,
    held: Vec<u8>,
    pixels: u64,
    frames: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Header,
    /// A colour table: so many bytes left, and what comes after it.
    Colours(usize, Then),
    Block,
    Label,
    /// An extension, held until it is known whether it is kept. Bytes left of a piece.
    Extension(u8, usize),
    Descriptor,
    CodeSize,
    /// A picture's pieces. Bytes left of a piece.
    Pixels(usize),
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Block,
    CodeSize,
}

impl Gif {
    pub fn new(limits: Limits) -> Self {
        Self { limits, at: At::Header, held: Vec::new(), pixels: 0, frames: 0 }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each place in the file")]
    pub fn feed(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Flaw> {
        while let Some((first, rest)) = bytes.split_first() {
            match self.at {
                At::Header => {
                    let Some(header) = self.hold(13, &mut bytes) else { continue };
                    self.header(&header)?;
                    out.extend(&header);
                    self.at = colours(header[10], Then::Block);
                }
                At::Colours(left, then) => {
                    let run = left.min(bytes.len());
                    out.extend_from_slice(&bytes[..run]);
                    bytes = &bytes[run..];
                    self.at = if left > run { At::Colours(left - run, then) } else { then.into() };
                }
                At::Block => {
                    bytes = rest;
                    self.at = match *first {
                        0x21 => At::Label,
                        0x2C => At::Descriptor,
                        0x3B if self.frames > 0 => {
                            out.push(0x3B);
                            At::End
                        }
                        _ => return Err(Flaw::Damaged),
                    };
                }
                At::Label => {
                    bytes = rest;
                    self.held.clear();
                    self.at = At::Extension(*first, 0);
                }
                At::Extension(label, 0) => {
                    bytes = rest;
                    self.keep(&[*first]);
                    self.at = At::Extension(label, usize::from(*first));
                    if *first == 0 {
                        self.extension(label, out);
                    }
                }
                At::Extension(label, left) => {
                    let run = left.min(bytes.len());
                    self.keep(&bytes[..run]);
                    bytes = &bytes[run..];
                    self.at = At::Extension(label, left - run);
                }
                At::Descriptor => {
                    let Some(descriptor) = self.hold(9, &mut bytes) else { continue };
                    self.frame(&descriptor)?;
                    out.push(0x2C);
                    out.extend(&descriptor);
                    self.at = colours(descriptor[8], Then::CodeSize);
                }
                At::CodeSize => {
                    bytes = rest;
                    if !(2..=8).contains(first) {
                        return Err(Flaw::Damaged);
                    }
                    out.push(*first);
                    self.at = At::Pixels(0);
                }
                At::Pixels(0) => {
                    bytes = rest;
                    out.push(*first);
                    self.at = if *first == 0 { At::Block } else { At::Pixels((*first).into()) };
                }
                At::Pixels(left) => {
                    let run = left.min(bytes.len());
                    out.extend_from_slice(&bytes[..run]);
                    bytes = &bytes[run..];
                    self.at = At::Pixels(left - run);
                }
                At::End if bytes.iter().copied().all(is_padding) => return Ok(()),
                At::End => return Err(Flaw::Polyglot),
            }
        }
        Ok(())
    }

    pub fn finish(self) -> Result<(), Flaw> {
        if self.at == At::End { Ok(()) } else { Err(Flaw::Damaged) }
    }

    fn hold(&mut self, count: usize, bytes: &mut &[u8]) -> Option<Vec<u8>> {
        let take = (count - self.held.len()).min(bytes.len());
        self.held.extend_from_slice(&bytes[..take]);
        *bytes = &bytes[take..];
        (self.held.len() == count).then(|| std::mem::take(&mut self.held))
    }

    /// Holds the beginning of an extension: one that is kept is no longer.
    fn keep(&mut self, bytes: &[u8]) {
        let room = (EXTENSION + 4).saturating_sub(self.held.len());
        self.held.extend_from_slice(&bytes[..room.min(bytes.len())]);
    }

    fn extension(&mut self, label: u8, out: &mut Vec<u8>) {
        self.at = At::Block;
        let held = std::mem::take(&mut self.held);
        let kept = match label {
            // Timing and transparency.
            0xF9 => held.len() == 6 && held[0] == 4,
            // How often to repeat.
            0xFF => held.len() == EXTENSION + 1 && held.starts_with(b"\x0bNETSCAPE2.0\x03\x01"),
            _ => false,
        };
        if kept {
            out.extend([0x21, label]);
            out.extend(held);
        }
    }

    fn header(&self, header: &[u8]) -> Result<(), Flaw> {
        if !header.starts_with(b"GIF87a") && !header.starts_with(b"GIF89a") {
            return Err(Flaw::OtherKind);
        }
        let (width, height) = (le16(&header[6..]), le16(&header[8..]));
        if width * height > self.limits.pixels { Err(Flaw::Bomb) } else { Ok(()) }
    }

    fn frame(&mut self, descriptor: &[u8]) -> Result<(), Flaw> {
        let (width, height) = (le16(&descriptor[4..]), le16(&descriptor[6..]));
        if width == 0 || height == 0 {
            return Err(Flaw::Damaged);
        }
        self.frames += 1;
        self.pixels += width * height;
        let too_large = width * height > self.limits.pixels;
        if too_large || self.pixels > self.limits.pixels.saturating_mul(FRAMES) {
            return Err(Flaw::Bomb);
        }
        Ok(())
    }
}

impl From<Then> for At {
    fn from(then: Then) -> Self {
        match then {
            Then::Block => Self::Block,
            Then::CodeSize => Self::CodeSize,
        }
    }
}

/// The colour table that these flags announce, if they do.
fn colours(flags: u8, then: Then) -> At {
    match flags & 0x80 {
        0 => then.into(),
        _ => At::Colours(3 << ((flags & 7) + 1), then),
    }
}

fn le16(bytes: &[u8]) -> u64 {
    be16(&[bytes[1], bytes[0]]).into()
}
