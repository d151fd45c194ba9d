//! Private keys: making, reading, writing, signing.

use ed25519_dalek::Signer;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, RsaPrivateKey};
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::der::{self, Malformed, Reader};
use super::generator::Generator;
use super::{dsa, pem};

const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
const SHA256_WITH_RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0B];
const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
const ED25519: &[u8] = &[0x2B, 0x65, 0x70];

/// A private key of a kind that Go knows.
pub(super) enum PrivateKey {
    Rsa(Box<RsaPrivateKey>),
    Ec(EcKey),
    Ed25519(Box<ed25519_dalek::SigningKey>),
    /// Only kept: certificates cannot have it.
    Dsa(dsa::Key),
}

/// A key on one of the curves of NIST.
pub(super) enum EcKey {
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
}

impl PrivateKey {
    pub(super) fn generate_rsa(generator: &mut Generator, bits: usize) -> Result<Self, String> {
        RsaPrivateKey::new(generator, bits)
            .map(|key| Self::Rsa(Box::new(key)))
            .map_err(|error| error.to_string())
    }

    pub(super) fn generate_p256(generator: &mut Generator) -> Self {
        loop {
            if let Ok(key) = p256::ecdsa::SigningKey::from_slice(&generator.bytes::<32>()) {
                return Self::Ec(EcKey::P256(key));
            }
        }
    }

    pub(super) fn generate_ed25519(generator: &mut Generator) -> Self {
        Self::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(&generator.bytes())))
    }

    /// Reads a key in PEM; the error is sprig's.
    pub(super) fn from_pem(text: &[u8]) -> Result<Self, String> {
        let block = pem::decode(text).ok_or("no PEM data in input")?;
        if block.label == "PRIVATE KEY" {
            return Self::from_pkcs8(&block.bytes)
                .map_err(|error| format!("decoding PEM as PKCS#8: {error}"));
        }
        let Some(kind) = block.label.strip_suffix(" PRIVATE KEY") else {
            return Err(format!("no private key data in PEM block of type {}", block.label));
        };
        let (key, name) = match kind {
            "RSA" => (rsa_from_der(&block.bytes), "RSA"),
            "EC" => (ec_from_der(&block.bytes, None), "EC"),
            "DSA" => (dsa::Key::from_der(&block.bytes).map(Self::Dsa), "DSA"),
            _ => return Err(format!("invalid private key type {}", block.label)),
        };
        key.map_err(|error| format!("parsing {name} private key from PEM: {error}"))
    }

    fn from_pkcs8(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut reader = Reader(bytes).sequence()?;
        reader.read(der::INTEGER)?;
        expect_shape(&reader, der::SEQUENCE)?;
        let mut algorithm = reader.sequence()?;
        let id = algorithm.read(der::OBJECT_ID)?;
        let key = reader.read(der::OCTET_STRING)?;
        if id == RSA {
            rsa_from_der(key)
        } else if id == EC_PUBLIC_KEY {
            ec_from_der(key, Some(algorithm.read(der::OBJECT_ID)?))
        } else if id == ED25519 {
            let seed = Reader(key).read(der::OCTET_STRING)?;
            let seed = seed.try_into().map_err(|_| Malformed("x509: invalid Ed25519 private key length"))?;
            Ok(Self::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(seed))))
        } else {
            Err(Malformed("x509: PKCS#8 wrapping contained private key with unknown algorithm"))
        }
    }

    /// The key in PEM, in the form that sprig gives each kind.
    pub(super) fn to_pem(&self) -> String {
        match self {
            Self::Rsa(key) => pem::encode("RSA PRIVATE KEY", &rsa_to_der(key)),
            Self::Ec(key) => pem::encode("EC PRIVATE KEY", &key.to_der()),
            Self::Dsa(key) => pem::encode("DSA PRIVATE KEY", &key.to_der()),
            Self::Ed25519(key) => {
                let algorithm = der::sequence([&der::element(der::OBJECT_ID, ED25519)]);
                let seed = der::element(der::OCTET_STRING, &der::element(der::OCTET_STRING, key.as_bytes()));
                pem::encode("PRIVATE KEY", &der::sequence([&der::unsigned(&[0]), &algorithm, &seed]))
            }
        }
    }

    /// The public key as a certificate has it: the algorithm, and the content of the bit string.
    pub(super) fn public(&self) -> Result<(Vec<u8>, Vec<u8>), String> {
        let id = |id: &[u8]| der::element(der::OBJECT_ID, id);
        Ok(match self {
            Self::Rsa(key) => {
                let parts = der::sequence([&der::unsigned(&key.n_bytes()), &der::unsigned(&key.e_bytes())]);
                (der::sequence([&id(RSA), &der::element(der::NULL, b"")]), parts)
            }
            Self::Ec(key) => (der::sequence([&id(EC_PUBLIC_KEY), &id(key.curve())]), key.public_point()),
            Self::Ed25519(key) => (der::sequence([&id(ED25519)]), key.verifying_key().to_bytes().to_vec()),
            Self::Dsa(_) => return Err("x509: unsupported public key type: *dsa.PublicKey".to_owned()),
        })
    }

    /// The identifier of the algorithm that signs with this key.
    pub(super) fn signature_algorithm(&self) -> Result<Vec<u8>, String> {
        let id = |id: &[u8]| der::element(der::OBJECT_ID, id);
        Ok(match self {
            Self::Rsa(_) => der::sequence([&id(SHA256_WITH_RSA), &der::element(der::NULL, b"")]),
            Self::Ec(key) => der::sequence([&id(key.signature_algorithm())]),
            Self::Ed25519(_) => der::sequence([&id(ED25519)]),
            Self::Dsa(_) => {
                return Err("x509: certificate private key does not implement crypto.Signer".to_owned());
            }
        })
    }

    /// Signs with the algorithm that [`PrivateKey::signature_algorithm`] names.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        match self {
            Self::Rsa(key) => key
                .sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message))
                .map_err(|error| error.to_string()),
            Self::Ec(key) => key.sign(message),
            Self::Ed25519(key) => Ok(key.sign(message).to_bytes().to_vec()),
            Self::Dsa(_) => Err("x509: certificate private key does not implement crypto.Signer".to_owned()),
        }
    }
}

