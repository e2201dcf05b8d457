//! `aigraph show`

use clap::Args as _;

use crate::cli::server::OnArgs;
use crate::cli::{CliError, Exit, Session, resolve};
use crate::export::card;
use crate::remote::Question;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "show",
    about: "Everything about a node: names, properties, claims, relationships, sources",
    examples: &[
        (
            "aigraph show 昇腾",
            "the card of Huawei's Ascend, by its Chinese name",
        ),
        ("aigraph show GPT-4 --format json", "the same, for programs"),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// A name, alias or id
    name: String,
    #[command(flatten)]
    on: OnArgs,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let question = Question::Show { name: &args.name };
    let Some(graph) = args.on.graph(session, question)? else {
        return Ok(Exit::Answered);
    };
    let node = resolve::node(&graph, &args.name)?;
    let style = session.style();
    match session.global.format.as_deref() {
        None | Some("card") => card::card(&graph, node, &style, session.out())?,
        Some("json") => card::card_json(&graph, node, session.out())?,
        Some(other) => {
            let message = format!("show has no format {other:?}");
            return Err(CliError::new(Exit::Usage, message).hint("there are card and json"));
        }
    }
    Ok(Exit::Answered)
}
