//! Each kind whole, in crumbs, with what must go, and with what must not pass.

use super::{samples::*, *};

const LIMITS: Limits = Limits { pixels: 1_000_000 };

fn cleaned_in(kind: FileKind, file: &[u8], crumb: usize) -> Result<Vec<u8>, Flaw> {
    let (mut cleaner, mut out) = (Cleaner::new(kind, LIMITS), Vec::new());
    for bytes in file.chunks(crumb) {
        cleaner.feed(bytes, &mut out)?;
    }
    cleaner.finish().map(|()| out)
}

/// Whatever the crumbs, the outcome is the same.
#[track_caller]
fn cleaned(kind: FileKind, file: &[u8]) -> Result<Vec<u8>, Flaw> {
    let whole = cleaned_in(kind, file, file.len().max(1));
    for crumb in [1, 2, 3, 7, 64] {
        assert_eq!(cleaned_in(kind, file, crumb), whole, "in crumbs of {crumb}");
    }
    whole
}

fn with_tail(file: Vec<u8>, tail: &[u8]) -> Vec<u8> {
    [file.as_slice(), tail].concat()
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|part| part == what)
}

// proves: B-60
#[test]
fn plain_files_pass_as_they_are() {
    for (kind, file) in [
        (FileKind::Gif, gif()),
        (FileKind::Jpeg, jpeg()),
        (FileKind::Png, png()),
        (FileKind::Pdf, pdf()),
    ] {
        assert_eq!(cleaned(kind, &file), Ok(file), "{kind:?}");
    }
}

// proves: B-60, B-65
#[test]
fn a_file_of_another_kind_is_told_by_its_first_bytes() {
    let files =
        [gif(), jpeg(), png(), pdf(), b"PK\x03\x04 a docx".to_vec(), Vec::new(), vec![0xFF]];
    for kind in FileKind::ALL {
        for file in files.iter().filter(|file| !file.starts_with(kind.magic())) {
            assert_eq!(cleaned(*kind, file), Err(Flaw::OtherKind), "{kind:?}");
        }
    }
    assert_eq!(cleaned(FileKind::Gif, b"GIF88a a little later"), Err(Flaw::OtherKind));
    assert_eq!(cleaned(FileKind::Pdf, b"\n%PDF-1.4"), Err(Flaw::OtherKind));
}

#[test]
fn every_file_that_breaks_off_is_damaged() {
    for (kind, file) in [
        (FileKind::Gif, gif()),
        (FileKind::Jpeg, jpeg()),
        (FileKind::Png, png()),
        (FileKind::Pdf, pdf()),
    ] {
        for end in kind.magic().len() + 3..file.len() - 1 {
            assert_eq!(cleaned_in(kind, &file[..end], 5), Err(Flaw::Damaged), "{kind:?} {end}");
        }
    }
}

#[test]
fn what_hangs_on_to_an_image_is_not_let_in() {
    for tail in [ZIP, b"<script>alert(1)</script>", b"%PDF-1.4", b"MZ", b"#!/bin/sh\n"] {
        for (kind, file) in
            [(FileKind::Gif, gif()), (FileKind::Jpeg, jpeg()), (FileKind::Png, png())]
        {
            assert_eq!(cleaned(kind, &with_tail(file, tail)), Err(Flaw::Polyglot), "{kind:?}");
        }
        assert_ne!(cleaned(FileKind::Pdf, &with_tail(pdf(), tail)).map(drop), Ok(()));
    }
    let padded = with_tail(jpeg(), &[0, 0, b'\n']);
    assert_eq!(cleaned(FileKind::Jpeg, &padded), Ok(jpeg()));
}

#[test]
fn what_phones_hang_on_to_a_picture_is_cut_off() {
    let announced = segment(0xE2, b"MPF\0MM\0*");
    let further = with_tail(jpeg_of(2, 2, &[announced], &[1]), &jpeg());
    assert_eq!(cleaned(FileKind::Jpeg, &further), Ok(jpeg_of(2, 2, &[], &[1])));
    assert_eq!(cleaned(FileKind::Jpeg, &with_tail(jpeg(), &jpeg())), Err(Flaw::Polyglot));
    let moving = with_tail(jpeg(), b"\0\0\0\x18ftypmp42 and so on");
    assert_eq!(cleaned(FileKind::Jpeg, &moving), Ok(jpeg()));
    let samsung = with_tail(jpeg(), b"\0\0notes\x01SEFHnotesSEFT");
    assert_eq!(cleaned(FileKind::Jpeg, &samsung), Ok(jpeg()));
}

