//! Depth: how many types a compiler may find within one another before it meets one again.
//!
//! Takes: definitions. Gives: a bound. `rustc` follows fields, lists and maps to find out what dropping a value means, and gives up
//! behind its recursion limit (E0320). Must not: follow what refers to itself, more than once.

use crate::model::{Api, Shape, Type, TypeId};

/// The longest chain of definitions that hold one another, each once: at most this many.
pub(super) fn deepest(api: &Api) -> usize {
    let mut walk = Walk {
        numbers: vec![None; api.types.len()],
        ..Walk::default()
    };
    for (id, _) in api.types.iter() {
        walk.from(api, id.0 as usize);
    }
    walk.deepest.into_iter().max().unwrap_or_default()
}

/// Tarjan's algorithm, with a stack of its own: definitions that reach one another are a component, which a chain may go through from
/// end to end.
#[derive(Default)]
struct Walk {
    /// When each definition was met; [`DONE`] when its component is known.
    numbers: Vec<Option<usize>>,
    met: usize,
    /// Definitions whose component is not known yet.
    open: Vec<usize>,
    /// For each definition, the longest chain from its component.
    deepest: Vec<usize>,
}

/// A number that no definition has.
const DONE: usize = usize::MAX;

/// A definition on the way.
struct Step {
    id: usize,
    targets: Vec<usize>,
    /// The earliest definition that can be reached from it.
    low: usize,
    number: usize,
    /// The longest chain of the components behind it.
    behind: usize,
}

impl Walk {
    fn from(&mut self, api: &Api, root: usize) {
        self.deepest.resize(self.numbers.len(), 0);
        let Some(None) = self.numbers.get(root) else {
            return;
        };
        let mut stack = vec![self.step(api, root)];
        while let Some(step) = stack.last_mut() {
            let Some(target) = step.targets.pop() else {
                let Some(done) = stack.pop() else { return };
                let (low, behind) = self.leave(&done);
                if let Some(parent) = stack.last_mut() {
                    parent.low = parent.low.min(low);
                    parent.behind = parent.behind.max(behind);
                }
                continue;
            };
            match self.numbers.get(target).copied().flatten() {
                Some(DONE) => {
                    let known = self.deepest.get(target).copied().unwrap_or_default();
                    step.behind = step.behind.max(known);
                }
                Some(number) => step.low = step.low.min(number),
                None => {
                    let next = self.step(api, target);
                    stack.push(next);
                }
            }
        }
    }

    fn step(&mut self, api: &Api, id: usize) -> Step {
        let number = self.met;
        self.met += 1;
        self.open.push(id);
        if let Some(it) = self.numbers.get_mut(id) {
            *it = Some(number);
        }
        Step {
            id,
            targets: targets(api, id),
            low: number,
            number,
            behind: 0,
        }
    }

    /// Closes the component that a definition was the first of. Gives what its parent must know: the earliest definition that is
    /// reached, and the longest chain behind.
    fn leave(&mut self, step: &Step) -> (usize, usize) {
        if step.low < step.number {
            return (step.low, step.behind);
        }
        let first = self.open.iter().rposition(|it| *it == step.id);
        let component = self.open.split_off(first.unwrap_or_default());
        let deepest = component.len() + step.behind;
        for id in component {
            if let (Some(number), Some(it)) = (self.numbers.get_mut(id), self.deepest.get_mut(id)) {
                *number = Some(DONE);
                *it = deepest;
            }
        }
        (step.low, deepest)
    }
}

/// The definitions that a definition holds, in boxes, lists and maps as well.
fn targets(api: &Api, id: usize) -> Vec<usize> {
    let id = TypeId(u32::try_from(id).unwrap_or(u32::MAX));
    let mut open: Vec<&Type> = match api.types.get(id).map(|it| &it.shape) {
        Some(Shape::Record(record)) => {
            let fields = record.fields.iter().map(|it| &it.ty);
            fields.chain(&record.rest).collect()
        }
        Some(Shape::Union(union)) => union.variants.iter().map(|it| &it.ty).collect(),
        Some(Shape::Alias(ty)) => vec![ty],
        Some(Shape::Enumeration(_)) | None => Vec::new(),
    };
    let mut found = Vec::new();
    while let Some(ty) = open.pop() {
        match ty {
            Type::Named(id) => found.push(id.0 as usize),
            other => open.extend(other.parts()),
        }
    }
    found
}
