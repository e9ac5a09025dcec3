//! Every example of the specifications is read as its type and written back, and nothing of it is lost.
//!
//! The examples are taken from the documents as the generator reads them, overlays applied. The table says which type each is;
//! it is written by hand, so that a type that quietly changes its meaning is noticed.
//!
//! With `EXAMPLES_DIR` set, the payloads of a folder are read too: files `<api>/<what>.request.json`, `<api>/<what>.response.json`
//! and `<api>/errors/*.json`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use generated_client::runtime::json::{Decode, Encode, from_slice, to_vec};
use generated_client::{aep, batch_cep, batch_mep, batch_mep_1_0};
use generator::diagnostics::Diagnostics;
use generator::normalise::neighbours::Neighbours;
use generator::source::{Node, Value};
use generator::spec::{MediaType, Status};
use generator::{ApiInput, Labelled, disk, normalise, source, spec};
use serde_json::Value as Json;

use aep::types as adobe;
use batch_cep::types as cep;
use batch_mep::types as mep;
use batch_mep_1_0::types as mep_1_0;

/// Reads JSON as a type and writes it again.
type Again = fn(&[u8]) -> Result<Vec<u8>, String>;

fn again<T: Decode + Encode>(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let value: T = from_slice(bytes).map_err(|fault| fault.to_string())?;
    to_vec(&value).map_err(|error| error.to_string())
}

/// What stands in the bodies of some operations: module, operations, `request` or statuses, type.
struct Row(
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    Again,
);

const REQUEST: &[&str] = &["request"];

const TABLE: &[Row] = &[
    Row(
        "batch_cep",
        &["audience_create"],
        REQUEST,
        again::<cep::CreateAudienceBody>,
    ),
    Row(
        "batch_cep",
        &["audience_update"],
        REQUEST,
        again::<cep::UpdateAudienceBody>,
    ),
    Row(
        "batch_cep",
        &["audience_replace"],
        REQUEST,
        again::<cep::ReplaceAudienceBody>,
    ),
    Row(
        "batch_cep",
        &["audience_remove"],
        REQUEST,
        again::<cep::RemoveAudienceBody>,
    ),
    Row(
        "batch_cep",
        CEP_WRITES,
        &["202"],
        again::<cep::AsyncResponse>,
    ),
    Row(
        "batch_cep",
        &["audience_view"],
        &["200"],
        again::<cep::Audience>,
    ),
    Row(
        "batch_cep",
        &["audience_list"],
        &["200"],
        again::<cep::AudiencePage>,
    ),
    Row(
        "batch_cep",
        CEP_WRITES,
        CEP_FAILURES,
        again::<cep::ApiError>,
    ),
    Row(
        "batch_cep",
        &["audience_view", "audience_list"],
        CEP_FAILURES,
        again::<cep::ApiError>,
    ),
    Row(
        "batch_cep",
        &["audience_view"],
        &["404"],
        again::<cep::ApiError>,
    ),
    Row(
        "batch_mep",
        &["create_custom_audience"],
        REQUEST,
        again::<mep::CreateCustomAudienceBody>,
    ),
    Row(
        "batch_mep",
        &["update_custom_audience"],
        REQUEST,
        again::<mep::UpdateCustomAudienceBody>,
    ),
    Row(
        "batch_mep",
        &["replace_custom_audience"],
        REQUEST,
        again::<mep::ReplaceCustomAudienceBody>,
    ),
    Row(
        "batch_mep",
        MEP_CONFIRMED,
        &["200"],
        again::<mep::Confirmation>,
    ),
    Row("batch_mep", MEP_ACCEPTED, &["202"], again::<mep::Accepted>),
    Row(
        "batch_mep",
        &["view_custom_audience"],
        &["200"],
        again::<mep::CustomAudience>,
    ),
    Row(
        "batch_mep",
        &["list_custom_audiences"],
        &["200"],
        again::<mep::CustomAudiencePage>,
    ),
    Row("batch_mep", MEP_ALL, MEP_FAILURES, again::<mep::ApiError>),
    Row(
        "batch_mep_1_0",
        &["create_custom_audience"],
        REQUEST,
        again::<mep_1_0::CreateCustomAudienceBody>,
    ),
    Row(
        "batch_mep_1_0",
        &["update_custom_audience"],
        REQUEST,
        again::<mep_1_0::UpdateCustomAudienceBody>,
    ),
    Row(
        "batch_mep_1_0",
        &["replace_custom_audience"],
        REQUEST,
        again::<mep_1_0::ReplaceCustomAudienceBody>,
    ),
    Row(
        "batch_mep_1_0",
        MEP_CONFIRMED,
        &["200"],
        again::<mep_1_0::Confirmation>,
    ),
    Row(
        "batch_mep_1_0",
        MEP_ACCEPTED,
        &["202"],
        again::<mep_1_0::Accepted>,
    ),
    Row(
        "batch_mep_1_0",
        &["view_custom_audience"],
        &["200"],
        again::<mep_1_0::CustomAudience>,
    ),
    Row(
        "batch_mep_1_0",
        &["list_custom_audiences"],
        &["200"],
        again::<mep_1_0::CustomAudiencePage>,
    ),
    Row(
        "batch_mep_1_0",
        MEP_ALL,
        MEP_FAILURES,
        again::<mep_1_0::ApiError>,
    ),
    Row(
        "aep",
        &["listAudiences"],
        &["200"],
        again::<adobe::AudienceList>,
    ),
    Row(
        "aep",
        &["createAudience"],
        REQUEST,
        again::<adobe::NewAudience>,
    ),
    Row(
        "aep",
        &["patchAudience"],
        REQUEST,
        again::<Vec<adobe::AudiencePatch>>,
    ),
    Row(
        "aep",
        &["putAudience"],
        REQUEST,
        again::<adobe::AudienceReplacement>,
    ),
    Row(
        "aep",
        &["bulkGetAudiences"],
        REQUEST,
        again::<adobe::BulkGetAudiencesBody>,
    ),
    Row("aep", &["getAudience"], &["200"], again::<adobe::Audience>),
    Row("aep", AEP_WRITES, &["200", "201"], again::<adobe::Audience>),
    Row(
        "aep",
        &["bulkGetAudiences"],
        &["207"],
        again::<adobe::AudienceResults>,
    ),
    Row("aep", AEP_ALL, AEP_FAILURES, again::<adobe::ApiError>),
    Row("aep", AEP_ONE, &["404"], again::<adobe::ApiError>),
];

