//! What actions do to a document, and what is said about those that cannot be done.

mod compliance;

use super::apply;
use crate::diagnostics::Diagnostics;
use crate::diagnostics::render::render_plain;
use crate::source::document::Sources;
use crate::source::{Node, Text, Value, read};

/// The document after the actions, as JSON, and the findings.
fn run(document: &str, overlay: &str) -> (String, String) {
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::new();
    let document = read("api.yaml", document.as_bytes(), 0, &mut diagnostics).unwrap();
    let overlay = read("overlay.yaml", overlay.as_bytes(), 1, &mut diagnostics).unwrap();
    let mut root = document.root.clone();
    apply(&mut root, &overlay.root, &mut diagnostics);
    sources.add(document);
    sources.add(overlay);
    let found = render_plain(&diagnostics.sorted(), &sources);
    (json(&root), found)
}

fn json(node: &Node) -> String {
    let join = |parts: Vec<String>| parts.join(",");
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => format!("[{}]", join(items.iter().map(json).collect())),
        Value::Map(map) => {
            let entry = |(key, node): (&Text, &Node)| format!("{key}:{}", json(node));
            format!("{{{}}}", join(map.iter().map(entry).collect()))
        }
    }
}

fn overlay(version: &str, actions: &str) -> String {
    format!("overlay: {version}\ninfo: {{title: T, version: '1'}}\nactions:\n{actions}")
}

#[test]
fn actions_change_the_document() {
    let check = |document: &str, actions: &str, expected: &str| {
        let (after, found) = run(document, &overlay("1.0.0", actions));
        assert_eq!(
            (after.as_str(), found.as_str()),
            (expected, ""),
            "{document} with {actions}"
        );
    };
    let a = "{a: {b: 1, c: [1, 2]}}";
    check(
        a,
        "- {target: $.a, update: {d: {e: 2}}}",
        "{a:{b:1,c:[1,2],d:{e:2}}}",
    );
    check(
        a,
        "- {target: $.a, update: {b: x, c: [3]}}",
        "{a:{b:\"x\",c:[1,2,3]}}",
    );
    check(a, "- {target: $.a.c, update: [3]}", "{a:{b:1,c:[1,2,[3]]}}");
    check(
        a,
        "- {target: $.a.c, update: {x: 3}}",
        "{a:{b:1,c:[1,2,{x:3}]}}",
    );
    check(a, "- {target: $.a.b, remove: true}", "{a:{c:[1,2]}}");
    // Removing wins over updating.
    check(
        a,
        "- {target: $.a.b, remove: true, update: {}}",
        "{a:{c:[1,2]}}",
    );
    check(
        a,
        "- {target: $.a, remove: false, update: {b: 2}}",
        "{a:{b:2,c:[1,2]}}",
    );
    // Each action sees what the one before has done.
    check(
        a,
        "- {target: $, update: {z: {}}}\n- {target: $.z, update: {y: 1}}\n- {target: $.a, remove: true}",
        "{z:{y:1}}",
    );
    let l = "{l: [1, 2, 3, 4], m: {n: {o: 1}}}";
    check(
        l,
        "- {target: '$.l[0,2]', remove: true}",
        "{l:[2,4],m:{n:{o:1}}}",
    );
    check(
        l,
        "- {target: '$.l[?@ > 2]', remove: true}",
        "{l:[1,2],m:{n:{o:1}}}",
    );
    check(
        l,
        "- {target: '$.m..*', remove: true}",
        "{l:[1,2,3,4],m:{}}",
    );
    check(
        l,
        "- {target: \"$['l','l']\", update: 5}",
        "{l:[1,2,3,4,5],m:{n:{o:1}}}",
    );
    // Integers beyond 64 bits survive being beside what is changed.
    let big = "{big: 123456789012345678901234567890, a: {}}";
    let expected = "{big:123456789012345678901234567890,a:{b:1}}";
    check(big, "- {target: '$.a', update: {b: 1}}", expected);
}

