//! The items of a list of a fixed length, as they come.
//!
//! Takes a reader in front of a list and gives one item after the other. It must not give more or fewer than there are to be.

use super::fault::{Fault, FaultKind};
use super::parser::Token;
use super::{Decode, Reader};

/// A list of a fixed length that is being read.
#[derive(Debug)]
pub(in super::super) struct Tuple {
    /// Where its bracket is.
    start: usize,
    length: usize,
    read: usize,
    /// Whether the reader stands before an item.
    is_ahead: bool,
}

impl Tuple {
    /// Opens the list.
    pub(in super::super) fn open(reader: &mut Reader<'_>, length: usize) -> Result<Self, Fault> {
        reader.enter(Token::List, "a list")?;
        let start = reader.parser.at();
        let is_ahead = reader.parser.first_item();
        Ok(Self {
            start,
            length,
            read: 0,
            is_ahead,
        })
    }

    /// Reads the next item.
    pub(in super::super) fn item<T: Decode>(
        &mut self,
        reader: &mut Reader<'_>,
    ) -> Result<T, Fault> {
        if !self.is_ahead {
            return Err(self.wrong_length());
        }
        let value = T::decode(reader)?;
        self.read += 1;
        self.is_ahead = reader.parser.next_item()?;
        Ok(value)
    }

    /// Closes the list, in which nothing may be left.
    pub(in super::super) fn close(self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        if self.is_ahead {
            return Err(self.wrong_length());
        }
        reader.leave();
        Ok(())
    }

    #[cold]
    fn wrong_length(&self) -> Fault {
        let found = if self.is_ahead {
            "more".to_owned()
        } else {
            self.read.to_string()
        };
        let message = format!("expected a list of {} items, found {found}", self.length);
        Fault::new(FaultKind::Length, self.start, message)
    }
}
