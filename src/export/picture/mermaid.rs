//! Mermaid flowcharts: boxes and arrows of a picture, in frames where it has groups or lanes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::diagram::{Placed, SceneBox};

use super::PictureOptions;

/// Writes a picture as a Mermaid flowchart.
pub(super) fn write(
    placed: &Placed,
    options: &PictureOptions,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let scene = &placed.scene;
    let colors = options.theme.colors();
    writeln!(out, "---\ntitle: \"{}\"\n---", yaml(&scene.title))?;
    let side = if options.sideways { "LR" } else { "TB" };
    writeln!(out, "flowchart {side}")?;
    // By lane, or by group where there are groups: a frame's boxes must be named within it.
    let mut frames: BTreeMap<(usize, Option<usize>), Vec<usize>> = BTreeMap::new();
    for (index, b) in scene.boxes.iter().enumerate() {
        frames.entry((b.lane, b.group)).or_default().push(index);
    }
    for (&(lane, group), members) in &frames {
        let name = match group.and_then(|group| scene.groups.get(group)) {
            Some(group) => Some(group.name.as_str()),
            None => scene.lanes.get(lane).map(|lane| lane.name.as_str()),
        };
        let indent = if name.is_some() { "    " } else { "  " };
        if let Some(name) = name {
            let number = group.map_or(String::new(), |group| format!("_{group}"));
            writeln!(out, "  subgraph f{lane}{number}[\"{}\"]", text(name))?;
        }
        for &member in members {
            writeln!(
                out,
                "{indent}n{member}[\"{}\"]",
                label(&scene.boxes[member])
            )?;
        }
        if name.is_some() {
            writeln!(out, "  end")?;
        }
    }
    for arrow in &scene.arrows {
        let line = match (arrow.restricts, arrow.disputed) {
            (true, _) => "-.-x",
            (_, true) => "-.->",
            _ => "-->",
        };
        writeln!(out, "  n{} {line} n{}", arrow.from, arrow.to)?;
    }
    let mut classes: BTreeMap<(usize, bool), Vec<String>> = BTreeMap::new();
    for (index, b) in scene.boxes.iter().enumerate() {
        let members = classes.entry((b.color, b.dashed)).or_default();
        members.push(format!("n{index}"));
    }
    for ((color, dashed), members) in classes {
        let (fill, stroke) = colors.hue(color);
        let (mark, dash) = if dashed {
            ("d", ",stroke-dasharray:4 3")
        } else {
            ("c", "")
        };
        let text = colors.text;
        writeln!(
            out,
            "  classDef {mark}{color} fill:{fill},stroke:{stroke},color:{text}{dash}\n  \
             class {} {mark}{color}",
            members.join(",")
        )?;
    }
    Ok(Vec::new())
}

fn label(b: &SceneBox) -> String {
    let lines: Vec<String> = b.lines.iter().map(|line| text(&line.text)).collect();
    lines.join("<br>")
}

/// Text within quotes: Mermaid's own entities for whatever it would read.
fn text(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("#quot;"),
            '#' => escaped.push_str("#35;"),
            '&' => escaped.push_str("#amp;"),
            '<' => escaped.push_str("#lt;"),
            '>' => escaped.push_str("#gt;"),
            '`' => escaped.push_str("#96;"),
            '\\' => escaped.push_str("#92;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Text within quotes of the head, which is YAML.
fn yaml(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let plain: String = plain.collect();
    plain.replace('\\', "\\\\").replace('"', "\\\"")
}
