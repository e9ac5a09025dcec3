//! Processes under limits: what a program that is measured may take, and what it took.
//!
//! Takes: a command and limits. Gives: how it ended, what it said, seconds and memory. Must not: know what is measured.

use std::io::{self, Read};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use wait4::Wait4 as _;

/// Address space is larger than memory in use by stacks and mapped files, in bytes.
const ADDRESS_SPACE_BEYOND_MEMORY: u64 = 2 << 30;

/// How many times its processor time a process may take from start to end.
const PATIENCE: u32 = 12;

/// What a process may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Of all processors, as the work of others on the machine is no fault. A process that waits has [`PATIENCE`] times it.
    pub(crate) time: Duration,
    pub(crate) memory: Memory,
}

/// What memory a process and each of its children may have, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Memory {
    /// As much as it likes.
    Any,
    /// No more; it is judged by what it had in use. For a virtual machine, which reserves far more than it uses.
    Judged(u64),
    /// No more, and the system refuses it what is far beyond, so that nothing else on the machine suffers.
    Refused(u64),
}

impl Memory {
    pub(crate) fn most(self) -> Option<u64> {
        match self {
            Self::Any => None,
            Self::Judged(most) | Self::Refused(most) => Some(most),
        }
    }
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// By itself, with this code.
    Exit(i32),
    /// By a signal, such as that of `abort`.
    Signal,
    /// It took more than its time, or was stopped after waiting for too long.
    TimedOut,
    /// It had more memory than allowed, or was refused some.
    TooMuchMemory,
}

/// A process that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) end: End,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// Of all processors, in it and its children: what else the machine does matters little.
    pub(crate) seconds: f64,
    /// The most memory that it or one of its children had at a time, in bytes.
    pub(crate) peak: u64,
}

/// Runs a command to its end, or to that of its time; whatever it started ends with it.
pub(crate) fn run(command: &Command, limits: Limits) -> io::Result<Ended> {
    let mut command = limited(command, limits.memory);
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.process_group(0).spawn()?;
    let group = Pid::from_child(&child);
    let (stdout, stderr) = (listen(child.stdout.take()), listen(child.stderr.take()));
    let ended = ended(child);
    let waited = ended.recv_timeout(limits.time * PATIENCE);
    // What a program leaves behind has no business either.
    let _ = kill_process_group(group, Signal::KILL);
    let (used, in_time) = match waited {
        Ok(used) => (used?, true),
        Err(_) => (ended.recv().map_err(io::Error::other)??, false),
    };
    let stderr = text(stderr);
    let time = used.rusage.utime + used.rusage.stime;
    let over = limits
        .memory
        .most()
        .is_some_and(|most| used.rusage.maxrss > most);
    Ok(Ended {
        end: match used.status.code() {
            _ if !in_time || time > limits.time => End::TimedOut,
            _ if over || was_refused_memory(&stderr) => End::TooMuchMemory,
            Some(code) => End::Exit(code),
            None => End::Signal,
        },
        stdout: text(stdout),
        stderr,
        seconds: time.as_secs_f64(),
        peak: used.rusage.maxrss,
    })
}

/// Whether a program of Rust or Java says so.
fn was_refused_memory(stderr: &str) -> bool {
    let words = ["memory allocation of ", "java.lang.OutOfMemoryError"];
    words.iter().any(|it| stderr.contains(it))
}

/// The same command in a shell that refuses it memory far beyond the limit. Where a system has no such limit, the memory that
/// was in use is judged alone.
fn limited(command: &Command, memory: Memory) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c");
    shell.arg("[ $0 = 0 ] || ulimit -v $0 2>/dev/null; exec \"$@\"");
    let kib = match memory {
        Memory::Refused(most) => (most + ADDRESS_SPACE_BEYOND_MEMORY) / 1024,
        Memory::Judged(_) | Memory::Any => 0,
    };
    shell.arg(kib.to_string());
    shell.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        shell.current_dir(folder);
    }
    shell
}

/// Waits in a thread of its own, so that waiting can be given up.
fn ended(mut child: Child) -> mpsc::Receiver<io::Result<wait4::ResUse>> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || send.send(child.wait4()));
    receive
}

/// Reads all that comes, so that no pipe fills up.
fn listen(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

fn text(listener: thread::JoinHandle<Vec<u8>>) -> String {
    let bytes = listener.join().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(script: &str, time: Duration) -> Ended {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let memory = Memory::Refused(1 << 30);
        run(&command, Limits { time, memory }).expect("a shell")
    }

    #[test]
    fn how_a_process_ended_is_told() {
        let long = Duration::from_secs(60);
        let said = end("echo out; echo err >&2; exit 3", long);
        assert_eq!(said.end, End::Exit(3));
        assert_eq!(
            (said.stdout.as_str(), said.stderr.as_str()),
            ("out\n", "err\n")
        );
        assert_eq!(end("kill -ABRT $$", long).end, End::Signal);
        let refused = "echo 'memory allocation of 9 bytes failed' >&2; kill -ABRT $$";
        assert_eq!(end(refused, long).end, End::TooMuchMemory);
        let of_java = "echo 'java.lang.OutOfMemoryError: Java heap space' >&2; exit 1";
        assert_eq!(end(of_java, long).end, End::TooMuchMemory);
        // What it started holds its pipes open.
        assert_eq!(
            end("sleep 600 & sleep 600", Duration::from_millis(20)).end,
            End::TimedOut
        );
        assert_eq!(end("sleep 600 & exit 0", long).end, End::Exit(0));
    }
}
