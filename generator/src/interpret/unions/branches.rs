//! The branches of a union: unions within unions opened, what only constrains left out.
//!
//! Takes: a view with branches. Gives: [`Branch`]es. Must not: tell them apart.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::tags::{self, Tag};
use super::{intersections, objects};
use crate::interpret::schemas::is_object;
use crate::interpret::views::{Alternatives, View, value_text};
use crate::interpret::{Interpreter, docs};
use crate::model::{Doc, ObjectChoice};
use crate::source::At;
use crate::spec::{self, Additional, SchemaId};

/// How deep unions within unions are opened; a deeper one is a branch of its own.
const DEEPEST: usize = 8;

/// A branch that is still to be told from the others.
#[derive(Clone)]
pub(super) struct Branch {
    pub(super) at: At,
    /// A word for its name.
    pub(super) name: String,
    /// The component that it is, for a discriminator's mapping.
    pub(super) component: Option<String>,
    /// The components that list it and were opened: unions within the union.
    pub(super) within: Vec<String>,
    /// The values by which unions within the union, or what it extends, know it.
    pub(super) tags: Vec<Tag>,
    pub(super) kind: Kind,
    pub(super) view: Rc<View>,
    pub(super) id: SchemaId,
    /// Whether the schema says all that the view says, so that its type is the branch's.
    pub(super) whole: bool,
    /// Whether it is a base that stands for itself, beside what extends it.
    pub(super) itself: bool,
    /// Whether it is an `anyOf` whose branches are parts of one object.
    pub(super) parts: bool,
    /// The branches that it stands for, where nothing tells them apart.
    pub(super) stands_for: Vec<Branch>,
    pub(super) doc: Doc,
}

/// The kinds of JSON value that a branch can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    List,
    Object,
    Any,
}

impl Branch {
    /// A schema that is a branch.
    pub(super) fn new(interpreter: &Interpreter<'_>, id: SchemaId, view: Rc<View>) -> Self {
        let schema = interpreter.spec.schemas.get(id);
        let component = component(interpreter, id);
        let kind = kind(&view);
        let name = component
            .clone()
            .or_else(|| schema.data.title.clone())
            .unwrap_or_else(|| kind.word().to_owned());
        Self {
            at: schema.at,
            name,
            doc: if component.is_some() {
                Doc::default()
            } else {
                docs::member(schema)
            },
            component,
            within: Vec::new(),
            tags: Vec::new(),
            kind,
            view,
            id,
            whole: true,
            itself: false,
            parts: false,
            stands_for: Vec::new(),
        }
    }

    /// Whether the document gives it no name of its own.
    pub(super) fn is_nameless(&self) -> bool {
        self.name == self.kind.word()
    }

    /// The values by which a property tells it from others, if a discriminator says so.
    pub(super) fn tagged(&self, property: &str) -> Option<&[String]> {
        let own = self.tags.iter().find(|it| it.property == property);
        own.map(|it| it.values.as_slice())
    }

    /// Sets the values that a property has by a discriminator.
    pub(super) fn add_tag(&mut self, property: &str, values: Vec<String>) {
        self.tags.retain(|it| it.property != property);
        if !values.is_empty() {
            let property = property.to_owned();
            self.tags.push(Tag { property, values });
        }
    }

    /// The branch with what others say of it too.
    pub(super) fn with(&self, interpreter: &mut Interpreter<'_>, more: &View) -> Self {
        let mut merged = more.clone();
        merged.unions.clear();
        merged.base = None;
        interpreter.merge(&mut merged, &self.view);
        merged.of = Some(self.id);
        self.said_by(merged)
    }

    /// The branch as another view of it.
    pub(super) fn said_by(&self, view: View) -> Self {
        Self {
            kind: match kind(&view) {
                Kind::Any => self.kind,
                said => said,
            },
            view: Rc::new(view),
            whole: false,
            ..self.clone()
        }
    }

    /// The branch with something more said of its objects, of each of those that it stands for.
    pub(super) fn changed(&self, change: &dyn Fn(&mut View)) -> Self {
        let mut view = View::clone(&self.view);
        change(&mut view);
        let members = self.stands_for.iter();
        Self {
            stands_for: members.map(|it| it.changed(change)).collect(),
            ..self.said_by(view)
        }
    }
}

impl Kind {
    /// The kind that a view says by its own words, and not by those of its branches.
    pub(super) fn said(view: &View) -> Option<Self> {
        match view.kind.as_deref()? {
            "string" | "file" => Some(Self::Text),
            "integer" => Some(Self::Integer),
            "number" => Some(Self::Number),
            "boolean" => Some(Self::Boolean),
            "array" => Some(Self::List),
            "object" => Some(Self::Object),
            _ => None,
        }
    }

    /// The kind of what is of both, if anything can be.
    pub(super) fn common(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Any, kind) | (kind, Self::Any) => Some(kind),
            (Self::Integer, Self::Number) | (Self::Number, Self::Integer) => Some(Self::Integer),
            _ => (self == other).then_some(self),
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::List => "list",
            Self::Object => "object",
            Self::Any => "json",
        }
    }
}