#[test]
fn what_is_new_in_1_1() {
    let check = |document: &str, actions: &str, expected: &str| {
        let (after, found) = run(document, &overlay("1.1.0", actions));
        assert_eq!(
            (after.as_str(), found.as_str()),
            (expected, ""),
            "{document} with {actions}"
        );
    };
    let a = "{a: {b: 1, c: [1, 2]}, d: x}";
    // Arrays take the items of arrays, and anything else as one item.
    check(
        a,
        "- {target: $.a.c, update: [3, 4]}",
        "{a:{b:1,c:[1,2,3,4]},d:\"x\"}",
    );
    check(
        a,
        "- {target: $.a.c, update: 3}\n- {target: $.a.c, update: {e: 1}}",
        "{a:{b:1,c:[1,2,3,{e:1}]},d:\"x\"}",
    );
    // Single values are replaced, whatever kind each is of.
    check(
        a,
        "- {target: \"$['a']['b', 'b']\", update: null}\n- {target: $.d, update: true}",
        "{a:{b:null,c:[1,2]},d:true}",
    );
    // What is copied is what is there before the action.
    check(
        a,
        "- {target: $, update: {e: {}}}\n- {target: $.e, copy: $.a}",
        "{a:{b:1,c:[1,2]},d:\"x\",e:{b:1,c:[1,2]}}",
    );
    check(
        a,
        "- {target: $.a.c, copy: $.a.c}",
        "{a:{b:1,c:[1,2,1,2]},d:\"x\"}",
    );
    check(
        a,
        "- {target: $.a, copy: $}",
        "{a:{b:1,c:[1,2],a:{b:1,c:[1,2]},d:\"x\"},d:\"x\"}",
    );
    check(a, "- {target: $.d, copy: $.a.b}", "{a:{b:1,c:[1,2]},d:1}");
    // Removing wins over both, and also takes single values out of arrays.
    check(
        a,
        "- {target: '$.a.c[?@ == 1]', remove: true, update: 5, copy: $.d}",
        "{a:{b:1,c:[2]},d:\"x\"}",
    );
}

#[test]
fn removing_leaves_the_other_places_true() {
    let check = |target: &str, expected: &str| {
        let document = "{l: [1, [2, 3], {a: 4}], m: {n: [5, 6]}}";
        let actions = format!("- {{target: \"{target}\", remove: true}}");
        let (after, found) = run(document, &overlay("1.1.0", &actions));
        assert_eq!((after.as_str(), found.as_str()), (expected, ""), "{target}");
    };
    check("$.l[0,1]", "{l:[{a:4}],m:{n:[5,6]}}");
    check("$.l[-1]", "{l:[1,[2,3]],m:{n:[5,6]}}");
    check("$.l[*]", "{l:[],m:{n:[5,6]}}");
    check("$..[0]", "{l:[[3],{a:4}],m:{n:[6]}}");
    check("$.l..*", "{l:[],m:{n:[5,6]}}");
    check("$['l', 'm']", "{}");
}

#[test]
fn actions_that_cannot_be_done_are_errors() {
    let check = |actions: &str, expected: &str| {
        let (_, found) = run("{a: {b: 1}, l: [1]}", &overlay("1.1.0", actions));
        assert_eq!(found, format!("{expected}\n"), "{actions}");
    };
    check(
        "- {target: $.x, remove: true}",
        "loss[overlay-matches-nothing] overlay.yaml:4:12 /actions/0/target: `$.x` matches nothing in the document \
         (the document may have been corrected: remove the action, or write the new path)",
    );
    check(
        "- {target: $.a.b, update: {c: 1}}",
        "error[bad-overlay] overlay.yaml:4:27 /actions/0/update: a single value in the document cannot be updated with an object \
         (let the target match the object around it, and write the key in the update)",
    );
    check(
        "- {target: $.a, update: {b: [1]}}",
        "error[bad-overlay] overlay.yaml:4:29 /actions/0/update/b: `b` is a single value in the document, which cannot be merged \
         with an array (remove it with an action of its own before, then write it anew)",
    );
    check(
        "- {target: '$.*', update: {c: 1}}",
        "error[bad-overlay] overlay.yaml:4:12 /actions/0/target: the target selects values of several kinds \
         (let it select only objects, only arrays, or only single values)",
    );
    for copy in ["$.x", "$.*"] {
        check(
            &format!("- {{target: $.a, copy: '{copy}'}}"),
            &format!(
                "error[bad-overlay] overlay.yaml:4:23 /actions/0/copy: `{copy}` does not select exactly one value of the document \
                 (let `copy` name one place, such as `$.components.schemas.Pet`)"
            ),
        );
    }
    check(
        "- {target: $.a, copy: $.l}",
        "error[bad-overlay] overlay.yaml:4:23 /actions/0/copy: an object in the document cannot be updated with an array \
         (let the target match the object around it, and write the key in the update)",
    );
    check(
        "- {target: $, remove: true}",
        "error[bad-overlay] overlay.yaml:4:12 /actions/0/target: the root of the document cannot be removed \
         (let the target match a part of the document)",
    );
}

