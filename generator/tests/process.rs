//! The command as a process: whatever surrounds it, whatever kills it, and however many run at a time.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A process that takes longer hangs; the slowest takes a few seconds on a busy machine.
const LONGEST: Duration = Duration::from_secs(300);

/// Kilobytes of addresses that a process on a hostile document may have. A quarter of them is room for stacks, which is not touched.
const MOST_ADDRESSES: u32 = 2_000_000;

fn document(title: &str, schemas: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: {title}, version: '1'}}\nservers: [{{url: https://example.com}}]\npaths:\n  /a:\n    get:\n      operationId: look\n      responses: {{'200': {{description: Done., content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}\ncomponents:\n  schemas:\n    A: {{type: object, properties: {{id: {{type: string}}}}}}\n{schemas}"
    )
}

/// A folder with a document, and the crate beside it.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new(document: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self { folder };
        place.put(document);
        place
    }

    fn put(&self, document: impl AsRef<[u8]>) {
        fs::write(self.folder.path().join("openapi.yaml"), document).unwrap();
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("client")
    }

    /// The command for this document, run in the folder.
    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_generator"));
        command.args(["--spec", "openapi.yaml", "--out", "client"]);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs the command, and fails when it does not end.
    fn run(&self) -> Output {
        finish(self.command())
    }

    /// Runs the command with little memory: a document that asks for more ends it at once.
    fn run_in_little_memory(&self) -> Output {
        let mut shell = Command::new("sh");
        let script =
            format!("ulimit -v {MOST_ADDRESSES}; exec \"$0\" --spec openapi.yaml --out client");
        shell.args(["-c", script.as_str(), env!("CARGO_BIN_EXE_generator")]);
        shell.current_dir(self.folder.path()).stdin(Stdio::null());
        finish(shell)
    }

    /// What a user sees of the crate.
    fn content(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.root()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    found.insert(path.strip_prefix(self.root()).unwrap().to_owned(), bytes);
                }
            }
        }
        found
    }
}