const CEP_WRITES: &[&str] = &[
    "audience_create",
    "audience_update",
    "audience_replace",
    "audience_remove",
];
const CEP_FAILURES: &[&str] = &["400", "401", "429", "500", "503"];
const MEP_CONFIRMED: &[&str] = &["create_custom_audience", "delete_custom_audience"];
const MEP_ACCEPTED: &[&str] = &["update_custom_audience", "replace_custom_audience"];
const MEP_ALL: &[&str] = &[
    "create_custom_audience",
    "delete_custom_audience",
    "update_custom_audience",
    "replace_custom_audience",
    "view_custom_audience",
    "list_custom_audiences",
];
const MEP_FAILURES: &[&str] = &["400", "401", "403", "404", "500", "503"];
const AEP_WRITES: &[&str] = &["createAudience", "patchAudience", "putAudience"];
const AEP_ONE: &[&str] = &[
    "getAudience",
    "patchAudience",
    "putAudience",
    "deleteAudience",
    "bulkGetAudiences",
];
const AEP_ALL: &[&str] = &[
    "listAudiences",
    "createAudience",
    "getAudience",
    "patchAudience",
    "putAudience",
    "deleteAudience",
    "bulkGetAudiences",
];
const AEP_FAILURES: &[&str] = &["400", "401", "403", "429", "500", "503"];

/// Module, operation, `request` or a status.
type Place = (String, String, String);

fn rows() -> Vec<(Place, Again)> {
    let mut rows = Vec::new();
    for Row(module, operations, parts, again) in TABLE {
        for operation in *operations {
            for part in *parts {
                let place = [*module, *operation, *part].map(str::to_owned);
                rows.push((place.into(), *again));
            }
        }
    }
    rows
}

fn reader(rows: &[(Place, Again)], place: &Place) -> Option<Again> {
    rows.iter()
        .find(|(it, _)| it == place)
        .map(|(_, again)| *again)
}

