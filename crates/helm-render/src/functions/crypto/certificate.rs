//! X.509 certificates as Go's `x509.CreateCertificate` makes them for sprig.

use std::net::IpAddr;
use std::rc::Rc;

use sha1::{Digest, Sha1};

use super::der::{self, Malformed, Reader};
use super::generator::Generator;
use super::keys::PrivateKey;
use super::pem;
use crate::fault::Fault;
use crate::functions::dates::civil_time;
use crate::functions::signature::{Named, Outcome};
use crate::value::{List, Object, Value, format};
use crate::world::World;

/// A certificate and its key, in PEM.
#[derive(Debug, Clone)]
pub(super) struct Certificate {
    pub(super) cert: String,
    pub(super) key: String,
}

impl Named for Certificate {
    const NAME: &'static str = "sprig.certificate";
}

impl Object for Certificate {
    fn type_name(&self) -> &'static str {
        Self::NAME
    }

    fn field(&self, name: &str) -> Option<Value> {
        match name {
            "Cert" => Some(self.cert.as_str().into()),
            "Key" => Some(self.key.as_str().into()),
            _ => None,
        }
    }

    fn display(&self) -> String {
        format!("{{{} {}}}", self.cert, self.key)
    }

    fn data(&self) -> Value {
        let fields = [("Cert", &self.cert), ("Key", &self.key)];
        Value::Map(fields.into_iter().map(|(name, text)| (name.into(), text.as_str().into())).collect())
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

impl Outcome for Certificate {
    fn into_result(self) -> Result<Value, Fault> {
        Ok(Value::Object(Rc::new(self)))
    }
}

/// What a certificate says.
pub(super) struct Template {
    name: String,
    addresses: Vec<IpAddr>,
    host_names: Vec<String>,
    days: i64,
    is_authority: bool,
}

impl Template {
    /// A certificate of an authority.
    pub(super) fn authority(name: &str, days: i64) -> Self {
        Self {
            name: name.to_owned(),
            addresses: Vec::new(),
            host_names: Vec::new(),
            days,
            is_authority: true,
        }
    }

    /// A certificate of a server or client.
    pub(super) fn leaf(
        name: &str,
        addresses: Option<&List>,
        host_names: Option<&List>,
        days: i64,
    ) -> Result<Self, Fault> {
        let items = |list: Option<&List>| list.map_or_else(Vec::new, |list| list.items().to_vec());
        let addresses = items(addresses).iter().map(address).collect::<Result<_, _>>()?;
        let host_names = items(host_names).iter().map(host_name).collect::<Result<_, _>>()?;
        Ok(Self { name: name.to_owned(), addresses, host_names, days, is_authority: false })
    }
}

fn address(item: &Value) -> Result<IpAddr, Fault> {
    let Value::String(text) = item else {
        return Err(Fault::new(format!("error parsing ip: {} is not a string", format::display(item))));
    };
    text.to_str().parse().map_err(|_| Fault::new(format!("error parsing ip: {text}")))
}

fn host_name(item: &Value) -> Result<String, Fault> {
    match item {
        Value::String(text) => Ok(text.to_str().into_owned()),
        _ => Err(Fault::new(format!(
            "error processing alternate dns name: {} is not a string",
            format::display(item)
        ))),
    }
}

/// Who signs a certificate: the name, the identifier of the key, and the key.
pub(super) struct Issuer<'a> {
    pub(super) subject: Vec<u8>,
    pub(super) key_identifier: Option<Vec<u8>>,
    pub(super) key: &'a PrivateKey,
}

/// Makes a certificate that signs itself.
pub(super) fn self_signed(
    world: &dyn World,
    template: &Template,
    key: &PrivateKey,
) -> Result<Certificate, Fault> {
    let issuer = Issuer { subject: distinguished_name(&template.name), key_identifier: None, key };
    signed(world, template, key, &issuer)
}

