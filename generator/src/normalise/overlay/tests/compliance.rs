//! What the official compliance sets of the Overlay Specification show, with documents of our own: one test for each set that is about
//! `OpenAPI`, named after it, and what 1.1 does otherwise than 1.0.

use super::{overlay, run};

/// A document after the actions of an overlay, about which nothing is said.
fn check(edition: &str, document: &str, actions: &str, expected: &str) {
    let (after, found) = run(document, &overlay(edition, actions));
    assert_eq!(
        (after.as_str(), found.as_str()),
        (expected, ""),
        "{actions}"
    );
}

#[test]
fn add_a_license() {
    check(
        "1.0.0",
        "{openapi: 3.1.0, info: {title: Orchard, version: '2'}, paths: {}}",
        "- {target: '$.info', update: {license: {name: Apache-2.0, url: 'https://x.org/licence'}}}",
        r#"{openapi:"3.1.0",info:{title:"Orchard",version:"2",license:{name:"Apache-2.0",url:"https://x.org/licence"}},paths:{}}"#,
    );
}

#[test]
fn description_and_summary() {
    check(
        "1.0.0",
        "{paths: {/trees: {get: {summary: Trees, operationId: trees}}, /fruits: {get: {summary: Fruits}}}}",
        "- {target: \"$.paths['/trees'].get\", update: {description: Every tree., summary: All trees}}",
        r#"{paths:{/trees:{get:{summary:"All trees",operationId:"trees",description:"Every tree."}},/fruits:{get:{summary:"Fruits"}}}}"#,
    );
}

/// Each action works on what the one before has left: a list that two of them add to has the items of both.
#[test]
fn many_operations() {
    check(
        "1.0.0",
        "{paths: {/trees: {get: {summary: Trees, tags: [t]}}, '/trees/{id}': {get: {tags: [t]}, post: {tags: [u]}}}}",
        "\
- {target: \"$.paths['/trees'].get.summary\", remove: true}
- {target: '$.paths.*.get', update: {tags: [every]}}
- {target: \"$.paths['/trees'].get\", update: {x-seen: {x-by: me}, tags: [one]}}
- {target: '$.paths.*', update: {post: {x-new: {a: b}}}}
",
        concat!(
            r#"{paths:{/trees:{get:{tags:["t","every","one"],x-seen:{x-by:"me"}},post:{x-new:{a:"b"}}},"#,
            r#"/trees/{id}:{get:{tags:["t","every"]},post:{tags:["u"],x-new:{a:"b"}}}}}"#
        ),
    );
}

#[test]
fn remove_example() {
    check(
        "1.0.0",
        "{components: {schemas: {Tree: {properties: {kind: {type: string, example: oak}, age: {example: 7}}}}}}",
        "- {target: \"$.components.schemas.Tree.properties['kind'].example\", remove: true}",
        r#"{components:{schemas:{Tree:{properties:{kind:{type:"string"},age:{example:7}}}}}}"#,
    );
}

/// Keys of one name are removed wherever they are, and only below what the path names.
#[test]
fn remove_matching_responses() {
    check(
        "1.0.0",
        "\
paths:
  /trees: {get: {responses: {'200': {}, '500': {}, default: {}}}, post: {responses: {default: {}, '201': {}}}}
  /fruits: {get: {responses: {'200': {}}}}
components: {responses: {'500': {}}}
",
        "\
- {target: \"$.paths..responses['500']\", remove: true}
- {target: \"$.paths..responses['default']\", remove: true}
",
        "{paths:{/trees:{get:{responses:{200:{}}},post:{responses:{201:{}}}},/fruits:{get:{responses:{200:{}}}}},\
         components:{responses:{500:{}}}}",
    );
}

/// A filter selects the members of an object by what is in them, at any depth.
#[test]
fn remove_property() {
    check(
        "1.0.0",
        "\
paths: {/trees: {get: {responses: {'200': {schema: {properties: {
  kind: {type: string}, age: {type: integer}, fruit: {type: object, properties: {name: {type: string}, count: {type: integer}}}}}}, '404': {
  schema: {properties: {why: {type: string}}}}}}}}
