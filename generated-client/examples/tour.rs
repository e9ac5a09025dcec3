//! A whole exchange with the three APIs, against a server that this program starts itself: nothing leaves the machine.
//!
//! `cargo run -p generated-client --example tour` prints each request line as it arrives at the server, and below it what the
//! caller sees. With keys of your own and without `base_url`, the same calls go to the real services.

use std::error::Error;
use std::time::Duration;

use generated_client::aep::types::{AudienceKey, AudiencePatch, AudienceResult, NewAudience};
use generated_client::batch_cep::types::{AudienceIdType, AudienceUpdate, UpdateAction};
use generated_client::runtime::json::Raw;
use generated_client::runtime::{Wait, Waited};
use generated_client::{aep, batch_cep, batch_mep};

mod server;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = server::start(answers())?;
    customer_engagement(&server).await?;
    mobile_engagement(&server).await?;
    experience_platform(&server).await
}

/// Batch CEP: create, fill, wait until it is indexed, list. What every call needs is set once.
async fn customer_engagement(server: &str) -> Result<(), Box<dyn Error>> {
    println!("# Batch, Customer Engagement Platform");
    let client = batch_cep::Client::builder()
        .rest_api_key("rest-api-key")
        .project("project_1")
        .base_url(format!("{server}/cep"))
        .build()?;

    client
        .create_audience("spring_2025-loyal", AudienceIdType::CustomIds)
        .display_name("Loyal customers, spring 2025")
        .send()
        .await?;
    let ids = vec![
        AudienceUpdate::new(UpdateAction::Add, "customer-0042"),
        AudienceUpdate::new(UpdateAction::Remove, "customer-0017"),
    ];
    let accepted = client
        .update_audience("spring_2025-loyal", ids)
        .send()
        .await?;
    println!("  accepted with status {}", accepted.status());
    let token = accepted.into_inner().indexing_token.unwrap_or_default();

    // The answer says only that the order was accepted; whoever waits sets the limits.
    let limits = Wait::new()
        .first_pause(Duration::from_millis(50))
        .deadline(Duration::from_secs(5));
    let look = client
        .view_audience("spring_2025-loyal")
        .indexing_token(&token);
    match look.wait(limits).await? {
        Waited::Done(audience) => println!("  {:?} ids", audience.nb_ids),
        other => println!("  not done: {:?}", other.into_response().indexing_state),
    }

    // Page by page, as far as there is one.
    let mut audiences = client.list_audiences().limit(2).items();
    while let Some(audience) = audiences.try_next().await? {
        println!("  - {:?}", audience.name);
    }
    Ok(())
}

/// Batch MEP: create, list, delete. The app's key stands in the path, and is never printed.
async fn mobile_engagement(server: &str) -> Result<(), Box<dyn Error>> {
    println!("\n# Batch, Mobile Engagement Platform");
    let client = batch_mep::Client::builder()
        .rest_api_key("rest-api-key")
        .api_key("DEV0APP0KEY")
        .base_url(format!("{server}/mep"))
        .build()?;

    client
        .create_custom_audience("quiet-since-june")
        .description("Nobody opened the app since June")
        .send()
        .await?;

    let page = client.list_custom_audiences().limit(20).send().await?;
    for audience in page.custom_audiences.iter().flatten() {
        // A kind that this version does not know is kept as it came.
        println!("  - {:?} of {:?}", audience.name, audience.kind);
    }

    client
        .delete_custom_audience("quiet-since-june")
        .send()
        .await?;
    Ok(())
}

