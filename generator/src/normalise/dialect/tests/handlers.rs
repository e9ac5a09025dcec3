//! Operations that are called as `FastAPI` calls them.

use super::conventions::{check_paths, object};
use super::lowered;
use crate::normalise::testing::{show, tree};

#[test]
fn operations_that_are_called_after_function_path_and_method() {
    let item = |id: &str, name: &str| {
        let of = object(&[
            &format!(r#""operationId": "{id}""#),
            r#""responses": {}"#,
            name,
        ]);
        format!(r#""/v1/items/{{item_id}}": {{"get": {of}}}"#)
    };
    let named = |id: &str, name: &str| {
        let name = format!(r#""x-name": "{name}""#);
        check_paths("", &item(id, ""), &item(id, &name), &[]);
    };
    named("read_item_v1_items__item_id__get", "read_item");
    named("Read_item_v1_items__item_id__get", "Read_item");
    for id in [
        "read_item_items__item_id__get",
        "read_item_v1_items__item_id__post",
        "_v1_items__item_id__get",
        "readItem",
    ] {
        check_paths("", &item(id, ""), &item(id, ""), &[]);
    }
    // Among operations that are called otherwise it is by chance.
    let other = r#""/b": {"get": {"operationId": "b", "responses": {}}}"#;
    let both = format!("{}, {other}", item("read_item_v1_items__item_id__get", ""));
    check_paths("", &both, &both, &[]);
    let body = |says: &str| {
        let of = object(&[r#""type": "string""#, says]);
        format!(r#""components": {{"schemas": {{"Body_add_a_post": {of}}}}}"#)
    };
    let add = |name: &str| {
        let of = object(&[r#""operationId": "add_a_post", "responses": {}"#, name]);
        format!(r#"{{"openapi": "3.0.3", "info": {{}}, "paths": {{"/a": {{"post": {of}}}}}, "#)
    };
    let (root, _) = lowered(&format!("{}{}}}", add(""), body("")));
    let named = add(r#""x-name": "add""#);
    let expected = format!("{named}{}}}", body(r#""x-type-name": "Body_add""#));
    assert_eq!(root, tree(&expected), "{}", show(&root));
}
