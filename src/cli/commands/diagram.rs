//! `aigraph diagram`

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::Args as _;

use crate::cli::asking::AskArgs;
use crate::cli::paper::{PaperArgs, lacking};
use crate::cli::server::TimeArgs;
use crate::cli::whole::write_whole;
use crate::cli::{CliError, Exit, Session, resolve};
use crate::diagram::chain as lanes;
use crate::diagram::flow::{self, FlowOptions};
use crate::diagram::style::{self, ColorBy, SceneOptions};
use crate::diagram::timeline::{self, TimelineOptions};
use crate::diagram::{Placed, Scene};
use crate::export::display_name;
use crate::export::picture::{
    PICTURES, PictureFormat, PictureOptions, PictureWriter, Theme, legibility, picture,
};
use crate::graph::{Graph, NodeId, Selection, Subgraph};
use crate::model::Lang;
use crate::query::path::{self, paths};
use crate::query::picture::{ChainOptions, chain, impact, models, relatives};
use crate::remote::graphviz::{self, ENGINES, Engine, EngineOptions};

use super::{Command, matching, query, read};

pub(super) const COMMAND: Command = Command {
    name: "diagram",
    about: "A picture: lineage on a time axis, the industry chain, paths, what hangs on a node",
    examples: &[
        (
            "aigraph diagram lineage -o lineage.svg",
            "all models on a time axis",
        ),
        (
            "aigraph diagram lineage --focus ChatGPT --theme dark -o chatgpt.svg",
            "what ChatGPT comes from and what came of it stands out",
        ),
        (
            "aigraph diagram chain -o chain.svg",
            "policy, chips, frameworks, models, applications",
        ),
        (
            "aigraph diagram impact A100 -o a100.svg",
            "all that hangs on the A100",
        ),
        (
            "aigraph diagram path 'Google Docs' PaLM",
            "a shortest path, as SVG on stdout",
        ),
        (
            "aigraph diagram query 'MATCH p = (:Policy)<-[:RESTRICTED_BY]-()<-[:RELEASES]-() \
             RETURN p' -o policy.svg",
            "what a query returns",
        ),
        (
            "aigraph diagram match '(:Model)-[:RUNS_ON]->(:Chip)' -o chips.svg",
            "whatever fits a pattern",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    #[command(subcommand)]
    kind: Kind,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, clap::Args)]
struct Common {
    /// The file to write; its name says the format. SVG on stdout if not given
    #[arg(short, long, value_name = "FILE", global = true)]
    output: Option<PathBuf>,
    /// The colors: light, dark, or auto for what the reader's system asks for
    #[arg(long, value_name = "THEME", value_parser = theme, default_value = "light", global = true)]
    theme: Theme,
    /// What colors stand for: publisher, region, openness or label
    #[arg(long, value_name = "WHAT", value_parser = color_by, global = true)]
    color_by: Option<ColorBy>,
    /// Light up what a node comes from and what came of it; may be given several times
    #[arg(long, value_name = "NAME", global = true)]
    focus: Vec<String>,
    /// Show N leaves of a node and gather the others in one box
    #[arg(long, value_name = "N", global = true)]
    collapse: Option<usize>,
    /// How many pixels of a PNG stand for one of the page, each way
    #[arg(long, value_name = "N", value_parser = scale, global = true)]
    scale: Option<u32>,
    /// Who lays out: own, which needs nothing installed, or dot, an installed Graphviz
    #[arg(long, value_name = "NAME", value_parser = engine, default_value = "own", global = true)]
    engine: &'static Engine,
    /// The title
    #[arg(long, value_name = "TEXT", global = true)]
    title: Option<String>,
    #[command(flatten)]
    paper: PaperArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Kind {
    /// Models on a time axis, or what some nodes come from and what came of them
    Lineage {
        /// Names, aliases or ids; all models if not given
        names: Vec<String>,
        /// How many relationships away at most
        #[arg(long, value_name = "N")]
        depth: Option<u32>,
    },
    /// The industry chain in lanes: the organizations with most in it and their flagships
    Chain {
        /// Only these layers, such as chip,model
        #[arg(long = "layer", value_name = "L,..", value_delimiter = ',')]
        layers: Vec<String>,
        /// Only what these organizations bring out
        #[arg(long = "company", value_name = "NAME")]
        companies: Vec<String>,
        /// How many organizations
        #[arg(long, value_name = "N", conflicts_with = "companies")]
        top: Option<usize>,
        /// Everything
        #[arg(long, conflicts_with_all = ["companies", "top"])]
        all: bool,
    },
    /// How two nodes are connected
    Path {
        /// A name, alias or id
        from: String,
        /// A name, alias or id
        to: String,
        /// The N shortest paths
        #[arg(short = 'k', value_name = "N", default_value_t = 1)]
        count: usize,
    },
    /// All that a node reaches downstream, and what restricts it
    Impact {
        /// A name, alias or id
        name: String,
        /// How many relationships away at most
        #[arg(long, value_name = "N")]
        depth: Option<u32>,
    },
    /// What a query in openCypher returns
    Query {
        /// Such as 'MATCH p = (:Chip)-[:RESTRICTED_BY]->() RETURN p'
        text: String,
        /// A parameter; a value that reads as a number, a list, a quoted text is that, others are
        /// text
        #[arg(short, long = "parameter", value_name = "NAME=VALUE")]
        parameters: Vec<String>,
        #[command(flatten)]
        ask: AskArgs,
        #[command(flatten)]
        time: TimeArgs,
    },
    /// Whatever fits a Cypher path pattern
    Match {
        /// Such as '(:Chip)-[:RESTRICTED_BY]->(p:Policy)'
        pattern: String,
        /// A Cypher condition over the pattern's variables
        #[arg(long = "where", value_name = "EXPR")]
        condition: Option<String>,
        /// How many paths at most
        #[arg(long, value_name = "N", default_value_t = 1000)]
        limit: usize,
    },
}

fn theme(text: &str) -> Result<Theme, String> {
    Theme::parse(text).ok_or_else(|| words("themes", Theme::ALL.map(Theme::name)))
}

fn color_by(text: &str) -> Result<ColorBy, String> {
    ColorBy::parse(text).ok_or_else(|| words("choices", ColorBy::ALL.map(ColorBy::name)))
}

fn engine(text: &str) -> Result<&'static Engine, String> {
    let names: Vec<&str> = ENGINES.iter().map(|engine| engine.name).collect();
    graphviz::engine(text).ok_or_else(|| format!("the engines are {}", names.join(", ")))
}

fn scale(text: &str) -> Result<u32, String> {
    let scale = text.parse().ok().filter(|scale| (1..=8).contains(scale));
    scale.ok_or_else(|| "a scale is a whole number from 1 to 8".to_owned())
}

fn words<const N: usize>(what: &str, names: [&str; N]) -> String {
    format!("the {what} are {}", names.join(", "))
}

/// What is shown, and how.
struct Shown {
    selection: Selection,
    style: &'static str,
    title: String,
    /// Nodes that distances are counted from.
    roots: Vec<NodeId>,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    // What is wrong with the arguments is told before the graph is read.
    format(&args.common, session)?;
    let graph = session.graph()?;
    let mut shown = shown(&graph, &args.kind, session)?;
    let focus = args.common.focus.iter();
    let focus: Result<Vec<NodeId>, CliError> =
        focus.map(|name| resolve::node(&graph, name)).collect();
    let focus = focus?;
    if matches!(args.kind, Kind::Lineage { .. }) && !focus.is_empty() {
        shown.selection = shown.selection.union(&relatives(&graph, &focus, None));
    }
    if let Some(&node) = focus.iter().find(|&&node| !shown.selection.contains(node)) {
        let message = format!("{} is not in the picture", graph.name(node));
        let error = CliError::new(Exit::NoAnswer, message);
        return Err(error.hint("--focus lights what the picture shows already"));
    }
    show(&graph, shown, &args.common, focus, session)?;
    Ok(Exit::Answered)
}

/// Draws, and writes the picture.
fn show(
    graph: &Graph,
    shown: Shown,
    common: &Common,
    focus: Vec<NodeId>,
    session: &mut Session,
) -> Result<(), CliError> {
    let (format, writer) = format(common, session)?;
    let mut drawing = PictureOptions {
        theme: common.theme,
        scale: common.scale,
        width: session.global.width.and_then(|px| u32::try_from(px).ok()),
        ..PictureOptions::default()
    };
    common.paper.fill(&mut drawing, format)?;
    let lang = session.style().lang;
    let options = SceneOptions {
        title: common.title.clone().unwrap_or(shown.title),
        color_by: common.color_by,
        lang,
        collapse: common.collapse,
        focus,
    };
    let Some(style) = style::style(shown.style) else {
        return Err(CliError::new(Exit::Failed, "no such style of diagrams"));
    };
    let selection = &shown.selection;
    let scene = (style.make)(Subgraph { graph, selection }, &options);
    if let Some(note) = style::size_note(&scene) {
        session.note(&note);
    }
    let engine = EngineOptions {
        sideways: style.name != "chain",
        labels: style.name == "flow" && flow::labelled(&scene),
    };
    let placed = place(scene, style.name, &shown.roots, lang);
    let placed = common.engine.place(placed, &engine)?;
    drawing.sideways = engine.sideways;
    if let Some(note) = legibility(&placed, &drawing) {
        session.note(&note);
    }
    write(&placed, &drawing, writer, common.output.as_deref(), session)
}

/// Draws what is chosen into a file, as any part of a graph is drawn; its name says the format.
pub(in crate::cli) fn draw(
    graph: &Graph,
    selection: Selection,
    file: &Path,
    session: &mut Session,
) -> Result<(), CliError> {
    let common = Common {
        output: Some(file.to_owned()),
        theme: Theme::default(),
        color_by: None,
        focus: Vec::new(),
        collapse: None,
        scale: None,
        engine: &ENGINES[0],
        title: None,
        paper: PaperArgs::default(),
    };
    let shown = Shown {
        selection,
        style: "flow",
        title: String::new(),
        roots: Vec::new(),
    };
    show(graph, shown, &common, Vec::new(), session)
}

fn place(scene: Scene, style: &str, roots: &[NodeId], lang: Lang) -> Placed {
    match style {
        "timeline" => timeline::place(scene, &TimelineOptions::new(lang)),
        "chain" => lanes::place(scene, &lanes::ChainOptions::default()),
        _ => {
            let among = |node: Option<NodeId>| node.is_some_and(|n| roots.contains(&n));
            let boxes = scene.boxes.iter().enumerate();
            let roots = boxes.filter(|(_, b)| among(b.node)).map(|(index, _)| index);
            let options = FlowOptions {
                roots: roots.collect(),
                width: None,
            };
            flow::place(scene, &options)
        }
    }
}

fn write(
    placed: &Placed,
    options: &PictureOptions,
    writer: PictureWriter,
    file: Option<&Path>,
    session: &mut Session,
) -> Result<(), CliError> {
    let notes = match file {
        Some(file) => {
            let mut bytes = Vec::new();
            let notes = writer(placed, options, &mut bytes)?;
            write_whole(file, &bytes)?;
            notes
        }
        None => writer(placed, options, session.out())?,
    };
    notes.iter().for_each(|note| session.note(note));
    Ok(())
}

/// The format of `--format`, else the one that the file's name says; and what writes it.
fn format(
    common: &Common,
    session: &Session,
) -> Result<(&'static PictureFormat, PictureWriter), CliError> {
    let names: Vec<&str> = PICTURES.iter().map(|format| format.name).collect();
    let hint = format!("there are {}", names.join(", "));
    let extension = common.output.as_deref().map(|file| {
        let extension = file.extension().unwrap_or_default();
        extension.to_string_lossy().to_lowercase()
    });
    let name = session.global.format.clone().or(extension);
    let name = name.unwrap_or_else(|| "svg".to_owned());
    let Some(format) = picture(&name) else {
        let message = match name.as_str() {
            "" => "the file's name has no ending that says a format of pictures".to_owned(),
            name => format!("no format of pictures is called {name:?}"),
        };
        return Err(CliError::new(Exit::Usage, message).hint(hint));
    };
    let Some(writer) = format.write else {
        return Err(lacking(&name, &name));
    };
    if !format.text && common.output.is_none() && std::io::stdout().is_terminal() {
        let message = format!("{name} is not for a terminal; name a file with -o");
        return Err(CliError::new(Exit::Usage, message));
    }
    Ok((format, writer))
}

/// Titles in English and Chinese; a name stands in each gap.
const LINEAGE_OF: [&str; 2] = ["Lineage of {}", "{} 的谱系"];
const FROM_TO: [&str; 2] = ["From {} to {}", "从 {} 到 {}"];
const HANGS_ON: [&str; 2] = ["What hangs on {}", "{} 的下游影响"];

/// A title as that choice of language shows it.
fn say(lang: Lang, title: [&str; 2], names: &[&str]) -> String {
    let [en, zh]: [String; 2] = title.map(|text| {
        let gaps = names.iter().copied().chain([""]);
        let parts = text.split("{}").zip(gaps);
        parts.flat_map(|(text, name)| [text, name]).collect()
    });
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
        Lang::Both => format!("{zh} · {en}"),
    }
}