macro_rules! on_every_curve {
    ($ec_key:expr, $key:ident => $action:expr) => {
        match $ec_key {
            EcKey::P256($key) => $action,
            EcKey::P384($key) => $action,
            EcKey::P521($key) => $action,
        }
    };
}

impl EcKey {
    fn new(curve: &[u8], scalar: &[u8]) -> Result<Self, Malformed> {
        let wrong = |_| Malformed("x509: invalid elliptic curve private key value");
        match curve {
            P256 => {
                p256::ecdsa::SigningKey::from_slice(&padded::<32>(scalar)?).map(Self::P256).map_err(wrong)
            }
            P384 => {
                p384::ecdsa::SigningKey::from_slice(&padded::<48>(scalar)?).map(Self::P384).map_err(wrong)
            }
            P521 => {
                p521::ecdsa::SigningKey::from_slice(&padded::<66>(scalar)?).map(Self::P521).map_err(wrong)
            }
            _ => Err(Malformed("x509: unknown elliptic curve")),
        }
    }

    fn curve(&self) -> &'static [u8] {
        match self {
            Self::P256(_) => P256,
            Self::P384(_) => P384,
            Self::P521(_) => P521,
        }
    }

    fn signature_algorithm(&self) -> &'static [u8] {
        match self {
            Self::P256(_) => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02],
            Self::P384(_) => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03],
            Self::P521(_) => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x04],
        }
    }

    fn public_point(&self) -> Vec<u8> {
        on_every_curve!(self, key => key.verifying_key().to_sec1_point(false).as_bytes().to_vec())
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, String> {
        use p256::ecdsa::signature::hazmat::PrehashSigner;
        let (r, s): (Vec<u8>, Vec<u8>) = match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.sign_prehash(&Sha256::digest(message)).map_err(|error| error.to_string())?;
                let (r, s) = signature.split_bytes();
                (r.to_vec(), s.to_vec())
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature =
                    key.sign_prehash(&Sha384::digest(message)).map_err(|error| error.to_string())?;
                let (r, s) = signature.split_bytes();
                (r.to_vec(), s.to_vec())
            }
            Self::P521(key) => {
                let signature: p521::ecdsa::Signature =
                    key.sign_prehash(&Sha512::digest(message)).map_err(|error| error.to_string())?;
                let (r, s) = signature.split_bytes();
                (r.to_vec(), s.to_vec())
            }
        };
        Ok(der::sequence([&der::unsigned(&r), &der::unsigned(&s)]))
    }

    fn to_der(&self) -> Vec<u8> {
        let scalar = on_every_curve!(self, key => key.to_bytes().to_vec());
        let curve = der::element(der::context(0), &der::element(der::OBJECT_ID, self.curve()));
        let point = der::element(der::context(1), &der::bits(&self.public_point()));
        der::sequence([&der::unsigned(&[1]), &der::element(der::OCTET_STRING, &scalar), &curve, &point])
    }
}

