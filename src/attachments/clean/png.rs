//! PNG: chunks, each with its length and checksum. Kept are those that make the picture; texts,
//! times, Exif, profiles and animation are not.

use super::{Flaw, Limits, is_padding};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

pub struct Png {
    limits: Limits,
    at: At,
    held: Vec<u8>,
    sum: u32,
    /// The most bytes that the pixels can be packed into; nothing before they are counted.
    most_packed: Option<u64>,
    packed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Signature,
    Head,
    /// In a chunk's body: so many bytes left, and what becomes of them.
    Body(u32, Fate),
    Sum(Fate),
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    Header,
    Last,
    Dropped,
}

impl Png {
    pub fn new(limits: Limits) -> Self {
        let (held, sum, most_packed, packed) = (Vec::new(), 0, None, 0);
        Self { limits, at: At::Signature, held, sum, most_packed, packed }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each place in the file")]
    pub fn feed(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), Flaw> {
        while !bytes.is_empty() {
            match self.at {
                At::Signature => {
                    let Some(signature) = self.hold::<8>(&mut bytes) else { continue };
                    if signature != SIGNATURE {
                        return Err(Flaw::OtherKind);
                    }
                    out.extend(signature);
                    self.at = At::Head;
                }
                At::Head => {
                    let Some(head) = self.hold::<8>(&mut bytes) else { continue };
                    self.head(head, out)?;
                }
                At::Body(left, fate) => {
                    let run = bytes.len().min(left as usize);
                    let (body, rest) = bytes.split_at(run);
                    bytes = rest;
                    if fate == Fate::Header {
                        self.held.extend_from_slice(body);
                    }
                    if fate != Fate::Dropped {
                        self.sum = crc(self.sum, body);
                        out.extend_from_slice(body);
                    }
                    let left = left - u32::try_from(run).expect("no more than was left");
                    self.at = if left == 0 { At::Sum(fate) } else { At::Body(left, fate) };
                    if left == 0 && fate == Fate::Header {
                        let header = std::mem::take(&mut self.held);
                        self.header(&header)?;
                    }
                }
                At::Sum(fate) => {
                    let Some(sum) = self.hold::<4>(&mut bytes) else { continue };
                    if fate != Fate::Dropped && u32::from_be_bytes(sum) != !self.sum {
                        return Err(Flaw::Damaged);
                    }
                    if fate != Fate::Dropped {
                        out.extend(sum);
                    }
                    self.at = if fate == Fate::Last { At::End } else { At::Head };
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

    fn hold<const N: usize>(&mut self, bytes: &mut &[u8]) -> Option<[u8; N]> {
        let take = (N - self.held.len()).min(bytes.len());
        self.held.extend_from_slice(&bytes[..take]);
        *bytes = &bytes[take..];
        let whole = self.held.as_slice().try_into().ok()?;
        self.held.clear();
        Some(whole)
    }

    fn head(&mut self, head: [u8; 8], out: &mut Vec<u8>) -> Result<(), Flaw> {
        let [a, b, c, d, name @ ..] = head;
        let length = u32::from_be_bytes([a, b, c, d]);
        let first = self.most_packed.is_none();
        let fate = match &name {
            b"IHDR" if first && length == 13 => Fate::Header,
            _ if first => return Err(Flaw::Damaged),
            b"IDAT" => {
                self.packed += u64::from(length);
                if self.most_packed.is_some_and(|most| self.packed > most) {
                    return Err(Flaw::Polyglot);
                }
                Fate::Kept
            }
            b"IEND" if length == 0 && self.packed > 0 => Fate::Last,
            // Small things that the colours depend on. None of them has room for anything else.
            b"PLTE" if length <= 768 => Fate::Kept,
            b"tRNS" if length <= 256 => Fate::Kept,
            b"cHRM" | b"gAMA" | b"sRGB" | b"sBIT" | b"pHYs" | b"bKGD" if length <= 32 => Fate::Kept,
            // A capital letter: viewers must know it, and we don't.
            [capital, ..] if capital.is_ascii_uppercase() => return Err(Flaw::Damaged),
            name if name.iter().all(u8::is_ascii_alphabetic) => Fate::Dropped,
            _ => return Err(Flaw::Damaged),
        };
        if fate != Fate::Dropped {
            out.extend(head);
        }
        self.sum = crc(u32::MAX, &name);
        self.at = if length == 0 { At::Sum(fate) } else { At::Body(length, fate) };
        Ok(())
    }

    fn header(&mut self, header: &[u8]) -> Result<(), Flaw> {
        let side = |at: usize| {
            u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
        };
        let (width, height) = (u64::from(side(0)), u64::from(side(4)));
        let channels = match header[9] {
            0 | 3 => 1,
            2 => 3,
            4 => 2,
            6 => 4,
            _ => return Err(Flaw::Damaged),
        };
        if width == 0 || height == 0 || !matches!(header[8], 1 | 2 | 4 | 8 | 16) {
            return Err(Flaw::Damaged);
        }
        if width.saturating_mul(height) > self.limits.pixels {
            return Err(Flaw::Bomb);
        }
        // Each line has a byte of its own; interlacing makes more lines. Packing never adds a tenth.
        let raw = (width * channels * u64::from(header[8])).div_ceil(8) * height + 9 * height;
        self.most_packed = Some(raw + raw / 10 + 65_536);
        Ok(())
    }
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let (mut value, mut bit) = (index as u32, 0);
        while bit < 8 {
            value = if value & 1 == 1 { 0xEDB8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
};

/// The checksum of PNG, before its last step, which turns every bit.
pub fn crc(sum: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(sum, |sum, byte| TABLE[(sum as u8 ^ *byte) as usize] ^ (sum >> 8))
}
