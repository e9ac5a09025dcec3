//! JSON token by token (RFC 8259).
//!
//! Takes text that is known to be UTF-8 and gives what stands in it, in order. It must not know a type, must not recurse, and
//! copies nothing but text with escapes.

use std::borrow::Cow;

use super::MAX_DEPTH;
use super::fault::{Fault, FaultKind};

/// What a value starts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Null,
    True,
    False,
    Number,
    Text,
    List,
    Object,
}

/// A place in JSON text.
pub(super) struct Parser<'j> {
    text: &'j str,
    at: usize,
    /// The last text that had escapes, without them.
    unescaped: String,
}

impl<'j> Parser<'j> {
    pub(super) fn new(text: &'j str) -> Self {
        Self {
            text,
            at: 0,
            unescaped: String::new(),
        }
    }

    /// How many bytes were read.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Moves to the next value and tells what it starts as.
    pub(super) fn peek(&mut self) -> Result<Token, Fault> {
        match self.skip_space() {
            Some(b'"') => Ok(Token::Text),
            Some(b'{') => Ok(Token::Object),
            Some(b'[') => Ok(Token::List),
            Some(b'-' | b'0'..=b'9') => Ok(Token::Number),
            Some(b'n') => Ok(Token::Null),
            Some(b't') => Ok(Token::True),
            Some(b'f') => Ok(Token::False),
            Some(_) => Err(self.wrong("no JSON value starts here")),
            None => Err(self.cut_short()),
        }
    }

