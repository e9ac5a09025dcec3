//! Makes one call with each API that is switched on, and fails when an answer is not the expected one.
//!
//! With `reqwest` or `blocking` the answers come from a server on loopback; without them from a transport of this crate's own.

use std::error::Error;

#[cfg(not(any(feature = "reqwest", feature = "blocking")))]
mod in_process;
#[cfg(any(feature = "reqwest", feature = "blocking"))]
mod loopback;

#[cfg(not(any(feature = "reqwest", feature = "blocking")))]
use in_process::run;
#[cfg(feature = "reqwest")]
use loopback::run;

fn main() -> Result<(), Box<dyn Error>> {
    #[cfg(any(feature = "reqwest", not(feature = "blocking")))]
    run(calls())?;
    // The same calls again where both transports are there: without a runtime they go through the other one.
    #[cfg(feature = "blocking")]
    generated_client::runtime::Block::block(calls())?;
    Ok(())
}

async fn calls() -> Result<(), Box<dyn Error>> {
    #[cfg(feature = "aep")]
    aep().await?;
    #[cfg(feature = "batch-cep")]
    batch_cep().await?;
    #[cfg(feature = "batch-mep")]
    batch_mep().await?;
    #[cfg(feature = "batch-mep-1-0")]
    batch_mep_1_0().await?;
    Ok(())
}

#[cfg(feature = "aep")]
async fn aep() -> Result<(), Box<dyn Error>> {
    const ANSWER: &str = r#"{"id":"1","lifecycle":"unheard-of"}"#;
    let builder = generated_client::aep::Client::builder()
        .access_token("token")
        .api_key("key")
        .org_id("organization")
        .sandbox_name("prod");
    #[cfg(any(feature = "reqwest", feature = "blocking"))]
    let builder = builder.base_url(loopback::answering(ANSWER)?);
    #[cfg(not(any(feature = "reqwest", feature = "blocking")))]
    let builder = builder.transport(in_process::Canned(ANSWER));
    let audience = builder.build()?.get_audience("1").send().await?;
    assert_eq!(audience.id.as_deref(), Some("1"));
    #[cfg(feature = "serde")]
    assert_eq!(serde_json::to_string(&*audience)?, ANSWER);
    println!("aep: {:?}", audience.lifecycle);
    Ok(())
}

#[cfg(feature = "batch-cep")]
async fn batch_cep() -> Result<(), Box<dyn Error>> {
    const ANSWER: &str = r#"{"audiences":[{"name":"vip"}],"has_more":false}"#;
    let builder = generated_client::batch_cep::Client::builder()
        .rest_api_key("key")
        .project("project");
    #[cfg(any(feature = "reqwest", feature = "blocking"))]
    let builder = builder.base_url(loopback::answering(ANSWER)?);
    #[cfg(not(any(feature = "reqwest", feature = "blocking")))]
    let builder = builder.transport(in_process::Canned(ANSWER));
    let page = builder.build()?.list_audiences().limit(1).send().await?;
    assert_eq!(page.has_more, Some(false));
    #[cfg(feature = "serde")]
    assert_eq!(*page, serde_json::from_str(ANSWER)?);
    println!("batch_cep: {:?}", page.audiences);
    Ok(())
}

#[cfg(feature = "batch-mep")]
async fn batch_mep() -> Result<(), Box<dyn Error>> {
    const ANSWER: &str = r#"{"custom_audiences":[]}"#;
    let builder = generated_client::batch_mep::Client::builder()
        .rest_api_key("key")
        .api_key("app");
    #[cfg(any(feature = "reqwest", feature = "blocking"))]
    let builder = builder.base_url(loopback::answering(ANSWER)?);
    #[cfg(not(any(feature = "reqwest", feature = "blocking")))]
    let builder = builder.transport(in_process::Canned(ANSWER));
    let page = builder.build()?.list_custom_audiences().send().await?;
    assert_eq!(page.custom_audiences.as_deref(), Some([].as_slice()));
    println!("batch_mep: {:?}", page.custom_audiences);
    Ok(())
}

#[cfg(feature = "batch-mep-1-0")]
async fn batch_mep_1_0() -> Result<(), Box<dyn Error>> {
    const ANSWER: &str = r#"{"custom_audiences":[]}"#;
    let builder = generated_client::batch_mep_1_0::Client::builder()
        .rest_api_key("key")
        .api_key("app");
    #[cfg(any(feature = "reqwest", feature = "blocking"))]
    let builder = builder.base_url(loopback::answering(ANSWER)?);
    #[cfg(not(any(feature = "reqwest", feature = "blocking")))]
    let builder = builder.transport(in_process::Canned(ANSWER));
    let page = builder.build()?.list_custom_audiences().send().await?;
    assert_eq!(page.custom_audiences.as_deref(), Some([].as_slice()));
    println!("batch_mep_1_0: {:?}", page.custom_audiences);
    Ok(())
}
