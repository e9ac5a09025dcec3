//! The result file: one line for each document and tool, added as soon as it is known, so that a run can be resumed.
//!
//! Takes: records. Gives: the latest one of a key. Must not: understand them.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Mutex;

use super::record::Record;

pub(crate) struct Results {
    file: Mutex<File>,
    /// By key and document.
    known: BTreeMap<(String, String), Record>,
}

impl Results {
    /// Opens the file; with `fresh`, what it has is not used.
    pub(crate) fn open(path: &Path, fresh: bool) -> io::Result<Self> {
        let text = fs::read_to_string(path).unwrap_or_default();
        // A line that was cut off by the end of a run is no result.
        let records = text
            .lines()
            .filter(|_| !fresh)
            .filter_map(|it| serde_json::from_str::<Record>(it).ok());
        let known = records
            .map(|it| ((it.key.clone(), it.document.clone()), it))
            .collect();
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        Ok(Self {
            file: Mutex::new(file),
            known,
        })
    }

    pub(crate) fn get(&self, key: &str, document: &str) -> Option<Record> {
        self.known
            .get(&(key.to_owned(), document.to_owned()))
            .cloned()
    }

    pub(crate) fn add(&self, record: &Record) -> io::Result<()> {
        let line = serde_json::to_string(record)? + "\n";
        super::runs::locked(&self.file).write_all(line.as_bytes())
    }
}