#[test]
fn j24_every_example_comes_back() {
    let rows = rows();
    let mut used = BTreeSet::new();
    let mut problems = Vec::new();
    let examples = examples();
    for (place, name, value) in &examples {
        let Some(again) = reader(&rows, place) else {
            problems.push(format!("{place:?} {name}: not in the table"));
            continue;
        };
        used.insert(place);
        problems.extend(round_trip(again, value).map(|it| format!("{place:?} {name}: {it}")));
    }
    let unused = rows.iter().filter(|(place, _)| !used.contains(place));
    problems.extend(unused.map(|(place, _)| format!("{place:?}: no example")));
    assert_eq!(problems, Vec::<String>::new());
    assert!(examples.len() > 150, "only {} examples", examples.len());
}

#[test]
fn every_payload_of_a_folder_comes_back() {
    let Some(folder) = std::env::var_os("EXAMPLES_DIR").map(PathBuf::from) else {
        println!("EXAMPLES_DIR is not set: only the examples of the specifications were read");
        return;
    };
    let rows = rows();
    let (mut read, mut problems) = (0, Vec::new());
    for file in json_files(&folder) {
        let name = file
            .strip_prefix(&folder)
            .expect("found below it")
            .to_string_lossy();
        let Some(place) = place_of(&name) else {
            println!("{name}: of no operation here");
            continue;
        };
        let text = fs::read_to_string(&file).expect("readable");
        let value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let again = reader(&rows, &place).unwrap_or_else(|| panic!("{name}: {place:?}"));
        read += 1;
        problems.extend(round_trip(again, &value).map(|it| format!("{name}: {it}")));
    }
    println!("{read} payloads of {} were read", folder.display());
    assert_eq!(problems, Vec::<String>::new());
    assert!(read > 0, "{} has no payload", folder.display());
}

/// Examples with a byte changed or the end missing: nothing panics, and what is read and written all the same is JSON.
#[test]
fn damaged_examples_are_refused_or_still_json() {
    const CHANGES: &[u8] = b"\"\\{}[],:0-.eE \nntf\x00\x80\xFF";
    let rows = rows();
    let mut step = 0_usize;
    for (place, name, value) in examples() {
        let again = reader(&rows, &place).expect("in the table");
        let text = serde_json::to_vec(&value).expect("JSON");
        for at in 0..text.len() {
            step += 1;
            if !step.is_multiple_of(11) {
                continue;
            }
            let mut damaged = text.clone();
            damaged[at] = CHANGES[step % CHANGES.len()];
            if let Ok(written) = again(&damaged) {
                let shown = String::from_utf8_lossy(&damaged);
                for json in [&damaged, &written] {
                    let parsed: Result<Json, _> = serde_json::from_slice(json);
                    assert!(parsed.is_ok(), "{place:?} {name}: {parsed:?} {shown}");
                }
            }
            assert!(again(&text[..at]).is_err(), "{place:?} {name}: cut at {at}");
        }
    }
}

/// What is wrong, if anything.
fn round_trip(again: Again, value: &Json) -> Option<String> {
    let text = serde_json::to_vec(value).expect("JSON");
    let written = match again(&text) {
        Ok(written) => written,
        Err(problem) => return Some(problem),
    };
    let written: Json = serde_json::from_slice(&written).expect("what is written is JSON");
    lost(value, &written, "")
}

/// The first part of `value` that `written` does not have.
fn lost(value: &Json, written: &Json, path: &str) -> Option<String> {
    match (value, written) {
        (Json::Object(value), Json::Object(written)) => value.iter().find_map(|(key, value)| {
            let path = format!("{path}/{key}");
            match written.get(key) {
                Some(written) => lost(value, written, &path),
                None => Some(format!("{path} is lost")),
            }
        }),
        (Json::Array(value), Json::Array(written)) if value.len() == written.len() => {
            let mut pairs = value.iter().zip(written).enumerate();
            pairs.find_map(|(index, (value, written))| {
                lost(value, written, &format!("{path}/{index}"))
            })
        }
        _ if value == written => None,
        _ => Some(format!("{path} was {value} and became {written}")),
    }
}

