//! What can go wrong between here and a server, as one line and what to do about it.

use neo4rs::{Error, Neo4jClientErrorKind, Neo4jErrorKind, Neo4jSecurityErrorKind};

/// Why a server did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct RemoteError {
    /// What is wrong, in a line.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether the request itself was wrong, not the world.
    pub usage: bool,
    /// Whether trying again may help.
    pub(super) passing: bool,
    /// Whether the other side ended the connection.
    pub(super) cut: bool,
}

impl RemoteError {
    /// What is wrong, and what to do about it.
    pub(super) fn new(message: impl Into<String>, hint: &str) -> RemoteError {
        RemoteError {
            message: message.into(),
            hint: (!hint.is_empty()).then(|| hint.to_owned()),
            usage: false,
            passing: false,
            cut: false,
        }
    }

    /// The same, as the fault of the one who asked.
    pub(super) fn usage(mut self) -> RemoteError {
        self.usage = true;
        self
    }

    /// The same, where trying again may help.
    pub(super) fn passing(mut self) -> RemoteError {
        self.passing = true;
        self
    }

    /// Whether an index stands where one of a constraint should: a server that died while it made
    /// the constraint leaves the index alone behind.
    pub(super) fn is_left_index(&self) -> bool {
        self.message.contains("IndexWithNameAlreadyExists")
    }

    /// What the driver says, of the server at `place`.
    pub(super) fn of(place: &str, error: &Error) -> RemoteError {
        match error {
            Error::Neo4j(error) => neo4j(place, error.code(), error.message(), error.kind()),
            Error::ConnectionClosed(_) => broken(place, "the server closed it"),
            Error::RoutingTableError((code, message)) => server(place, code, message),
            Error::AuthenticationError(message) => authentication(place, message),
            Error::IOError { detail } => io(place, detail),
            Error::ConnectionTimedOut => timed_out(place),
            Error::ProtocolMismatch(_) | Error::UnsupportedVersion(..) => RemoteError::new(
                format!("what answers at {place} does not speak Bolt"),
                "7687 is the usual port; a server that insists on TLS needs bolt+s:// or, with a \
                 certificate of its own making, bolt+ssc://",
            ),
            Error::ConnectionError | Error::IncompleteBoltExchange => broken(place, "it broke off"),
            Error::UrlParseError(_) | Error::InvalidDnsName(_) => RemoteError::new(
                format!("{place} is no address of a server"),
                "an address is bolt://HOST:PORT, as in bolt://localhost:7687",
            )
            .usage(),
            Error::ServerUnavailableError(what) | Error::RoutingTableRefreshFailed(what) => {
                broken(place, what)
            }
            other => RemoteError::new(format!("{place}: {}", one_line(&other.to_string())), ""),
        }
    }
}

fn timed_out(place: &str) -> RemoteError {
    RemoteError::new(
        format!("{place} does not answer in time"),
        "check host and port, and whether the server is up; --timeout SECONDS waits longer for \
         what takes long",
    )
    .passing()
}

/// What happens where a connection cannot be made within the time for it.
pub(super) fn silent(place: &str) -> RemoteError {
    RemoteError::new(
        format!("{place} does not answer"),
        "check host and port, and whether the server is up",
    )
}

fn broken(place: &str, what: &str) -> RemoteError {
    let error = RemoteError::new(
        format!("the connection to {place} is gone: {}", one_line(what)),
        "check that the server is up, then run the command again",
    );
    RemoteError { cut: true, ..error }.passing()
}

/// What happens where a server ends a connection before it said anything.
pub(super) fn hung_up(place: &str) -> RemoteError {
    RemoteError::new(
        format!("{place} ends the connection at once"),
        "a server that insists on TLS needs bolt+s:// or, with a certificate of its own making, \
         bolt+ssc://",
    )
}

fn io(place: &str, error: &std::io::Error) -> RemoteError {
    let text = one_line(&error.to_string());
    if text.contains("certificate") {
        return RemoteError::new(
            format!("the certificate of {place} is not trusted: {text}"),
            "bolt+ssc:// (or neo4j+ssc://) takes one that the server made itself",
        );
    }
    let tls = [
        "corrupt message",
        "InvalidContentType",
        "handshake",
        "tls",
        "close_notify",
    ];
    if error.kind() == std::io::ErrorKind::InvalidData || tls.iter().any(|t| text.contains(t)) {
        return RemoteError::new(
            format!("{place} does not speak TLS: {text}"),
            "use bolt:// or neo4j:// for a server without TLS",
        );
    }
    match error.kind() {
        std::io::ErrorKind::ConnectionRefused => RemoteError::new(
            format!("nothing listens at {place}"),
            "check host and port, and whether the server is up; 7687 is the usual port of Bolt",
        )
        .passing(),
        std::io::ErrorKind::UnexpectedEof
        | std::io::ErrorKind::ConnectionReset
        | std::io::ErrorKind::BrokenPipe
        | std::io::ErrorKind::ConnectionAborted => broken(place, &text),
        std::io::ErrorKind::TimedOut => timed_out(place),
        _ => RemoteError::new(
            format!("cannot reach {place}: {text}"),
            "check the name of the host, and the network",
        ),
    }
}

fn authentication(place: &str, message: &str) -> RemoteError {
    if message.to_lowercase().contains("too many") {
        return RemoteError::new(
            format!("{place} takes no password for now: {}", one_line(message)),
            "wait some seconds, then try again with the right one",
        );
    }
    RemoteError::new(
        format!("{place} does not take this user and password"),
        "check --user, and the password in --password-file or AIGRAPH_NEO4J_PASSWORD",
    )
}

fn server(place: &str, code: &str, message: &str) -> RemoteError {
    let kind = Neo4jErrorKind::from(code);
    neo4j(place, code, message, kind)
}

/// What the server says, by its code.
fn neo4j(place: &str, code: &str, message: &str, kind: Neo4jErrorKind) -> RemoteError {
    let message = one_line(message);
    let name = code.rsplit('.').next().unwrap_or_default();
    match name {
        "DatabaseNotFound" => {
            return RemoteError::new(
                format!("{place}: {message}"),
                "name a database that is there with --database, or leave it out",
            );
        }
        "ForbiddenOnReadOnlyDatabase" | "WriteOnReadOnlyAccessDatabase" => {
            return read_only(place, &message);
        }
        "NotALeader" => return RemoteError::new(format!("{place}: {message}"), "").passing(),
        _ if message.contains("read-only") || message.contains("read only") => {
            return read_only(place, &message);
        }
        "AuthenticationRateLimit" => return authentication(place, "too many attempts"),
        _ => {}
    }
    let error = RemoteError::new(format!("{place}: {message} ({code})"), "");
    match kind {
        Neo4jErrorKind::Transient => error.passing(),
        Neo4jErrorKind::Client(Neo4jClientErrorKind::SessionExpired) => error.passing(),
        Neo4jErrorKind::Client(Neo4jClientErrorKind::Security(security)) => match security {
            Neo4jSecurityErrorKind::Authentication => authentication(place, &message),
            _ => RemoteError {
                hint: Some("this user may not do that; ask for the right, or name another".into()),
                ..error
            },
        },
        _ => error,
    }
}

fn read_only(place: &str, message: &str) -> RemoteError {
    RemoteError::new(
        format!("{place}: the database is read-only: {message}"),
        "set it writable on the server, or name another with --database",
    )
}

/// A text of somebody else on one line, without what could move a cursor.
fn one_line(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
