//! Pushes that do not come to their end: the program killed, the server killed.

use std::fmt::Write as _;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;

use super::*;

/// A graph of so many nodes and three times as many relationships; `turn` makes it another one.
fn generated(folder: &Path, nodes: usize, turn: usize) {
    for part in ["nodes", "relationships"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    let mut text = "id:ID,name,number:long\n".to_owned();
    for i in turn..nodes + turn {
        writeln!(text, "n{i},Name {i},{}", i * (turn + 1)).unwrap();
    }
    fs::write(folder.join("nodes/Thing.csv"), text).unwrap();
    let mut text = ":START_ID,:END_ID,weight:double\n".to_owned();
    for i in 0..nodes * 3 {
        let (start, end) = (turn + i % nodes, turn + (i * 7 + i / nodes + turn) % nodes);
        writeln!(text, "n{start},n{end},{}.5", i + turn).unwrap();
    }
    fs::write(folder.join("relationships/KNOWS.csv"), text).unwrap();
}

/// A push that goes on by itself.
fn started(remote: &Remote, graph: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_aigraph"))
        .args([
            "push",
            &remote.url,
            "-g",
            graph.to_str().unwrap(),
            "--prune",
            "--batch",
            "50",
        ])
        .args([
            "--password-file",
            &remote.password,
            "--graph-name",
            "killed",
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_push_that_was_cut_off_is_completed_by_the_next() {
    let Some(mut remote) = Remote::start(Setup::default()) else {
        return;
    };
    let graphs = [remote.path("one"), remote.path("two")];
    for (turn, graph) in graphs.iter().enumerate() {
        generated(graph, 1000, turn);
    }
    let mut cut = 0;
    let mut moment = 7u64;
    for turn in 0..20 {
        // By turns, so that there is always something to write.
        let mut push = started(&remote, &graphs[turn / 4 % 2]);
        moment = moment
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        sleep(Duration::from_millis(100 + (moment >> 33) % 900));
        cut += usize::from(push.try_wait().unwrap().is_none());
        push.kill().unwrap();
        push.wait().unwrap();
    }
    assert!(cut > 0, "all pushes had ended before they were killed");
    remote.push("killed", &graphs[1], &["--prune"]).answer();
    remote.has("killed", &graphs[1]);

    let push = started(&remote, &graphs[0]);
    sleep(Duration::from_millis(700));
    remote.server.kill();
    let ended = push.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(3), "{said}");
    assert!(
        said.contains("push again") || said.contains("nothing was written"),
        "{said}"
    );
    remote.server.again();
    remote.push("killed", &graphs[0], &["--prune"]).answer();
    remote.has("killed", &graphs[0]);
}
