//! Pages that a document declares (`x-paging`).
//!
//! Takes: what is declared, and the operation. Gives: [`Paging`], or why there is none. Must not: take a rule half.

use serde_json::{Map, Value};

use super::super::Interpreter;
use super::super::page::Page;
use super::first_number;
use crate::model::{Next, Operation, Paging, Place, Repeat, Size};
use crate::spec;

/// The rule that a document declares.
pub(super) fn paging(
    interpreter: &Interpreter<'_>,
    read: &spec::Operation,
    operation: &Operation,
    declared: &Value,
) -> Result<Paging, String> {
    if operation.repeat != Repeat::Safe || operation.body.is_some() {
        return Err("the operation does more than read".to_owned());
    }
    let declared = Declared(declared.as_object().ok_or("it must be an object")?);
    let page = Page::of(&interpreter.types, operation)
        .ok_or("the operation does not always answer with one kind of JSON")?;
    let (items, item) = if let Some(pointer) = declared.text("items")? {
        let found = page.at(pointer).ok_or("`items` leads to no field")?;
        let item = page.items(found).ok_or("`items` leads to no list")?;
        (found.way.clone(), item)
    } else {
        let item = page.own_items();
        (
            Vec::new(),
            item.ok_or("`items` is not said, and the answer is no list")?,
        )
    };
    Ok(Paging {
        next: declared.next(operation, |name| first_number(interpreter, read, name))?,
        items,
        item: item.clone(),
        more: declared.keys("more")?.unwrap_or_default(),
    })
}

struct Declared<'a>(&'a Map<String, Value>);

impl<'a> Declared<'a> {
    /// What leads on; `first` tells with which number a parameter begins, as far as the document says it.
    fn next(
        &self,
        operation: &Operation,
        first: impl Fn(&str) -> Option<u64>,
    ) -> Result<Next, String> {
        let parameter = || {
            let name = self.text("parameter")?.ok_or("`parameter` is not said")?;
            query(operation, name)
        };
        let style = self.text("style")?.unwrap_or("cursor");
        Ok(match style {
            "cursor" => Next::Cursor {
                parameter: parameter()?,
                at: self.keys("next")?.ok_or("`next` is not said")?,
                until_empty: self.0.get("until-empty") == Some(&Value::Bool(true)),
            },
            "last" => Next::Last {
                parameter: parameter()?,
                key: self.text("key")?.ok_or("`key` is not said")?.to_owned(),
            },
            "offset" => {
                let parameter = parameter()?;
                if first(&parameter).is_some_and(|it| it > 0) {
                    return Err("the offset begins with another number than 0".to_owned());
                }
                let size = self.size(operation)?;
                Next::Offset { parameter, size }
            }
            "page" => {
                let parameter = parameter()?;
                let said = self.0.get("first").and_then(Value::as_u64);
                let first = said.or_else(|| first(&parameter));
                let first = first.ok_or("`first` is not said, and the parameter has no default")?;
                Next::Number { parameter, first }
            }
            "url" => Next::Url(self.keys("next")?.ok_or("`next` is not said")?),
            "link" => Next::Link,
            other => return Err(format!("`{}` is no style", other.escape_debug())),
        })
    }

    fn size(&self, operation: &Operation) -> Result<Option<Size>, String> {
        let Some(size) = self.0.get("size") else {
            return Ok(None);
        };
        let size = Declared(size.as_object().ok_or("`size` must be an object")?);
        let number = |key: &str| size.0.get(key).and_then(Value::as_u64);
        let parameter = size.text("parameter")?.ok_or("`size` has no `parameter`")?;
        Ok(Some(Size {
            parameter: query(operation, parameter)?,
            default: number("default").ok_or("`size` has no `default`")?,
            most: number("most").ok_or("`size` has no `most`")?,
        }))
    }

    fn keys(&self, key: &str) -> Result<Option<Vec<String>>, String> {
        Ok(self.text(key)?.map(crate::spec::parse))
    }

    fn text(&self, key: &str) -> Result<Option<&'a str>, String> {
        match self.0.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(format!("`{key}` must be text")),
        }
    }
}

/// A parameter of the query by its name.
fn query(operation: &Operation, name: &str) -> Result<String, String> {
    let mut inputs = operation.inputs.iter();
    let there = inputs.any(|it| it.place == Place::Query && it.wire == name);
    let why = || format!("the query has no parameter `{}`", name.escape_debug());
    there.then(|| name.to_owned()).ok_or_else(why)
}
