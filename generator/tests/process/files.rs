//! What is read and written, and what is not: links, pipes, names of files, references.

use std::fs;
use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;

use crate::place::{Place, document, finish, said};

#[test]
fn h10_nothing_outside_of_the_folder_is_read() {
    let outside = tempfile::tempdir().unwrap();
    let secret = "type: object\ndescription: canary\nproperties: {canary: {type: string}}\n";
    fs::write(outside.path().join("secret.yaml"), secret).unwrap();
    let path = outside.path().display();
    for reference in [
        format!("{path}/secret.yaml"),
        format!("file://{path}/secret.yaml"),
        format!(
            "../{}/secret.yaml",
            outside.path().file_name().unwrap().to_string_lossy()
        ),
        "link.yaml".to_owned(),
        "linked/secret.yaml".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "http://[::ffff:127.0.0.1]/secret.yaml".to_owned(),
        "ftp://127.0.0.1/secret.yaml".to_owned(),
        "\\\\127.0.0.1\\share\\secret.yaml".to_owned(),
        "/dev/zero".to_owned(),
        "pipe.yaml".to_owned(),
    ] {
        let reference = reference.replace('\'', "''");
        let place = Place::new(document(
            "T",
            &format!(
                "    B: {{$ref: '{reference}'}}\n    D: {{properties: {{b: {{$ref: '{reference}#/x'}}}}}}\n"
            ),
        ));
        let here = place.folder.path();
        std::os::unix::fs::symlink(outside.path().join("secret.yaml"), here.join("link.yaml"))
            .unwrap();
        std::os::unix::fs::symlink(outside.path(), here.join("linked")).unwrap();
        assert!(
            Command::new("mkfifo")
                .arg(here.join("pipe.yaml"))
                .status()
                .unwrap()
                .success()
        );
        let output = place.run();
        let said = said(&output);
        assert!(output.status.success(), "{reference}: {said}");
        assert!(said.contains("/B"), "{reference} is passed over in silence");
        assert!(!said.contains("canary"), "{reference}: {said}");
        for (path, bytes) in place.content() {
            let leaked = String::from_utf8_lossy(&bytes).contains("canary");
            assert!(!leaked, "{reference} in {}", path.display());
        }
    }
}

#[test]
fn h11_a_url_is_no_document_and_is_not_fetched() {
    let place = Place::new(document("T", ""));
    let mut command = Command::new(env!("CARGO_BIN_EXE_generator"));
    command.args([
        "--spec",
        "https://user:token@127.0.0.1/openapi.yaml",
        "--out",
        "client",
    ]);
    command.current_dir(place.folder.path());
    let output = finish(command);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(!place.root().exists());
}

#[test]
fn h09_a_crate_behind_a_link_or_a_pipe_is_not_written() {
    for kind in ["link", "pipe", "file"] {
        let place = Place::new(document("T", ""));
        let outside = tempfile::tempdir().unwrap();
        match kind {
            "link" => std::os::unix::fs::symlink(outside.path(), place.root()).unwrap(),
            "pipe" => assert!(
                Command::new("mkfifo")
                    .arg(place.root())
                    .status()
                    .unwrap()
                    .success()
            ),
            _ => fs::write(place.root(), "mine").unwrap(),
        }
        let output = place.run();
        assert!(!output.status.success(), "{kind}: {}", said(&output));
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0, "{kind}");
    }
    let place = Place::new(document("T", ""));
    fs::create_dir(place.root()).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(place.root().join("Cargo.toml"))
            .status()
            .unwrap()
            .success()
    );
    let output = place.run();
    assert!(!output.status.success(), "{}", said(&output));
}

/// Everything stays in its folder although the document names files that do not: the path of every file is made of checked names.
#[test]
fn h08_names_of_files_stay_in_the_folder() {
    let names = [
        "../x", "/etc/x", "C:\\x", "CON", "aux", ".", "..", "", "\\0", "mod", "lib", "runtime",
        "types",
    ];
    let long = "long".repeat(75);
    let operation = |(number, name): (usize, &&str)| {
        let name = name.replace('\\', "\\\\");
        format!(
            "  /p{number}: {{get: {{tags: [\"{name}\"], operationId: \"{name}\", responses: {{'204': {{description: Done.}}}}}}}}\n"
        )
    };
    let long = long.as_str();
    let names = names.iter().chain([&long]).enumerate();
    let operations = names.map(operation).collect::<Vec<_>>().concat();
    let text = document("T", "").replace("paths:\n", &format!("paths:\n{operations}"));
    let place = Place::new(text);
    let output = place.run();
    assert!(output.status.success(), "{}", said(&output));
    let beside: Vec<_> = fs::read_dir(place.folder.path())
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(beside.len(), 2, "{beside:?}");
    for path in place.content().keys() {
        assert_safe(path);
    }
}

