//! Names of locals and arguments that stand beside one another.
//!
//! Takes: names. Gives: names that do not look alike. Must not: change what users call.

use crate::code::Name;

/// A local for each name: the name itself where that is unlike the others, with a suffix otherwise.
///
/// Clippy's `similar_names` and `many_single_char_names` look at locals and arguments alike.
pub(super) fn locals<'a>(names: impl IntoIterator<Item = &'a Name>) -> Vec<Name> {
    let mut locals: Vec<Name> = Vec::new();
    let mut single = 0;
    for name in names {
        let mut local = name.clone();
        if name.bare().chars().count() == 1 {
            single += 1;
            if single > MAX_SINGLE {
                local = local.with_suffix("_value");
            }
        }
        while locals
            .iter()
            .any(|it| it.bare() == local.bare() || similar(it.bare(), local.bare()))
        {
            local = local.with_suffix("_value");
        }
        locals.push(local);
    }
    locals
}

/// Clippy's limit on names of one character in a function.
const MAX_SINGLE: usize = 4;

/// Whether Clippy finds two names hard to tell apart: one letter more or less inside, or one letter different,
/// unless it stands alone after an underscore at the end or before one at the beginning.
fn similar(left: &str, right: &str) -> bool {
    // Identifiers are ASCII.
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() < 3 || right.len() < 3 {
        return false;
    }
    match left.len().abs_diff(right.len()) {
        0 => differ_in_one(left, right),
        1 if left.len() < right.len() => inserted(left, right),
        1 => inserted(right, left),
        _ => false,
    }
}

fn differ_in_one(left: &[u8], right: &[u8]) -> bool {
    let mut different = left
        .iter()
        .zip(right)
        .zip(0_usize..)
        .filter(|((a, b), _)| a != b)
        .map(|(_, position)| position);
    let (Some(position), None) = (different.next(), different.next()) else {
        return false;
    };
    let alone = if position == 0 {
        left.get(1)
    } else if position + 1 == left.len() {
        left.get(position - 1)
    } else {
        None
    };
    alone != Some(&b'_')
}

/// Whether `long` is `short` with one letter more, not at the end.
fn inserted(short: &[u8], long: &[u8]) -> bool {
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    same < short.len() && short.get(same..) == long.get(same + 1..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_are_told_apart() {
        let check = |names: &[&'static str], expected: &[&str]| {
            let names: Vec<Name> = names.iter().map(|it| Name::ours(it)).collect();
            let locals = locals(&names);
            let locals: Vec<&str> = locals.iter().map(Name::as_str).collect();
            assert_eq!(locals, expected);
        };
        check(&["name", "names"], &["name", "names"]);
        check(&["ipv4", "ipv6"], &["ipv4", "ipv6_value"]);
        check(&["field_x", "field_y"], &["field_x", "field_y"]);
        check(&["reader", "header"], &["reader", "header_value"]);
        check(&["tuple", "ntuple"], &["tuple", "ntuple_value"]);
        check(&["a", "b", "c", "d", "e"], &["a", "b", "c", "d", "e_value"]);
    }
}
