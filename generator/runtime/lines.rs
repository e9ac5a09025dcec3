//! Bytes that come in pieces, cut where lines end.
//!
//! Takes bytes and gives lines. It must not look at a byte twice.

/// Bytes that have come, from the start of a line that is not whole.
#[derive(Default)]
pub(super) struct Lines {
    bytes: Vec<u8>,
    /// Where the next line starts.
    start: usize,
    /// How far its end was looked for.
    seen: usize,
    /// Whether a carriage return was the last end, so that a line feed right behind it is a part of it.
    returned: bool,
    /// Whether a byte order mark could no longer come.
    begun: bool,
}

impl Lines {
    /// Takes bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.start.min(self.bytes.len()));
        self.seen -= self.start;
        self.start = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// How many bytes are held of a line that is not whole.
    pub(super) fn held(&self) -> usize {
        self.bytes.len() - self.start
    }

    /// The next line that ends with LF, CR or both, with what is not UTF-8 replaced.
    pub(super) fn next_of_any_end(&mut self) -> Option<String> {
        if self.returned && self.bytes.get(self.start)? == &b'\n' {
            self.start += 1;
            self.seen = self.seen.max(self.start);
        }
        self.returned = false;
        let (line, end) = self.cut(|byte| matches!(byte, b'\n' | b'\r'))?;
        let line = String::from_utf8_lossy(line).into_owned();
        self.returned = end == b'\r';
        Some(line)
    }

    /// The next line that ends with this byte.
    pub(super) fn next_of(&mut self, end: u8) -> Option<&[u8]> {
        self.cut(|byte| byte == end).map(|(line, _)| line)
    }

    /// What is left at the end of the stream.
    pub(super) fn rest(&mut self) -> &[u8] {
        let start = std::mem::replace(&mut self.start, self.bytes.len());
        self.seen = self.start;
        without_mark(self.bytes.get(start..).unwrap_or_default(), self.begun)
    }

    fn cut(&mut self, is_end: impl Fn(u8) -> bool) -> Option<(&[u8], u8)> {
        let unseen = self.bytes.get(self.seen..)?;
        let Some(at) = unseen.iter().position(|byte| is_end(*byte)) else {
            self.seen = self.bytes.len();
            return None;
        };
        let end = self.seen + at;
        let begun = std::mem::replace(&mut self.begun, true);
        let start = std::mem::replace(&mut self.start, end + 1);
        self.seen = self.start;
        let line = without_mark(self.bytes.get(start..end)?, begun);
        Some((line, *self.bytes.get(end)?))
    }
}

/// The first line without a byte order mark.
fn without_mark(line: &[u8], begun: bool) -> &[u8] {
    match line.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) if !begun => rest,
        _ => line,
    }
}
