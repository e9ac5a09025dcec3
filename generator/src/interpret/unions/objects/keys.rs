//! Objects told apart by keys that only one of them requires.
//!
//! Takes: the branches that are objects. Gives: an [`ObjectChoice`], or nothing. Must not: look at values.

use std::collections::BTreeSet;

use super::{Candidate, Chooser};
use crate::model::{KeyShape, ObjectChoice};

impl Chooser<'_, '_> {
    /// A key that one branch requires and those that are left do not know, one branch after the other.
    pub(super) fn by_keys_in_order(&mut self, branches: &[Candidate<'_>]) -> Option<ObjectChoice> {
        let mut left = branches.to_vec();
        let mut cases = Vec::new();
        while left.len() > 1
            && let Some((place, key)) = (0..).zip(&left).find_map(|(place, branch)| {
                let key = own_key(branch, &left, &BTreeSet::new())?;
                Some((place, key.to_owned()))
            })
        {
            cases.push((key, left.remove(place).index));
        }
        if cases.is_empty() {
            return None;
        }
        let otherwise = self.among(&left, false)?;
        Some(ObjectChoice::Key {
            cases,
            alone: false,
            otherwise: Box::new(otherwise),
        })
    }
}

/// A key that a branch requires and no other one knows.
pub(super) fn own_key<'b>(
    branch: &'b Candidate<'_>,
    branches: &[Candidate<'_>],
    except: &BTreeSet<String>,
) -> Option<&'b str> {
    let is_own = |key: &&KeyShape| {
        let unknown = |it: &Candidate<'_>| it.index == branch.index || it.key(&key.wire).is_none();
        key.required && !except.contains(&key.wire) && branches.iter().all(unknown)
    };
    let own = branch.shape.keys.iter().find(is_own);
    own.map(|it| it.wire.as_str())
}

/// Each branch has a key that it requires and no other one knows. One branch may be without: it is what is left.
pub(super) fn by_unique_key(
    branches: &[Candidate<'_>],
    except: &BTreeSet<String>,
) -> Option<ObjectChoice> {
    let mut cases = Vec::new();
    let mut otherwise = ObjectChoice::None;
    for branch in branches {
        match own_key(branch, branches, except) {
            Some(key) => cases.push((key.to_owned(), branch.index)),
            None if otherwise == ObjectChoice::None => {
                otherwise = ObjectChoice::Only(branch.index);
            }
            None => return None,
        }
    }
    Some(ObjectChoice::Key {
        cases,
        alone: false,
        otherwise: Box::new(otherwise),
    })
}

/// Each branch has such a key, and an object that has those of several is several branches.
pub(super) fn by_only_key(
    branches: &[Candidate<'_>],
    except: &BTreeSet<String>,
) -> Option<ObjectChoice> {
    match by_unique_key(branches, except)? {
        ObjectChoice::Key {
            cases, otherwise, ..
        } if *otherwise == ObjectChoice::None => Some(ObjectChoice::Key {
            cases,
            alone: true,
            otherwise,
        }),
        _ => None,
    }
}
