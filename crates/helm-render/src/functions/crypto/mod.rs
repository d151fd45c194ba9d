//! Keys, certificates, passwords and encryption.

mod bcrypt;
mod certificate;
mod der;
mod dsa;
mod encryption;
mod generator;
mod keys;
mod passwords;
mod pem;

use certificate::{Certificate, Issuer, Parsed, Template};
use generator::Generator;
use keys::PrivateKey;

use super::Entry;
use super::bases::{decode64, encode64};
use super::limit::{check_size, work};
use super::signature::{typed, worldly};
use crate::fault::Fault;
use crate::value::{List, Str};
use crate::world::World;

/// Hashes a password with bcrypt.
///
/// ```gotmpl
/// {{ bcrypt "secret" | trunc 7 }} → $2a$10$
/// ```
fn bcrypt(world: &dyn World, password: &Str) -> Result<String, Fault> {
    work(PASSWORD)?;
    Ok(match bcrypt::hash(world, password.as_bytes()) {
        Ok(hash) => hash,
        Err(error) => format!("failed to encrypt string with bcrypt: {error}"),
    })
}

/// Makes a line for an htpasswd file.
///
/// ```gotmpl
/// {{ htpasswd "user" "secret" | trunc 12 }} → user:$2a$10$
/// ```
fn htpasswd(world: &dyn World, user: &Str, password: &Str) -> Result<Str, Fault> {
    if user.as_bytes().contains(&b':') {
        return Ok([b"invalid username: ", user.as_bytes()].concat().into());
    }
    Ok([user.as_bytes(), b":", bcrypt(world, password)?.as_bytes()].concat().into())
}

/// Derives a password for a site from a master password: of kind `maximum`, `long`, `medium`, `short`, `basic` or `pin`.
///
/// ```gotmpl
/// {{ derivePassword 1 "long" "password" "user" "example.com" }} → ZedaFaxcZaso9*
/// ```
fn derive_password(
    counter: u32,
    kind: &Str,
    password: &Str,
    user: &Str,
    site: &Str,
) -> Result<String, Fault> {
    work(DERIVED)?;
    let (password, user, site) = (password.as_bytes(), user.as_bytes(), site.as_bytes());
    Ok(passwords::derive(counter, &kind.to_str(), password, user, site).unwrap_or_else(|error| error))
}

/// Encrypts text with AES-256 in CBC mode, in base 64.
///
/// ```gotmpl
/// {{ encryptAES "key" "text" | decryptAES "key" }} → text
/// ```
fn encrypt_aes(world: &dyn World, password: &Str, text: &Str) -> Result<Str, Fault> {
    if text.is_empty() {
        return Ok(Str::default());
    }
    check_size(text.len().checked_mul(4).map(|size| size / 3))?;
    Ok(encode64(&encryption::encrypt(world, password.as_bytes(), text.as_bytes())).into())
}

/// Decrypts what `encryptAES` encrypted.
///
/// ```gotmpl
/// {{ decryptAES "secretkey" "30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ=" }} → plaintext
/// ```
fn decrypt_aes(password: &Str, text: &Str) -> Result<Str, Fault> {
    if text.is_empty() {
        return Ok(Str::default());
    }
    let data = decode64(text.as_bytes())
        .map_err(|at| Fault::new(format!("illegal base64 data at input byte {at}")))?;
    encryption::decrypt(password.as_bytes(), &data, text.len() / 4 * 3).map(Str::from)
}

/// Makes a private key of kind `rsa`, `dsa`, `ecdsa` or `ed25519`.
///
/// ```gotmpl
/// {{ genPrivateKey "ed25519" | substr 11 22 }} → PRIVATE KEY
/// ```
fn gen_private_key(world: &dyn World, kind: &Str) -> Result<String, Fault> {
    let generator = &mut Generator::new(world);
    let kind = kind.to_str();
    work(if matches!(&*kind, "" | "rsa" | "dsa") { LARGE_KEY } else { SIGNATURE })?;
    let key = match &*kind {
        "" | "rsa" => PrivateKey::generate_rsa(generator, 4096),
        "dsa" => dsa::Key::generate(generator).map(PrivateKey::Dsa),
        "ecdsa" => Ok(PrivateKey::generate_p256(generator)),
        "ed25519" => Ok(PrivateKey::generate_ed25519(generator)),
        other => return Ok(format!("Unknown type {other}")),
    };
    Ok(match key {
        Ok(key) => key.to_pem(),
        Err(error) => format!("failed to generate private key: {error}"),
    })
}

