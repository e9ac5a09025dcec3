//! What the product part of a source names.
//!
//! Takes a module and its text; gives every path in it, with `use` trees, `self`, `super`, and local names resolved.
//! It must not know which paths are forbidden.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::visit::Visit;

/// A path from the root of a crate, such as `std`, `fs`, `read`. A glob ends with `*`, a macro with its name and `!`.
pub(crate) type Segments = Vec<String>;

/// The paths that a module names outside `#[cfg(test)]`, and the modules that it declares.
pub(crate) fn uses(module: &[&str], text: &str) -> (BTreeSet<Segments>, Vec<String>) {
    let stream: TokenStream = text
        .parse()
        .unwrap_or_else(|error| panic!("{module:?}: {error}"));
    let file: syn::File =
        syn::parse2(product(stream)).unwrap_or_else(|error| panic!("{module:?}: {error}"));
    let mut found = Uses {
        module: module.iter().map(|it| (*it).to_owned()).collect(),
        ..Uses::default()
    };
    found.visit_file(&file);
    let paths = found.paths.iter().map(|it| found.expand(it)).collect();
    (paths, found.modules)
}

/// The tokens without the items that are compiled for unit tests only. Those are told by `#[cfg(test)]` and nothing else.
fn product(stream: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    let mut tokens = stream.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_of_tests = token.to_string() == "#"
            && tokens
                .peek()
                .is_some_and(|it| it.to_string().replace(' ', "") == "[cfg(test)]");
        if is_of_tests {
            // An item ends with a block or a semicolon; a `use` with both.
            for token in tokens.by_ref() {
                let is_block =
                    matches!(&token, TokenTree::Group(it) if it.delimiter() == Delimiter::Brace);
                if is_block || token.to_string() == ";" {
                    break;
                }
            }
            tokens.next_if(|it| it.to_string() == ";");
            continue;
        }
        kept.push(match token {
            TokenTree::Group(it) => {
                proc_macro2::Group::new(it.delimiter(), product(it.stream())).into()
            }
            token => token,
        });
    }
    kept.into_iter().collect()
}

#[derive(Default)]
struct Uses {
    /// Where we are, from the root of the crate.
    module: Segments,
    paths: BTreeSet<Segments>,
    modules: Vec<String>,
    /// What `use` calls things here: name and path.
    names: BTreeMap<String, Segments>,
}

impl Uses {
    /// Adds a path, with `self` and `super` replaced.
    fn add(&mut self, path: Segments) {
        let mut module = self.module.clone();
        let mut rest = path.as_slice();
        let mut relative = false;
        while let [first, others @ ..] = rest {
            match first.as_str() {
                "super" => {
                    module.pop();
                }
                "self" if !others.is_empty() => {}
                _ => break,
            }
            relative = true;
            rest = others;
        }
        if relative {
            let root = ["crate".to_owned()];
            self.paths.insert([&root, module.as_slice(), rest].concat());
        } else {
            self.paths.insert(path);
        }
    }

    /// The path with a first segment that `use` named replaced by what it stands for.
    fn expand(&self, path: &Segments) -> Segments {
        match path.split_first() {
            Some((first, rest)) => match self.names.get(first) {
                Some(whole) if whole.first() != Some(first) => [whole.as_slice(), rest].concat(),
                _ => path.clone(),
            },
            None => Vec::new(),
        }
    }

    fn add_tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let joined = |last: String| [prefix, &[last]].concat();
        match tree {
            syn::UseTree::Path(it) => self.add_tree(&joined(it.ident.to_string()), &it.tree),
            syn::UseTree::Group(it) => it.items.iter().for_each(|it| self.add_tree(prefix, it)),
            syn::UseTree::Glob(_) => self.add(joined("*".to_owned())),
            syn::UseTree::Name(it) => self.add_name(joined(it.ident.to_string()), None),
            syn::UseTree::Rename(it) => {
                self.add_name(joined(it.ident.to_string()), Some(it.rename.to_string()));
            }
        }
    }

    fn add_name(&mut self, mut path: Segments, name: Option<String>) {
        if path.len() > 1 && path.last().is_some_and(|it| it == "self") {
            path.pop();
        }
        let name = name.or_else(|| path.last().cloned()).unwrap_or_default();
        self.names.insert(name, path.clone());
        self.add(path);
    }

    /// The paths in the tokens of a macro, which have no grammar.
    fn add_tokens(&mut self, stream: TokenStream) {
        let mut path: Segments = Vec::new();
        let mut joins = 0;
        for token in stream {
            match token {
                TokenTree::Punct(it) if it.as_char() == ':' => joins += 1,
                TokenTree::Punct(it) if it.as_char() == '!' => {
                    if let Some(last) = path.last_mut() {
                        last.push('!');
                    }
                }
                TokenTree::Ident(it) => {
                    if joins != 2 && !path.is_empty() {
                        self.add(std::mem::take(&mut path));
                    }
                    path.push(it.to_string());
                    joins = 0;
                }
                TokenTree::Group(it) => {
                    if joins == 2 && it.delimiter() == Delimiter::Brace {
                        // A `use` tree in a macro: each name below what stands before it.
                        for token in it.stream() {
                            if let TokenTree::Ident(name) = token {
                                self.add([path.as_slice(), &[name.to_string()]].concat());
                            }
                        }
                    }
                    self.add_tokens(it.stream());
                }
                _ => {}
            }
        }
        if !path.is_empty() {
            self.add(path);
        }
    }
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&[], &item.tree);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let rename = item.rename.as_ref().map(|(_, name)| name.to_string());
        self.add_name(vec![item.ident.to_string()], rename);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.modules.push(item.ident.to_string());
        self.module.push(item.ident.to_string());
        syn::visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter().map(|it| it.ident.to_string());
        self.add(segments.collect());
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let mut segments: Segments = call
            .path
            .segments
            .iter()
            .map(|it| it.ident.to_string())
            .collect();
        if let Some(last) = segments.last_mut() {
            last.push('!');
        }
        // What is quoted is a part of the client and not of the source.
        let quotes = segments.last().is_some_and(|it| it.contains("quote"));
        self.add(segments);
        if !quotes {
            self.add_tokens(call.tokens.clone());
        }
    }
}
