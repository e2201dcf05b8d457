//! What pictures need to be printed: fonts of one's own, characters that none has, paper, and PDF
//! as other programs read it.

use aigraph::diagram::Placed;
use aigraph::diagram::flow::{FlowOptions, place};
use aigraph::diagram::style::{SceneOptions, style};
use aigraph::export::picture::{Font, PICTURES, PictureOptions};
use aigraph::graph::{Selection, Subgraph};

use super::picture::{Picture, Rect};
use super::{graph, sound};
use crate::program::{data, every, outcome, project, run, snapshot, words};

/// A font whose every character is a block half an em wide; tests/data/font/make.py makes it.
const BLOCK: &str = "../font/Block.ttf";

/// What `aigraph diagram` with these words writes about the small graph, by its format.
fn written(format: &str, command: &str) -> Vec<u8> {
    let folder = tempfile::TempDir::new().expect("a folder");
    let file = folder.path().join(format!("picture.{format}"));
    let mut args = vec!["diagram".to_owned()];
    args.extend(words(command));
    args.extend(["-o".to_owned(), file.display().to_string()]);
    args.extend(["-g", "."].map(str::to_owned));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    outcome(&args, &data().join("tiny"), b"").answer();
    std::fs::read(&file).expect("the picture is there")
}

fn svg(command: &str) -> String {
    String::from_utf8(written("svg", command)).expect("UTF-8")
}

/// Width and height of a picture without paper.
fn size(command: &str) -> (f64, f64) {
    let Rect(left, top, right, bottom) = Picture::read(&svg(command)).page;
    (right - left, bottom - top)
}

/// Width and height in pixels, and pixels a metre where they are said.
fn raster(png: &[u8]) -> (u32, u32, Option<u32>) {
    let number = |at: usize| {
        let bytes = png[at..at + 4].try_into().expect("four bytes");
        u32::from_be_bytes(bytes)
    };
    assert_eq!(&png[12..16], b"IHDR");
    let density = (&png[37..41] == b"pHYs").then(|| number(41));
    (number(16), number(20), density)
}

#[test]
fn the_same_picture_is_the_same_bytes_in_every_format() {
    let formats = PICTURES.iter().filter(|format| format.write.is_some());
    let formats: Vec<&str> = formats.map(|format| format.name).collect();
    assert!(formats.len() >= 4, "{formats:?}");
    let options = |format| match format {
        "svg" => vec!["", "--embed-font bundled --page A4"],
        "png" | "pdf" => vec!["", "--font ../font/Block.ttf --page A5 --scale 1"],
        _ => vec![""],
    };
    for format in formats {
        for option in options(format) {
            let command = format!("chain --lang both {option}");
            // Once more is not enough where two things change places by chance.
            let first = written(format, &command);
            assert!(
                (0..2).all(|_| written(format, &command) == first),
                "{format} {option}"
            );
        }
    }
}

#[test]
fn what_cannot_be_drawn_so_is_refused() {
    let refused = [
        "--font ../font/Block.ttf",
        "--font nothing.ttf -o x.png",
        "--font README.md -o x.png",
        "--embed-font labels.csv",
        "--embed-font bundled -o x.png",
        "--page A4 -o x.dot",
        "--page A4-sideways",
        "--page A4 --width 300",
        "-o x.jpeg",
    ];
    let runs = refused.map(|refused| {
        let command = format!("diagram chain -g . {refused}");
        let args = words(&command);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        run(&args, &data().join("tiny"), "")
    });
    snapshot("cli", "diagram-refused", &runs.join("\n"));
}