#[test]
fn an_archive_inside_the_pixels_is_found() {
    let hidden = jpeg_of(2, 2, &[], &[b"ab", ZIP, b"cd"].concat());
    assert_eq!(cleaned(FileKind::Jpeg, &hidden), Err(Flaw::Polyglot));
    let far = [ZIP, &vec![1; 70_000]].concat();
    assert!(cleaned_in(FileKind::Jpeg, &jpeg_of(2, 2, &[], &far), 4096).is_ok());
    let object = format!("4 0 obj\n({})\nendobj\n", String::from_utf8_lossy(ZIP));
    assert_eq!(cleaned(FileKind::Pdf, &pdf_with(&object)), Err(Flaw::Polyglot));
}

// proves: B-65
#[test]
fn a_picture_says_nothing_of_where_it_was_taken() {
    let told = [
        segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01abc"),
        exif(6),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<GPS>"),
        segment(0xED, b"Photoshop GPS"),
        segment(0xFE, b"GPS in a comment"),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01colours"),
    ];
    let clean = cleaned(FileKind::Jpeg, &jpeg_of(2, 2, &told, &[7])).expect("a picture");
    assert!(!holds(&clean, b"GPS") && !holds(&clean, b"abc"));
    assert!(holds(&clean, b"ICC_PROFILE\0\x01\x01colours"), "colours stay");
    assert_eq!(
        cleaned(FileKind::Jpeg, &clean).as_ref(),
        Ok(&clean),
        "cleaning twice changes nothing"
    );
    let upright = cleaned(FileKind::Jpeg, &jpeg_of(2, 2, &[exif(1)], &[7])).expect("a picture");
    assert!(holds(&clean, b"Exif\0\0MM") && !holds(&upright, b"Exif"), "which way is up stays");

    let told = [
        chunk(b"tEXt", b"Location\0GPS"),
        chunk(b"zTXt", b"GPS\0\0"),
        chunk(b"iTXt", b"GPS"),
        chunk(b"eXIf", b"GPS"),
        chunk(b"tIME", &[0; 7]),
        chunk(b"iCCP", b"GPS"),
    ];
    assert_eq!(cleaned(FileKind::Png, &png_of(2, 2, &told)), Ok(png()));

    let told = [
        b"\x21\xFE\x05hello\0".as_slice(),
        b"\x21\xFF\x0bXMP DataXMP\x03GPS\0",
        b"\x21\x01\x01a\x03GPS\0",
    ];
    assert_eq!(cleaned(FileKind::Gif, &gif_of(1, 1, &told.concat())), Ok(gif()));
    let moves = b"\x21\xFF\x0bNETSCAPE2.0\x03\x01\0\0\0\x21\xF9\x04\0\x0a\0\0\0";
    assert_eq!(cleaned(FileKind::Gif, &gif_of(1, 1, moves)), Ok(gif_of(1, 1, moves)));
}

#[test]
fn images_that_would_swell_are_turned_away() {
    assert_eq!(cleaned(FileKind::Jpeg, &jpeg_of(60_000, 60_000, &[], &[1])), Err(Flaw::Bomb));
    assert_eq!(cleaned(FileKind::Gif, &gif_of(60_000, 60_000, &[])), Err(Flaw::Bomb));
    let large = png_of(100_000, 100_000, &[]);
    assert_eq!(cleaned_in(FileKind::Png, &large[..64], 64).map(drop), Err(Flaw::Bomb));
    let frame = [&[0x2C, 0, 0, 0, 0, 0xE8, 3, 0xE8, 3, 0, 2, 1, 0, 0][..]].concat();
    assert_eq!(cleaned(FileKind::Gif, &gif_of(1000, 1000, &frame.repeat(20))), Err(Flaw::Bomb));
    let scans = [0xFF, 0xDA, 0, 2, 1].repeat(200);
    assert_eq!(cleaned(FileKind::Jpeg, &jpeg_of(2, 2, &[], &scans)), Err(Flaw::Bomb));
}