/// Every example of a body in the documents.
fn examples() -> Vec<(Place, String, Json)> {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let project = disk::project(&specs, None).expect("the specifications are readable");
    let mut examples = Vec::new();
    for (settings, input) in project.settings.apis.iter().zip(&project.input.apis) {
        let module = settings.module.as_deref().expect("each API has a module");
        for operation in read(input).operations {
            let id = operation.id.clone().expect("each operation has a name");
            let mut add = |part: String, content: &[MediaType]| {
                for (name, node) in content.iter().flat_map(|it| &it.examples) {
                    let place = (module.to_owned(), id.clone(), part.clone());
                    examples.push((place, name.clone(), plain(node)));
                }
            };
            if let Some(body) = &operation.body {
                add("request".to_owned(), &body.content);
            }
            for response in &operation.responses {
                let status = match &response.status {
                    Status::Code(code) => code.to_string(),
                    Status::Default => "default".to_owned(),
                };
                add(status, &response.content);
            }
        }
    }
    examples
}

/// The documents of an API, through the first rooms of the generator.
fn read(input: &ApiInput) -> spec::Api {
    let mut diagnostics = Diagnostics::new();
    let mut number = 0;
    let mut nodes = |documents: &[Labelled]| -> Vec<Node> {
        let mut nodes = Vec::new();
        for Labelled { label, content } in documents {
            let document = source::read(label, content, number, &mut diagnostics);
            nodes.push(document.expect("each document is readable").root);
            number += 1;
        }
        nodes
    };
    let (documents, overlays) = (nodes(&input.documents), nodes(&input.overlays));
    let canonical = normalise::normalise(
        documents,
        &overlays,
        Neighbours::default(),
        &mut diagnostics,
    );
    let api = spec::read(&canonical.expect("one tree"), &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{:?}", diagnostics.sorted());
    api
}

fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::from(*value),
        Value::Integer(value) => {
            Json::from(i64::try_from(value.get()).expect("examples are small"))
        }
        Value::Float(value) => Json::from(*value),
        Value::Text(value) => Json::from(value.as_str()),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(map) => map
            .iter()
            .map(|(key, it)| (key.clone(), plain(it)))
            .collect(),
    }
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files = Vec::new();
    for path in entries.map(|it| it.expect("readable").path()) {
        if path.is_dir() {
            files.extend(json_files(&path));
        } else if path.extension().is_some_and(|it| it == "json") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// How files begin, and which operation and status of success they are about. The first that fits counts.
const FILES: &[(&str, &str, &str)] = &[
    ("batch-cep/create.", "audience_create", "202"),
    ("batch-cep/update.", "audience_update", "202"),
    ("batch-cep/replace.", "audience_replace", "202"),
    ("batch-cep/remove.", "audience_remove", "202"),
    ("batch-cep/view.", "audience_view", "200"),
    ("batch-cep/list.", "audience_list", "200"),
    ("batch-mep/create.", "create_custom_audience", "200"),
    ("batch-mep/update.", "update_custom_audience", "202"),
    ("batch-mep/replace.", "replace_custom_audience", "202"),
    ("batch-mep/delete.", "delete_custom_audience", "200"),
    ("batch-mep/view.", "view_custom_audience", "200"),
    ("batch-mep/list.", "list_custom_audiences", "200"),
    ("aep/errors/", "getAudience", "400"),
    ("aep/list", "listAudiences", "200"),
    ("aep/create", "createAudience", "200"),
    ("aep/get", "getAudience", "200"),
    ("aep/patch", "patchAudience", "200"),
    ("aep/put", "putAudience", "200"),
    ("aep/bulk_get", "bulkGetAudiences", "207"),
];

fn place_of(file: &str) -> Option<Place> {
    // Both versions of the MEP API have files of the same names.
    let shared = file.replace("batch-mep-1.0/", "batch-mep/");
    let (_, operation, success) = FILES.iter().find(|(start, ..)| shared.starts_with(start))?;
    let module = file.split('/').next()?.replace(['-', '.'], "_");
    let is_request = file.ends_with(".request.json");
    let part = if is_request { "request" } else { success };
    Some((module, (*operation).to_owned(), part.to_owned()))
}
