//! More items than one call takes.

use std::error::Error as _;

use generated_client::batch_cep::Client;
use generated_client::batch_cep::types::{AudienceUpdate, UpdateAction};
use generated_client::runtime::{Outcome, Retry, in_batches};

use crate::server::{Say, Server, run};
use crate::wire::json;

fn accepted() -> Say {
    json(202, r#"{"indexing_token":"t"}"#)
}

fn updates(count: usize) -> impl Iterator<Item = AudienceUpdate> {
    (0..count).map(|id| AudienceUpdate::new(UpdateAction::Add, id.to_string()))
}

fn client(server: &Server) -> Client {
    let client = Client::builder()
        .base_url(server.url())
        .retry(Retry::never());
    client.rest_api_key("k").project("p").build().expect("set")
}

#[test]
pub(crate) fn each_item_is_sent_once() {
    for (count, most, ends) in [
        (0, 3, &[][..]),
        (2, 3, &[2]),
        (3, 3, &[3]),
        (7, 3, &[3, 6, 7]),
        (2, 0, &[1, 2]),
    ] {
        let server = Server::new(ends.iter().map(|_| accepted()));
        let client = client(&server);
        let call = |ids| client.update_audience("vip", ids).send();
        let done = run(in_batches(updates(count), most, call)).expect("accepted");
        let found: Vec<usize> = done.iter().map(|it| it.items.end).collect();
        assert_eq!(found, ends);
        let starts = done.iter().map(|it| it.items.start);
        assert!(starts.eq([0].iter().chain(ends).copied().take(ends.len())));
        let sent = server.seen();
        let sent = sent
            .iter()
            .flat_map(|it| it.text().split("\"id\":\"").skip(1));
        let sent: Vec<&str> = sent
            .map(|it| it.split('"').next().expect("an id"))
            .collect();
        let all: Vec<String> = (0..count).map(|it| it.to_string()).collect();
        assert_eq!(sent, all);
    }
}

#[test]
pub(crate) fn a_failure_says_which_items_were_sent() {
    let failure = r#"{"error_message":"no","error_code":"NO"}"#;
    for (fails, outcome) in [
        (json(400, failure), Outcome::Rejected),
        (json(500, failure), Outcome::Unknown),
        (Say::Close, Outcome::Unknown),
    ] {
        let server = Server::new([accepted(), fails, accepted()]);
        let client = client(&server);
        let call = |ids| client.update_audience("vip", ids).send();
        let error = run(in_batches(updates(7), 3, call)).expect_err("a failure");
        let done: Vec<usize> = error.done.iter().map(|it| it.items.end).collect();
        assert_eq!((done, error.items.clone()), (vec![3], 3..6));
        assert_eq!(error.outcome(), outcome);
        assert!(
            error
                .to_string()
                .starts_with("items from 3 to 6: audience_update")
        );
        assert_eq!(error.source().is_some(), error.error.source().is_some());
        assert_eq!(server.seen().len(), 2);
    }
}
