//! A ZIP archive written front to back: files are stored as they are, with their checksums, and the
//! directory comes last. Large ones get the 64-bit fields. Pure.

/// An archive in the making: what has been written of it, and where each file lies.
#[derive(Debug, Default)]
pub struct Zip {
    written: u64,
    directory: Vec<u8>,
    files: u64,
}

/// Names are UTF-8.
const FLAGS: u16 = 0x0800;
/// 1 January 1980: an archive of the same content is the same bytes whenever it is made.
const DAY: u16 = 0x0021;

impl Zip {
    /// The bytes of the next file. It must be below 4 GiB.
    pub fn file(&mut self, name: &str, content: &[u8]) -> Vec<u8> {
        let offset = self.written;
        let far = offset >= u64::from(u32::MAX);
        let mut head = Vec::new();
        put(&mut head, 0x0403_4b50_u32.to_le_bytes());
        common(&mut head, name, content, 20, 0);
        head.extend(name.as_bytes());
        head.extend(content);
        let line = &mut self.directory;
        put(line, 0x0201_4b50_u32.to_le_bytes());
        put(line, 45_u16.to_le_bytes());
        common(line, name, content, if far { 45 } else { 20 }, if far { 12 } else { 0 });
        // Comment, disk, inner and outer attributes.
        line.extend([0; 10]);
        put(line, capped(offset).to_le_bytes());
        line.extend(name.as_bytes());
        if far {
            put(line, 1_u16.to_le_bytes());
            put(line, 8_u16.to_le_bytes());
            put(line, offset.to_le_bytes());
        }
        self.files += 1;
        self.written += head.len() as u64;
        head
    }

    /// The last bytes: the directory, and where it is.
    pub fn end(self) -> Vec<u8> {
        let (at, size) = (self.written, self.directory.len() as u64);
        let mut tail = self.directory;
        if self.files >= u64::from(u16::MAX) || at + size >= u64::from(u32::MAX) {
            put(&mut tail, 0x0606_4b50_u32.to_le_bytes());
            put(&mut tail, 44_u64.to_le_bytes());
            tail.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            for number in [self.files, self.files, size, at] {
                put(&mut tail, number.to_le_bytes());
            }
            put(&mut tail, 0x0706_4b50_u32.to_le_bytes());
            put(&mut tail, 0_u32.to_le_bytes());
            put(&mut tail, (at + size).to_le_bytes());
            put(&mut tail, 1_u32.to_le_bytes());
        }
        let files = u16::try_from(self.files).unwrap_or(u16::MAX).to_le_bytes();
        put(&mut tail, 0x0605_4b50_u32.to_le_bytes());
        tail.extend([0; 4]);
        put(&mut tail, files);
        put(&mut tail, files);
        put(&mut tail, capped(size).to_le_bytes());
        put(&mut tail, capped(at).to_le_bytes());
        tail.extend([0; 2]);
        tail
    }
}

/// What the head of a file and its line in the directory share.
fn common(out: &mut Vec<u8>, name: &str, content: &[u8], needs: u16, extra: u16) {
    let size = u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes();
    let name = u16::try_from(name.len()).unwrap_or(u16::MAX);
    for number in [needs, FLAGS, 0, 0, DAY] {
        put(out, number.to_le_bytes());
    }
    put(out, crc32fast::hash(content).to_le_bytes());
    put(out, size);
    put(out, size);
    put(out, name.to_le_bytes());
    put(out, extra.to_le_bytes());
}

fn put<const N: usize>(out: &mut Vec<u8>, bytes: [u8; N]) {
    out.extend(bytes);
}

fn capped(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
