//! The reader of JSON text.
//!
//! Takes text that is known to be UTF-8 and gives one value after the other, as the types ask for them. It must not panic and
//! must not run out of stack, whatever the text is: typed nesting is counted here, and what is skipped is scanned, not recursed.

use std::fmt;

use jiter::{Jiter, JiterError, JiterErrorType, JsonErrorType, Peek};

use super::super::field::Field;
use super::fault::{Fault, FaultKind};
use super::integers::{self, NotInteger};
use super::object::Object;
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
    pub(super) parser: Jiter<'j>,
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
            parser: Jiter::new(text.as_bytes()),
            depth: 0,
            memory: text
                .len()
                .saturating_mul(MEMORY_PER_BYTE)
                .saturating_add(FREE_MEMORY),
            skimmer: Skimmer::default(),
        }
    }

    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        self.parser.finish().map_err(syntax)
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
        self.expect(Peek::String, "text")?;
        self.parser.known_str().map_err(syntax)
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
        let start = self.parser.current_index();
        read(self.text()?).ok_or_else(|| Fault::new(FaultKind::Format, start, message))
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the value is anything else.
    pub fn boolean(&mut self) -> Result<bool, Fault> {
        match self.peek()? {
            peek @ (Peek::True | Peek::False) => self.parser.known_bool(peek).map_err(syntax),
            peek => Err(self.wrong_kind(peek, "true or false")),
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
        let peek = self.peek()?;
        skim::kind_at(self.text, self.parser.current_index())
            .ok_or_else(|| self.wrong_kind(peek, "a value"))
    }

    /// What the first item of the list ahead is. `None` when the value is not a list, or an empty one. Nothing is consumed.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where no value starts here.
    pub fn kind_of_items(&mut self) -> Result<Option<Kind>, Fault> {
        if self.peek()? != Peek::Array {
            return Ok(None);
        }
        let list = self.parser.current_index();
        let first = skim::skip_space(self.text.as_bytes(), list + 1);
        Ok(skim::kind_at(self.text, first))
    }

    /// Opens an object whose fields have these names; keys that are not among them are skipped or kept as the caller says.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the value is not an object or is nested too deep.
    pub fn object(&mut self, fields: &'static [&'static str]) -> Result<Object, Fault> {
        self.enter(Peek::Object, "an object")?;
        Ok(Object::new(fields, self.parser.current_index()))
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
        if self.peek()? != Peek::Null {
            return Ok(false);
        }
        self.parser.known_null().map_err(syntax).map(|()| true)
    }

    /// Reads an integer between two bounds, which are those of the type called `name`.
    pub(super) fn integer(
        &mut self,
        low: i128,
        high: i128,
        name: &'static str,
    ) -> Result<i128, Fault> {
        let peek = self.peek()?;
        if !is_number(peek) {
            return Err(self.wrong_kind(peek, "an integer"));
        }
        let start = self.parser.current_index();
        let value = match self.parser.known_int(peek) {
            Ok(jiter::NumberInt::Int(value)) => i128::from(value),
            Err(_) => return self.unusual_integer(peek, low, high, name),
        };
        if (low..=high).contains(&value) {
            return Ok(value);
        }
        Err(out_of_range(start, low, high, name))
    }

    /// Reads a number as it is written, and where it starts.
    pub(super) fn number(&mut self) -> Result<(&str, usize), Fault> {
        let peek = self.peek()?;
        if !is_number(peek) {
            return Err(self.wrong_kind(peek, "a number"));
        }
        let start = self.parser.current_index();
        let length = self.parser.known_number_bytes(peek).map_err(syntax)?.len();
        Ok((
            self.text.get(start..start + length).unwrap_or_default(),
            start,
        ))
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
                self.parser.current_index(),
                "the values take far more memory than their text",
            )),
        }
    }

    /// Passes over one value.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        self.skipped().map(|_| ())
    }

    /// Enters a list or an object.
    pub(super) fn enter(&mut self, wanted: Peek, name: &'static str) -> Result<(), Fault> {
        self.expect(wanted, name)?;
        if self.depth >= MAX_DEPTH {
            return Err(too_deep(self.parser.current_index()));
        }
        self.depth += 1;
        Ok(())
    }

    /// Leaves it again.
    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Looks at the next value and moves to its first byte.
    pub(super) fn peek(&mut self) -> Result<Peek, Fault> {
        self.parser.peek().map_err(syntax)
    }

    fn skipped(&mut self) -> Result<&'j str, Fault> {
        let peek = self.peek()?;
        let start = self.parser.current_index();
        self.parser.known_skip(peek).map_err(syntax)?;
        let text = self
            .text
            .get(start..self.parser.current_index())
            .unwrap_or_default();
        if matches!(peek, Peek::Array | Peek::Object) && self.depth + skim::depth(text) > MAX_DEPTH
        {
            return Err(too_deep(start));
        }
        Ok(text)
    }

    fn object_ahead(&mut self) -> Result<Option<usize>, Fault> {
        Ok((self.peek()? == Peek::Object).then(|| self.parser.current_index()))
    }

    fn expect(&mut self, wanted: Peek, name: &'static str) -> Result<(), Fault> {
        let peek = self.peek()?;
        if peek == wanted {
            Ok(())
        } else {
            Err(self.wrong_kind(peek, name))
        }
    }

    /// An integer that the parser's fast path refused: `1.0`, `1e3`, more than an `i64` holds.
    #[cold]
    fn unusual_integer(
        &mut self,
        peek: Peek,
        low: i128,
        high: i128,
        name: &'static str,
    ) -> Result<i128, Fault> {
        debug_assert!(is_number(peek), "the caller looked");
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
    pub(super) fn wrong_kind(&self, peek: Peek, wanted: &'static str) -> Fault {
        let offset = self.parser.current_index();
        let found = match peek {
            Peek::Null => "null",
            Peek::True | Peek::False => "true or false",
            Peek::String => "text",
            Peek::Array => "a list",
            Peek::Object => "an object",
            peek if is_number(peek) => "a number",
            _ => return Fault::new(FaultKind::Syntax, offset, "no JSON value starts here"),
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
            .field("offset", &self.parser.current_index())
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}

/// Digits and a minus: the parser's own test takes `NaN` and `Infinity` too.
fn is_number(peek: Peek) -> bool {
    peek == Peek::Minus || peek.into_inner().is_ascii_digit()
}

#[cold]
pub(super) fn out_of_range(offset: usize, low: i128, high: i128, name: &'static str) -> Fault {
    Fault::new(
        FaultKind::Range,
        offset,
        format!("the number is outside of {low} to {high} ({name})"),
    )
}

#[cold]
fn too_deep(offset: usize) -> Fault {
    Fault::new(
        FaultKind::TooDeep,
        offset,
        format!("nested deeper than {MAX_DEPTH} levels"),
    )
}

/// The parser's error in our words: none of its types leaves this module.
#[cold]
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is the shape that `map_err` wants"
)]
pub(super) fn syntax(error: JiterError) -> Fault {
    use JsonErrorType as E;
    let JiterErrorType::JsonError(kind) = &error.error_type else {
        return Fault::new(
            FaultKind::WrongKind,
            error.index,
            "a value of another kind was expected",
        );
    };
    let (kind, message) = match kind {
        E::EofWhileParsingList
        | E::EofWhileParsingObject
        | E::EofWhileParsingString
        | E::EofWhileParsingValue => (
            FaultKind::Truncated,
            "the text ends in the middle of a value",
        ),
        E::TrailingCharacters => (FaultKind::Trailing, "something follows the value"),
        E::RecursionLimitExceeded => return too_deep(error.index),
        E::NumberOutOfRange => (FaultKind::Range, "the number has too many digits"),
        E::InvalidNumber => (FaultKind::Syntax, "not a number as JSON writes it"),
        E::ControlCharacterWhileParsingString => (
            FaultKind::Syntax,
            "a control character in text must be escaped",
        ),
        E::LoneLeadingSurrogateInHexEscape | E::UnexpectedEndOfHexEscape => (
            FaultKind::Syntax,
            "half of a surrogate pair is not a character",
        ),
        E::InvalidEscape => (FaultKind::Syntax, "no such escape"),
        E::ExpectedColon => (FaultKind::Syntax, "expected `:`"),
        E::ExpectedListCommaOrEnd => (FaultKind::Syntax, "expected `,` or `]`"),
        E::ExpectedObjectCommaOrEnd => (FaultKind::Syntax, "expected `,` or `}`"),
        E::KeyMustBeAString => (FaultKind::Syntax, "expected a key in quotes"),
        E::TrailingComma => (FaultKind::Syntax, "a comma without a value behind it"),
        _ => (FaultKind::Syntax, "not JSON"),
    };
    Fault::new(kind, error.index, message)
}