/// The notes of a picture of an edge list.
fn notes(edges: &str, options: &str) -> String {
    let folder = tempfile::TempDir::new().expect("a folder");
    let font = data().join("font/Block.ttf");
    let options = options.replace("BLOCK", &font.display().to_string());
    let command = format!("-g - diagram match '(a)-[]->(b)' --origin start {options}");
    let args = words(&command);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = outcome(&args, folder.path(), edges.as_bytes());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let lines = outcome.stderr.lines().filter(|line| line.contains("font"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_character_that_no_font_has_is_named() {
    // A hieroglyph, which only the block font has, and a letter that only the bundled font has;
    // what joins or turns characters needs no glyph.
    let edges = "source,target\nA\u{13000},Ω\u{200d}\u{fe0f}\n";
    let hieroglyph = "note: the font lacks \u{13000} (U+13000)";
    assert_eq!(notes(edges, "-o x.png"), hieroglyph);
    assert_eq!(notes(edges, "--font BLOCK -o x.png"), "");
    let carried =
        |what: &str| format!("note: the font lacks {what}; readers see it in a font of theirs");
    assert_eq!(notes(edges, "--embed-font BLOCK"), carried("Ω (U+03A9)"));
    assert_eq!(
        notes(edges, "--embed-font bundled"),
        carried("\u{13000} (U+13000)")
    );
    assert_eq!(notes(edges, "--embed-font bundled --embed-font BLOCK"), "");
    assert_eq!(
        notes(edges, ""),
        "",
        "fonts that are only named are the reader's"
    );
    if cfg!(feature = "pdf") {
        assert_eq!(notes(edges, "-o x.pdf"), hieroglyph);
        assert_eq!(notes(edges, "--font BLOCK -o x.pdf"), "");
    }
}

#[test]
fn a_font_of_ones_own_is_drawn() {
    let (bundled, block) = ("chain", format!("chain --font {BLOCK}"));
    let (bundled, block) = (written("png", bundled), written("png", &block));
    assert_eq!(raster(&bundled), raster(&block));
    assert_ne!(bundled, block);
}

#[test]
fn pictures_on_paper_are_sound() {
    for paper in ["A4", "a3-portrait", "letter-landscape"] {
        let svg = svg(&format!("chain --page {paper} --theme dark"));
        sound(&svg);
        // What is drawn is moved nowhere: the view is larger instead.
        let (plain, fitted) = (Picture::read(&self::svg("chain")), Picture::read(&svg));
        assert_eq!(plain.boxes.len(), fitted.boxes.len());
        let places = |picture: &Picture| -> Vec<String> {
            picture
                .boxes
                .iter()
                .map(|b| format!("{:?}", b.rect))
                .collect()
        };
        assert_eq!(places(&plain), places(&fitted));
    }
    let svg = svg("chain --page A4-landscape");
    assert!(svg.contains(" width=\"297mm\" height=\"210mm\" "));
}

#[test]
fn a_raster_is_as_large_as_asked() {
    let (width, height) = size("chain");
    let times = |factor: f64| {
        let pixels = |length: f64| (length * factor).ceil() as u32;
        (pixels(width), pixels(height), None)
    };
    assert_eq!(raster(&written("png", "chain")), times(2.0));
    assert_eq!(raster(&written("png", "chain --scale 1")), times(1.0));
    let (wide, high, _) = raster(&written("png", "chain --width 300 --scale 1"));
    assert_eq!((wide, high), (300, (height * 300.0 / width).ceil() as u32));
    // A4 in print: 300 pixels an inch, 11811 a metre.
    let a4 = raster(&written("png", "chain --page A4-portrait"));
    assert_eq!(a4, (2481, 3508, Some(11_811)));
    let coarse = raster(&written("png", "chain --page A4-portrait --scale 1"));
    assert_eq!(coarse, (794, 1123, Some(3780)));
}

fn placed() -> Placed {
    let edges = [("a b", "c"), ("c", "Ωmega")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    let graph = graph(&edges);
    let selection = Selection::all(&graph);
    let subgraph = Subgraph {
        graph: &graph,
        selection: &selection,
    };
    let make = style("flow").expect("the style").make;
    let scene = make(subgraph, &SceneOptions::default());
    place(scene, &FlowOptions::default())
}

#[test]
fn damaged_fonts_are_errors_or_drawn_but_nothing_else() {
    let placed = placed();
    let sound = std::fs::read(data().join("font/Block.ttf")).expect("the font");
    let bundled = project().join("assets/font/NotoSansSC-Bold-subset.otf");
    let bundled = std::fs::read(bundled).expect("the font");
    let mut random = super::Random(20_231_102);
    let cases = (0..150u32).map(|case| {
        let mut font = match case % 5 {
            0 => bundled.clone(),
            _ => sound.clone(),
        };
        // Damage is where it tells: in the tables at the start, or anywhere.
        let reach = [400, font.len()][random.below(2)];
        if case % 7 == 0 {
            font.truncate(12 + random.below(font.len() - 12));
        } else {
            for _ in 0..=random.below(4) {
                font[random.below(reach)] = random.below(256) as u8;
            }
        }
        (format!("case {case}"), font)
    });
    every(cases.collect::<Vec<_>>(), |_, font| {
        let Some(font) = Font::read(font) else {
            return;
        };
        let options = PictureOptions {
            fonts: vec![font],
            scale: Some(1),
            ..PictureOptions::default()
        };
        for write in PICTURES.iter().filter_map(|format| format.write) {
            let mut bytes = Vec::new();
            let outcome = write(&placed, &options, &mut bytes);
            assert_eq!(outcome.is_ok(), !bytes.is_empty());
        }
    });
}

#[cfg(feature = "pdf")]
mod pdf {
    use std::path::Path;
    use std::process::Command;

    use super::*;
    use crate::peers::peer;

    /// What a program of poppler says of a PDF, its standard output as it is.
    fn poppler(program: &Path, before: &[&str], pdf: &[u8], after: &[&str]) -> Vec<u8> {
        let folder = tempfile::TempDir::new().expect("a folder");
        let file = folder.path().join("picture.pdf");
        std::fs::write(&file, pdf).expect("the PDF is written");
        let output = Command::new(program)
            .args(before)
            .arg(&file)
            .args(after)
            .output();
        let output = output.expect("the program starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && errors.is_empty(), "{errors}");
        output.stdout
    }

    #[test]
    fn poppler_finds_page_title_and_links() {
        let Some(pdfinfo) = peer(&["pdfinfo"]) else {
            return;
        };
        let said = |options: &[&str], command: &str| {
            let said = poppler(&pdfinfo, options, &written("pdf", command), &[]);
            String::from_utf8(said).expect("UTF-8")
        };
        let page = |command: &str| {
            let said = said(&[], command);
            let size = said.lines().find_map(|l| l.strip_prefix("Page size:"));
            let numbers = size.expect("a size").split_whitespace();
            let numbers: Vec<f64> = numbers.filter_map(|word| word.parse().ok()).collect();
            (numbers[0], numbers[1])
        };
        let near = |(w, h): (f64, f64), (x, y): (f64, f64)| {
            assert!(
                (w - x).abs() < 0.01 && (h - y).abs() < 0.01,
                "{w} {h}, not {x} {y}"
            );
        };
        let (width, height) = size("chain");
        // 96 pixels are an inch, and so are 72 points.
        near(page("chain"), (width * 0.75, height * 0.75));
        near(page("chain --page A4-portrait"), (595.276, 841.89));
        near(page("chain --page letter-landscape"), (792.0, 612.0));
        assert!((page("chain --width 800").0 - 600.0).abs() < 0.01);
        let about = said(&[], "chain --title 'Über \"A & B\"'");
        assert!(
            about.contains("Title:           Über \"A & B\"\n"),
            "{about}"
        );
        assert!(about.contains("Pages:           1\n"), "{about}");
        let links = said(&["-url"], "chain");
        let linked = svg("chain")
            .matches("<a href=\"https://example.org/")
            .count();
        assert!(linked > 0);
        assert_eq!(
            links.matches("https://example.org/").count(),
            linked,
            "{links}"
        );
    }

    #[test]
    fn poppler_finds_the_text_and_its_fonts() {
        let (Some(pdftotext), Some(pdffonts)) = (peer(&["pdftotext"]), peer(&["pdffonts"])) else {
            return;
        };
        let pdf = written("pdf", "chain --lang both");
        let whole = |text: &str| -> String { text.split_whitespace().collect() };
        let said = poppler(&pdftotext, &["-raw"], &pdf, &["-"]);
        let said = whole(&String::from_utf8(said).expect("UTF-8"));
        let picture = Picture::read(&svg("chain --lang both"));
        let texts = picture.boxes.iter().flat_map(|b| &b.texts);
        let texts: Vec<String> = texts.map(|text| whole(&text.text)).collect();
        assert!(
            texts
                .iter()
                .any(|text| text.chars().any(|c| c > '\u{4e00}'))
        );
        every(
            texts.into_iter().map(|text| (text.clone(), text)),
            |_, text| {
                assert!(said.contains(&text), "{said}");
            },
        );
        let fonts = |command: &str| {
            let said = poppler(&pdffonts, &[], &written("pdf", command), &[]);
            let said = String::from_utf8(said).expect("UTF-8");
            // Behind two lines of head: name, type, encoding, embedded, subset, unicode.
            let lines = said.lines().skip(2);
            lines
                .map(|line| whole(&line.replace("yes yes yes", "whole")))
                .collect::<Vec<_>>()
        };
        let bundled = fonts("chain");
        assert_eq!(bundled.len(), 2, "{bundled:?}");
        let known = |line: &String| line.contains("NotoSansCJKsc") && line.contains("whole");
        assert!(bundled.iter().all(known), "{bundled:?}");
        let block = fonts(&format!("chain --font {BLOCK}"));
        let known = |line: &String| line.contains("Block") && line.contains("whole");
        assert!(block.iter().all(known) && block.len() == 1, "{block:?}");
    }

    /// How far two pictures of one size differ, and the first from its own background: the mean of
    /// all color values, of 255.
    fn differences(one: &[u8], other: &[u8]) -> (f64, f64) {
        let mean = |sum: u64| sum as f64 / one.len() as f64;
        let pairs = one.iter().zip(other);
        let apart: u64 = pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let drawn: u64 = one.iter().map(|a| u64::from(a.abs_diff(255))).sum();
        (mean(apart), mean(drawn))
    }

    #[cfg(feature = "png")]
    #[test]
    fn poppler_draws_what_the_png_shows() {
        let Some(pdftoppm) = peer(&["pdftoppm"]) else {
            return;
        };
        for command in ["chain", "chain --page A4", "match '(a)-[]->(b)' --lang zh"] {
            let ppm = poppler(&pdftoppm, &["-r", "96"], &written("pdf", command), &[]);
            let png = written("png", &format!("{command} --scale 1"));
            let ours = resvg::tiny_skia::Pixmap::decode_png(&png).expect("a PNG");
            let head = format!("P6\n{} {}\n255\n", ours.width(), ours.height());
            let theirs = ppm
                .strip_prefix(head.as_bytes())
                .expect("a picture of that size");
            let ours: Vec<u8> = ours
                .pixels()
                .iter()
                .flat_map(|p| [p.red(), p.green(), p.blue()])
                .collect();
            let (apart, drawn) = differences(&ours, theirs);
            assert!(drawn > 1.0, "{command}: {drawn}");
            assert!(apart * 4.0 < drawn, "{command}: {apart} of {drawn}");
        }
    }
}
