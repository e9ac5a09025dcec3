//! Runs elsewhere, runs that are killed, and runs at the same time.

use std::fs;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::place::{LONGEST, Place, document, finish, parts, said};

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

/// A reader that goes away, as `head` does, stops nothing: what is said is lost, and the crate is written.
#[test]
fn w07_nobody_reads_what_is_said() {
    let findings = parts(300, |it| format!("    R{it}: {{$ref: '#/nothing/{it}'}}\n"));
    let place = Place::new(document("T", &findings));
    for script in [
        "\"$0\" --spec openapi.yaml --out client 2>&1 | true; exit ${PIPESTATUS[0]}",
        "\"$0\" --spec openapi.yaml --out client 2>&1 | head -c 100; exit ${PIPESTATUS[0]}",
        "exec \"$0\" --spec openapi.yaml --out client >&- 2>&-",
    ] {
        let mut shell = Command::new("bash");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_generator")]);
        shell.current_dir(place.folder.path());
        let output = finish(shell);
        assert_eq!(output.status.code(), Some(0), "{script}: {}", said(&output));
        assert!(place.root().join("src/lib.rs").is_file(), "{script}");
        fs::remove_dir_all(place.root()).unwrap();
    }
}

/// Half of the runs are killed while they write, the others at any time. Each file is the old one or the new one then, and
/// the next run completes what was begun.
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
        let before = place.content();
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
        for (path, bytes) in place.content() {
            let is_of_a_run = path.to_string_lossy().starts_with(".codegen.");
            let is_whole = [&before, &expected]
                .iter()
                .any(|it| it.get(&path) == Some(&bytes));
            assert!(is_of_a_run || is_whole, "round {round}: {}", path.display());
        }
        complete(&place, round);
        assert_eq!(place.content(), expected, "round {round}");
    }
    assert!(killed > 50, "only {killed} runs were killed in time");
}

/// Runs the command once more. A lock whose writer was killed between making and filling it is given up after a moment.
fn complete(place: &Place, round: u32) {
    let start = Instant::now();
    let mut output = place.run();
    while said(&output).contains(".codegen.lock") && start.elapsed() < LONGEST {
        thread::sleep(Duration::from_millis(100));
        output = place.run();
    }
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

/// S22: whatever is not supported is listed; a strict run writes nothing then, and says so by its exit code.
#[test]
fn s22_losses_are_listed_and_stop_a_strict_run() {
    let lost = [
        ("    B: false\n", "widened-to-json"),
        (
            "    B: {type: array, items: {$ref: '#/components/schemas/Nowhere'}}\n",
            "broken-reference",
        ),
        (
            "    B: {allOf: [{type: string}, {type: integer}]}\n",
            "conflicting-all-of",
        ),
        (
            "    B: {type: array, items: {$ref: '#/components/schemas/B'}}\n",
            "reference-loop",
        ),
    ];
    let schemas = lost.map(|(schema, code)| (document("T", schema), code));
    let whole = |from: &str, to: &str| document("T", "").replace(from, to);
    let others = [
        (
            whole(
                "operationId: look",
                "operationId: look\n      parameters: [{name: q, in: nowhere, schema: {type: string}}]",
            ),
            "malformed",
        ),
        (whole("'200': {", "'20': {"), "malformed"),
        (whole("  /a:", "  /a/../b:"), "bad-path"),
        (
            whole("paths:", "security: [{gone: []}]\npaths:"),
            "unsupported-security",
        ),
    ];
    for (document, code) in schemas.into_iter().chain(others) {
        let place = Place::new(document);
        let mut command = place.command();
        command.arg("--strict");
        let strict = finish(command);
        assert_eq!(strict.status.code(), Some(2), "{}", said(&strict));
        assert!(!place.root().exists(), "{code}");
        let lenient = place.run();
        assert_eq!(lenient.status.code(), Some(0), "{}", said(&lenient));
        for output in [&strict, &lenient] {
            let listed = said(output).contains(&format!("loss[{code}]"));
            assert!(listed, "{code}: {}", said(output));
        }
    }
    // A note is no loss.
    let place = Place::new(document("T", "    Box: {type: string}\n"));
    let mut command = place.command();
    command.arg("--strict");
    assert_eq!(finish(command).status.code(), Some(0));
}
