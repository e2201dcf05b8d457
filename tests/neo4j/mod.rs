//! A real Neo4j server, its import tool and cypher-shell, from Maven's own cache: what exports and
//! the Bolt client are held against. Knows nothing of this program. `Server.java` says how a server
//! is started; without Java 17 and Maven the tests that need one are skipped by name.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{OnceLock, mpsc};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::peers::{peer, skipped};
use crate::program::{Outcome, project};

/// The password of the user neo4j on every server that is started here.
pub(crate) const PASSWORD: &str = "graph-of-ai";

/// What a start may take on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(300);

/// The programs `run`, `neo4j-admin` and `cypher-shell`, of which the last two take what the real
/// ones take; none where they cannot be had.
#[track_caller]
pub(crate) fn tools() -> Option<&'static Tools> {
    static FETCHED: OnceLock<Result<Tools, String>> = OnceLock::new();
    for program in ["java", "mvn", "make"] {
        peer(&[program])?;
    }
    match FETCHED.get_or_init(Tools::fetched) {
        Ok(tools) => Some(tools),
        Err(why) => {
            skipped(&format!("there is no Neo4j server: {why}"));
            None
        }
    }
}

/// The server and its tools, ready to be run.
pub(crate) struct Tools {
    /// The folder of the programs, for the PATH of scripts that call them.
    pub(crate) bin: PathBuf,
}

impl Tools {
    /// Has `make` fetch and build what is missing or old; only one process at a time does so.
    fn fetched() -> Result<Tools, String> {
        let lock = File::create(Path::new(env!("CARGO_TARGET_TMPDIR")).join("neo4j.lock"));
        let lock = lock.map_err(|error| error.to_string())?;
        lock.lock().map_err(|error| error.to_string())?;
        let mut make = Command::new("make");
        // A make above this one speaks through these of things that are not for us.
        make.env_remove("MAKEFLAGS").env_remove("MAKELEVEL");
        let made = make
            .args(["--silent", "target/neo4j/classes.jsa"])
            .current_dir(project())
            .output();
        let made = made.map_err(|error| error.to_string())?;
        if !made.status.success() {
            let text = [made.stdout, made.stderr].concat();
            return Err(String::from_utf8_lossy(&text).into_owned());
        }
        let bin = project().join("tests/neo4j/bin");
        Ok(Tools { bin })
    }

    /// Runs `neo4j-admin` on the server folder `home`, whose server must not be running:
    /// `database import full neo4j --nodes=…` makes the database that a start then opens.
    pub(crate) fn admin(&self, home: &Path, args: &[&str]) -> Outcome {
        fs::create_dir_all(home.join("conf")).expect("a folder");
        let mut admin = Command::new(self.bin.join("neo4j-admin"));
        // It leaves its report where it is called.
        admin.args(args).current_dir(home);
        admin
            .env("NEO4J_HOME", home)
            .env("NEO4J_CONF", home.join("conf"));
        finished(&mut admin)
    }
}

pub(crate) fn finished(command: &mut Command) -> Outcome {
    let output = command.stdin(Stdio::null()).output().expect("Java starts");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Outcome {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: output.status.code().expect("Java ends by no signal"),
    }
}

/// How a server is to run; `..Setup::default()` for the rest.
#[derive(Clone)]
pub(crate) struct Setup {
    /// Where its data are, and stay when it stops; none: a temporary folder.
    pub(crate) home: Option<PathBuf>,
    /// 0 picks a free one.
    pub(crate) port: u16,
    /// Whether clients must know user and password.
    pub(crate) auth: bool,
    /// Whether clients must come with TLS; the certificate is self-signed.
    pub(crate) tls: bool,
    /// Lines as in neo4j.conf, such as `server.databases.default_to_read_only=true`.
    pub(crate) settings: Vec<&'static str>,
    /// Options of Java beyond those in bin/run.
    pub(crate) java: Vec<&'static str>,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            home: None,
            port: 0,
            auth: true,
            tls: false,
            settings: Vec::new(),
            java: Vec::new(),
        }
    }
}

/// A server; it ends with this value, or with the process that has it.
pub(crate) struct Server {
    tools: &'static Tools,
    setup: Setup,
    home: PathBuf,
    port: u16,
    child: Child,
    _temporary: Option<TempDir>,
}

impl Server {
    /// Starts a server and waits until it answers.
    pub(crate) fn start(tools: &'static Tools, setup: Setup) -> Server {
        let temporary = setup
            .home
            .is_none()
            .then(|| TempDir::new().expect("a folder"));
        let made = temporary.as_ref().map(|folder| folder.path().to_owned());
        let home = setup.home.clone().or(made).expect("one of both");
        let (child, port) = launch(tools, &setup, &home, setup.port);
        Server {
            tools,
            setup,
            home,
            port,
            child,
            _temporary: temporary,
        }
    }

    /// Its address, with the scheme that a client is to use.
    pub(crate) fn url(&self, scheme: &str) -> String {
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// The folder of its data, logs and certificates.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// The certificate that a client of a server with TLS is to trust.
    pub(crate) fn certificate(&self) -> PathBuf {
        self.home.join("certificates/public.crt")
    }

    /// Ends it as an operator would, and waits for that. A stopped server stays stopped.
    pub(crate) fn stop(&mut self) {
        drop(self.child.stdin.take());
        let status = self.child.wait().expect("the server ends");
        assert!(status.success(), "the server stops well: {status}");
    }

    /// Ends it with SIGKILL, at once and without warning.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        self.child.wait().expect("the server is gone");
    }

