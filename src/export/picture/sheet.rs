//! The style sheet of the theme that follows the reader's system: the dark colors of every class
//! that the picture's elements have. The light ones are their attributes.

use std::fmt::Write as _;

use super::svg::{FAINT_ARROW, FAINT_BOX};
use super::theme::{Colors, DARK, mix};

/// Writes the sheet; `dimmed` says whether something is dimmed.
pub(super) fn write(t: &mut String, dimmed: bool) -> std::fmt::Result {
    let dark = &DARK;
    t.push_str("<style>@media (prefers-color-scheme: dark) {\n");
    writeln!(t, ".p{{fill:{}}} .k{{stroke:{}}}", dark.page, dark.page)?;
    writeln!(
        t,
        ".t{{fill:{}}} .m{{fill:{}}} .gf{{fill:{}}}",
        dark.text, dark.muted, dark.group
    )?;
    writeln!(t, ".r{{stroke:{}}} .f{{stroke:{}}}", dark.rule, dark.faint)?;
    let [even, odd] = dark.lanes;
    writeln!(
        t,
        ".l0{{fill:{even}}} .l1{{fill:{odd}}} .l2{{fill:{}}}",
        dark.restricted_lane
    )?;
    writeln!(
        t,
        ".x{{stroke:{0}}} .lit{{stroke:{1}}} .tip{{fill:{1}}}",
        dark.restricts, dark.lit
    )?;
    for (index, (fill, stroke)) in dark.hues.iter().enumerate() {
        writeln!(
            t,
            ".c{index}{{fill:{fill};stroke:{stroke}}} .e{index}{{stroke:{stroke}}} \
             .h{index}{{fill:{stroke}}} .g{index}{{fill:{};stroke:{stroke}}}",
            dark.group
        )?;
    }
    if dimmed {
        faint(t, dark)?;
    }
    t.push_str("}</style>\n");
    Ok(())
}

/// What is dimmed.
fn faint(t: &mut String, colors: &Colors) -> std::fmt::Result {
    let faint = |color: &str, share| mix(color, colors.page, share);
    for (index, (fill, stroke)) in colors.hues.iter().enumerate() {
        let (fill, line) = (faint(fill, FAINT_BOX), faint(stroke, FAINT_ARROW));
        writeln!(
            t,
            ".dc{index}{{fill:{fill};stroke:{}}} .de{index}{{stroke:{line}}} \
             .dh{index}{{fill:{line}}}",
            faint(stroke, FAINT_BOX)
        )?;
    }
    writeln!(
        t,
        ".dt{{fill:{}}} .dm{{fill:{}}} .dx{{stroke:{}}}",
        faint(colors.text, FAINT_BOX),
        faint(colors.muted, FAINT_BOX),
        faint(colors.restricts, FAINT_ARROW)
    )
}