#[test]
fn everything_wrong_with_an_overlay_is_reported_and_nothing_is_changed() {
    let overlay = "\
overlay: 2.0.0
inof: {}
info: {title: T, version: 1}
extends: 1
actions:
- {target: $.a}
- {target: '$.[', update: 1}
- {update: 1}
- {target: $.a, remove: yes please}
- {target: $.a, copy: $.b}
- {target: $.a, copy: $.b, update: 1}
- 7
- {target: '$[?((((((((@.a))))))))]', update: {}}
- {target: $.a, remove: true}
";
    let (after, found) = run("{a: 1}", overlay);
    assert_eq!(after, "{a:1}");
    let help_path = "(write a JSONPath (RFC 9535), such as `$.paths['/pets'].get`)";
    let expected = format!("\
error[bad-overlay] overlay.yaml:1:10 /overlay: the overlay does not name a version that is read (write `overlay: 1.0.0`)
error[bad-overlay] overlay.yaml:2:7 /inof: `inof` is no part of an overlay (remove it; known here are overlay, info, extends, actions)
error[bad-overlay] overlay.yaml:3:27 /info/version: `info` has no text under `version` (write a text; in YAML, a version is put into quotes)
error[bad-overlay] overlay.yaml:4:10 /extends: `extends` is not a text (write the URI of the document that it is for)
error[bad-overlay] overlay.yaml:6:3 /actions/0: the action does nothing (write `update` with the new content, or `remove: true`)
error[bad-overlay] overlay.yaml:7:12 /actions/1/target: `$.[` is not a JSONPath: at position 2, in dot member name, must start with lowercase alpha or '_' {help_path}
error[bad-overlay] overlay.yaml:8:3 /actions/2: the action has no `target` {help_path}
error[bad-overlay] overlay.yaml:9:25 /actions/3/remove: `remove` is neither true nor false (write `remove: true`)
error[bad-overlay] overlay.yaml:10:23 /actions/4/copy: `copy` is of overlays 1.1 (write `overlay: 1.1.0`, or what is copied under `update`)
error[bad-overlay] overlay.yaml:11:23 /actions/5/copy: `copy` is of overlays 1.1 (write `overlay: 1.1.0`, or what is copied under `update`)
error[bad-overlay] overlay.yaml:11:23 /actions/5/copy: the action has both `update` and `copy` (write two actions)
error[bad-overlay] overlay.yaml:12:3 /actions/6: an action is an object (write `target` and either `update` or `remove`)
error[bad-overlay] overlay.yaml:13:12 /actions/7/target: `$[?((((((((@.a))))))))]` is nested too deeply (write a simpler path)
");
    assert_eq!(found, expected);
}

#[test]
fn what_an_overlay_brings_points_at_the_overlay() {
    let mut diagnostics = Diagnostics::new();
    let mut root = read("a.yaml", b"{a: {}}", 0, &mut diagnostics)
        .unwrap()
        .root;
    let text = overlay("1.0.0", "- {target: $.a, update: {b: {c: 1}}}");
    let overlay = read("o.yaml", text.as_bytes(), 1, &mut diagnostics).unwrap();
    apply(&mut root, &overlay.root, &mut diagnostics);
    let child = |node: &Node, key: &str| match &node.value {
        Value::Map(map) => map[key].clone(),
        _ => panic!("not an object"),
    };
    let a = child(&root, "a");
    let c = child(&child(&a, "b"), "c");
    assert_eq!(a.at.document, 0);
    assert_eq!(c.at.document, 1);
    assert_eq!(overlay.pointer(c.at.node), "/actions/0/update/b/c");
}

/// Each action doubles the document; the room for what overlays bring ends that.
#[test]
fn growth_has_a_limit() {
    let action = "- {target: '$..*', update: {a: {}, b: {}, c: {}}}\n";
    let (_, found) = run("{x: {}}", &overlay("1.0.0", &action.repeat(40)));
    let too_large = found.lines().next().unwrap_or_default();
    assert!(too_large.starts_with("error[too-large]"), "{too_large}");
}