    /// Starts a server that was stopped or killed again: same data, same port.
    pub(crate) fn again(&mut self) {
        (self.child, self.port) = launch(self.tools, &self.setup, &self.home, self.port);
    }

    /// The same with other settings in force, such as a read-only database.
    pub(crate) fn again_with(&mut self, settings: &[&'static str]) {
        self.setup.settings = settings.to_vec();
        self.again();
    }

    /// Runs a script through cypher-shell, which stops at the first error.
    pub(crate) fn cypher_shell(&self, script: &str) -> Outcome {
        self.shell(script, "plain")
    }

    /// Runs a script, and gives what the server counted of changes, a line a statement that changed
    /// something: `Added 2 nodes, Set 3 properties`.
    #[cfg(feature = "bolt")]
    pub(crate) fn changes(&self, script: &str) -> Vec<String> {
        let told = self.shell(script, "verbose").answer();
        let words = ["Added ", "Created ", "Deleted ", "Removed ", "Set "];
        let counts = |line: &&str| words.iter().any(|word| line.starts_with(word));
        told.lines().filter(counts).map(str::to_owned).collect()
    }

    fn shell(&self, script: &str, format: &str) -> Outcome {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(script.as_bytes()).expect("the script fits");
        let scheme = if self.setup.tls { "bolt+ssc" } else { "bolt" };
        let mut shell = Command::new(self.tools.bin.join("cypher-shell"));
        shell
            .args(["--address", &self.url(scheme), "--username", "neo4j"])
            .args(["--format", format, "--fail-fast", "--non-interactive"])
            .arg("--file")
            .arg(file.path())
            .env("NEO4J_PASSWORD", PASSWORD);
        finished(&mut shell)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server process that answers, and its port.
fn launch(tools: &Tools, setup: &Setup, home: &Path, port: u16) -> (Child, u16) {
    fs::create_dir_all(home).expect("a folder");
    let errors = home.join("errors.txt");
    let mut java = Command::new(tools.bin.join("run"));
    java.args(&setup.java)
        .arg("Server")
        .arg(home)
        .arg(format!("server.bolt.listen_address=127.0.0.1:{port}"))
        .arg(format!("dbms.security.auth_enabled={}", setup.auth))
        .args(&setup.settings)
        .args(setup.tls.then_some("tls"))
        .env("NEO4J_PASSWORD", PASSWORD)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(File::create(&errors).expect("a file"));
    let mut child = java.spawn().expect("Java starts");
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let (sender, receiver) = mpsc::channel();
    // Reads to the end, for a pipe that nobody empties would hold the server up.
    thread::spawn(move || {
        for line in stdout.lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    let mut log = String::new();
    while let Ok(line) = receiver.recv_timeout(PATIENCE) {
        let address = line.strip_prefix("bolt://");
        if let Some((_, port)) = address.and_then(|address| address.rsplit_once(':')) {
            return (child, port.parse().expect("a port"));
        }
        log.push_str(&line);
        log.push('\n');
    }
    let _ = child.kill();
    let _ = child.wait();
    let errors = fs::read_to_string(errors).unwrap_or_default();
    panic!("the server did not start:\n{log}{errors}");
}

#[test]
fn a_server_is_started_asked_and_stopped() {
    let Some(tools) = tools() else { return };
    let mut server = Server::start(tools, Setup::default());
    let answer = server.cypher_shell("CREATE (:A {n: 1});\nMATCH (a:A) RETURN a.n AS n;\n");
    assert_eq!(answer.answer(), "n\n1\n");
    // What was committed survives a kill; a later write is refused where the database is set so.
    server.kill();
    server.again_with(&["server.databases.default_to_read_only=true"]);
    let count = server.cypher_shell("MATCH (a:A) RETURN count(a) AS n;\n");
    assert_eq!(count.answer(), "n\n1\n");
    let refused = server.cypher_shell("CREATE (:A {n: 2});\n");
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("read-only"), "{}", refused.stderr);
    server.stop();
}

#[test]
fn an_import_is_served_with_tls() {
    let Some(tools) = tools() else { return };
    let folder = TempDir::new().expect("a folder");
    let home = folder.path().join("home");
    let nodes = folder.path().join("nodes.csv");
    fs::write(&nodes, "id:ID,name,:LABEL\n1,一,A;B\n").expect("a file");
    let nodes = format!("--nodes={}", nodes.display());
    let imported = tools.admin(
        &home,
        &["database", "import", "full", "neo4j", "--strict", &nodes],
    );
    assert!(imported.answer().contains("Imported"));
    let setup = Setup {
        home: Some(home),
        tls: true,
        ..Setup::default()
    };
    let mut server = Server::start(tools, setup);
    assert!(server.certificate().is_file());
    let answer = server.cypher_shell("MATCH (n) RETURN labels(n) AS labels, n.name AS name;\n");
    assert_eq!(answer.answer(), "labels, name\n[\"A\", \"B\"], \"一\"\n");
    server.stop();
    assert!(server.home().join("data/databases/neo4j").is_dir());
}
