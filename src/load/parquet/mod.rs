//! Parquet: a file of nodes or of relationships, or a folder of such files.
//!
//! What our own export writes is read back as the same graph; files of others are told by the
//! names of their columns, as other tables are. A build without the feature `parquet` says so.

#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod tables;

use super::Options;
use super::input::Texts;
use super::text::Text;

#[cfg(feature = "parquet")]
pub(super) use tables::plan;

/// Whether some file begins as Parquet does.
pub(super) fn recognise(texts: &Texts, _: &Options) -> bool {
    texts.texts.iter().any(Text::is_binary)
}

/// Says what is missing.
#[cfg(not(feature = "parquet"))]
pub(super) fn plan(
    texts: &Texts,
    _: &mut super::Reader<'_>,
) -> Result<super::table::Plan, super::LoadError> {
    let path = texts.texts.iter().find(|text| text.is_binary());
    Err(super::LoadError::NotAGraph {
        path: path.map_or(String::new(), |text| text.shown.clone()),
        reason: "this build cannot read Parquet".to_owned(),
        hint: "it needs the feature parquet: cargo install --features parquet".to_owned(),
    })
}