#[test]
fn broken_rules_are_damage() {
    let mut bad_sum = png();
    let last = bad_sum.len() - 20;
    bad_sum[last] ^= 1;
    for file in [
        bad_sum,
        png_of(0, 2, &[]),
        png_of(2, 2, &[chunk(b"XyZw", &[])]),
        png_of(2, 2, &[chunk(b"PLTE", &[0; 800])]),
    ] {
        assert_eq!(cleaned(FileKind::Png, &file), Err(Flaw::Damaged));
    }
    let stuffed = png_of(2, 2, &[chunk(b"IDAT", &vec![1; 80_000])]);
    assert_eq!(cleaned_in(FileKind::Png, &stuffed, 4096), Err(Flaw::Polyglot));
    for file in [
        jpeg_of(0, 2, &[], &[1]),
        jpeg_of(2, 2, &[segment(0xC0, &[8, 0, 2, 0, 2, 1, 1, 0x11, 0])], &[1]),
        jpeg_of(2, 2, &[vec![0xFF, 0xD8]], &[1]),
        jpeg_of(2, 2, &[vec![0xFF, 0xE3, 0, 1]], &[1]),
        vec![0xFF, 0xD8, 0xFF, 0xD9],
    ] {
        assert_eq!(cleaned(FileKind::Jpeg, &file), Err(Flaw::Damaged));
    }
}

#[test]
fn a_pdf_that_does_something_is_turned_away() {
    for active in [
        "/S /JavaScript /JS (app.alert)",
        "/S /J#61vaScript",
        "/JS (x)",
        "/S/Launch/F(cmd.exe)",
        "/Type /EmbeddedFile",
        "/Names << /EmbeddedFiles 7 0 R >>",
        "/Subtype /RichMedia",
        "/XFA [1 0 R]",
    ] {
        let object = format!("4 0 obj\n<< {active} >>\nendobj\n");
        assert_eq!(cleaned(FileKind::Pdf, &pdf_with(&object)), Err(Flaw::Active), "{active}");
        let packed = pdf_with_packed(format!("4 0 << {active} >>").as_bytes(), "/FlateDecode");
        assert_eq!(cleaned(FileKind::Pdf, &packed), Err(Flaw::Active), "packed: {active}");
    }
    let object = "4 0 obj\n(a stream\n) << /S /JavaScript >>\nendobj\n";
    assert_eq!(cleaned(FileKind::Pdf, &pdf_with(object)), Err(Flaw::Active), "in a false stream");
    assert_eq!(cleaned(FileKind::Pdf, &pdf_with("<< /Encrypt 5 0 R >>\n")), Err(Flaw::Encrypted));
    for hidden in
        ["[/ASCIIHexDecode /FlateDecode]", "/FlateDecode /DecodeParms << /Predictor 12 >>"]
    {
        let file = pdf_with_packed(b"4 0 << >>", hidden);
        assert_eq!(cleaned(FileKind::Pdf, &file), Err(Flaw::Encrypted), "{hidden}");
    }
}

#[test]
fn a_plain_pdf_may_hold_streams_updates_and_packed_objects() {
    let stream = "4 0 obj\n<< /Length 9 >>\nstream\r\n/JS << ab\nendstream\nendobj\n";
    let file = pdf_with(stream);
    assert_eq!(cleaned(FileKind::Pdf, &file), Ok(file.clone()));
    let updated = with_tail(file, b"5 0 obj\n<< >>\nendobj\nstartxref\n0\n%%EOF\r\n\0\0");
    assert_eq!(cleaned(FileKind::Pdf, &updated), Ok(updated.clone()));
    let packed = pdf_with_packed(b"4 0 << /Type /Annot /A << /S /URI >> >>", "/FlateDecode");
    assert_eq!(cleaned(FileKind::Pdf, &packed), Ok(packed.clone()));
}

#[test]
fn packed_objects_do_not_swell_without_end() {
    let mut packer = flate2::Compress::new(flate2::Compression::best(), true);
    let (zeros, mut packed) = (vec![b' '; 1 << 20], Vec::with_capacity(1 << 20));
    for turn in 0..80 {
        let last =
            if turn == 79 { flate2::FlushCompress::Finish } else { flate2::FlushCompress::None };
        packer.compress_vec(&zeros, &mut packed, last).expect("it packs");
    }
    let head = b"%PDF-1.5\n9 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n";
    let file = [head.as_slice(), &packed].concat();
    assert_eq!(cleaned_in(FileKind::Pdf, &file, 4096), Err(Flaw::Bomb));
}

#[test]
fn noise_never_panics() {
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    for kind in FileKind::ALL {
        let start = match kind {
            FileKind::Gif => gif(),
            FileKind::Jpeg => jpeg_of(2, 2, &[exif(3)], &[1, 2, 3]),
            FileKind::Png => png(),
            FileKind::Pdf => pdf_with_packed(b"4 0 << >>", "/FlateDecode"),
        };
        for _ in 0..3000 {
            let mut file = start.clone();
            for _ in 0..1 + noise() % 4 {
                let at = usize::from(noise()) * 7 % file.len();
                file[at] = noise();
            }
            let _ = cleaned_in(*kind, &file, 1 + usize::from(noise()));
        }
    }
}