/// Makes a certificate of a certificate authority, valid for `days`; `.Cert` and `.Key` are in PEM.
///
/// ```gotmpl
/// {{ (genCA "my-ca" 365).Cert | trunc 27 }} → -----BEGIN CERTIFICATE-----
/// ```
fn gen_ca(world: &dyn World, name: &Str, days: i64) -> Result<Certificate, Fault> {
    certificate::self_signed(world, &Template::authority(&name.to_str(), days), &new_key(world)?)
}

/// Makes a certificate of a certificate authority from a private key in PEM.
///
/// ```gotmpl
/// {{ (genCAWithKey "my-ca" 365 (genPrivateKey "ecdsa")).Cert | trunc 27 }} → -----BEGIN CERTIFICATE-----
/// ```
fn gen_ca_with_key(world: &dyn World, name: &Str, days: i64, key: &Str) -> Result<Certificate, Fault> {
    certificate::self_signed(world, &Template::authority(&name.to_str(), days), &given_key(key)?)
}

/// Makes a certificate that signs itself, for IP addresses and host names.
///
/// ```gotmpl
/// {{ (genSelfSignedCert "foo.com" (list "10.0.0.1") (list "bar.com") 365).Key | substr 11 26 }} → RSA PRIVATE KEY
/// ```
fn gen_self_signed_cert(
    world: &dyn World,
    name: &Str,
    addresses: Option<&List>,
    host_names: Option<&List>,
    days: i64,
) -> Result<Certificate, Fault> {
    let key = new_key(world)?;
    certificate::self_signed(world, &Template::leaf(&name.to_str(), addresses, host_names, days)?, &key)
}

/// Makes a certificate that signs itself, from a private key in PEM.
///
/// ```gotmpl
/// {{ (genSelfSignedCertWithKey "foo.com" nil nil 365 (genPrivateKey "ecdsa")).Key | substr 11 25 }} → EC PRIVATE KEY
/// ```
fn gen_self_signed_cert_with_key(
    world: &dyn World,
    name: &Str,
    addresses: Option<&List>,
    host_names: Option<&List>,
    days: i64,
    key: &Str,
) -> Result<Certificate, Fault> {
    let key = given_key(key)?;
    certificate::self_signed(world, &Template::leaf(&name.to_str(), addresses, host_names, days)?, &key)
}

/// Makes a certificate that an authority signs, as `genCA` and `buildCustomCert` give it.
///
/// ```gotmpl
/// {{ (genSignedCert "foo.com" nil (list "foo.com") 365 (genCA "my-ca" 365)).Cert | trunc 27 }} → -----BEGIN CERTIFICATE-----
/// ```
fn gen_signed_cert(
    world: &dyn World,
    name: &Str,
    addresses: Option<&List>,
    host_names: Option<&List>,
    days: i64,
    authority: &Certificate,
) -> Result<Certificate, Fault> {
    let key = new_key(world)?;
    signed(world, &key, authority, || Template::leaf(&name.to_str(), addresses, host_names, days))
}

/// Makes a certificate that an authority signs, from a private key in PEM.
///
/// ```gotmpl
/// {{ $key := genPrivateKey "ecdsa" }}{{ eq $key (genSignedCertWithKey "foo.com" nil nil 365 (genCA "my-ca" 365) $key).Key }} → true
/// ```
fn gen_signed_cert_with_key(
    world: &dyn World,
    name: &Str,
    addresses: Option<&List>,
    host_names: Option<&List>,
    days: i64,
    authority: &Certificate,
    key: &Str,
) -> Result<Certificate, Fault> {
    let key = given_key(key)?;
    signed(world, &key, authority, || Template::leaf(&name.to_str(), addresses, host_names, days))
}