fn assert_safe(path: &Path) {
    for part in path {
        let part = part.to_str().unwrap();
        let stem = part.split('.').next().unwrap();
        assert!(part.len() <= 100, "{part}");
        assert!(!matches!(stem, "con" | "aux" | "nul" | "prn"), "{part}");
        let plain = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.');
        assert!(part.bytes().all(plain), "{part:?}");
    }
}

/// A crate that is not there is one finding, and no list of its files.
#[test]
fn a_check_of_nothing_says_so() {
    let place = Place::new(document("T", ""));
    let check = || {
        let mut command = place.command();
        command.arg("--check");
        finish(command)
    };
    let output = check();
    assert_eq!(output.status.code(), Some(1));
    let said = said(&output);
    assert!(
        said.starts_with("there is no client in client: run"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(place.run().status.success());
    assert_eq!(check().status.code(), Some(0));
}

/// H10: every address of a document leads to a server that would answer, and nobody comes; nor by way of a proxy.
#[test]
fn h10_no_server_is_asked() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = server.local_addr().unwrap();
    let (url, port) = (format!("http://{here}"), here.port());
    let references = [
        format!("{url}/a.yaml"),
        format!("{url}/a.yaml#/A"),
        format!("https://{here}/a.yaml"),
        format!("http://localhost:{port}/a.yaml"),
        format!("http://user:secret@{here}/a.yaml"),
        format!("http://[::ffff:127.0.0.1]:{port}/a.yaml"),
        format!("http://2130706433:{port}/a.yaml"),
        format!("//{here}/a.yaml"),
        format!("ftp://{here}/a.yaml"),
        format!("file://{here}/a.yaml"),
        format!("\\\\{here}\\a.yaml"),
    ];
    let numbered = references.iter().enumerate();
    let schemas: String = numbered
        .map(|(number, it)| ["    R", &number.to_string(), ": {$ref: '", it, "'}\n"].concat())
        .collect();
    let others = format!(
        "    Other:\n      $id: {url}/other.yaml\n      $schema: {url}/schema\n      externalDocs: {{url: '{url}/docs'}}\n      \
         properties: {{a: {{$ref: a.yaml}}}}\n  securitySchemes:\n    o: {{type: openIdConnect, openIdConnectUrl: '{url}/oidc'}}\n    \
         t: {{type: oauth2, flows: {{clientCredentials: {{tokenUrl: '{url}/token', scopes: {{}}}}}}}}\n  examples:\n    \
         E: {{externalValue: '{url}/example.json'}}\njsonSchemaDialect: {url}/dialect\nexternalDocs: {{url: '{url}/docs'}}\n"
    );
    let text = document("T", &(schemas + &others)).replace("https://example.com", &url);
    let place = Place::new(text.replace("3.1.0\n", &format!("3.2.0\n$self: {url}/openapi.yaml\n")));
    let mut command = place.command();
    for proxy in ["http_proxy", "https_proxy", "ftp_proxy", "all_proxy"] {
        command.env(proxy, &url).env(proxy.to_uppercase(), &url);
    }
    let output = finish(command);
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    for (number, reference) in references.iter().enumerate() {
        let is_said = said.contains(&format!("/R{number}"));
        assert!(is_said, "{reference} is passed over in silence: {said}");
    }
    // Whoever came would wait here.
    server.set_nonblocking(true).unwrap();
    let came = server.accept().map(|(_, from)| from);
    assert_eq!(came.map_err(|it| it.kind()), Err(ErrorKind::WouldBlock));
    // And this is how it is seen that somebody came.
    let visitor = TcpStream::connect(here).unwrap();
    server.set_nonblocking(false).unwrap();
    assert_eq!(server.accept().unwrap().1, visitor.local_addr().unwrap());
}
