//! What lines mean: questions that end with a `;`, and commands that begin with a `:`.

use std::time::Instant;

use crate::cli::asking::{self, Bounds, Interrupt, Text};
use crate::cli::{CliError, Exit, Session, saved};
use crate::export::{self, FORMATS};
use crate::graph::{Answer, Cell, Graph, Row};
use crate::query::cypher::Parameters;
use crate::syntax::{TokenKind, tokenize};

/// What follows a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The next question.
    Next,
    /// More of this one.
    More,
    /// Nothing: it is over.
    End,
}

/// A command that begins with a `:`.
pub(super) struct Word {
    pub(super) name: &'static str,
    pub(super) arguments: &'static str,
    pub(super) about: &'static str,
    run: fn(&mut Talk<'_>, &str, &mut Session) -> Result<Step, CliError>,
}

const fn word(
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    run: fn(&mut Talk<'_>, &str, &mut Session) -> Result<Step, CliError>,
) -> Word {
    Word {
        name,
        arguments,
        about,
        run,
    }
}

/// All of them.
pub(super) const WORDS: &[Word] = &[
    word("help", "", "this list", help),
    word(
        "schema",
        "",
        "labels and relationship types, how many of each",
        schema,
    ),
    word("explain", "QUERY", "how a query would be answered", explain),
    word(
        "profile",
        "QUERY",
        "run a query and show what each part of it did",
        profile,
    ),
    word(
        "param",
        "[NAME=VALUE]",
        "set a parameter, or show all",
        param,
    ),
    word(
        "format",
        "[NAME]",
        "how answers are printed from now on",
        set_format,
    ),
    word(
        "timing",
        "on|off",
        "say how long each answer took",
        set_timing,
    ),
    word("queries", "", "the saved queries", queries),
    word(
        "run",
        "NAME [NAME=VALUE ..]",
        "run a saved query",
        run_saved,
    ),
    word("quit", "", "leave; so does the end of input", |_, _, _| {
        Ok(Step::End)
    }),
];

/// A conversation about a graph.
pub(super) struct Talk<'g> {
    pub(super) graph: &'g Graph,
    pub(super) interrupt: Interrupt,
    ask: Bounds,
    parameters: Parameters,
    timing: bool,
    /// Lines of a question that has not ended.
    begun: String,
}

impl<'g> Talk<'g> {
    pub(super) fn new(graph: &'g Graph, ask: Bounds) -> Talk<'g> {
        Talk {
            graph,
            interrupt: Interrupt::install(),
            ask,
            parameters: Parameters::new(),
            timing: false,
            begun: String::new(),
        }
    }

    /// Whether a question has begun and not ended.
    pub(super) fn is_waiting(&self) -> bool {
        !self.begun.is_empty()
    }

    /// Forgets a question that has begun.
    pub(super) fn forget(&mut self) {
        self.begun.clear();
    }

    /// Takes a line, and answers once a question is whole.
    pub(super) fn line(&mut self, line: &str, session: &mut Session) -> Result<Step, CliError> {
        if self.begun.is_empty() {
            let line = line.trim();
            if let Some(command) = line.strip_prefix(':') {
                return self.command(command, session);
            }
            if line.is_empty() {
                return Ok(Step::Next);
            }
            if ["exit", "quit"].contains(&line.trim_end_matches(';')) {
                return Ok(Step::End);
            }
        }
        self.begun.push_str(line);
        self.begun.push('\n');
        if !ends(&self.begun) {
            return Ok(Step::More);
        }
        let text = std::mem::take(&mut self.begun);
        for text in questions(&text) {
            self.answer(text.to_owned(), "query", session)?;
        }
        Ok(Step::Next)
    }

    /// Answers what has begun, at the end of the input, where its `;` may be missing.
    pub(super) fn end(&mut self, session: &mut Session) -> Result<(), CliError> {
        match std::mem::take(&mut self.begun) {
            text if text.trim().is_empty() => Ok(()),
            text => self.answer(text.trim_end().to_owned(), "query", session),
        }
    }

    fn command(&mut self, line: &str, session: &mut Session) -> Result<Step, CliError> {
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let fits = |word: &&Word| word.name == name;
        let Some(word) = WORDS.iter().find(fits) else {
            let error = CliError::new(Exit::Usage, format!("there is no command :{name}"));
            return Err(error.hint(":help lists them"));
        };
        (word.run)(self, rest.trim(), session)
    }

    fn answer(&self, text: String, shown: &str, session: &mut Session) -> Result<(), CliError> {
        let text = Text {
            shown: shown.to_owned(),
            text,
        };
        self.ask(&text, &self.parameters, session)
    }

    fn ask(
        &self,
        text: &Text,
        parameters: &Parameters,
        session: &mut Session,
    ) -> Result<(), CliError> {
        let began = Instant::now();
        let prepared = asking::prepared(self.graph, text, parameters, session)?;
        asking::print(
            &prepared,
            self.graph,
            text,
            &self.ask,
            session,
            &self.interrupt,
        )?;
        if self.timing {
            session.out().flush()?;
            let time = began.elapsed().as_micros();
            session.note(&format!("{}.{:03} ms", time / 1000, time % 1000));
        }
        Ok(())
    }
}

/// Whether a text ends a question: with a `;` that stands in no quotes and no comment.
fn ends(text: &str) -> bool {
    let tokens = tokenize(text).tokens;
    let mut last = tokens
        .iter()
        .rev()
        .filter(|token| token.kind != TokenKind::End);
    last.next()
        .is_some_and(|token| token.kind == TokenKind::Semicolon)
}

/// The questions of a text, each with its `;`.
fn questions(text: &str) -> Vec<&str> {
    let tokens = tokenize(text).tokens;
    let ends = tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Semicolon);
    let mut from = 0;
    let pieces = ends.map(|token| {
        let to = token.span.end as usize;
        let piece = text.get(from..to).unwrap_or_default();
        from = to;
        piece
    });
    pieces.filter(|piece| piece.trim() != ";").collect()
}

fn help(_: &mut Talk<'_>, _: &str, session: &mut Session) -> Result<Step, CliError> {
    let out = session.out();
    writeln!(
        out,
        "A question in openCypher ends with a ; and may have several lines.\n"
    )?;
    for word in WORDS {
        let usage = format!(":{} {}", word.name, word.arguments);
        writeln!(out, "  {:<28}{}", usage.trim_end(), word.about)?;
    }
    Ok(Step::Next)
}

fn schema(talk: &mut Talk<'_>, _: &str, session: &mut Session) -> Result<Step, CliError> {
    let graph = talk.graph;
    let counts = graph.counts();
    let labels = graph.label_ids().map(|id| {
        let label = graph.label(id);
        (format!(":{}", label.name), &label.meaning, counts.label(id))
    });
    let types = graph.type_ids().map(|id| {
        let kind = graph.relationship_type(id);
        let count = counts.kind(id).relationships;
        (format!("[:{}]", kind.name), &kind.meaning, count)
    });
    let rows = labels.chain(types).filter(|(_, _, count)| *count > 0);
    let rows = rows.map(|(name, meaning, count)| {
        let meaning = meaning.as_deref().map_or(Cell::NULL, Cell::text);
        Row::new(vec![Cell::text(name), Cell::count(count as usize), meaning])
    });
    let answer = Answer::new(graph, &["name", "count", "meaning"], rows.collect());
    session.print(graph, &answer, "table")?;
    Ok(Step::Next)
}

fn explain(talk: &mut Talk<'_>, rest: &str, session: &mut Session) -> Result<Step, CliError> {
    talk.answer(format!("EXPLAIN {rest}"), "query", session)?;
    Ok(Step::Next)
}

fn profile(talk: &mut Talk<'_>, rest: &str, session: &mut Session) -> Result<Step, CliError> {
    talk.answer(format!("PROFILE {rest}"), "query", session)?;
    Ok(Step::Next)
}

fn param(talk: &mut Talk<'_>, rest: &str, session: &mut Session) -> Result<Step, CliError> {
    if !rest.is_empty() {
        let given = asking::parameters(&[rest.to_owned()], |_| false)?;
        talk.parameters.extend(given);
        return Ok(Step::Next);
    }
    let rows = talk.parameters.iter();
    let rows = rows.map(|(name, cell)| Row::new(vec![Cell::text(name.clone()), cell.clone()]));
    let answer = Answer::new(talk.graph, &["parameter", "value"], rows.collect());
    session.print(talk.graph, &answer, "table")?;
    Ok(Step::Next)
}

fn set_format(_: &mut Talk<'_>, rest: &str, session: &mut Session) -> Result<Step, CliError> {
    if export::format(rest).is_none() {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        let error = CliError::new(Exit::Usage, format!("no format is called {rest:?}"));
        return Err(error.hint(format!("there are {}", names.join(", "))));
    }
    session.global.format = Some(rest.to_owned());
    Ok(Step::Next)
}

fn set_timing(talk: &mut Talk<'_>, rest: &str, _: &mut Session) -> Result<Step, CliError> {
    talk.timing = match rest {
        "on" | "" => true,
        "off" => false,
        _ => return Err(CliError::new(Exit::Usage, ":timing is on or off")),
    };
    Ok(Step::Next)
}

fn queries(talk: &mut Talk<'_>, _: &str, session: &mut Session) -> Result<Step, CliError> {
    let all = saved::all(None, session)?;
    let answer = saved::list(talk.graph, &all);
    session.print(talk.graph, &answer, "table")?;
    Ok(Step::Next)
}

fn run_saved(talk: &mut Talk<'_>, rest: &str, session: &mut Session) -> Result<Step, CliError> {
    let words = words(rest);
    let Some((name, given)) = words.split_first() else {
        return Err(CliError::new(Exit::Usage, ":run needs the name of a query")
            .hint(":queries lists them"));
    };
    let all = saved::all(None, session)?;
    let saved = saved::named(&all, name)?;
    let parameters = saved::parameters(saved, given)?;
    let text = Text {
        shown: saved.name.clone(),
        text: saved.text.clone(),
    };
    talk.ask(&text, &parameters, session)?;
    Ok(Step::Next)
}

/// The words of a line, as a shell splits it: at spaces that stand in no quotes. Quotes around a
/// whole value stay, for they make it a text.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\'' | '"', None) => quote = Some(c),
            (c, None) if c.is_whitespace() => {
                words.push(std::mem::take(&mut word));
                continue;
            }
            _ => {}
        }
        word.push(c);
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_ends_with_a_semicolon_that_is_one() {
        let table = [
            ("RETURN 1;", true),
            ("RETURN 1;  \n", true),
            ("RETURN 1; // done", true),
            ("RETURN 1", false),
            ("RETURN ';'", false),
            ("RETURN 1 // ;", false),
            ("RETURN 'a;", false),
            ("", false),
        ];
        for (text, whole) in table {
            assert_eq!(ends(text), whole, "{text}");
        }
        assert_eq!(
            questions("RETURN 1; RETURN ';';;"),
            ["RETURN 1;", " RETURN ';';"]
        );
    }

    #[test]
    fn words_are_split_at_spaces_outside_of_quotes() {
        assert_eq!(
            words("reach policy='a b'  n=1"),
            ["reach", "policy='a b'", "n=1"]
        );
        assert!(words("  ").is_empty());
    }
}
