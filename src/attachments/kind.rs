//! The kinds of file that can be attached (B-60), told by their first bytes.

crate::sql::code! {
    /// What an attachment is.
    FileKind {
        Pdf = "application/pdf",
        Gif = "image/gif",
        Jpeg = "image/jpeg",
        Png = "image/png",
    }
}

impl FileKind {
    /// What every file of this kind begins with.
    pub fn magic(self) -> &'static [u8] {
        match self {
            Self::Pdf => b"%PDF-",
            Self::Gif => b"GIF8",
            Self::Jpeg => b"\xFF\xD8\xFF",
            Self::Png => b"\x89PNG\r\n\x1a\n",
        }
    }

    /// How such files are called; the first is what we call them.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Gif => &["gif"],
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
        }
    }

    /// By the media type a client declares, whatever parameters it has.
    pub fn declared(media_type: &str) -> Option<Self> {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        Self::from_code(&essence.to_ascii_lowercase())
    }
}
