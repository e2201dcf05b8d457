//! Fonts: the bundled one, and those of files.
//!
//! Nothing here asks the machine for its fonts: a picture is drawn with the files that are named
//! and with the bundled font, so that it is equal everywhere.

#[cfg(feature = "fonts")]
use std::sync::Arc;

#[cfg(feature = "fonts")]
use skrifa::{MetadataProvider as _, raw::TableProvider as _, string::StringId};

/// The bytes of a font, shared by all that read them.
#[cfg(feature = "fonts")]
type Data = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A font, read from a file or bundled.
#[cfg(feature = "fonts")]
#[derive(Clone)]
pub struct Font {
    data: Data,
    family: String,
    weight: u16,
}

#[cfg(feature = "fonts")]
impl std::fmt::Debug for Font {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.family, self.weight)
    }
}

/// A font; this build has none.
#[cfg(not(feature = "fonts"))]
#[derive(Clone, Debug)]
pub enum Font {}

#[cfg(feature = "fonts")]
impl Font {
    /// Reads a TrueType or OpenType font; of a collection the first. `None` if it is neither, or
    /// has no characters.
    pub fn read(data: Vec<u8>) -> Option<Font> {
        Font::new(Arc::new(data))
    }

    /// The bundled font, regular and bold.
    pub fn bundled() -> Vec<Font> {
        const REGULAR: &[u8] = include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/assets/font/NotoSansSC-Regular-subset.otf"
        ));
        const BOLD: &[u8] = include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/assets/font/NotoSansSC-Bold-subset.otf"
        ));
        let faces = [REGULAR, BOLD].map(|bytes| Font::new(Arc::new(bytes)));
        faces.into_iter().flatten().collect()
    }

    fn new(data: Data) -> Option<Font> {
        let face = skrifa::FontRef::from_index((*data).as_ref(), 0).ok()?;
        let name = |id| face.localized_strings(id).english_or_first();
        let family = name(StringId::TYPOGRAPHIC_FAMILY_NAME).or(name(StringId::FAMILY_NAME));
        let family = family.map(|name| name.to_string()).unwrap_or_default();
        face.head().ok()?;
        face.charmap().mappings().next()?;
        let weight = face.os2().map_or(400, |os2| os2.us_weight_class());
        Some(Font {
            family,
            weight,
            data,
        })
    }

    /// Its bytes.
    pub(super) fn data(&self) -> &Data {
        &self.data
    }

    /// The family that it names.
    pub(super) fn family(&self) -> &str {
        &self.family
    }

    /// Its weight: 400 for a regular face, 700 for a bold one.
    #[cfg(feature = "embed-font")]
    pub(super) fn weight(&self) -> u16 {
        self.weight
    }

    /// The glyph of a character; `None` where it has none.
    pub(super) fn glyph(&self, c: char) -> Option<u32> {
        let face = skrifa::FontRef::from_index((*self.data).as_ref(), 0).ok()?;
        face.charmap().map(c).map(|glyph| glyph.to_u32())
    }
}

#[cfg(not(feature = "fonts"))]
impl Font {
    /// `None`: this build reads no fonts.
    pub fn read(_: Vec<u8>) -> Option<Font> {
        None
    }

    /// None: this build bundles no fonts.
    pub fn bundled() -> Vec<Font> {
        Vec::new()
    }
}