fn shown(graph: &Graph, kind: &Kind, session: &Session) -> Result<Shown, CliError> {
    let lang = session.style().lang;
    let named = |node: NodeId| display_name(graph, node, lang);
    let all = |names: &[String]| -> Result<Vec<NodeId>, CliError> {
        names.iter().map(|n| resolve::node(graph, n)).collect()
    };
    let shown = |selection, style, title| Shown {
        selection,
        style,
        title,
        roots: Vec::new(),
    };
    Ok(match kind {
        Kind::Lineage { names, depth } if names.is_empty() && depth.is_none() => {
            shown(models(graph), "timeline", String::new())
        }
        Kind::Lineage { names, depth } => lineage(graph, names, *depth, lang)?,
        Kind::Chain {
            layers,
            companies,
            top,
            all: everything,
        } => {
            let options = ChainOptions {
                layers: layers.clone(),
                companies: all(companies)?,
                top: *top,
                all: *everything,
            };
            shown(chain(graph, &options), "chain", String::new())
        }
        Kind::Path { from, to, count } => {
            let ends = (resolve::node(graph, from)?, resolve::node(graph, to)?);
            between(graph, ends, *count, lang)?
        }
        Kind::Impact { name, depth } => {
            let root = resolve::node(graph, name)?;
            let title = say(lang, HANGS_ON, &[&named(root)]);
            shown(impact(graph, root, *depth), "flow", title)
        }
        Kind::Query {
            text,
            parameters,
            ask,
            time,
        } => {
            let bounds = ask.within(time.timeout);
            let answer = query::answer(graph, text, parameters, &bounds, session)?;
            shown(answer.selection, "flow", String::new())
        }
        Kind::Match {
            pattern,
            condition,
            limit,
        } => {
            let answer = matching::answer(graph, pattern, condition.as_deref(), *limit)?;
            answer.notes.iter().for_each(|note| session.note(note));
            shown(answer.selection, "flow", pattern.clone())
        }
    })
}

