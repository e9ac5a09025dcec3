//! The client's instructions against those of the same written by hand with reqwest and serde, counted by valgrind: the same on a busy
//! machine as on a quiet one.
//!
//! ```sh
//! cargo bench -p generated-client --bench instructions                # prints the ratios
//! cargo bench -p generated-client --bench instructions -- --check     # fails where one is worse than `ratios.tsv` by 5 %
//! cargo bench -p generated-client --bench instructions -- --write     # writes `ratios.tsv`
//! ```
//!
//! Each workload runs in a process of its own, a few times and a few times more: the difference is the workload without what surrounds it.

#[path = "../common/by_hand.rs"]
mod by_hand;
#[path = "../common/data.rs"]
mod data;
#[path = "../common/server.rs"]
mod server;
mod workload;

use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

use workload::{Side, WORKLOADS};

/// How often a workload runs: the first count is taken from the second.
const TIMES: [u32; 2] = [2, 6];

/// How much worse than the ratio that is kept one may be. Allocators and hashes differ from run to run, by far less.
const TOLERANCE: f64 = 1.05;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["run", side, name, times, url] = *words.as_slice() {
        let side = if side == "generated" {
            Side::Generated
        } else {
            Side::ByHand
        };
        let workload = WORKLOADS.iter().find(|it| it.name == name);
        let workload = workload.ok_or("no such workload")?;
        workload.run(side, times.parse()?, url)?;
        return Ok(ExitCode::SUCCESS);
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not installed: instructions were NOT counted");
        return Ok(ExitCode::SUCCESS);
    }
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/instructions/ratios.tsv");
    let measured = measure()?;
    if words.contains(&"--write") {
        let lines = measured
            .iter()
            .map(|(name, ratio)| format!("{name}\t{ratio:.3}\n"));
        fs::write(&kept, lines.collect::<String>())?;
    }
    let is_worse = words.contains(&"--check") && is_worse(&fs::read_to_string(kept)?, &measured)?;
    Ok(ExitCode::from(u8::from(is_worse)))
}

/// The ratio of each workload, printed as it is known.
fn measure() -> Result<Vec<(&'static str, f64)>, Box<dyn Error>> {
    println!(
        "{:<28} {:>14} {:>14} {:>7}",
        "instructions", "generated", "by hand", "ratio"
    );
    let mut measured = Vec::new();
    for workload in WORKLOADS {
        let (name, url) = (workload.name, server::start(&workload.page())?);
        let of = |side| {
            Ok::<_, Box<dyn Error>>(
                count(side, name, TIMES[1], &url)? - count(side, name, TIMES[0], &url)?,
            )
        };
        let (generated, by_hand) = (of("generated")?, of("by-hand")?);
        let ratio = generated / by_hand;
        let each = f64::from(TIMES[1] - TIMES[0]);
        println!(
            "{name:<28} {:>14.0} {:>14.0} {ratio:>7.3}",
            generated / each,
            by_hand / each
        );
        measured.push((name, ratio));
    }
    Ok(measured)
}

/// The instructions of a process that runs a workload so often.
fn count(side: &str, name: &str, times: u32, url: &str) -> Result<f64, Box<dyn Error>> {
    let valgrind = Command::new("valgrind")
        .args([
            "--tool=cachegrind",
            "--cache-sim=no",
            "--cachegrind-out-file=/dev/null",
        ])
        .arg(env::current_exe()?)
        .args(["run", side, name, &times.to_string(), url])
        .output()?;
    let said = String::from_utf8_lossy(&valgrind.stderr);
    let line = said.lines().find(|it| it.contains("refs:"));
    let number = line
        .and_then(|it| it.split("refs:").nth(1))
        .map(|it| it.replace(',', ""));
    match number.and_then(|it| it.trim().parse().ok()) {
        Some(count) if valgrind.status.success() => Ok(count),
        _ => Err(format!("valgrind failed at {side} {name}:\n{said}").into()),
    }
}

/// Whether a ratio is worse than the one that is kept, or is not kept.
fn is_worse(kept: &str, measured: &[(&str, f64)]) -> Result<bool, Box<dyn Error>> {
    let mut is_worse = false;
    for (name, ratio) in measured {
        let line = kept
            .lines()
            .find_map(|it| it.strip_prefix(name)?.strip_prefix('\t'));
        let most = line.ok_or_else(|| format!("`{name}` is not in ratios.tsv; see --write"))?;
        let most = most.parse::<f64>()? * TOLERANCE;
        if *ratio > most {
            println!("{name}: {ratio:.3} is more than {most:.3}");
            is_worse = true;
        }
    }
    Ok(is_worse)
}
