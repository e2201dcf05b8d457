//! Servers that cannot be reached, do not let in, do not let write, or go away.

use std::net::TcpListener;
use std::time::Instant;

use super::*;

/// What a failed run says, with what differs from run to run by its name.
fn said(remote: &Remote, outcome: Outcome, began: Instant) -> String {
    assert!(began.elapsed() < TEN_SECONDS, "{:?}", began.elapsed());
    assert_eq!(
        (outcome.stdout.as_str(), outcome.code),
        ("", 3),
        "{}",
        outcome.stderr
    );
    assert!(!outcome.stderr.contains(PASSWORD));
    let port = remote.url.rsplit(':').next().unwrap();
    outcome.stderr.replace(port, "PORT")
}

#[test]
fn servers_that_fail_are_named_within_ten_seconds() {
    let Some(mut remote) = Remote::start(Setup::default()) else {
        return;
    };
    let mut all = String::new();
    let mut ask = |remote: &Remote, what: &str, args: &[&str]| {
        let began = Instant::now();
        let text = said(remote, remote.run("graph", args), began);
        all.push_str(&format!("{what}\n{text}\n"));
    };
    let graph = data().join("tiny");
    let graph = graph.to_str().unwrap();
    let on = |url: &str| ["stats".to_owned(), "--on".to_owned(), url.to_owned()];
    let wrong = remote.path("wrong");
    fs::write(&wrong, "not it").unwrap();
    let right = std::mem::replace(&mut remote.password, wrong.to_str().unwrap().to_owned());
    for url in [remote.url.clone(), remote.server.url("neo4j")] {
        let args = on(&url);
        ask(
            &remote,
            "wrong password",
            &args.each_ref().map(String::as_str),
        );
    }
    remote.password = right;
    // A port that was free a moment ago, and one whose listener never says a word.
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let cases = [
        ("closed port", format!("bolt://{closed}")),
        ("closed port of a cluster", format!("neo4j://{closed}")),
        (
            "silent host",
            format!("bolt://{}", silent.local_addr().unwrap()),
        ),
        (
            "silent host of a cluster",
            format!("neo4j://{}", silent.local_addr().unwrap()),
        ),
        ("TLS where there is none", remote.server.url("bolt+s")),
        ("TLS where there is none", remote.server.url("neo4j+ssc")),
    ];
    for (what, url) in cases {
        ask(&remote, what, &on(&url).each_ref().map(String::as_str));
    }
    let url = remote.url.clone();
    let missing = ["push", &url, "-g", graph, "--database", "nowhere"];
    ask(&remote, "missing database", &missing);
    ask(&remote, "nothing there", &["stats", "--on", &url]);
    remote.server.stop();
    remote
        .server
        .again_with(&["server.databases.default_to_read_only=true"]);
    ask(&remote, "read-only database", &["push", &url, "-g", graph]);
    remote.server.kill();
    ask(&remote, "dead server", &["push", &url, "-g", graph]);
    let all = all.replace(&closed.port().to_string(), "CLOSED");
    let all = all.replace(&silent.local_addr().unwrap().port().to_string(), "SILENT");
    snapshot("remote", "errors", &all);
}

#[test]
fn a_server_with_tls_is_spoken_to_with_tls() {
    let setup = Setup {
        tls: true,
        ..Setup::default()
    };
    let Some(remote) = Remote::start(setup) else {
        return;
    };
    let ask = |scheme: &str| {
        let url = remote.server.url(scheme);
        let graph = data().join("tiny");
        let args = ["push", &url, "-g", graph.to_str().unwrap()];
        (Instant::now(), remote.run("graph", &args))
    };
    for scheme in ["bolt", "bolt+s"] {
        let (began, outcome) = ask(scheme);
        let text = said(&remote, outcome, began);
        let wanted = ["bolt+ssc://", "is not trusted"];
        assert!(
            wanted.iter().any(|wanted| text.contains(wanted)),
            "{scheme}: {text}"
        );
    }
    for scheme in ["bolt+ssc", "neo4j+ssc"] {
        ask(scheme).1.answer();
    }
}

#[test]
fn addresses_are_checked_before_anything_is_sent() {
    for (url, wanted) in [
        ("http://localhost", "does not begin with"),
        ("localhost:7687", "does not begin with"),
        (
            "bolt://neo4j:hunter2@localhost",
            "do not belong into the address",
        ),
        ("hunter2@localhost", "does not begin with"),
        ("bolt://", "is no address"),
        ("bolt://localhost/db", "is no address"),
    ] {
        let outcome = outcome(&["stats", "--on", url], project(), b"");
        assert_eq!(outcome.code, 2, "{url}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(wanted), "{url}: {}", outcome.stderr);
        assert!(!outcome.stderr.contains("hunter2"), "{}", outcome.stderr);
    }
    let none = outcome(&["stats", "--on", "bolt://localhost"], project(), b"");
    assert_eq!(none.code, 3);
    assert!(
        none.stderr.contains("there is no password"),
        "{}",
        none.stderr
    );
}