const P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x22];
const P521: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x23];

fn padded<const N: usize>(scalar: &[u8]) -> Result<[u8; N], Malformed> {
    let used = &scalar[scalar.iter().take_while(|byte| **byte == 0).count()..];
    let start = N.checked_sub(used.len()).ok_or(Malformed("x509: invalid private key length"))?;
    let mut bytes = [0; N];
    bytes[start..].copy_from_slice(used);
    Ok(bytes)
}

// SEC 1; the curve is in the key itself or in the PKCS #8 around it.
fn ec_from_der(bytes: &[u8], curve: Option<&[u8]>) -> Result<PrivateKey, Malformed> {
    let mut reader = Reader(bytes).sequence()?;
    reader.read(der::INTEGER)?;
    expect_shape(&reader, der::OCTET_STRING)?;
    let scalar = reader.read(der::OCTET_STRING)?;
    let mut own_curve = None;
    if reader.tag() == Some(der::context(0)) {
        own_curve = Some(Reader(reader.read(der::context(0))?).read(der::OBJECT_ID)?);
    }
    let curve = curve.or(own_curve).ok_or(Malformed("x509: unknown elliptic curve"))?;
    EcKey::new(curve, scalar).map(PrivateKey::Ec)
}

// PKCS #1.
fn rsa_from_der(bytes: &[u8]) -> Result<PrivateKey, Malformed> {
    let mut reader = Reader(bytes).sequence()?;
    reader.read(der::INTEGER)?;
    expect_shape(&reader, der::INTEGER)?;
    let mut number = || reader.unsigned().map(BoxedUint::from_be_slice_vartime);
    let (modulus, exponent, secret) = (number()?, number()?, number()?);
    let primes = vec![number()?, number()?];
    RsaPrivateKey::from_components(modulus, exponent, secret, primes)
        .map(|key| PrivateKey::Rsa(Box::new(key)))
        .map_err(|_| Malformed("crypto/rsa: invalid modulus"))
}

fn rsa_to_der(key: &RsaPrivateKey) -> Vec<u8> {
    let bytes =
        |number: Option<&BoxedUint>| number.map(BoxedUint::to_be_bytes_trimmed_vartime).unwrap_or_default();
    let prime =
        |at: usize| key.primes().get(at).map(|prime| prime.to_be_bytes_trimmed_vartime()).unwrap_or_default();
    der::sequence([
        &der::unsigned(&[0]),
        &der::unsigned(&key.n_bytes()),
        &der::unsigned(&key.e_bytes()),
        &der::unsigned(&bytes(Some(key.d()))),
        &der::unsigned(&prime(0)),
        &der::unsigned(&prime(1)),
        &der::unsigned(&bytes(key.dp())),
        &der::unsigned(&bytes(key.dq())),
        &der::unsigned(&bytes(key.crt_coefficient().as_ref())),
    ])
}

// What follows the version tells the three forms of keys apart; Go says which one it found.
fn expect_shape(reader: &Reader<'_>, expected: u8) -> Result<(), Malformed> {
    let found = reader.tag();
    if found == Some(expected) {
        return Ok(());
    }
    Err(Malformed(match found {
        Some(der::SEQUENCE) => {
            "x509: failed to parse private key (use ParsePKCS8PrivateKey instead for this key format)"
        }
        Some(der::OCTET_STRING) => {
            "x509: failed to parse private key (use ParseECPrivateKey instead for this key format)"
        }
        Some(der::INTEGER) => {
            "x509: failed to parse private key (use ParsePKCS1PrivateKey instead for this key format)"
        }
        _ => "asn1: structure error: tags don't match",
    }))
}