/// Makes a certificate and key, in base 64, usable where `genCA` is.
///
/// ```gotmpl
/// {{ $ca := genCA "my-ca" 365 }}{{ eq $ca.Cert (buildCustomCert (b64enc $ca.Cert) (b64enc $ca.Key)).Cert }} → true
/// ```
fn build_custom_cert(cert: &Str, key: &Str) -> Result<Certificate, Fault> {
    let cert = decode64(cert.as_bytes()).map_err(|_| Fault::new("unable to decode base64 certificate"))?;
    let key = decode64(key.as_bytes()).map_err(|_| Fault::new("unable to decode base64 private key"))?;
    let block = pem::decode(&cert).ok_or_else(|| Fault::new("unable to decode certificate"))?;
    Parsed::from_der(&block.bytes)
        .map_err(|error| Fault::new(format!("error parsing certificate: decodedCert.Bytes: {error}")))?;
    PrivateKey::from_pem(&key).map_err(|error| Fault::new(format!("error parsing private key: {error}")))?;
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Certificate { cert: text(cert), key: text(key) })
}

pub(super) static TABLE: &[Entry] = &[
    ("bcrypt", &worldly(bcrypt)),
    ("buildCustomCert", &typed(build_custom_cert)),
    ("decryptAES", &typed(decrypt_aes)),
    ("derivePassword", &typed(derive_password)),
    ("encryptAES", &worldly(encrypt_aes)),
    ("genCA", &worldly(gen_ca)),
    ("genCAWithKey", &worldly(gen_ca_with_key)),
    ("genPrivateKey", &worldly(gen_private_key)),
    ("genSelfSignedCert", &worldly(gen_self_signed_cert)),
    ("genSelfSignedCertWithKey", &worldly(gen_self_signed_cert_with_key)),
    ("genSignedCert", &worldly(gen_signed_cert)),
    ("genSignedCertWithKey", &worldly(gen_signed_cert_with_key)),
    ("htpasswd", &worldly(htpasswd)),
];

// How much work things are, in the unit of `work`: what a render may do by default is enough for 32 large keys, 128 keys
// of certificates, 256 derived passwords, 512 hashed ones. Each of these takes about a minute on a slow machine.
const LARGE_KEY: usize = 1 << 28;
const KEY: usize = 1 << 26;
const DERIVED: usize = 1 << 25;
const PASSWORD: usize = 1 << 24;
const SIGNATURE: usize = 1 << 21;

fn new_key(world: &dyn World) -> Result<PrivateKey, Fault> {
    work(KEY)?;
    PrivateKey::generate_rsa(&mut Generator::new(world), 2048)
        .map_err(|error| Fault::new(format!("error generating rsa key: {error}")))
}

fn given_key(pem: &Str) -> Result<PrivateKey, Fault> {
    work(SIGNATURE)?;
    PrivateKey::from_pem(pem.as_bytes()).map_err(|error| Fault::new(format!("parsing private key: {error}")))
}

fn signed(
    world: &dyn World,
    key: &PrivateKey,
    authority: &Certificate,
    template: impl FnOnce() -> Result<Template, Fault>,
) -> Result<Certificate, Fault> {
    work(SIGNATURE)?;
    let block =
        pem::decode(authority.cert.as_bytes()).ok_or_else(|| Fault::new("unable to decode certificate"))?;
    let parsed = Parsed::from_der(&block.bytes).map_err(|error| {
        Fault::new(format!("error parsing certificate: decodedSignerCert.Bytes: {error}"))
    })?;
    let authority_key = PrivateKey::from_pem(authority.key.as_bytes())
        .map_err(|error| Fault::new(format!("error parsing private key: {error}")))?;
    let template = template()?;
    if authority_key.signature_algorithm().is_ok() && !parsed.belongs_to(&authority_key) {
        return Err(Fault::new(
            "error creating certificate: x509: provided PrivateKey doesn't match parent's PublicKey",
        ));
    }
    let issuer =
        Issuer { subject: parsed.subject, key_identifier: parsed.key_identifier, key: &authority_key };
    certificate::signed(world, &template, key, &issuer)
}
