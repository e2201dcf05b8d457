//! Where saved queries are found: in the program, beside the graph, in a folder that is named.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use include_dir::{Dir, include_dir};

use crate::graph::{Answer, Cell, Graph, Row};
use crate::query::cypher::Parameters;
use crate::query::pattern::did_you_mean;
use crate::query::saved::Saved;

use super::{CliError, Exit, Session, asking};

static QUERIES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/queries");

/// What names of their files end with.
const EXTENSION: &str = "cypher";

/// All saved queries by name: those of the program; of the folder `queries` beside the graph; of
/// the folder that is named. The later one counts where a name is there twice.
pub(super) fn all(folder: Option<&Path>, session: &Session) -> Result<Vec<Saved>, CliError> {
    let mut all = BTreeMap::new();
    for file in QUERIES.files() {
        let text = file.contents_utf8().unwrap_or_default();
        add(file.path(), text, &mut all)?;
    }
    let beside = session.folder();
    let beside = beside
        .as_deref()
        .and_then(Path::parent)
        .map(|parent| parent.join("queries"));
    if let Some(beside) = beside.filter(|beside| beside.is_dir()) {
        read(&beside, &mut all)?;
    }
    if let Some(folder) = folder {
        read(folder, &mut all)?;
    }
    Ok(all.into_values().collect())
}

/// The one of that name.
pub(super) fn named<'a>(all: &'a [Saved], name: &str) -> Result<&'a Saved, CliError> {
    let wanted = name.strip_suffix(".cypher").unwrap_or(name);
    all.iter()
        .find(|saved| saved.name == wanted)
        .ok_or_else(|| {
            let near = did_you_mean(name, all.iter().map(|saved| saved.name.as_str()));
            let error = CliError::new(
                Exit::NoAnswer,
                format!("no query is saved as {name:?}{near}"),
            );
            error.hint("aigraph queries lists them")
        })
}

/// All of them, each with what it answers and takes.
pub(super) fn list(graph: &Graph, all: &[Saved]) -> Answer {
    let rows = all.iter().map(|saved| {
        let parameters = saved
            .parameters
            .iter()
            .map(|parameter| match &parameter.default {
                Some(default) => format!("{}={default}", parameter.name),
                None => format!("{}=", parameter.name),
            });
        let parameters: Vec<String> = parameters.collect();
        Row::new(vec![
            Cell::text(saved.name.clone()),
            Cell::text(saved.about.clone()),
            Cell::text(parameters.join(" ")),
        ])
    });
    Answer::new(graph, &["query", "answers", "parameters"], rows.collect())
}

/// What is given, and the defaults of the rest.
pub(super) fn parameters(saved: &Saved, given: &[String]) -> Result<Parameters, CliError> {
    let known = |name: &str| {
        saved
            .parameters
            .iter()
            .find(|parameter| parameter.name == name)
    };
    let is_text = |name: &str| known(name).is_some_and(|parameter| parameter.is_text());
    let mut parameters = asking::parameters(given, is_text)?;
    let names = || {
        let all: Vec<&str> = saved.parameters.iter().map(|p| p.name.as_str()).collect();
        match all.is_empty() {
            true => "it takes none".to_owned(),
            false => format!("it takes {}", all.join(", ")),
        }
    };
    if let Some(name) = parameters.keys().find(|name| known(name).is_none()) {
        let message = format!("{} takes no parameter {name:?}", saved.name);
        return Err(CliError::new(Exit::Usage, message).hint(names()));
    }
    for parameter in &saved.parameters {
        if parameters.contains_key(&parameter.name) {
            continue;
        }
        let Some(default) = &parameter.default else {
            let message = format!("{} needs {}={}", saved.name, parameter.name, "…");
            return Err(CliError::new(Exit::Usage, message).hint(parameter.about.clone()));
        };
        if let Some(cell) = asking::constant(default)? {
            parameters.insert(parameter.name.clone(), cell);
        }
    }
    Ok(parameters)
}

fn read(folder: &Path, all: &mut BTreeMap<String, Saved>) -> Result<(), CliError> {
    let failed = |path: &Path, error: std::io::Error| {
        CliError::new(
            Exit::Failed,
            format!("cannot read {}: {error}", path.display()),
        )
    };
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == EXTENSION)
        {
            let text = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
            add(&path, &text, all)?;
        }
    }
    Ok(())
}

fn add(path: &Path, text: &str, all: &mut BTreeMap<String, Saved>) -> Result<(), CliError> {
    let name = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let saved = Saved::read(&name, text).map_err(|error| {
        let place = format!("{}:{}", path.display(), error.line);
        let error = CliError::new(Exit::Failed, format!("{place}: {}", error.message));
        error.hint("a saved query begins with // lines: what it answers, then $name = default")
    })?;
    all.insert(name, saved);
    Ok(())
}