/// Adobe: create, a page with metrics, look up, change, one that is not there, several at once.
async fn experience_platform(server: &str) -> Result<(), Box<dyn Error>> {
    println!("\n# Adobe Experience Platform");
    let client = aep::Client::builder()
        .access_token("token-of-ims")
        .api_key("client-id")
        .org_id("0123456789ABCDEF01234567@AdobeOrg")
        .sandbox_name("prod")
        .base_url(format!("{server}/aep"))
        .build()?;

    let new = NewAudience::new("Cyclists in Lyon").description("From the tour");
    let created = client.create_audience(new).send().await?;
    let id = created.into_inner().id.unwrap_or_default();
    println!("  created {id}");

    let page = client
        .list_audiences()
        .limit(5)
        .sort("updateTime:desc")
        .property("withMetrics==true")
        .send()
        .await?;
    for audience in page.children.iter().flatten() {
        let metrics = audience.metrics.as_ref().and_then(|it| it.data.as_ref());
        let profiles = metrics.and_then(|it| it.total_profiles);
        println!("  - {:?}: {profiles:?} profiles", audience.name);
    }
    if let Some(next) = page.page.as_ref().and_then(|it| it.next.as_ref()) {
        println!("  the next page starts at {next:?}");
    }

    let audience = client.get_audience(&id).send().await?;
    println!(
        "  {:?}, request {}",
        audience.name,
        audience.request_id().unwrap_or("-")
    );

    let description: Raw = r#""Changed by the tour""#.parse()?;
    let patch = AudiencePatch::new("/description", description);
    let patched = client.patch_audience(&id, vec![patch]).send().await?;
    println!("  now {:?}", patched.description);

    match client.get_audience("gone").send().await {
        // `typed` is the documented failure; the body is kept whatever came.
        Err(error) if error.is_not_found() => println!("  not found: {:?}", error.typed()),
        other => drop(other?),
    }

    let ids = vec![AudienceKey::new(&id), AudienceKey::new("gone")];
    let found = client.bulk_get_audiences(ids).send().await?;
    for (id, result) in found.results.iter().flatten() {
        match result {
            AudienceResult::Audience(it) => println!("  {id}: {:?}", it.name),
            AudienceResult::AudienceFailure(it) => println!("  {id}: {:?}", it.errors),
            other => println!("  {id}: {other:?}"),
        }
    }
    Ok(())
}

/// Prints the first line of each request, and gives the canned answer to it.
fn answers() -> impl FnMut(&str, &str) -> String {
    let mut views = 0;
    move |head, _| {
        let first = head.lines().next().unwrap_or_default();
        println!("{first}");
        let (status, body) = canned(first, &mut views);
        server::json(
            &format!("{status} Canned"),
            "X-Request-Id: tour-1\r\n",
            &body,
        )
    }
}

/// Method, a part of the target, status, body: the first line that fits is the answer.
const ANSWERS: &str = r#"
POST /cep/ 202 {"indexing_token":"4f1d9a60"}
GET from=5XKQ 200 {"audiences":[{"name":"winter_2024"}],"has_more":false}
GET /cep/audiences/list 200 {"audiences":[{"name":"spring_2025-loyal"},{"name":"churn-risk"}],"has_more":true,"next_from":"5XKQ"}
GET /mep/ 200 {"custom_audiences":[{"name":"quiet-since-june","type":"install_ids"},{"name":"new","type":"device_ids"}]}
DELETE /mep/ 200 {}
POST /mep/ 200 {}
POST /bulk-get 207 {"results":{"60ccea95":{"name":"Cyclists in Lyon"},"gone":{"errors":{"404":[{"message":"No such audience."}]}}}}
GET /aep/audiences/gone 404 {"errors":{"404":[{"message":"No such audience."}]},"status":404}
GET /aep/audiences? 200 {"children":[{"name":"Cyclists in Lyon","metrics":{"data":{"totalProfiles":11200769}}}],"_page":{"next":"1"}}
PATCH /aep/ 200 {"id":"60ccea95","description":"Changed by the tour"}
POST /aep/ 201 {"id":"60ccea95","name":"Cyclists in Lyon"}
GET /aep/ 200 {"id":"60ccea95","name":"Cyclists in Lyon"}
"#;

/// The status and the body for a request line. The first look at an audience finds it being indexed.
fn canned(line: &str, views: &mut u32) -> (String, String) {
    if line.contains("/cep/audiences/view") {
        *views += 1;
        let state = if *views == 1 {
            "IN_PROGRESS"
        } else {
            "APPLIED"
        };
        let body = format!(
            r#"{{"name":"spring_2025-loyal","nb_ids":{views},"indexing_state":"{state}"}}"#
        );
        return ("200".to_owned(), body);
    }
    for answer in ANSWERS.lines() {
        let words: Vec<&str> = answer.splitn(4, ' ').collect();
        if let [method, part, status, body] = words[..]
            && line.starts_with(method)
            && line.contains(part)
        {
            return (status.to_owned(), body.to_owned());
        }
    }
    ("500".to_owned(), "{}".to_owned())
}