/// What nodes of these names come from, and what came of them.
fn lineage(
    graph: &Graph,
    names: &[String],
    depth: Option<u32>,
    lang: Lang,
) -> Result<Shown, CliError> {
    if names.is_empty() {
        let message = "--depth counts from a node; name one";
        return Err(CliError::new(Exit::Usage, message));
    }
    let roots = names.iter().map(|name| resolve::node(graph, name));
    let roots: Vec<NodeId> = roots.collect::<Result<_, _>>()?;
    let names = roots.iter().map(|&root| display_name(graph, root, lang));
    let names: Vec<String> = names.collect();
    Ok(Shown {
        selection: relatives(graph, &roots, depth),
        style: "timeline",
        title: say(lang, LINEAGE_OF, &[&names.join(", ")]),
        roots: Vec::new(),
    })
}

/// The shortest paths between two nodes.
fn between(
    graph: &Graph,
    (from, to): (NodeId, NodeId),
    count: usize,
    lang: Lang,
) -> Result<Shown, CliError> {
    let options = path::Options {
        directed: false,
        limit: count,
        all: false,
        types: None,
        as_of: None,
    };
    let found = paths(graph, from, to, &options);
    let [a, b] = [from, to].map(|node| display_name(graph, node, lang));
    if found.rows.is_empty() {
        let message = format!("no path leads from {a} to {b}");
        return Err(CliError::new(Exit::NoAnswer, message));
    }
    Ok(Shown {
        selection: found.selection,
        style: "flow",
        title: say(lang, FROM_TO, &[&a, &b]),
        roots: vec![from],
    })
}
