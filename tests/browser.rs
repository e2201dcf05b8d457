//! A browser's own measure of the text in our pictures: none may leave its box, whatever font the
//! reader's system has.

use std::fmt::Write as _;
use std::process::Command;

use crate::peers::{peer, skipped};
use crate::pictures::shipped;
use crate::program::data;

/// The main pictures, as typed after `aigraph diagram`.
const PICTURES: &[&str] = &["lineage", "chain", "impact A100", "path 'Google Docs' PaLM"];
const THEMES: &[&str] = &["light", "dark"];

/// Fonts that are wider and narrower than most; what they lack comes from others.
const FONTS: &[&str] = &[
    "'DejaVu Sans', sans-serif",
    "'Noto Sans CJK SC', sans-serif",
];

/// Compares every text of a node with its box; leaves a line for each that is too large, and one
/// for every picture: how many texts, and how wide they are together.
const SCRIPT: &str = "
const lines = [];
for (const section of document.querySelectorAll('section')) {
  let texts = 0, wide = 0;
  for (const node of section.querySelectorAll('g.node')) {
    const box = node.querySelector('rect').getBBox();
    for (const text of node.querySelectorAll('text')) {
      const t = text.getBBox();
      const out = Math.max(box.x - t.x, t.x + t.width - box.x - box.width,
                           box.y - t.y, t.y + t.height - box.y - box.height);
      texts += 1;
      wide += t.width;
      if (out > 0)
        lines.push(`out\\t${section.title}: ${node.dataset.id} ${text.textContent} by ${out}`);
    }
  }
  lines.push(`sum\\t${texts}\\t${wide}`);
}
document.getElementById('report').textContent = lines.join('\\n');
";

/// Waits for the fonts that the page carries and says of each whether the browser took it; then
/// compares every text of a node with its box, and its width with half an em a character.
const CARRIED: &str = "
document.fonts.ready.then(() => {
  const lines = [...document.fonts].map((f) => `face\\t${f.family} ${f.weight} ${f.status}`);
  for (const section of document.querySelectorAll('section')) {
    for (const node of section.querySelectorAll('g.node')) {
      const box = node.querySelector('rect').getBBox();
      for (const text of node.querySelectorAll('text')) {
        const t = text.getBBox();
        const half = text.textContent.length * text.getAttribute('font-size') / 2;
        const wide = Math.abs(text.getComputedTextLength() - half) < 0.01;
        const inside = t.x >= box.x && t.x + t.width <= box.x + box.width;
        lines.push(`${section.title}\\t${wide} ${inside} ${text.textContent}`);
      }
    }
  }
  document.getElementById('report').textContent = lines.join('\\n');
});
";

/// All pictures in one page, in order of picture, theme and font.
fn page() -> String {
    let mut page = String::from("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n");
    for picture in PICTURES {
        for theme in THEMES {
            let svg = shipped(&format!("{picture} --theme {theme}"));
            let (before, rest) = svg.split_once(" font-family=\"").expect("fonts");
            let (_, after) = rest.split_once('"').expect("an end of the fonts");
            assert!(!after.contains("font-family"), "fonts are named once");
            for font in FONTS {
                let _ = writeln!(
                    page,
                    "<section title=\"{picture}, {theme}, {font}\">\n\
                     {before} font-family=\"{font}\"{after}</section>"
                );
            }
        }
    }
    let _ = writeln!(page, "<pre id=\"report\"></pre>\n<script>{SCRIPT}</script>");
    page
}

/// A picture of each kind of font that an SVG can carry, its families without those of the reader.
fn carrying_page() -> String {
    let mut page = String::from("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n");
    let block = data().join("font/Block.ttf");
    let block = format!("'{}'", block.display());
    // The bundled font under a name that no machine has.
    for (title, font, family) in [
        ("block", block.as_str(), "Block"),
        ("bundled", "bundled", "Carried"),
    ] {
        let svg = shipped(&format!("chain --embed-font {font}"));
        let svg = svg.replace("'Noto Sans CJK SC'", "'Carried'");
        let (before, rest) = svg.split_once(" font-family=\"").expect("fonts");
        let (_, after) = rest.split_once('"').expect("an end of the fonts");
        let _ = writeln!(
            page,
            "<section title=\"{title}\">\n{before} font-family=\"{family}\"{after}</section>"
        );
    }
    let _ = writeln!(
        page,
        "<pre id=\"report\"></pre>\n<script>{CARRIED}</script>"
    );
    page
}

/// What the script of a page left in it.
fn report(browser: &std::path::Path, page: &str) -> String {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join("page.html");
    std::fs::write(&file, page).expect("the page is written");
    let mut command = Command::new(browser);
    command.args([
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--virtual-time-budget=5000",
        "--dump-dom",
    ]);
    let profile = folder.path().join("profile");
    command.arg(format!("--user-data-dir={}", profile.display()));
    command.arg(format!("file://{}", file.display()));
    let output = command.output().expect("the browser starts");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let report = text.split_once("<pre id=\"report\">");
    let report = report.and_then(|(_, rest)| rest.split_once("</pre>"));
    let Some((report, _)) = report else {
        panic!("no report: {}", String::from_utf8_lossy(&output.stderr));
    };
    report.to_owned()
}

#[test]
fn no_text_leaves_its_box_in_a_browser() {
    let Some(browser) = peer(&["chromium", "chromium-browser", "google-chrome"]) else {
        return;
    };
    let report = report(&browser, &page());
    let starting = |start: &'static str| report.lines().filter_map(move |l| l.strip_prefix(start));
    let out: Vec<&str> = starting("out\t").collect();
    assert!(out.is_empty(), "{} texts\n{}", out.len(), out.join("\n"));
    let sums: Vec<&str> = starting("sum\t").collect();
    assert_eq!(sums.len(), PICTURES.len() * THEMES.len() * FONTS.len());
    for pair in sums.chunks(FONTS.len()) {
        assert!(!pair[0].starts_with("0\t"), "texts were measured");
        if pair[0] == pair[1] {
            return skipped(&format!(
                "one of the fonts is missing: {}",
                FONTS.join("; ")
            ));
        }
    }
}

#[test]
fn a_browser_shows_text_in_the_fonts_that_a_picture_carries() {
    let Some(browser) = peer(&["chromium", "chromium-browser", "google-chrome"]) else {
        return;
    };
    let report = report(&browser, &carrying_page());
    let of = |start: &str| -> Vec<&str> {
        let start = format!("{start}\t");
        report
            .lines()
            .filter_map(|line| line.strip_prefix(&start))
            .collect()
    };
    let faces = [
        "Block 400 loaded",
        "Carried 400 loaded",
        "Carried 700 loaded",
    ];
    assert_eq!(of("face"), faces);
    // In the font of blocks every character is half an em wide: what is, is drawn with it.
    let (block, bundled) = (of("block"), of("bundled"));
    let ascii: Vec<&&str> = block.iter().filter(|line| line.is_ascii()).collect();
    assert!(
        ascii.len() > 50 && ascii.iter().all(|line| line.starts_with("true ")),
        "{block:?}"
    );
    assert!(bundled.len() == block.len());
    let out: Vec<&&str> = bundled
        .iter()
        .filter(|line| !line.contains(" true "))
        .collect();
    assert!(out.is_empty(), "{out:?}");
}
