//! What the sample becomes.

use super::sample::{Sample, sample};
use super::{Known, library, lower};
use crate::code;
use crate::settings::Settings;

fn settings(workspace: bool) -> Settings {
    Settings {
        package: "sample-client".into(),
        workspace,
        command: "`cargo xtask codegen`".into(),
        apis: Vec::new(),
    }
}

fn text(file: &code::File) -> String {
    let tokens = crate::emit::file(file);
    let file = syn::parse2(tokens.clone()).unwrap_or_else(|error| {
        panic!("{}: {error}\n{tokens}", file.path);
    });
    prettyplease::unparse(&file)
}

fn lowered(it: &Sample) -> code::Module {
    lower(&it.api, &it.facts, &it.names, &it.settings)
}

fn known(it: &Sample) -> Known<'_> {
    Known {
        api: &it.api,
        facts: &it.facts,
        names: &it.names,
        settings: &it.settings,
    }
}

#[test]
fn writes_it() {
    let Ok(folder) = std::env::var("SAMPLE_OUT") else {
        return;
    };
    let it = sample(std::env::var("SAMPLE_MODULE").ok().as_deref());
    let module = lowered(&it);
    let root = library(
        &settings(false),
        &[known(&it)],
        std::slice::from_ref(&module),
    );
    let write = |path: &str, text: &str| {
        let path = format!("{folder}/{path}");
        std::fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    for file in module.files.iter().chain([&root.library]) {
        write(&file.path, &text(file));
    }
    write("Cargo.toml", &root.manifest);
    write("README.md", &root.readme);
}
