//! The reader of JSON text.
//!
//! Takes text that is known to be UTF-8 and gives one value after the other, as the types ask for them. It must not panic and
//! must not run out of stack, whatever the text is: typed nesting is counted here, and what is skipped is scanned, not recursed.

use std::fmt;

use super::super::field::Field;
use super::fault::{Fault, FaultKind};
use super::integers::{self, NotInteger};
use super::object::Object;
use super::parser::{Parser, Token, too_deep};
use super::shapes::{self, Fitting, Key};
use super::skim::{self, Skimmer};
use super::{Decode, MAX_DEPTH, Raw};

/// Memory that values may take for each byte of their text.
const MEMORY_PER_BYTE: usize = 16;
/// Memory that values may take whatever their text, in bytes: a short text of sparse records is no attack.
const FREE_MEMORY: usize = 4 * 1024 * 1024;

/// What is wrong with a second key of the same name.
pub(super) const COMES_TWICE: &str = "the field comes twice";

/// Reads JSON text from front to back.
pub struct Reader<'j> {
    text: &'j str,
    pub(super) parser: Parser<'j>,
    pub(super) depth: usize,
    /// Memory that is left for what lists, maps and boxes hold, in bytes. A record can be a thousand times as large as `{}`.
    memory: usize,
    skimmer: Skimmer,
}

/// What the next value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number that fits an `i64` or a `u64`, however it is written.
    Integer,
    /// Any other number.
    Number,
    /// Text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
}