/// The branches of a view; none where its unions only constrain. `None`: several unions with too many combinations.
pub(super) fn of(interpreter: &mut Interpreter<'_>, view: &View) -> Option<Vec<Branch>> {
    let mut lists = Vec::new();
    for alternatives in &view.unions {
        let mut opened = Opened::default();
        open(interpreter, alternatives, 0, &mut opened);
        let mut list = opened.branches;
        if let (Some(discriminator), true) = (&alternatives.discriminator, view.unions.len() > 1) {
            tags::give(interpreter, discriminator, &mut list);
        }
        // `{nullable: true}` has given its `null` to the union, and is empty since.
        list.retain(|it| !(only_constrains(&it.view) || view.nullable && it.view.is_empty()));
        if !list.is_empty() {
            lists.push(list);
        }
    }
    let all = intersections::combined(interpreter, view, lists)?;
    Some(intersections::of_kind(view, all))
}

/// Branches as they are collected.
#[derive(Default)]
struct Opened {
    branches: Vec<Branch>,
    /// Where they lead, so that none comes twice.
    targets: BTreeSet<SchemaId>,
}

/// Collects branches; a union within a union counts as its branches, which keep what it says of telling them apart.
fn open(
    interpreter: &mut Interpreter<'_>,
    alternatives: &Alternatives,
    depth: usize,
    opened: &mut Opened,
) {
    let is_told = alternatives.discriminator.is_some();
    for (id, itself) in interpreter.with_heirs(&alternatives.ids) {
        let extensions = &interpreter.spec.schemas.get(id).data.extensions;
        let target = interpreter.target(id);
        if extensions.contains_key("x-never") || opened.targets.contains(&target) {
            continue;
        }
        let view = if itself {
            interpreter.own_view(id)
        } else {
            interpreter.view(id)
        };
        match view.unions.as_slice() {
            [inner]
                if view.properties.is_empty()
                    && depth < DEEPEST
                    && inner.ids != alternatives.ids =>
            {
                open_inner(interpreter, (id, &view), depth, opened);
            }
            _ if view.is_only_null() => {}
            _ => {
                opened.targets.insert(target);
                let mut branch = Branch::new(interpreter, id, Rc::clone(&view));
                branch.itself = itself;
                if !itself {
                    branch.tags = tags::of_union(interpreter, &view);
                }
                if let Some((property, values)) =
                    interpreter.bases.told(target).filter(|_| !is_told)
                {
                    branch.add_tag(property, values.to_vec());
                }
                opened.branches.push(branch);
            }
        }
    }
}

/// Collects the branches of a union within a union. Those that are parts of one object are one branch.
fn open_inner(
    interpreter: &mut Interpreter<'_>,
    (id, view): (SchemaId, &Rc<View>),
    depth: usize,
    opened: &mut Opened,
) {
    let first = opened.branches.len();
    for alternatives in &view.unions {
        open(interpreter, alternatives, depth + 1, opened);
        let (_, branches) = opened.branches.split_at_mut(first);
        if let Some(discriminator) = alternatives.discriminator.as_deref() {
            tags::give(interpreter, discriminator, branches);
        }
    }
    let parts: Vec<&Branch> = opened.branches.iter().skip(first).collect();
    let are_objects = parts.len() > 1 && parts.iter().all(|it| it.kind == Kind::Object);
    if view.is_any_of() && are_objects && may_be_several(interpreter, view, &parts) {
        opened.branches.truncate(first);
        opened.branches.push(Branch {
            kind: Kind::Object,
            parts: true,
            ..Branch::new(interpreter, id, Rc::clone(view))
        });
        return;
    }
    let within = component(interpreter, id);
    for branch in opened.branches.iter_mut().skip(first) {
        branch.within.extend(within.clone());
    }
}

/// Whether an object may be several of the branches at once: only their own union knows what to make of it.
fn may_be_several(interpreter: &mut Interpreter<'_>, view: &View, branches: &[&Branch]) -> bool {
    let chosen = objects::choose(interpreter, view, branches).map(|it| it.choice);
    matches!(chosen, None | Some(ObjectChoice::Key { alone: true, .. }))
}

/// The name of the component that a schema is, directly or by pointing at it.
fn component(interpreter: &Interpreter<'_>, id: SchemaId) -> Option<String> {
    let mut id = id;
    for _ in 0..DEEPEST {
        let pointer = &interpreter.spec.schemas.get(id).pointer;
        if let Some(name) = pointer.strip_prefix("/components/schemas/")
            && !name.contains('/')
        {
            return Some(spec::decode(name));
        }
        id = interpreter.pointed_at(id)?;
    }
    None
}

/// Branches such as `{required: [a]}` constrain an object that is described elsewhere.
fn only_constrains(view: &View) -> bool {
    view.properties.is_empty()
        && view.items.is_none()
        && view.enumeration.is_empty()
        && view.unions.is_empty()
        && !view.required.is_empty()
        && view.kind.as_deref().is_none_or(|it| it == "object")
        && matches!(view.additional, Additional::Unsaid)
}

