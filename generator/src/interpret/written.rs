//! Parameters that no style can write, and those that get in each other's way.
//!
//! Takes: parameters. Gives: [`Style::Json`] where there is no other way, and findings. Must not: leave a parameter out.

use std::sync::Arc;

use super::Interpreter;
use crate::diagnostics::Code;
use crate::model::{Operation, Place, Style};
use crate::spec::{Parameter, Sent};

/// Only `deepObject` has a form for lists and objects within lists and objects (`OpenAPI` 3.1, section 4.8.12.4: "undefined"). Elsewhere they
/// are JSON text: in a query what is within, in its pairs, and the whole value in a path, a header and a cookie.
pub(super) fn as_json(interpreter: &mut Interpreter<'_>, operations: &mut [Operation]) {
    for input in operations.iter_mut().flat_map(|it| &mut it.inputs) {
        let (place, sent) = match input.place {
            Place::Path => ("a path", "it is"),
            Place::Header => ("a header", "it is"),
            Place::Cookie => ("a cookie", "it is"),
            Place::Query if input.style == Style::DeepObject => continue,
            Place::Query => ("this style of a query", "they are"),
            Place::QueryString => continue,
        };
        if input.style == Style::Json || !interpreter.types.nests(&input.ty) {
            continue;
        }
        if input.place != Place::Query {
            input.style = Style::Json;
        }
        interpreter.note(
            Code::AsJson,
            input.at,
            format!(
                "the value of `{}` has lists or objects within one another, or may have, which {place} has no form for; {sent} sent as JSON text",
                input.wire.escape_debug()
            ),
            "nothing is to be done where the server reads JSON: then describe it by `content`; otherwise correct its schema by an overlay",
        );
    }
}

/// A parameter that is the whole query is the only one in it (`OpenAPI` 3.2, section 4.12.1).
pub(super) fn beside_the_whole(interpreter: &mut Interpreter<'_>, parameters: &[Arc<Parameter>]) {
    let is_whole = |it: &&Arc<Parameter>| it.extensions.contains_key("x-querystring");
    let Some(whole) = parameters.iter().find(is_whole) else {
        return;
    };
    let others = parameters.iter().filter(|it| it.at != whole.at);
    for other in others.filter(|it| matches!(it.sent, Sent::Query(_))) {
        interpreter.note(
            Code::Contradiction,
            other.at,
            format!(
                "`{}` stands in the query beside `{}`, which is the whole query; what is given of both is sent, with `&` between",
                other.name.escape_debug(),
                whole.name.escape_debug()
            ),
            "leave one of them out by an overlay, or make one a member of the other",
        );
    }
}