fn finish(mut command: Command) -> Output {
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let number = child.id().to_string();
    let waiting = thread::spawn(move || child.wait_with_output().unwrap());
    let start = Instant::now();
    while !waiting.is_finished() {
        if start.elapsed() > LONGEST {
            Command::new("kill")
                .args(["-KILL", &number])
                .status()
                .unwrap();
            panic!("it does not end");
        }
        thread::sleep(Duration::from_millis(2));
    }
    waiting.join().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

#[test]
fn w01_processes_in_other_surroundings_give_the_same() {
    let first = Place::new(document("T", ""));
    assert!(first.run().status.success());
    let expected = first.content();
    assert!(expected.len() > 20);
    let surroundings: &[&[(&str, &str)]] = &[
        &[("TZ", "Pacific/Chatham"), ("LANG", "tr_TR.UTF-8")],
        &[("LC_ALL", "C"), ("LANG", "C")],
        &[
            ("HOME", "/nonexistent"),
            ("USER", "nobody"),
            ("TMPDIR", "/nonexistent"),
        ],
        &[
            ("SOURCE_DATE_EPOCH", "1"),
            ("RUST_BACKTRACE", "1"),
            ("NO_COLOR", "1"),
        ],
        &[("RAYON_NUM_THREADS", "1"), ("RUST_MIN_STACK", "65536")],
    ];
    for variables in surroundings {
        let place = Place::new(document("T", ""));
        let mut command = place.command();
        command.env_clear().envs(variables.iter().copied());
        let output = finish(command);
        assert!(output.status.success(), "{variables:?}: {}", said(&output));
        assert_eq!(place.content(), expected, "{variables:?}");
    }
    // Another folder to run in, other ways to name the files, another mask for them, one processor.
    let elsewhere = [
        "cd / && exec \"$0\" --spec \"$1/openapi.yaml\" --out \"$1/client\"",
        "cd \"$1\" && umask 077 && exec \"$0\" --spec ./openapi.yaml --out ./client",
        "cd \"$1\" && exec taskset 1 \"$0\" --spec openapi.yaml --out client || exec \"$0\" --spec openapi.yaml --out client",
    ];
    for script in elsewhere {
        let place = Place::new(document("T", ""));
        let mut shell = Command::new("sh");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_generator")]);
        let output = finish({
            shell.arg(place.folder.path());
            shell
        });
        assert!(output.status.success(), "{script}: {}", said(&output));
        assert_eq!(place.content(), expected, "{script}");
    }
}

/// Half of the runs are killed while they write, the others at any time.
#[test]
fn w06_a_killed_process_leaves_nothing_to_repair() {
    let (old, new) = (
        document("Old", "    B: {type: string, enum: [x]}\n"),
        document("New", "    C: {type: object}\n"),
    );
    let fresh = Place::new(&new);
    let start = Instant::now();
    assert!(fresh.run().status.success());
    let usual = start.elapsed();
    let mut expected = fresh.content();
    expected.insert("notes.md".into(), b"mine".to_vec());
    let mut killed = 0;
    let place = Place::new(&old);
    for round in 0..200_u32 {
        place.put(&old);
        assert!(place.run().status.success());
        fs::write(place.root().join("notes.md"), "mine").unwrap();
        place.put(&new);
        let mut child = place
            .command()
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if round % 2 == 0 {
            while !place.root().join(".codegen.lock").exists()
                && child.try_wait().unwrap().is_none()
            {
                thread::yield_now();
            }
            thread::sleep(Duration::from_micros(u64::from(round) * 40));
        } else {
            thread::sleep(usual * round / 200);
        }
        let signal = if round % 4 < 2 { "-KILL" } else { "-INT" };
        // It may be gone already.
        let _ = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .stderr(Stdio::null())
            .status();
        killed += u32::from(!child.wait().unwrap().success());
        complete(&place, round);
        assert_eq!(place.content(), expected, "round {round}");
    }
    assert!(killed > 50, "only {killed} runs were killed in time");
}

/// Runs the command once more. Only a lock whose writer was killed between making and filling it stays for a minute.
fn complete(place: &Place, round: u32) {
    let lock = place.root().join(".codegen.lock");
    if fs::read(&lock).is_ok_and(|it| it.is_empty()) {
        fs::remove_file(&lock).unwrap();
    }
    let output = place.run();
    assert!(output.status.success(), "round {round}: {}", said(&output));
}

#[test]
fn w12_processes_at_the_same_time_wait_or_fail_clean() {
    let place = Place::new(document("T", ""));
    let children: Vec<_> = (0..6)
        .map(|_| {
            place
                .command()
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let outputs: Vec<Output> = children
        .into_iter()
        .map(|it| it.wait_with_output().unwrap())
        .collect();
    let successes = outputs.iter().filter(|it| it.status.success()).count();
    assert!(successes > 0);
    for output in outputs.iter().filter(|it| !it.status.success()) {
        assert!(said(output).contains(".codegen.lock"), "{}", said(output));
    }
    let fresh = Place::new(document("T", ""));
    assert!(fresh.run().status.success());
    assert_eq!(place.content(), fresh.content());
}

#[test]
fn h10_nothing_outside_of_the_folder_is_read() {
    let outside = tempfile::tempdir().unwrap();
    let secret = "type: object\ndescription: canary\nproperties: {canary: {type: string}}\n";
    fs::write(outside.path().join("secret.yaml"), secret).unwrap();
    let path = outside.path().display();
    for reference in [
        format!("{path}/secret.yaml"),
        format!("file://{path}/secret.yaml"),
        format!(
            "../{}/secret.yaml",
            outside.path().file_name().unwrap().to_string_lossy()
        ),
        "link.yaml".to_owned(),
        "linked/secret.yaml".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "http://[::ffff:127.0.0.1]/secret.yaml".to_owned(),
        "ftp://127.0.0.1/secret.yaml".to_owned(),
        "\\\\127.0.0.1\\share\\secret.yaml".to_owned(),
        "/dev/zero".to_owned(),
        "pipe.yaml".to_owned(),
    ] {
        let reference = reference.replace('\'', "''");
        let place = Place::new(document(
            "T",
            &format!(
                "    B: {{$ref: '{reference}'}}\n    D: {{properties: {{b: {{$ref: '{reference}#/x'}}}}}}\n"
            ),
        ));
        let here = place.folder.path();
        std::os::unix::fs::symlink(outside.path().join("secret.yaml"), here.join("link.yaml"))
            .unwrap();
        std::os::unix::fs::symlink(outside.path(), here.join("linked")).unwrap();
        assert!(
            Command::new("mkfifo")
                .arg(here.join("pipe.yaml"))
                .status()
                .unwrap()
                .success()
        );
        let output = place.run();
        let said = said(&output);
        assert!(output.status.success(), "{reference}: {said}");
        assert!(said.contains("B"), "{reference} is passed over in silence");
        assert!(!said.contains("canary"), "{reference}: {said}");
        for (path, bytes) in place.content() {
            let leaked = String::from_utf8_lossy(&bytes).contains("canary");
            assert!(!leaked, "{reference} in {}", path.display());
        }
    }
}

#[test]
fn h11_a_url_is_no_document_and_is_not_fetched() {
    let place = Place::new(document("T", ""));
    let mut command = Command::new(env!("CARGO_BIN_EXE_generator"));
    command.args([
        "--spec",
        "https://user:token@127.0.0.1/openapi.yaml",
        "--out",
        "client",
    ]);
    command.current_dir(place.folder.path());
    let output = finish(command);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(!place.root().exists());
}

#[test]
fn h12_what_is_small_and_means_much_is_refused() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..=9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        laughs += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(100_000),
        "*a, ".repeat(1_000)
    );
    let own = "a: &a {b: *a}\n".to_owned();
    for text in [laughs, long, own] {
        let place = Place::new(document("T", "") + &text);
        let output = place.run_in_little_memory();
        assert_eq!(
            output.status.code(),
            Some(2),
            "{text:.60}: {}",
            said(&output)
        );
        assert!(!place.root().exists());
    }
    let anchors: String = (0..100_000)
        .map(|it| format!("x-{it}: &a{it} x\n"))
        .collect();
    let output = Place::new(document("T", "") + &anchors).run_in_little_memory();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn h13_depth_is_refused_or_followed_and_no_stack_ends() {
    let deep = |open: &str, close: &str| {
        format!(
            "x-deep: {}1{}\n",
            open.repeat(100_000),
            close.repeat(100_000)
        )
    };
    for text in [
        deep("[", "]"),
        deep("{a: ", "}"),
        deep("- ", ""),
        format!(
            "x-deep:\n{}",
            (0..3_000)
                .map(|it| format!("{}a:\n", " ".repeat(it + 1)))
                .collect::<String>()
        ),
    ] {
        let output = Place::new(document("T", "") + &text).run_in_little_memory();
        assert_eq!(
            output.status.code(),
            Some(2),
            "{text:.60}: {}",
            said(&output)
        );
    }
    // Depth by reference, in every way that one schema can refer to the next.
    let links: &[fn(u32) -> String] = &[
        |next| {
            format!(
                "{{type: object, required: [n], properties: {{n: {{$ref: '#/components/schemas/S{next}'}}}}}}"
            )
        },
        |next| format!("{{type: array, items: {{$ref: '#/components/schemas/S{next}'}}}}"),
        |next| format!("{{allOf: [{{$ref: '#/components/schemas/S{next}'}}, {{type: object}}]}}"),
        |next| format!("{{oneOf: [{{$ref: '#/components/schemas/S{next}'}}, {{type: string}}]}}"),
        |next| format!("{{$ref: '#/components/schemas/S{next}'}}"),
    ];
    for link in links {
        let last = 10_000;
        let mut schemas: String = (0..last)
            .map(|it| format!("    S{it}: {}\n", link(it + 1)))
            .collect();
        schemas += &format!("    S{last}: {{type: object}}\n");
        let output = Place::new(document("T", &schemas)).run_in_little_memory();
        let code = output.status.code();
        assert!(
            matches!(code, Some(0 | 2)),
            "{}: {code:?} {:.2000}",
            link(1),
            said(&output)
        );
    }
}

#[test]
fn h14_combinations_are_not_multiplied_out() {
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let level = |it: u32| {
            let next = format!("{{$ref: '#/components/schemas/S{}'}}", it + 1);
            format!(
                "    S{it}: {{{keyword}: [{next}, {next}, {{type: object, properties: {{p{it}: {next}}}}}]}}\n"
            )
        };
        let mut schemas: String = (0..60).map(level).collect();
        schemas += "    S60: {type: object, properties: {x: {type: string}}}\n";
        let output = Place::new(document("T", &schemas)).run_in_little_memory();
        let code = output.status.code();
        assert!(
            matches!(code, Some(0 | 2)),
            "{keyword}: {code:?} {:.2000}",
            said(&output)
        );
    }
    // What builds on what builds on it repeats everything, however few the levels are.
    let level = |it: u32| {
        format!(
            "    S{it}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}, {{properties: {{p{it}: {{type: string}}}}}}]}}\n",
            it + 1
        )
    };
    let chain: String = (0..2_000).map(level).collect();
    let twice = |it: u32| {
        let next = format!("{{$ref: '#/components/schemas/S{}'}}", it + 1);
        format!("    S{it}: {{allOf: [{next}, {next}]}}\n")
    };
    let doubling: String = (0..60).map(twice).collect();
    for schemas in [
        chain + "    S2000: {type: object}\n",
        doubling + "    S60: {oneOf: [{type: string}, {type: integer}]}\n",
    ] {
        let output = Place::new(document("T", &schemas)).run_in_little_memory();
        assert_eq!(output.status.code(), Some(2), "{:.2000}", said(&output));
        assert!(
            said(&output).contains("too-large"),
            "{:.2000}",
            said(&output)
        );
    }
    let values: String = (0..20_000).map(|it| format!("v{it}, ")).collect();
    let output = Place::new(document(
        "T",
        &format!("    E: {{type: string, enum: [{values}]}}\n"),
    ))
    .run_in_little_memory();
    assert!(output.status.success(), "{:.2000}", said(&output));
}

#[test]
fn h18_the_name_of_the_file_is_shown_and_never_copied() {
    for name in [
        "a\nfn pwned() {}\n.yaml",
        "a\"; fn pwned() {} //.yaml",
        "\u{1b}[31mred.yaml",
        "\u{202e}a.yaml",
        "*/ a.yaml",
    ] {
        let place = Place::new("");
        let text = document("T", "    B: {$ref: '#/nowhere'}\n");
        fs::write(place.folder.path().join(name), text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_generator"));
        command.args(["--spec", name, "--out", "client"]);
        command.current_dir(place.folder.path());
        let output = finish(command);
        assert!(output.status.success(), "{name:?}: {}", said(&output));
        let hidden = said(&output).chars().find(|it| is_hidden(*it));
        assert_eq!(hidden, None, "{name:?}: {:?}", said(&output));
        for (path, bytes) in place.content() {
            let text = String::from_utf8(bytes).unwrap();
            assert!(
                !text.chars().any(is_hidden),
                "{name:?} in {}",
                path.display()
            );
            let copied = text
                .lines()
                .any(|it| it.trim_start().starts_with("fn pwned"));
            assert!(!copied, "{name:?} in {}", path.display());
        }
    }
}

#[test]
fn h19_hostile_text_in_findings_is_cut_and_escaped() {
    let long = "x".repeat(10 << 20);
    for text in [
        format!("    B: {{type: '\u{1b}[31m\u{7}\u{202e}{long}'}}\n"),
        format!("    B: {{$ref: '#/\u{9b}31m{long}'}}\n"),
        format!("    B: {{type: object, \"{long}\\e[2J\": 1, properties: []}}\n"),
    ] {
        let output = Place::new(document("T", &text)).run();
        let said = said(&output);
        assert_eq!(
            said.chars().find(|it| is_hidden(*it)),
            None,
            "{text:.60}: {said:?}"
        );
        assert!(
            said.len() < 20_000,
            "{text:.60}: {} bytes are said",
            said.len()
        );
    }
}

/// Characters that move the cursor, change the colours, or turn the direction of writing.
fn is_hidden(it: char) -> bool {
    (it.is_control() && it != '\n')
        || matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[test]
fn h09_a_crate_behind_a_link_or_a_pipe_is_not_written() {
    for kind in ["link", "pipe", "file"] {
        let place = Place::new(document("T", ""));
        let outside = tempfile::tempdir().unwrap();
        match kind {
            "link" => std::os::unix::fs::symlink(outside.path(), place.root()).unwrap(),
            "pipe" => assert!(
                Command::new("mkfifo")
                    .arg(place.root())
                    .status()
                    .unwrap()
                    .success()
            ),
            _ => fs::write(place.root(), "mine").unwrap(),
        }
        let output = place.run();
        assert!(!output.status.success(), "{kind}: {}", said(&output));
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0, "{kind}");
    }
    let place = Place::new(document("T", ""));
    fs::create_dir(place.root()).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(place.root().join("Cargo.toml"))
            .status()
            .unwrap()
            .success()
    );
    let output = place.run();
    assert!(!output.status.success(), "{}", said(&output));
}

/// Everything stays in its folder although the document names files that do not: the path of every file is made of checked names.
#[test]
fn h08_names_of_files_stay_in_the_folder() {
    let names = [
        "../x", "/etc/x", "C:\\x", "CON", "aux", ".", "..", "", "\\0", "mod", "lib", "runtime",
        "types",
    ];
    let operations: String = names
        .iter()
        .chain([&"long".repeat(75).as_str()])
        .enumerate()
        .map(|(number, name)| format!("  /p{number}: {{get: {{tags: [\"{}\"], operationId: \"{0}\", responses: {{'204': {{description: Done.}}}}}}}}\n", name.replace('\\', "\\\\")))
        .collect();
    let text = document("T", "").replace("paths:\n", &format!("paths:\n{operations}"));
    let place = Place::new(text);
    let output = place.run();
    assert!(output.status.success(), "{}", said(&output));
    let beside: Vec<_> = fs::read_dir(place.folder.path())
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(beside.len(), 2, "{beside:?}");
    for path in place.content().keys() {
        assert_safe(path);
    }
}

fn assert_safe(path: &Path) {
    for part in path {
        let part = part.to_str().unwrap();
        let stem = part.split('.').next().unwrap();
        assert!(part.len() <= 100, "{part}");
        assert!(!matches!(stem, "con" | "aux" | "nul" | "prn"), "{part}");
        let plain = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.');
        assert!(part.bytes().all(plain), "{part:?}");
    }
}