    /// Reads the rest of `null`, `true` or `false`, which starts here.
    pub(super) fn word(&mut self, word: &'static str) -> Result<(), Fault> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if rest.starts_with(word) {
            self.at += word.len();
            return Ok(());
        }
        let same = rest.bytes().zip(word.bytes()).take_while(|(a, b)| a == b);
        self.at += same.count();
        Err(if self.at == self.text.len() {
            self.cut_short()
        } else {
            self.wrong("not JSON")
        })
    }

    /// Reads the text that starts here.
    pub(super) fn text(&mut self) -> Result<&str, Fault> {
        let start = self.at + 1;
        let end = self.end_of_plain(start);
        if self.byte(end) == Some(b'"') {
            self.at = end + 1;
            return Ok(self.text.get(start..end).unwrap_or_default());
        }
        self.text_with_escapes(start, end)
    }

    /// Reads the number that starts here, if it is a plain integer of not too many digits. Nothing is read otherwise.
    pub(super) fn short_integer(&mut self) -> Option<i64> {
        /// So many digits are always an `i64`.
        const DIGITS: usize = 18;
        let is_negative = self.byte(self.at) == Some(b'-');
        let start = self.at + usize::from(is_negative);
        let (mut end, mut value) = (start, 0_i64);
        while let Some(digit @ b'0'..=b'9') = self.byte(end) {
            if end - start == DIGITS {
                return None;
            }
            value = value * 10 + i64::from(digit - b'0');
            end += 1;
        }
        let is_plain = !matches!(self.byte(end), Some(b'.' | b'e' | b'E'));
        let is_json = end - start == 1 || end > start && self.byte(start) != Some(b'0');
        if !is_plain || !is_json {
            return None;
        }
        self.at = end;
        Some(if is_negative { -value } else { value })
    }

    /// Reads the number that starts here, and gives it as it is written.
    pub(super) fn number(&mut self) -> Result<&'j str, Fault> {
        let start = self.at;
        if self.byte(self.at) == Some(b'-') {
            self.at += 1;
        }
        let is_zero = self.byte(self.at) == Some(b'0');
        let first = self.at;
        self.digits()?;
        if is_zero && self.at > first + 1 {
            self.at = first + 1;
            return Err(self.wrong("not a number as JSON writes it"));
        }
        if self.byte(self.at) == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.byte(self.at) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Enters the list that starts here. Whether there is an item.
    pub(super) fn first_item(&mut self) -> bool {
        self.at += 1;
        let is_empty = self.skip_space() == Some(b']');
        self.at += usize::from(is_empty);
        !is_empty
    }

    /// Goes on behind an item. Whether there is another one.
    pub(super) fn next_item(&mut self) -> Result<bool, Fault> {
        match self.skip_space() {
            Some(b',') => {
                self.at += 1;
                if self.skip_space() == Some(b']') {
                    return Err(self.wrong("a comma without a value behind it"));
                }
                Ok(true)
            }
            Some(b']') => {
                self.at += 1;
                Ok(false)
            }
            Some(_) => Err(self.wrong("expected `,` or `]`")),
            None => Err(self.cut_short()),
        }
    }

    /// Enters the object that starts here, and reads its first key, if it has one.
    pub(super) fn first_key(&mut self) -> Result<Option<&str>, Fault> {
        self.at += 1;
        if self.skip_space() == Some(b'}') {
            self.at += 1;
            return Ok(None);
        }
        self.key().map(Some)
    }

    /// Goes on behind a value, and reads the next key, if there is one.
    pub(super) fn next_key(&mut self) -> Result<Option<&str>, Fault> {
        match self.skip_space() {
            Some(b',') => {
                self.at += 1;
                if self.skip_space() == Some(b'}') {
                    return Err(self.wrong("a comma without a value behind it"));
                }
                self.key().map(Some)
            }
            Some(b'}') => {
                self.at += 1;
                Ok(None)
            }
            Some(_) => Err(self.wrong("expected `,` or `}`")),
            None => Err(self.cut_short()),
        }
    }

    /// Passes over the next value, which may have so many levels of lists and objects.
    pub(super) fn skip(&mut self, levels: usize) -> Result<(), Fault> {
        let mut token = self.peek()?;
        let start = self.at;
        // What is open, the innermost one last: an object is a one. There is a bit for each of `MAX_DEPTH` levels.
        let (mut open, mut depth) = (0_u128, 0);
        loop {
            let mut goes_on = if let Token::List | Token::Object = token {
                depth += 1;
                if depth > levels.min(MAX_DEPTH) {
                    return Err(too_deep(start));
                }
                let is_object = token == Token::Object;
                open = open << 1 | u128::from(is_object);
                if is_object {
                    self.first_key()?.is_some()
                } else {
                    self.first_item()
                }
            } else {
                self.skip_scalar(token)?;
                depth > 0 && self.goes_on(open)?
            };
            while !goes_on {
                if depth == 0 {
                    return Ok(());
                }
                depth -= 1;
                open >>= 1;
                goes_on = depth > 0 && self.goes_on(open)?;
            }
            token = self.peek()?;
        }
    }

    /// Whether only white space is left.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        match self.skip_space() {
            None => Ok(()),
            Some(_) => Err(Fault::new(
                FaultKind::Trailing,
                self.at,
                "something follows the value",
            )),
        }
    }

    /// Goes on behind a value in the innermost of these. Whether there is another one in it.
    fn goes_on(&mut self, open: u128) -> Result<bool, Fault> {
        if open & 1 == 1 {
            Ok(self.next_key()?.is_some())
        } else {
            self.next_item()
        }
    }

    fn skip_scalar(&mut self, token: Token) -> Result<(), Fault> {
        match token {
            Token::Null => self.word("null"),
            Token::True => self.word("true"),
            Token::False => self.word("false"),
            Token::Number => self.number().map(drop),
            Token::Text | Token::List | Token::Object => self.text().map(drop),
        }
    }

    /// A key and its colon.
    fn key(&mut self) -> Result<&str, Fault> {
        match self.byte(self.at) {
            Some(b'"') => {}
            Some(_) => return Err(self.wrong("expected a key in quotes")),
            None => return Err(self.cut_short()),
        }
        let start = self.at + 1;
        let end = self.end_of_plain(start);
        let is_plain = self.byte(end) == Some(b'"');
        if is_plain {
            self.at = end + 1;
        } else {
            self.text_with_escapes(start, end)?;
        }
        match self.skip_space() {
            Some(b':') => self.at += 1,
            Some(_) => return Err(self.wrong("expected `:`")),
            None => return Err(self.cut_short()),
        }
        Ok(if is_plain {
            self.text.get(start..end).unwrap_or_default()
        } else {
            &self.unescaped
        })
    }

    /// Moves to the next byte that is no white space, and gives it.
    fn skip_space(&mut self) -> Option<u8> {
        loop {
            match self.byte(self.at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.at += 1,
                other => return other,
            }
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.byte(self.at) {
            self.at += 1;
        }
        match self.byte(self.at) {
            _ if self.at > start => Ok(()),
            Some(_) => Err(self.wrong("not a number as JSON writes it")),
            None => Err(self.cut_short()),
        }
    }

    /// The first byte from here on that is not plain text, or the end.
    fn end_of_plain(&self, at: usize) -> usize {
        at + plain(self.text.as_bytes().get(at..).unwrap_or_default())
    }

    /// Text whose first escape, or whatever else is no plain text, is at `end`.
    #[cold]
    fn text_with_escapes(&mut self, start: usize, end: usize) -> Result<&str, Fault> {
        self.unescaped.clear();
        let (mut start, mut end) = (start, end);
        loop {
            let plain = self.text.get(start..end).unwrap_or_default();
            self.unescaped.push_str(plain);
            self.at = end;
            match self.byte(end) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(&self.unescaped);
                }
                Some(b'\\') => {
                    let character = self.escape()?;
                    self.unescaped.push(character);
                }
                Some(_) => return Err(self.wrong("a control character in text must be escaped")),
                None => return Err(self.cut_short()),
            }
            start = self.at;
            end = self.end_of_plain(start);
        }
    }

    /// The character that is meant by the escape that starts here.
    fn escape(&mut self) -> Result<char, Fault> {
        self.at += 1;
        let character = match self.byte(self.at) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            Some(_) => return Err(self.wrong("no such escape")),
            None => return Err(self.cut_short()),
        };
        self.at += 1;
        Ok(character)
    }

    /// `u` and four digits, twice for a character beyond the first 65,536.
    fn unicode(&mut self) -> Result<char, Fault> {
        let start = self.at;
        let mut unit = self.code_unit()?;
        if (0xd800..0xdc00).contains(&unit) && self.byte(self.at) == Some(b'\\') {
            self.at += 1;
            if self.byte(self.at) == Some(b'u') {
                let low = self.code_unit()?;
                if (0xdc00..0xe000).contains(&low) {
                    unit = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                }
            }
        }
        char::from_u32(unit).ok_or_else(|| {
            let message = "half of a surrogate pair is not a character";
            Fault::new(FaultKind::Syntax, start, message)
        })
    }

    /// `u` and four hexadecimal digits.
    fn code_unit(&mut self) -> Result<u32, Fault> {
        self.at += 1;
        let mut unit = 0;
        for _ in 0..4 {
            let Some(byte) = self.byte(self.at) else {
                return Err(self.cut_short());
            };
            let Some(digit) = char::from(byte).to_digit(16) else {
                return Err(self.wrong("no such escape"));
            };
            unit = unit << 4 | digit;
            self.at += 1;
        }
        Ok(unit)
    }

    #[cold]
    fn wrong(&self, message: impl Into<Cow<'static, str>>) -> Fault {
        Fault::new(FaultKind::Syntax, self.at, message)
    }

    #[cold]
    fn cut_short(&self) -> Fault {
        let message = "the text ends in the middle of a value";
        Fault::new(FaultKind::Truncated, self.at, message)
    }
}

/// How many bytes JSON writes as they are, up to a quote, a backslash or a control character: eight at a time.
#[inline]
pub(super) fn plain(text: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    // The highest bit of each byte that is smaller than `limit`; of bytes above the first such one it says nothing.
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & (ONES << 7);
    let mut rest = text;
    while let Some((eight, further)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*eight);
        let quote = below(word ^ (ONES * u64::from(b'"')), 1);
        let backslash = below(word ^ (ONES * u64::from(b'\\')), 1);
        let found = quote | backslash | below(word, 0x20);
        if found != 0 {
            return text.len() - rest.len() + (found.trailing_zeros() / 8) as usize;
        }
        rest = further;
    }
    let is_plain = |it: &&u8| !matches!(**it, b'"' | b'\\' | 0..0x20);
    text.len() - rest.len() + rest.iter().take_while(is_plain).count()
}

#[cold]
pub(super) fn too_deep(offset: usize) -> Fault {
    Fault::new(
        FaultKind::TooDeep,
        offset,
        format!("nested deeper than {MAX_DEPTH} levels"),
    )
}
