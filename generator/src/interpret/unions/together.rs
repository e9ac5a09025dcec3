//! Branches that nothing tells apart, put together: they are one branch of the union, and the others stay branches of their own.
//!
//! Takes: the branches that are objects. Gives: fewer of them, and the choice among these. Must not: make types.

use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;

use super::branches::Branch;
use super::objects::Chosen;
use super::{constants, merged, objects};
use crate::interpret::views::View;
use crate::interpret::{Interpreter, docs};
use crate::model::ObjectChoice;
use crate::spec::{Additional, SchemaId};

/// How long a name may be that names several, in bytes.
const LONGEST_NAME: usize = 40;

/// The branches as far as they can be told apart, and how. `None`: all of them are one.
pub(super) fn as_far_as_told(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    branches: &[&Branch],
) -> Option<(Vec<Branch>, ObjectChoice)> {
    let mut left: Vec<Branch> = branches.iter().copied().cloned().collect();
    loop {
        let all: Vec<&Branch> = left.iter().collect();
        if let Some(Chosen { mut choice, mixed }) = objects::choose(interpreter, view, &all) {
            let groups = mixed.iter().map(|it| of_group(interpreter, &left, it));
            let groups: Vec<Branch> = groups.flatten().collect();
            left.extend(groups);
            leave_out(&mut left, &mut choice, &mixed);
            return Some((left, choice));
        }
        let groups = objects::groups(interpreter, view, &all)?;
        let fewer = groups.iter().map(|it| of_group(interpreter, &left, it));
        left = fewer.flatten().collect();
    }
}

/// Leaves out branches that are only met in groups: nothing is read as one of them alone.
fn leave_out(branches: &mut Vec<Branch>, choice: &mut ObjectChoice, groups: &[Vec<usize>]) {
    let is_left_out =
        |it: &usize| groups.iter().any(|group| group.contains(it)) && !choice.leads_to(*it);
    let left_out: Vec<usize> = (0..branches.len()).filter(is_left_out).collect();
    let mut number = 0..;
    branches.retain(|_| number.next().is_some_and(|it| !left_out.contains(&it)));
    choice.renumber(&|it| it - left_out.iter().filter(|other| **other < it).count());
}

/// The branch that stands for those with these numbers.
fn of_group(
    interpreter: &mut Interpreter<'_>,
    branches: &[Branch],
    group: &[usize],
) -> Option<Branch> {
    let members = group.iter().filter_map(|it| branches.get(*it).cloned());
    one_for(interpreter, members.collect())
}

/// One branch that stands for several.
fn one_for(interpreter: &mut Interpreter<'_>, group: Vec<Branch>) -> Option<Branch> {
    let first = group.first()?.clone();
    if group.len() == 1 {
        return Some(first);
    }
    let opened = group.into_iter().flat_map(|it| match it.stands_for.len() {
        0 => vec![it],
        _ => it.stands_for,
    });
    let members: Vec<Branch> = opened.collect();
    let names: Vec<&str> = members.iter().map(|it| it.name.as_str()).collect();
    let components = members.iter().flat_map(|it| it.component.iter());
    let within = components.chain(members.iter().flat_map(|it| &it.within));
    let mut one = Branch {
        name: name_of(&names),
        component: None,
        within: within.cloned().collect(),
        tags: Vec::new(),
        view: Rc::new(view_of(interpreter, &members)),
        whole: false,
        itself: false,
        parts: false,
        doc: docs::any_of(&names),
        stands_for: Vec::new(),
        ..first
    };
    for (property, values) in tags_of(interpreter, &members) {
        one.add_tag(&property, values);
    }
    one.stands_for = members;
    Some(one)
}

/// A name of all of them, if that is no longer than names should be.
fn name_of(names: &[&str]) -> String {
    let all = names.join(" or ");
    if all.len() <= LONGEST_NAME {
        all
    } else {
        "either".to_owned()
    }
}

/// What is seen of objects that are any of these.
fn view_of(interpreter: &mut Interpreter<'_>, members: &[Branch]) -> View {
    let mut views = Vec::new();
    for it in members {
        views.extend(merged::opened(interpreter, it));
    }
    let mut view = View {
        at: views.first().map(|it| it.at).unwrap_or_default(),
        kind: Some("object".to_owned()),
        ..View::default()
    };
    let mut keys: IndexMap<&String, Vec<SchemaId>> = IndexMap::new();
    for (wire, id) in views.iter().flat_map(|it| &*it.properties) {
        let (ids, target) = (keys.entry(wire).or_default(), interpreter.target(*id));
        if !ids.contains(&target) {
            ids.push(target);
        }
    }
    for (wire, ids) in keys {
        let id = match ids.as_slice() {
            [only] => Some(*only),
            several => interpreter.any_of(several),
        };
        Arc::make_mut(&mut view.properties).extend(id.map(|id| (String::clone(wire), id)));
    }
    let required = views.iter().flat_map(|it| &it.required);
    let by_all = required.filter(|key| views.iter().all(|it| it.required.contains(*key)));
    view.required = by_all.cloned().collect();
    view.additional = if views.iter().any(merged::is_open) {
        Additional::Any
    } else {
        Additional::Unsaid
    };
    view
}

/// Properties that all of them require, and list the values of.
fn tags_of(interpreter: &mut Interpreter<'_>, members: &[Branch]) -> Vec<(String, Vec<String>)> {
    let Some(first) = members.first() else {
        return Vec::new();
    };
    let tags = first.tags.iter().map(|it| &it.property);
    let mut found = Vec::new();
    for property in first.view.required.iter().chain(tags) {
        let requires =
            |it: &Branch| it.view.required.contains(property) || it.tagged(property).is_some();
        let mut values = Vec::new();
        let lists_values = |it: &Branch| {
            let own = constants::of(interpreter, it, property);
            values.extend(own.iter().cloned());
            requires(it) && !own.is_empty()
        };
        if members.iter().all(lists_values) {
            found.push((property.clone(), values));
        }
    }
    found
}