/// Whether branches say something of the properties beside the union, and know no others.
pub(super) fn only_refine(view: &View, branches: &[Branch]) -> bool {
    let known = |it: &Branch| {
        it.view
            .properties
            .keys()
            .all(|key| view.properties.contains_key(key))
            && it.view.unions.is_empty()
            && !matches!(it.view.additional, Additional::Schema(_))
    };
    view.unions.iter().all(|it| it.discriminator.is_none()) && branches.iter().all(known)
}

/// What stands beside a union belongs to each of its branches. A child that is made of its parent has it already.
pub(super) fn share(interpreter: &mut Interpreter<'_>, view: &View, branches: &mut [Branch]) {
    let base = view.base.map(|it| interpreter.own_view(it));
    for branch in branches {
        if !matches!(branch.kind, Kind::Object | Kind::Any) {
            continue;
        }
        let own = &branch.view;
        let is_heir = branch.itself || interpreter.bases.is_heir(branch.id);
        let refines = |name: &String, id: &SchemaId| {
            let inherited = base.as_ref().and_then(|it| it.properties.get(name));
            is_heir && inherited == Some(id) && own.properties.contains_key(name)
        };
        let has = |(name, id): (&String, &SchemaId)| {
            own.properties.get(name) == Some(id) || refines(name, id)
        };
        let has_all = view.required.is_subset(&own.required)
            && view.properties.iter().all(has)
            && (!view.rest().has_keys() || own.rest().has_keys());
        if !has_all {
            *branch = branch.with(interpreter, view);
        }
    }
}

/// Whether something but members is said beside a union of objects: further keys, or keys that must be there. That what tells the
/// branches apart must be there goes without saying.
pub(super) fn says_more(view: &View) -> bool {
    let tag = view.discriminator().map(|it| &it.property_name);
    view.rest().has_keys() || view.required.iter().any(|it| Some(it) != tag)
}

/// Values that are described one by one, as in `oneOf: [{const: 1, title: Low}, …]`, are one enumeration; also beside any other text, for
/// enumerations are open.
pub(super) fn listed(interpreter: &Interpreter<'_>, branches: &[Branch]) -> Option<View> {
    let first = branches.first()?.kind;
    let lists = |it: &Branch| !it.view.enumeration.is_empty();
    let is_text = |it: &Branch| it.kind == Kind::Text && it.view.format.is_none();
    let fits =
        |it: &Branch| it.component.is_none() && it.kind == first && (lists(it) || is_text(it));
    (branches.iter().all(fits) && branches.iter().any(lists))
        .then(|| all_values(interpreter, branches.iter()))?
}

/// A view that lists what several branches list.
pub(super) fn all_values<'b>(
    interpreter: &Interpreter<'_>,
    branches: impl Iterator<Item = &'b Branch> + Clone,
) -> Option<View> {
    let first = branches.clone().next()?;
    let mut all = View {
        at: first.at,
        kind: first.view.kind.clone(),
        format: first.view.format.clone(),
        ..View::default()
    };
    for branch in branches {
        let data = &interpreter.spec.schemas.get(branch.id).data;
        let own = branch.view.said.iter();
        all.said
            .extend(own.map(|(value, said)| (value.clone(), said.clone())));
        if let ([only], None) = (branch.view.enumeration.as_slice(), &branch.component) {
            let said = all.said.entry(value_text(only)).or_default();
            said.name = said.name.take().or_else(|| data.title.clone());
            said.text = said.text.take().or_else(|| data.description.clone());
        }
        all.enumeration
            .extend(branch.view.enumeration.iter().cloned());
    }
    Some(all)
}

/// The kind of a branch. Branches that are unions themselves have been opened before.
pub(super) fn kind(view: &View) -> Kind {
    if view.base.is_some() {
        return Kind::Object;
    }
    if view.unresolved || !view.unions.is_empty() && view.properties.is_empty() {
        return Kind::Any;
    }
    match &view.kind {
        Some(_) => Kind::said(view).unwrap_or(Kind::Any),
        None if is_object(view) => Kind::Object,
        None if view.items.is_some() => Kind::List,
        None => of_values(view),
    }
}

/// The kind of a schema that only lists values.
fn of_values(view: &View) -> Kind {
    let kinds: BTreeSet<Kind> = view
        .enumeration
        .iter()
        .filter(|it| !it.is_null())
        .map(|it| match it {
            serde_json::Value::String(_) => Kind::Text,
            serde_json::Value::Bool(_) => Kind::Boolean,
            serde_json::Value::Number(number) if number.is_f64() => Kind::Number,
            serde_json::Value::Number(_) => Kind::Integer,
            _ => Kind::Any,
        })
        .collect();
    match kinds.into_iter().collect::<Vec<_>>().as_slice() {
        [only] => *only,
        _ => Kind::Any,
    }
}
