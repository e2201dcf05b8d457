//! Arguments that name a server, where its password comes from, and graphs that answer from there.

#[cfg(feature = "bolt")]
use std::io::IsTerminal as _;
use std::path::PathBuf;

use crate::graph::Graph;
use crate::remote::Question;

use super::{CliError, Exit, Session};

/// As good as no limit.
#[cfg(feature = "bolt")]
const DAY: std::time::Duration = std::time::Duration::from_secs(86_400);
/// The environment's variable with the password.
#[cfg(feature = "bolt")]
const PASSWORD: &str = "AIGRAPH_NEO4J_PASSWORD";

// Arguments of every command that speaks to a server. No doc comment here either.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options for a Neo4j server")]
pub(super) struct ServerArgs {
    /// The database; the user's own if not given
    #[arg(long, value_name = "NAME")]
    database: Option<String>,
    /// The user
    #[arg(long, value_name = "NAME", default_value = "neo4j")]
    user: String,
    /// A file with the password; else AIGRAPH_NEO4J_PASSWORD holds it, else it is asked for
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
    /// The name of the graph in the database
    #[arg(long, value_name = "NAME")]
    graph_name: Option<String>,
    #[command(flatten)]
    pub(super) time: TimeArgs,
}

// Of every command that may take long. No doc comment here either.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct TimeArgs {
    /// Give up after so many seconds; 0 for never
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(super) timeout: u64,
}

// Arguments of commands that a server can help to answer. No doc comment: clap would show it in
// place of the command's own line.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options for a Neo4j server")]
pub(super) struct OnArgs {
    /// Ask the graph that was pushed to this server, as in bolt://localhost:7687
    #[arg(long, value_name = "URL")]
    on: Option<String>,
    /// Only show the Cypher that the server is asked
    #[arg(long, requires = "on")]
    explain: bool,
    #[command(flatten)]
    server: ServerArgs,
}

impl OnArgs {
    /// How many seconds the question may take; 0 for any number.
    pub(super) fn timeout(&self) -> u64 {
        self.server.time.timeout
    }

    /// Has the server answer a text of Cypher, if one is to; `None` where the text was only to be
    /// shown, which it has been.
    #[cfg(feature = "bolt")]
    pub(super) fn ask(
        &self,
        url: &str,
        text: &str,
        parameters: &crate::query::cypher::Parameters,
        columns: &[String],
        session: &mut Session,
    ) -> Result<Option<crate::remote::ask::Told>, CliError> {
        if self.explain {
            writeln!(session.out(), "{}", text.trim_end())?;
            return Ok(None);
        }
        let target = self.server.target(url)?;
        let progress = super::progress::Progress::start("asking the server");
        let told = crate::remote::ask::ask(&target, text, parameters, columns)?;
        drop(progress);
        Ok(Some(told))
    }

    /// The server that is to answer, if one is.
    pub(super) fn url(&self) -> Option<&str> {
        self.on.as_deref()
    }

    /// The graph that answers: that of the session, or the part of a stored one that the question
    /// needs. `None` where only the Cypher was wanted, which has been shown.
    pub(super) fn graph(
        &self,
        session: &mut Session,
        question: Question<'_>,
    ) -> Result<Option<Graph>, CliError> {
        match &self.on {
            None => session.graph().map(Some),
            Some(url) => self.remote(url, session, question),
        }
    }

    #[cfg(not(feature = "bolt"))]
    fn remote(&self, _: &str, _: &Session, _: Question<'_>) -> Result<Option<Graph>, CliError> {
        let _ = (self.explain, &self.server);
        Err(absent("ask a server"))
    }

    #[cfg(feature = "bolt")]
    fn remote(
        &self,
        url: &str,
        session: &mut Session,
        question: Question<'_>,
    ) -> Result<Option<Graph>, CliError> {
        let target = self.server.target(url)?;
        // A graph that is given says what its types mean; its rows are not asked.
        let schema = match session.global.graph {
            Some(_) => Some(schema(&session.graph()?)),
            None => None,
        };
        let name = self.server.given_name();
        let progress = super::progress::Progress::start("asking the server");
        let fetched = crate::remote::fetch::fetch(&target, name, schema, question)?;
        drop(progress);
        if !self.explain {
            return Ok(Some(fetched.graph));
        }
        for (text, count) in &fetched.statements {
            let times = if *count == 1 {
                "once"
            } else {
                &format!("{count} times")
            };
            writeln!(session.out(), "// {times}\n{text};")?;
        }
        Ok(None)
    }
}

/// The labels and relationship types of a graph.
#[cfg(feature = "bolt")]
fn schema(graph: &Graph) -> crate::model::Schema {
    let mut schema = crate::model::Schema::default();
    for label in graph.label_ids() {
        schema.add_label(graph.label(label).clone());
    }
    for kind in graph.type_ids() {
        schema.add_type(graph.relationship_type(kind).clone());
    }
    schema
}

/// The error of a build that speaks to no server.
#[cfg(not(feature = "bolt"))]
pub(super) fn absent(what: &str) -> CliError {
    CliError::new(Exit::Usage, format!("this build cannot {what}"))
        .hint("it needs the feature bolt: cargo install --features bolt")
}

#[cfg(feature = "bolt")]
impl ServerArgs {
    /// The name of the graph; the usual one if none was given.
    pub(super) fn graph_name(&self) -> &str {
        let usual = crate::export::data::database::DEFAULT_NAME;
        self.graph_name.as_deref().unwrap_or(usual)
    }

    /// The name of the graph, where one was given.
    pub(super) fn given_name(&self) -> Option<&str> {
        self.graph_name.as_deref()
    }

    /// The server, with the password from wherever it is.
    pub(super) fn target(&self, url: &str) -> Result<crate::remote::Target, CliError> {
        crate::remote::check_url(url)?;
        Ok(crate::remote::Target {
            url: url.to_owned(),
            database: self.database.clone(),
            user: self.user.clone(),
            password: self.password()?,
            patience: match self.time.timeout {
                0 => DAY,
                seconds => std::time::Duration::from_secs(seconds).min(DAY),
            },
        })
    }

    fn password(&self) -> Result<String, CliError> {
        let failed = |what: String| CliError::new(Exit::Failed, what);
        if let Some(path) = &self.password_file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| failed(format!("cannot read {}: {error}", path.display())))?;
            return Ok(text.trim_end_matches(['\r', '\n']).to_owned());
        }
        if let Ok(password) = std::env::var(PASSWORD) {
            return Ok(password);
        }
        if !std::io::stdin().is_terminal() {
            let message = "there is no password for the server".to_owned();
            let hint = format!("put it into a file for --password-file, or into {PASSWORD}");
            return Err(failed(message).hint(hint));
        }
        rpassword::prompt_password(format!("password of {}: ", self.user))
            .map_err(|error| failed(format!("cannot read the password: {error}")))
    }
}
