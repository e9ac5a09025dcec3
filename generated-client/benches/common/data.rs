//! What is read and written: the same bytes for both sides.

use std::fmt::Write as _;

use generated_client::batch_cep::types::{AudienceUpdate, UpdateAction};

/// In which order the keys of an object come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keys {
    /// As the document lists them.
    Listed,
    /// The other way round.
    Reversed,
    /// Another order in each object.
    Shuffled,
}

/// A page of audiences, with one state in a hundred that no version knows.
pub(crate) fn page(audiences: usize, keys: Keys) -> Vec<u8> {
    let mut text = String::from("{\"audiences\":[");
    for number in 0..audiences {
        let state = match number % 100 {
            99 => "PAUSED",
            it if it % 3 == 0 => "IN_PROGRESS",
            _ => "APPLIED",
        };
        let mut members = [
            format!("\"name\":\"audience-{number}\""),
            format!("\"display_name\":\"Loyal customers of caf\u{e9} {number}\""),
            "\"type\":\"CUSTOM_ID\"".to_owned(),
            format!("\"nb_ids\":{}", number * 37),
            format!("\"indexing_state\":\"{state}\""),
            "\"created\":\"2026-01-31T08:15:00Z\"".to_owned(),
            "\"updated\":\"2026-02-28T18:45:30Z\"".to_owned(),
        ];
        match keys {
            Keys::Listed => {}
            Keys::Reversed => members.reverse(),
            Keys::Shuffled => shuffle(&mut members, number),
        }
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(text, "{comma}{{{}}}", members.join(","));
    }
    let _ = write!(
        text,
        "],\"count\":{audiences},\"has_more\":true,\"next_from\":\"b3BhcXVl\"}}"
    );
    text.into_bytes()
}

/// Ids that join or leave an audience, every tenth of them.
pub(crate) fn updates<T>(count: usize, update: impl Fn(bool, String) -> T) -> Vec<T> {
    let updates = (0..count).map(|it| update(it % 10 == 0, format!("customer-{it:08}")));
    updates.collect()
}

/// An update as the client has it.
pub(crate) fn update(leaves: bool, id: String) -> AudienceUpdate {
    let action = if leaves {
        UpdateAction::Remove
    } else {
        UpdateAction::Add
    };
    AudienceUpdate::new(action, id)
}

/// An order that depends on the number alone.
fn shuffle<T>(items: &mut [T], seed: usize) {
    let mut state = seed ^ 0x5bd1_e995;
    for last in (1..items.len()).rev() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) & 0xffff_ffff;
        items.swap(last, (state >> 8) % (last + 1));
    }
}