impl<'j> Reader<'j> {
    pub(super) fn new(text: &'j str) -> Self {
        Self {
            text,
            parser: Parser::new(text),
            depth: 0,
            memory: text
                .len()
                .saturating_mul(MEMORY_PER_BYTE)
                .saturating_add(FREE_MEMORY),
            skimmer: Skimmer::default(),
        }
    }

    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        self.parser.finish()
    }

    /// Reads a value of a type that is known from the context.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the value is not of the type.
    pub fn value<T: Decode>(&mut self) -> Result<T, Fault> {
        T::decode(self)
    }

    /// Reads a value, or nothing from `null`, unless `null` is a value of the type.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the value is neither.
    pub fn optional<T: Decode>(&mut self) -> Result<Option<T>, Fault> {
        if !T::HAS_NULL && self.null()? {
            Ok(None)
        } else {
            T::decode(self).map(Some)
        }
    }

    /// Reads a value or `null`, and tells the two apart.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the value is neither.
    pub fn field<T: Decode>(&mut self) -> Result<Field<T>, Fault> {
        if self.null()? {
            Ok(Field::Null)
        } else {
            T::decode(self).map(Field::Value)
        }
    }

    /// Reads text. It borrows the reader: make of it what is wanted before reading on.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the value is not text.
    pub fn text(&mut self) -> Result<&str, Fault> {
        self.expect(Token::Text, "text")?;
        self.parser.text()
    }

    /// Reads text and makes of it what a function makes of it; `message` says what is wrong where that is nothing.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the value is not text, or not such text.
    pub fn text_of<T>(
        &mut self,
        message: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Fault> {
        self.peek()?;
        let start = self.parser.at();
        read(self.text()?).ok_or_else(|| Fault::new(FaultKind::Format, start, message))
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the value is anything else.
    pub fn boolean(&mut self) -> Result<bool, Fault> {
        match self.peek()? {
            Token::True => self.parser.word("true").map(|()| true),
            Token::False => self.parser.word("false").map(|()| false),
            token => Err(self.wrong_kind(token, "true or false")),
        }
    }

    /// Reads any value and keeps its text.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where it is not JSON or nested too deep.
    pub fn raw(&mut self) -> Result<Raw, Fault> {
        self.skipped().map(Raw::from_checked)
    }

    /// What the next value is. Nothing is consumed.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where no value starts here.
    pub fn kind(&mut self) -> Result<Kind, Fault> {
        let token = self.peek()?;
        skim::kind_at(self.text, self.parser.at()).ok_or_else(|| self.wrong_kind(token, "a value"))
    }

    /// What the first item of the list ahead is. `None` when the value is not a list, or an empty one. Nothing is consumed.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where no value starts here.
    pub fn kind_of_items(&mut self) -> Result<Option<Kind>, Fault> {
        if self.peek()? != Token::List {
            return Ok(None);
        }
        let list = self.parser.at();
        let first = skim::skip_space(self.text.as_bytes(), list + 1);
        Ok(skim::kind_at(self.text, first))
    }

    /// Opens an object whose fields have these names; keys that are not among them are skipped or kept as the caller says.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the value is not an object or is nested too deep.
    pub fn object(&mut self, fields: &'static [&'static str]) -> Result<Object, Fault> {
        self.enter(Token::Object, "an object")?;
        Ok(Object::new(fields, self.parser.at()))
    }

    /// The value of a key of the object ahead, without consuming anything: a text as it is meant, a number or a boolean as it is
    /// written. `None` when the value is not an object, lacks the key, or has a list or an object there.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where no value starts here, and where the key comes twice.
    pub fn tag(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let Some(object) = self.object_ahead()? else {
            return Ok(None);
        };
        let value = match self.skimmer.member(self.text, object, name) {
            (None, _) => return Ok(None),
            (Some(value), None) => value,
            // Another reader of the same text could take it for another kind of thing.
            (_, Some(second)) => {
                return Err(Fault::new(FaultKind::Duplicate, second, COMES_TWICE));
            }
        };
        let bytes = self.text.as_bytes();
        match bytes.get(value) {
            Some(b'"') => {}
            None | Some(b'{' | b'[') => return Ok(None),
            Some(_) => {
                let written = self.text.get(value..skim::scalar_end(bytes, value));
                return Ok(written.map(str::to_owned));
            }
        }
        let written =
            skim::string_end(bytes, value).and_then(|end| self.text.get(value + 1..end - 1));
        Ok(written.and_then(|written| {
            if written.contains('\\') {
                skim::unescaped(written)
            } else {
                Some(written.to_owned())
            }
        }))
    }

    /// The index of the first of these keys, in their order, that the object ahead has with a value other than `null`. Nothing is consumed.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where no value starts here.
    pub fn first_key_of(&mut self, keys: &[&str]) -> Result<Option<usize>, Fault> {
        let object = self.object_ahead()?;
        Ok(object.and_then(|object| self.skimmer.first_of(self.text, object, keys)))
    }

    /// The index of the one of these keys that the object ahead has with a value other than `null`; nothing where it has several. Nothing
    /// is consumed.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where no value starts here.
    pub fn only_key_of(&mut self, keys: &[&str]) -> Result<Option<usize>, Fault> {
        let object = self.object_ahead()?;
        Ok(object.and_then(|object| self.skimmer.only_of(self.text, object, keys)))
    }

    /// The index of the shape that fits the object ahead best; nothing where a member that it does not know is one of another shape that fits,
    /// for then the object is several of them. Nothing is consumed.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where no value starts here.
    pub fn shape_of(&mut self, shapes: &'static [&'static [Key]]) -> Result<Option<usize>, Fault> {
        let Some(object) = self.object_ahead()? else {
            return Ok(None);
        };
        let (text, mut fitting) = (self.text, Fitting::new(shapes));
        self.skimmer.each(text, object, |key, value| {
            if let Some(kind) = shapes::kinds_at(text, value) {
                fitting.member(key, kind);
            }
        });
        let best = fitting.best();
        let mut is_several = false;
        if let Some(best) = best.filter(|it| fitting.may_be_several(*it)) {
            self.skimmer.each(text, object, |key, value| {
                let is_null = skim::kind_at(text, value) == Some(Kind::Null);
                is_several |= !is_null && fitting.is_of_another(best, key);
            });
        }
        Ok(best.filter(|_| !is_several))
    }

    pub(super) fn null(&mut self) -> Result<bool, Fault> {
        if self.peek()? != Token::Null {
            return Ok(false);
        }
        self.parser.word("null").map(|()| true)
    }

    /// Reads an integer between two bounds, which are those of the type called `name`.
    pub(super) fn integer(
        &mut self,
        low: i128,
        high: i128,
        name: &'static str,
    ) -> Result<i128, Fault> {
        self.expect(Token::Number, "an integer")?;
        let start = self.parser.at();
        let Some(value) = self.parser.short_integer().map(i128::from) else {
            return self.unusual_integer(low, high, name);
        };
        if (low..=high).contains(&value) {
            return Ok(value);
        }
        Err(out_of_range(start, low, high, name))
    }

    /// Reads a number as it is written, and where it starts.
    pub(super) fn number(&mut self) -> Result<(&'j str, usize), Fault> {
        self.expect(Token::Number, "a number")?;
        let start = self.parser.at();
        Ok((self.parser.number()?, start))
    }

    /// Takes the memory of one value that a list, a map or a box is about to hold.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), Fault> {
        match self.memory.checked_sub(bytes) {
            Some(left) => {
                self.memory = left;
                Ok(())
            }
            None => Err(Fault::new(
                FaultKind::TooLarge,
                self.parser.at(),
                "the values take far more memory than their text",
            )),
        }
    }

    /// Passes over one value.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        self.skipped().map(|_| ())
    }

    /// Enters a list or an object.
    pub(super) fn enter(&mut self, wanted: Token, name: &'static str) -> Result<(), Fault> {
        self.expect(wanted, name)?;
        if self.depth >= MAX_DEPTH {
            return Err(too_deep(self.parser.at()));
        }
        self.depth += 1;
        Ok(())
    }

    /// Leaves it again.
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Looks at the next value and moves to its first byte.
    pub(super) fn peek(&mut self) -> Result<Token, Fault> {
        self.parser.peek()
    }

    fn skipped(&mut self) -> Result<&'j str, Fault> {
        self.peek()?;
        let start = self.parser.at();
        self.parser.skip(MAX_DEPTH - self.depth.min(MAX_DEPTH))?;
        let end = self.parser.at();
        Ok(self.text.get(start..end).unwrap_or_default())
    }

    fn object_ahead(&mut self) -> Result<Option<usize>, Fault> {
        Ok((self.peek()? == Token::Object).then(|| self.parser.at()))
    }

    fn expect(&mut self, wanted: Token, name: &'static str) -> Result<(), Fault> {
        let token = self.peek()?;
        if token == wanted {
            Ok(())
        } else {
            Err(self.wrong_kind(token, name))
        }
    }

    /// An integer that is not short and plain: `1.0`, `1e3`, more than an `i64` holds.
    #[cold]
    fn unusual_integer(
        &mut self,
        low: i128,
        high: i128,
        name: &'static str,
    ) -> Result<i128, Fault> {
        let (number, start) = self.number()?;
        match integers::parse(number) {
            Ok(value) if (low..=high).contains(&value) => Ok(value),
            Err(NotInteger::Fraction) => Err(Fault::new(
                FaultKind::Range,
                start,
                format!("expected an integer ({name}), found a fraction"),
            )),
            Ok(_) | Err(NotInteger::TooLong) => Err(out_of_range(start, low, high, name)),
        }
    }

    #[cold]
    pub(super) fn wrong_kind(&self, token: Token, wanted: &'static str) -> Fault {
        let offset = self.parser.at();
        let found = match token {
            Token::Null => "null",
            Token::True | Token::False => "true or false",
            Token::Number => "a number",
            Token::Text => "text",
            Token::List => "a list",
            Token::Object => "an object",
        };
        Fault::new(
            FaultKind::WrongKind,
            offset,
            format!("expected {wanted}, found {found}"),
        )
    }
}

/// The text is not shown: it may hold secrets.
impl fmt::Debug for Reader<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Reader")
            .field("offset", &self.parser.at())
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

#[cold]
pub(super) fn out_of_range(offset: usize, low: i128, high: i128, name: &'static str) -> Fault {
    Fault::new(
        FaultKind::Range,
        offset,
        format!("the number is outside of {low} to {high} ({name})"),
    )
}