/// Makes a certificate that an authority signs.
pub(super) fn signed(
    world: &dyn World,
    template: &Template,
    key: &PrivateKey,
    issuer: &Issuer<'_>,
) -> Result<Certificate, Fault> {
    let failed = |error: String| Fault::new(format!("error creating certificate: {error}"));
    let algorithm = issuer.key.signature_algorithm().map_err(failed)?;
    let (key_algorithm, public_key) = key.public().map_err(failed)?;
    let subject = distinguished_name(&template.name);
    let (now, _) = world.now();
    // Go's durations count nanoseconds, and wrap.
    let span = template.days.wrapping_mul(86_400_000_000_000) / 1_000_000_000;
    let validity =
        der::sequence([&time(now).map_err(failed)?, &time(now.saturating_add(span)).map_err(failed)?]);
    let serial = Generator::new(world).bytes::<16>();
    let body = der::sequence([
        &der::element(der::context(0), &der::unsigned(&[2])),
        &der::unsigned(&serial),
        &algorithm,
        &issuer.subject,
        &validity,
        &subject,
        &der::sequence([&key_algorithm, &der::bits(&public_key)]),
        &der::element(der::context(3), &extensions(template, &subject, &public_key, issuer).map_err(failed)?),
    ]);
    let signature = issuer.key.sign(&body).map_err(failed)?;
    let certificate = der::sequence([&body, &algorithm, &der::bits(&signature)]);
    Ok(Certificate { cert: pem::encode("CERTIFICATE", &certificate), key: key.to_pem() })
}

// Empty without a common name; PrintableString where that can hold it, as Go chooses.
fn distinguished_name(name: &str) -> Vec<u8> {
    const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
    if name.is_empty() {
        return der::sequence([]);
    }
    let is_printable =
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte));
    let tag = if is_printable { der::PRINTABLE_STRING } else { der::UTF8_STRING };
    let attribute =
        der::sequence([&der::element(der::OBJECT_ID, COMMON_NAME), &der::element(tag, name.as_bytes())]);
    der::sequence([&der::element(der::SET, &attribute)])
}

// Two digits of the year from 1950 to 2049, else four.
fn time(unix: i64) -> Result<Vec<u8>, String> {
    let (year, month, day, hour, minute, second) = civil_time(unix);
    let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
    match year {
        1950..=2049 => Ok(der::element(der::UTC_TIME, format!("{:02}{rest}", year % 100).as_bytes())),
        0..=9999 => Ok(der::element(der::GENERALIZED_TIME, format!("{year:04}{rest}").as_bytes())),
        _ => Err("asn1: structure error: cannot represent time as GeneralizedTime".to_owned()),
    }
}

