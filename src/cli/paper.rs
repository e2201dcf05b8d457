//! Arguments of pictures that are for print: fonts and paper. Each is refused, with what it is for,
//! where the format of the picture has no use for it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::export::picture::{
    EMBEDDING, EMBEDS, Font, Fonts, PAPERS, PICTURES, Paper, PictureFormat, PictureOptions,
};

use super::{CliError, Exit};

/// The word for the font of the program itself.
const BUNDLED: &str = "bundled";

#[derive(Debug, clap::Args)]
pub(super) struct PaperArgs {
    /// Draw PNG and PDF with this font before the bundled one; may be given several times
    #[arg(long, value_name = "PATH", global = true)]
    font: Vec<PathBuf>,
    /// Put what the picture needs of a font into the SVG: a file, or bundled; may be given several
    /// times
    #[arg(long, value_name = "PATH", global = true)]
    embed_font: Vec<PathBuf>,
    /// Fit the picture to paper, such as A4, A3-landscape or letter-portrait
    #[arg(long, value_name = "SIZE", value_parser = paper, global = true)]
    page: Option<Paper>,
}

fn paper(text: &str) -> Result<Paper, String> {
    let names: Vec<&str> = PAPERS.iter().map(|size| size.name).collect();
    Paper::parse(text).ok_or_else(|| {
        let names = names.join(", ");
        format!("the sizes are {names}, each with -portrait or -landscape if one of them must be")
    })
}

impl PaperArgs {
    /// Gives the options of a picture its paper and fonts.
    ///
    /// Errors: of usage where the format cannot take an argument, of a file that is no font.
    pub(super) fn fill(
        &self,
        options: &mut PictureOptions,
        format: &PictureFormat,
    ) -> Result<(), CliError> {
        self.suits(options, format)?;
        options.paper = self.page;
        for path in &self.font {
            options.fonts.push(font(path)?);
        }
        for path in &self.embed_font {
            match path.as_os_str() == BUNDLED {
                true => options.fonts.extend(Font::bundled()),
                false => options.fonts.push(font(path)?),
            }
        }
        Ok(())
    }

    fn suits(&self, options: &PictureOptions, format: &PictureFormat) -> Result<(), CliError> {
        let usage = |message: String| Err(CliError::new(Exit::Usage, message));
        let only = |argument: &str, fits: fn(&PictureFormat) -> bool| {
            let fitting = PICTURES.iter().filter(|format| fits(format));
            let names: Vec<&str> = fitting.map(|format| format.name).collect();
            usage(format!(
                "{argument} is for {}, not for {}",
                names.join(" and "),
                format.name
            ))
        };
        if !self.font.is_empty() && format.fonts != Fonts::Drawn {
            return only("--font", |format| format.fonts == Fonts::Drawn);
        }
        if !self.embed_font.is_empty() && format.fonts != Fonts::Carried {
            return only("--embed-font", |format| format.fonts == Fonts::Carried);
        }
        if self.page.is_some() && !format.sized {
            return only("--page", |format| format.sized);
        }
        if self.page.is_some() && options.width.is_some() {
            return usage("--page and --width both say how large the picture is".to_owned());
        }
        if !self.embed_font.is_empty() && !EMBEDS {
            return Err(lacking("--embed-font", EMBEDDING));
        }
        Ok(())
    }
}

/// The error of what this build leaves out.
pub(super) fn lacking(what: &str, feature: &str) -> CliError {
    let message = format!("{what} is not in this build, which lacks the feature {feature}");
    let hint = format!("cargo install --path . --features {feature} builds one that has it");
    CliError::new(Exit::Usage, message).hint(hint)
}

fn font(path: &Path) -> Result<Font, CliError> {
    let shown = path.display();
    let failed = |message: String| CliError::new(Exit::Failed, message);
    let data = fs::read(path).map_err(|error| failed(format!("cannot read {shown}: {error}")))?;
    Font::read(data).ok_or_else(|| {
        let error = failed(format!("{shown} is not a font that can be read"));
        error.hint("TrueType and OpenType are, in files such as .ttf, .otf and .ttc")
    })
}
