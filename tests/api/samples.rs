//! Small files of each kind, built byte by byte, to be sent, spoilt and smuggled with.

/// A checksum of PNG's, counted bit by bit: not the way the programme does it.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 }
        })
    })
}

pub fn chunk(name: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let named = [name.as_slice(), body].concat();
    let length = u32::try_from(body.len()).expect("small").to_be_bytes();
    [length.as_slice(), &named, &crc(&named).to_be_bytes()].concat()
}

fn adler(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    b << 16 | a
}

/// zlib without compression.
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packed = vec![0x78, 0x01];
    let blocks: Vec<&[u8]> = bytes.chunks(65_535).collect();
    for (index, block) in blocks.iter().enumerate() {
        let length = u16::try_from(block.len()).expect("a block");
        packed.push(u8::from(index + 1 == blocks.len()));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(*block);
    }
    packed.extend(adler(bytes).to_be_bytes());
    packed
}

/// Grey pixels: so many of them, with those chunks before the pixels.
pub fn png_of(width: u32, height: u32, between: &[Vec<u8>]) -> Vec<u8> {
    let header = [width.to_be_bytes().as_slice(), &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let lines = vec![0; (width.min(4096) as usize + 1) * height.min(4096) as usize];
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &header),
        between.concat(),
        chunk(b"IDAT", &zlib(&lines)),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

pub fn png() -> Vec<u8> {
    png_of(2, 2, &[])
}

pub fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("small").to_be_bytes();
    [[0xFF, marker].as_slice(), &length, body].concat()
}

/// A JPEG with those segments before the frame and those bytes in its scan. Its picture is noise.
pub fn jpeg_of(width: u16, height: u16, between: &[Vec<u8>], scan: &[u8]) -> Vec<u8> {
    let frame = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    [
        vec![0xFF, 0xD8],
        between.concat(),
        segment(0xDB, &[0; 65]),
        segment(0xC0, &frame),
        segment(0xC4, &[0; 17]),
        segment(0xDA, &[1, 1, 0, 0, 63, 0]),
        scan.to_vec(),
        vec![0xFF, 0xD9],
    ]
    .concat()
}

pub fn jpeg() -> Vec<u8> {
    jpeg_of(2, 2, &[], &[0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56])
}

/// Exif with a turn, and a place to be found out.
pub fn exif(turn: u8) -> Vec<u8> {
    let mut body = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    body.extend([turn, 0, 0, 0, 0, 0, 0, 0]);
    body.extend(b"GPS 59.6099 16.5448");
    segment(0xE1, &body)
}

pub fn gif_of(width: u16, height: u16, between: &[u8]) -> Vec<u8> {
    let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
    [
        b"GIF89a".as_slice(),
        &size,
        &[0x80, 0, 0, 0, 0, 0, 255, 255, 255],
        between,
        &[0x2C, 0, 0, 0, 0],
        &size,
        &[0, 2, 2, 0x4C, 0x01, 0, 0x3B],
    ]
    .concat()
}

pub fn gif() -> Vec<u8> {
    gif_of(1, 1, &[])
}

/// A PDF of one empty page, with those objects besides. All of it is ASCII.
pub fn pdf_with(objects: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
         2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
         3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n\
         {objects}trailer\n<< /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF\n"
    )
    .into_bytes()
}

pub fn pdf() -> Vec<u8> {
    pdf_with("")
}

/// A PDF with a compressed stream of objects.
pub fn pdf_with_packed(objects: &[u8], filter: &str) -> Vec<u8> {
    let packed = zlib(objects);
    let whole = pdf();
    let (head, tail) = whole.split_at(9);
    let dictionary = format!(
        "9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter {filter} /Length {} >>\nstream\r\n",
        packed.len()
    );
    [head, dictionary.as_bytes(), &packed, b"\nendstream\nendobj\n", tail].concat()
}

/// An empty ZIP archive, as it would hang on to something else.
pub const ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// A JPEG of about so many bytes, all of it scan: for streaming.
pub fn large_jpeg(bytes: usize) -> Vec<u8> {
    let scan: Vec<u8> = (0..bytes).map(|number| (number * 31 % 251) as u8).collect();
    jpeg_of(4000, 3000, &[], &scan)
}
