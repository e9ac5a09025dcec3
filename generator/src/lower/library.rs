//! The crate's root: `lib.rs`, and what goes beside it.
//!
//! Takes: settings and all APIs. Gives: `code::Crate`. Must not: look into types.

use std::collections::BTreeMap;

use super::{Context, Known, manifest, pieces, readme};
use crate::code::{self, Declaration, File, Head, Item, Lint, Name, Reexport};
use crate::settings::{ApiSettings, Format, Settings, TextType};

/// Modules that users do not see.
const PRIVATE: [&str; 2] = ["client", "wire"];

/// The crate's root, for the modules that [`lower`](super::lower()) made of these APIs.
#[must_use]
pub fn library(settings: &Settings, apis: &[Known<'_>], modules: &[code::Module]) -> code::Crate {
    let mut declarations = vec![declaration("runtime", true, None, Vec::new())];
    let mut reexports = Vec::new();
    for api in apis {
        if let Some(module) = &api.settings.module {
            let feature = api.settings.feature.clone();
            declarations.push(declaration(module, true, feature, Vec::new()));
        }
    }
    for item in modules.iter().flat_map(|it| &it.declarations) {
        match item {
            Item::Module(it) => declarations.push(it.clone()),
            other => reexports.push(other.clone()),
        }
    }
    declarations.sort_by(|left, right| left.name.cmp(&right.name));
    let items = declarations.into_iter().map(Item::Module);
    let text_types = text_types(apis);
    code::Crate {
        library: File {
            path: "src/lib.rs".to_owned(),
            head: Head::Readme(recursion_limit(apis)),
            imports: Vec::new(),
            items: items.chain(reexports).chain(text_types).collect(),
        },
        manifest: manifest::text(settings, apis),
        readme: readme::text(settings, apis),
        pieces: (!settings.whole_runtime).then(|| pieces::used(apis, modules)),
    }
}

/// The compiler follows types within one another, four levels for each of ours (an option, a box or a list, a pair, the type), and gives
/// up behind 128. Whoever has more says so.
fn recursion_limit(apis: &[Known<'_>]) -> Option<usize> {
    let deepest = apis.iter().map(|it| it.facts.deepest).max()?;
    let needed = deepest.saturating_mul(4).next_power_of_two();
    (needed > 128).then_some(needed)
}

/// Types of other crates, each once, for whichever of the APIs have chosen it.
fn text_types(apis: &[Known<'_>]) -> impl Iterator<Item = Item> {
    let mut chosen: BTreeMap<&str, code::TextType> = BTreeMap::new();
    for api in apis {
        for it in text_types_of(api.settings) {
            let entry = chosen.entry(&it.path).or_insert_with(|| code::TextType {
                features: Vec::new(),
                path: it.path.clone(),
                what: it.what.clone(),
                functions: it.functions,
            });
            let own = api.settings.feature.iter();
            let new = own.filter(|it| !entry.features.contains(it)).cloned();
            let new: Vec<String> = new.collect();
            entry.features.extend(new);
        }
    }
    chosen.into_values().map(Item::TextType)
}

/// Types of other crates that the maintainer gives formats of an API.
pub(super) fn text_types_of(settings: &ApiSettings) -> impl Iterator<Item = &TextType> {
    settings.formats.values().filter_map(|it| match it {
        Format::Type(it) => Some(it),
        Format::Scalar(_) => None,
    })
}

/// The modules of an API, and what it re-exports.
pub(super) fn declarations(context: &Context<'_>, files: &[File]) -> Vec<Item> {
    let mut declarations: Vec<Declaration> = files
        .iter()
        .filter_map(|it| it.path.rsplit('/').next()?.strip_suffix(".rs"))
        .map(|it| {
            let public = !PRIVATE.contains(&it);
            declaration(it, public, None, inception(context, it))
        })
        .collect();
    declarations.sort_by(|left, right| left.name.cmp(&right.name));
    let items = declarations.into_iter().map(Item::Module);
    let client = Item::Reexport(Reexport {
        module: Name::ours("client"),
        names: vec![Name::ours("Client"), Name::ours("ClientBuilder")],
    });
    items.chain([client]).collect()
}

fn inception(context: &Context<'_>, module: &str) -> Vec<Lint> {
    if context.settings.module.as_deref() == Some(module) {
        vec![Lint {
            name: "module_inception",
            reason: "the document has a group that is called like its API",
            certain: true,
        }]
    } else {
        Vec::new()
    }
}

fn declaration(
    module: &str,
    public: bool,
    feature: Option<String>,
    lints: Vec<Lint>,
) -> Declaration {
    Declaration {
        lints,
        feature,
        public,
        name: Name::module(module),
    }
}