",
        "- {target: \"$.paths['/trees'].get.responses['200']..properties[?(@.type == 'string')]\", remove: true}",
        concat!(
            r#"{paths:{/trees:{get:{responses:{200:{schema:{properties:{age:{type:"integer"},fruit:{type:"object",properties:{count:{type:"integer"}}}}}},"#,
            r#"404:{schema:{properties:{why:{type:"string"}}}}}}}}}"#
        ),
    );
}

/// Where the overlay says what it extends, nothing is fetched: what it is applied to is given.
#[test]
fn remove_server() {
    let (after, found) = run(
        "{servers: [{url: a, description: Live}, {url: b, description: Try}, {url: c}]}",
        "\
overlay: 1.0.0
info: {title: T, version: '1'}
extends: some-other-document.yaml
actions: [{target: \"$.servers[?( @.description == 'Try' )]\", remove: true}]
",
    );
    assert_eq!(
        after,
        r#"{servers:[{url:"a",description:"Live"},{url:"c"}]}"#
    );
    assert_eq!(found, "");
}

/// Lists only grow by updates: one that is to be another is removed first.
#[test]
fn replace_servers_for_sandbox() {
    let document = "{openapi: 3.1.0, servers: [{url: 'https://a'}, {url: 'https://b'}], paths: {}}";
    let write = "- {target: '$', update: {servers: [{url: 'http://here'}]}}";
    check(
        "1.1.0",
        document,
        &format!("- {{target: '$.servers', remove: true}}\n{write}"),
        r#"{openapi:"3.1.0",paths:{},servers:[{url:"http://here"}]}"#,
    );
    check(
        "1.1.0",
        document,
        write,
        r#"{openapi:"3.1.0",servers:[{url:"https://a"},{url:"https://b"},{url:"http://here"}],paths:{}}"#,
    );
}

#[test]
fn update_root() {
    check(
        "1.0.0",
        "{openapi: 3.0.3, info: {title: Orchard}}",
        "- {target: '$', update: {info: {x-seen: true}}}",
        r#"{openapi:"3.0.3",info:{title:"Orchard",x-seen:true}}"#,
    );
}

/// 1.0.0, 4.4.3.1, and 1.1.0, 4.4.3: what an update is to a list, to a single value, and to nodes of several kinds; and `copy`.
#[test]
fn editions_differ() {
    let document = "{l: [1], s: a, o: {}}";
    let both = |action: &str, old: Result<&str, &str>, new: Result<&str, &str>| {
        for (edition, expected) in [("1.0.0", old), ("1.1.0", new)] {
            let (after, found) = run(document, &overlay(edition, action));
            match expected {
                Ok(expected) => assert_eq!(
                    (after.as_str(), found.as_str()),
                    (expected, ""),
                    "{edition} {action}"
                ),
                Err(why) => {
                    assert!(
                        found.starts_with("error[bad-overlay]") && found.contains(why),
                        "{edition} {action}: {found}"
                    );
                    assert_eq!(after, r#"{l:[1],s:"a",o:{}}"#, "{edition} {action}");
                }
            }
        }
    };
    both(
        "- {target: $.l, update: [2, 3]}",
        Ok(r#"{l:[1,[2,3]],s:"a",o:{}}"#),
        Ok(r#"{l:[1,2,3],s:"a",o:{}}"#),
    );
    both(
        "- {target: $.l, update: 2}",
        Ok(r#"{l:[1,2],s:"a",o:{}}"#),
        Ok(r#"{l:[1,2],s:"a",o:{}}"#),
    );
    both(
        "- {target: $.s, update: b}",
        Err("cannot be updated"),
        Ok(r#"{l:[1],s:"b",o:{}}"#),
    );
    both(
        "- {target: $.o, copy: $.s}",
        Err("`copy` is of overlays 1.1"),
        Err("cannot be updated"),
    );
    both(
        "- {target: $.s, copy: '$.l[0]'}",
        Err("`copy` is of overlays 1.1"),
        Ok("{l:[1],s:1,o:{}}"),
    );
    both(
        "- {target: \"$['o', 'l']\", update: {a: 1}}",
        Ok(r#"{l:[1,{a:1}],s:"a",o:{a:1}}"#),
        Err("several kinds"),
    );
}