fn extensions(
    template: &Template,
    subject: &[u8],
    public_key: &[u8],
    issuer: &Issuer<'_>,
) -> Result<Vec<u8>, String> {
    const SERVER_AUTH: &[u8] = &[0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
    const CLIENT_AUTH: &[u8] = &[0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02];
    let id = |id: &[u8]| der::element(der::OBJECT_ID, id);
    // Digital signature and key encipherment; an authority also signs certificates.
    let usage: [u8; 2] = if template.is_authority { [2, 0b1010_0100] } else { [5, 0b1010_0000] };
    let is_authority: &[u8] = if template.is_authority { &[der::BOOLEAN, 1, 0xFF] } else { &[] };
    let mut list = vec![
        extension(15, true, &der::element(der::BIT_STRING, &usage)),
        extension(37, false, &der::sequence([&id(SERVER_AUTH), &id(CLIENT_AUTH)])),
        extension(19, true, &der::element(der::SEQUENCE, is_authority)),
    ];
    if template.is_authority {
        list.push(extension(14, false, &der::element(der::OCTET_STRING, &Sha1::digest(public_key))));
    }
    if let Some(identifier) = &issuer.key_identifier
        && issuer.subject != subject
    {
        list.push(extension(35, false, &der::sequence([&der::element(0x80, identifier)])));
    }
    if !template.host_names.is_empty() || !template.addresses.is_empty() {
        let is_critical = subject == der::sequence([]);
        list.push(extension(17, is_critical, &alternative_names(template)?));
    }
    Ok(der::element(der::SEQUENCE, &list.concat()))
}

fn extension(number: u8, is_critical: bool, content: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if is_critical { &[der::BOOLEAN, 1, 0xFF] } else { &[] };
    der::sequence([
        &der::element(der::OBJECT_ID, &[0x55, 0x1D, number]),
        critical,
        &der::element(der::OCTET_STRING, content),
    ])
}

fn alternative_names(template: &Template) -> Result<Vec<u8>, String> {
    let mut names = Vec::new();
    for name in &template.host_names {
        if !name.is_ascii() {
            return Err(format!("x509: {} cannot be encoded as an IA5String", quoted(name)));
        }
        names.extend(der::element(0x82, name.as_bytes()));
    }
    for address in &template.addresses {
        match address.to_canonical() {
            IpAddr::V4(address) => names.extend(der::element(0x87, &address.octets())),
            IpAddr::V6(address) => names.extend(der::element(0x87, &address.octets())),
        }
    }
    Ok(der::element(der::SEQUENCE, &names))
}

fn quoted(text: &str) -> String {
    let mut out = Vec::new();
    crate::functions::strings::write_quoted(text.as_bytes(), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// What signing needs to know of the certificate of an authority.
pub(super) struct Parsed {
    pub(super) subject: Vec<u8>,
    pub(super) key_identifier: Option<Vec<u8>>,
    /// The public key, with its algorithm.
    pub(super) public_key: Vec<u8>,
}

impl Parsed {
    /// Reads a certificate; the error is Go's.
    pub(super) fn from_der(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut body = Reader(bytes)
            .sequence()
            .map_err(|_| "x509: malformed certificate")?
            .sequence()
            .map_err(|_| "x509: malformed tbs certificate")?;
        if body.tag() == Some(der::context(0)) {
            body.read(der::context(0)).map_err(|_| "x509: malformed version")?;
        }
        body.read(der::INTEGER).map_err(|_| "x509: malformed serial number")?;
        body.sequence().map_err(|_| "x509: malformed signature algorithm identifier")?;
        body.sequence().map_err(|_| "x509: malformed issuer")?;
        body.sequence().map_err(|_| "x509: malformed validity")?;
        let (subject, _) = body.read_whole(der::SEQUENCE).map_err(|_| "x509: malformed issuer")?;
        let (public_key, _) = body.read_whole(der::SEQUENCE).map_err(|_| "x509: malformed spki")?;
        let key_identifier = match body.read(der::context(3)) {
            Ok(extensions) => key_identifier(extensions).map_err(|_| "x509: malformed extensions")?,
            Err(_) => None,
        };
        Ok(Self { subject: subject.to_vec(), key_identifier, public_key: public_key.to_vec() })
    }

    /// Whether the certificate is for that key.
    pub(super) fn belongs_to(&self, key: &PrivateKey) -> bool {
        key.public()
            .is_ok_and(|(algorithm, bits)| der::sequence([&algorithm, &der::bits(&bits)]) == self.public_key)
    }
}

// The subject key identifier among the extensions, if there is one.
fn key_identifier(extensions: &[u8]) -> Result<Option<Vec<u8>>, Malformed> {
    let mut extensions = Reader(extensions).sequence()?;
    while !extensions.0.is_empty() {
        let mut extension = extensions.sequence()?;
        if extension.read(der::OBJECT_ID)? != [0x55, 0x1D, 14] {
            continue;
        }
        if extension.tag() == Some(der::BOOLEAN) {
            extension.read(der::BOOLEAN)?;
        }
        let content = extension.read(der::OCTET_STRING)?;
        return Ok(Some(Reader(content).read(der::OCTET_STRING)?.to_vec()));
    }
    Ok(None)
}
