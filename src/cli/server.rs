//! Arguments that name a server, and where its password comes from.

#[cfg(feature = "bolt")]
use std::io::IsTerminal as _;
use std::path::PathBuf;

use super::{CliError, Exit};

/// The environment's variable with the password.
#[cfg(feature = "bolt")]
const PASSWORD: &str = "AIGRAPH_NEO4J_PASSWORD";

/// Arguments of every command that speaks to a server.
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
    /// How many seconds one statement may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
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
            patience: std::time::Duration::from_secs(self.timeout.clamp(1, 86_400)),
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
