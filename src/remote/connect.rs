//! A server: its address, the connection to it, and asking it again where that may help.

use std::cell::RefCell;
use std::fmt;
use std::time::Duration;

use neo4rs::summary::Counters;
use neo4rs::{ConfigBuilder, Graph, Operation, Query, Row};
use tokio::time::{Instant, sleep, timeout};

use super::error::{RemoteError, hung_up, silent};

/// Which server, database and user.
#[derive(Clone)]
pub struct Target {
    /// `bolt://host:port`, or another of [`SCHEMES`].
    pub url: String,
    /// The database; the user's own if absent.
    pub database: Option<String>,
    /// Who asks.
    pub user: String,
    /// What proves it. Never shown.
    pub password: String,
    /// How long one statement may take.
    pub patience: Duration,
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Target")
            .field("url", &self.url)
            .field("database", &self.database)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// The schemes of addresses: with `neo4j`, a server of a cluster is asked where to go; `+s` is TLS,
/// and `+ssc` TLS without a look at the certificate.
pub const SCHEMES: [&str; 6] = [
    "bolt",
    "bolt+s",
    "bolt+ssc",
    "neo4j",
    "neo4j+s",
    "neo4j+ssc",
];

/// How long a connection may take to be made, and how long failing attempts go on: whoever waits
/// for an error waits no longer than ten seconds.
const CONNECT: Duration = Duration::from_secs(8);
/// The first pause between attempts; each next one is twice as long.
const PAUSE: Duration = Duration::from_millis(50);
/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// How many rows a server sends at once.
const ROWS_AT_ONCE: usize = 2000;
/// How many connections there may be.
pub(super) const CONNECTIONS: usize = 8;

/// Whether a text is an address of a server that can be used.
///
/// # Errors
/// Says what is wrong with it; never repeats a password that stands in it.
pub fn check_url(url: &str) -> Result<(), RemoteError> {
    let known = url.split_once("://");
    let Some((scheme, rest)) = known.filter(|(scheme, _)| SCHEMES.contains(scheme)) else {
        let shown = match url.contains('@') {
            true => "the address".to_owned(),
            false => format!("{url:?}"),
        };
        let message = format!(
            "{shown} does not begin with {}",
            SCHEMES.join("://, ") + "://"
        );
        return Err(RemoteError::new(message, "as in bolt://localhost:7687").usage());
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if rest.contains('@') {
        return Err(RemoteError::new(
            format!("user and password do not belong into the address {scheme}://…"),
            "arguments can be read by others: use --user, and --password-file or \
             AIGRAPH_NEO4J_PASSWORD",
        )
        .usage());
    }
    let is_all = rest == authority || rest.strip_suffix('/') == Some(authority);
    if authority.is_empty() || !is_all {
        let message = format!("{url:?} is no address of a server");
        return Err(RemoteError::new(message, "an address is bolt://HOST:PORT").usage());
    }
    Ok(())
}

/// A connection to a server, or several.
pub(super) struct Connection {
    graph: Graph,
    /// What messages call the server.
    pub(super) place: String,
    patience: Duration,
    /// What was asked, and how often.
    asked: RefCell<Vec<(String, usize)>>,
}

impl Connection {
    /// Connects, and asks for an answer to see that all is well.
    pub(super) async fn open(target: &Target) -> Result<Connection, RemoteError> {
        check_url(&target.url)?;
        let place = target.url.trim_end_matches('/').to_owned();
        // Asked for a way through a cluster, the driver says of every error that there is none.
        // The server itself says what is wrong.
        if let Some(rest) = target.url.strip_prefix("neo4j") {
            let direct = Connection::connect(target, &format!("bolt{rest}"), place.clone())?;
            direct.greet_within(CONNECT / 2).await?;
            let connection = Connection::connect(target, &target.url, place)?;
            connection.greet_within(CONNECT / 2).await?;
            return Ok(connection);
        }
        let connection = Connection::connect(target, &target.url, place)?;
        connection.greet_within(CONNECT).await?;
        Ok(connection)
    }

    /// What connects when it is first asked.
    fn connect(target: &Target, url: &str, place: String) -> Result<Connection, RemoteError> {
        let mut config = ConfigBuilder::default()
            .uri(url)
            .user(&target.user)
            .password(&target.password)
            .fetch_size(ROWS_AT_ONCE)
            .max_connections(CONNECTIONS)
            .connection_timeout(target.patience.max(CONNECT));
        if let Some(database) = &target.database {
            config = config.db(database.as_str());
        }
        let graph = config.build().and_then(Graph::connect);
        let graph = graph.map_err(|error| RemoteError::of(&place, &error))?;
        Ok(Connection {
            graph,
            place,
            patience: target.patience,
            asked: RefCell::default(),
        })
    }

    /// Asks for an answer to see that all is well.
    async fn greet_within(&self, time: Duration) -> Result<(), RemoteError> {
        match timeout(time, self.greet()).await {
            Ok(Err(error)) if error.cut => Err(hung_up(&self.place)),
            Ok(greeted) => greeted,
            Err(_) => Err(silent(&self.place)),
        }
    }

    async fn greet(&self) -> Result<(), RemoteError> {
        let mut greeted = false;
        self.each("RETURN 1 AS one".into(), |_| greeted = true)
            .await?;
        match greeted {
            true => Ok(()),
            false => Err(RemoteError::new(
                format!("{} gives no answers", self.place),
                "",
            )),
        }
    }

    fn says(&self, error: &neo4rs::Error) -> RemoteError {
        RemoteError::of(&self.place, error)
    }

    /// Asks, and hands over each row as it comes.
    pub(super) async fn each(
        &self,
        query: Query,
        mut take: impl FnMut(Row),
    ) -> Result<(), RemoteError> {
        self.note(query.query());
        let txn = self.graph.start_txn_as(Operation::Read, None).await;
        let mut txn = txn.map_err(|error| self.says(&error))?;
        let rows = txn.execute(query).await;
        let mut rows = rows.map_err(|error| self.says(&error))?;
        loop {
            match rows.next(txn.handle()).await {
                Ok(Some(row)) => take(row),
                Ok(None) => break,
                Err(error) => return Err(self.says(&error)),
            }
        }
        txn.commit().await.map_err(|error| self.says(&error))?;
        Ok(())
    }

    fn note(&self, text: &str) {
        let mut asked = self.asked.borrow_mut();
        match asked.iter_mut().find(|(known, _)| known == text) {
            Some((_, count)) => *count += 1,
            None => asked.push((text.to_owned(), 1)),
        }
    }

    /// The questions that were asked, in order, each with how often.
    pub(super) fn statements(&self) -> Vec<(String, usize)> {
        self.asked.borrow().clone()
    }

    /// Writes in one transaction, and tries again while that may help. What `query` gives must
    /// change nothing when it is done twice: a connection may break after the server did it.
    pub(super) async fn write(&self, query: impl Fn() -> Query) -> Result<Counters, RemoteError> {
        let mut retries = Retries::default();
        loop {
            match self.write_once(query()).await {
                Ok(counters) => return Ok(counters),
                Err(error) => retries.pause(error).await?,
            }
        }
    }

    async fn write_once(&self, query: Query) -> Result<Counters, RemoteError> {
        // A server that is gone may leave the pool waiting for what never comes.
        let written = timeout(self.patience + CONNECT, async {
            let mut txn = self.graph.start_txn_as(Operation::Write, None).await?;
            let summary = txn.run(query).await?;
            txn.commit().await?;
            Ok(*summary.stats())
        });
        match written.await {
            Ok(written) => written.map_err(|error| self.says(&error)),
            Err(_) => Err(silent(&self.place)),
        }
    }
}

/// How often something failed, and how long that may go on.
#[derive(Default)]
pub(super) struct Retries {
    since: Option<Instant>,
    pause: Duration,
}

impl Retries {
    /// Waits a while after an error that may pass; gives it back where it does not, or where it
    /// has gone on for too long.
    pub(super) async fn pause(&mut self, error: RemoteError) -> Result<(), RemoteError> {
        let now = Instant::now();
        let since = *self.since.get_or_insert(now);
        if !error.passing || now.duration_since(since) + self.pause > CONNECT {
            return Err(error);
        }
        self.pause = (self.pause * 2).clamp(PAUSE, LONGEST_PAUSE);
        sleep(self.pause).await;
        Ok(())
    }
}
