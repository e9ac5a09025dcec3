//! Why files were not read or not written.

use super::Comparison;
use crate::settings::Problem;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why files were not read or not written. Its text names the file and says what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused a step.
    System {
        /// What was tried, such as "read".
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A name that must not be read or written, such as a symbolic link that leaves the folder.
    Unsafe {
        /// Which file or folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The manifest is not one, or is from a newer version of the generator.
    Manifest {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Another run is writing.
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// Files were edited by hand or are not ours. Nothing was written.
    Refused(Box<Comparison>),
    /// A step failed, and so did moving back what was done before. Running again completes it.
    HalfWritten(Box<Error>),
    /// `rustfmt` is missing, or does not accept a file.
    Rustfmt {
        /// What happened.
        reason: String,
    },
    /// `codegen.toml` is not right.
    Settings(Vec<Problem>),
    /// Several of these.
    Several(Vec<Error>),
}

impl Error {
    /// The exit code of a command that ends with this error: 3 for files that are not ours, 2 for everything else.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Refused(_) => 3,
            _ => 2,
        }
    }

    pub(super) fn system<'a>(
        action: &'static str,
        path: &'a Path,
    ) -> impl FnOnce(io::Error) -> Self + use<'a> {
        move |error| Self::System {
            action,
            path: path.to_owned(),
            error,
        }
    }

    pub(super) fn not_safe(path: &Path, reason: impl Into<String>) -> Self {
        Self::Unsafe {
            path: path.to_owned(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System {
                action,
                path,
                error,
            } => write!(formatter, "cannot {action} {}: {error}", shown(path)),
            Self::Unsafe { path, reason } => write!(formatter, "{} {reason}", shown(path)),
            Self::Manifest { path, reason } => write!(
                formatter,
                "{} {reason}; nothing was written. Restore it from version control, or delete it and run again \
                 with `--force`",
                shown(path)
            ),
            Self::Locked { path } => write!(
                formatter,
                "another run is writing here; if there is none, delete {}",
                shown(path)
            ),
            Self::Refused(comparison) => write!(formatter, "{comparison}"),
            Self::HalfWritten(cause) => write!(
                formatter,
                "{cause}; what was done before could not be undone. Run again to complete it"
            ),
            Self::Rustfmt { reason } => formatter.write_str(reason),
            Self::Settings(problems) => lines(formatter, problems),
            Self::Several(errors) => lines(formatter, errors),
        }
    }
}

impl std::error::Error for Error {}

fn lines<T: fmt::Display>(formatter: &mut fmt::Formatter<'_>, all: &[T]) -> fmt::Result {
    for (number, it) in all.iter().enumerate() {
        let line_end = if number == 0 { "" } else { "\n" };
        write!(formatter, "{line_end}{}", printable(&it.to_string()))?;
    }
    Ok(())
}

/// A path for the terminal: whatever could steer it is escaped.
pub(super) fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

/// Text for the terminal: whatever could steer it, except the end of a line and a tab, is escaped.
pub(super) fn printable(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for it in text.chars() {
        let steers = it.is_control()
            || matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if steers && !matches!(it, '\n' | '\t') {
            result.extend(it.escape_unicode());
        } else {
            result.push(it);
        }
    }
    result
}
