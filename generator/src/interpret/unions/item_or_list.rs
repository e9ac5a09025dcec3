//! What is one of several things, or a list of them: `items` without `type`, where it lists alternatives.
//!
//! Takes: a view. Gives: a union of the two. Must not: look into the alternatives, which are a type of their own.

use super::shapes;
use crate::interpret::Interpreter;
use crate::interpret::schemas::extended;
use crate::interpret::views::View;
use crate::model::{
    Choice, Doc, JsonKind, ListChoice, ObjectChoice, Rules, Shape, Type, Union, Variant,
};

/// The union of the items and of lists of them, which is what a list is taken for; nothing where every item is a list.
pub(in crate::interpret) fn item_or_list(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    hint: &[String],
) -> Option<Shape> {
    let items = view.items?;
    let kinds = shapes::kinds(interpreter, items, 0).own;
    if kinds.iter().eq(&[JsonKind::List]) {
        return None;
    }
    let item = interpreter.type_of(items, &extended(hint, "item"));
    let list = Type::List(Box::new(item.clone()));
    let item = match item {
        Type::Nullable(inner) => *inner,
        other => other,
    };
    let of_item = |kind: JsonKind| kinds.contains(&kind).then_some(0);
    let variant = |word: &str, ty: Type| Variant {
        at: view.at,
        hint: vec![word.to_owned()],
        ty,
        rules: Rules::default(),
        doc: Doc::default(),
    };
    Some(Shape::Union(Union {
        variants: vec![variant("item", item), variant("list", list)],
        choice: Choice {
            text: of_item(JsonKind::Text),
            integer: of_item(JsonKind::Integer),
            number: of_item(JsonKind::Number),
            boolean: of_item(JsonKind::Boolean),
            list: ListChoice::Only(1),
            object: of_item(JsonKind::Object).map_or(ObjectChoice::None, ObjectChoice::Only),
        },
    }))
}
