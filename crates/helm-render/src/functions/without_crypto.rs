//! What stands in for `crypto` when the crate is built without it: the names, which fail.

use super::Entry;
use super::signature::typed;
use crate::fault::Fault;
use crate::value::Value;

fn missing(_: &[Value]) -> Result<Value, Fault> {
    Err(Fault::new("this build has no cryptography; it needs the feature `crypto` of helm-render"))
}

pub(super) static TABLE: &[Entry] = &[
    ("bcrypt", &typed(missing)),
    ("buildCustomCert", &typed(missing)),
    ("decryptAES", &typed(missing)),
    ("derivePassword", &typed(missing)),
    ("encryptAES", &typed(missing)),
    ("genCA", &typed(missing)),
    ("genCAWithKey", &typed(missing)),
    ("genPrivateKey", &typed(missing)),
    ("genSelfSignedCert", &typed(missing)),
    ("genSelfSignedCertWithKey", &typed(missing)),
    ("genSignedCert", &typed(missing)),
    ("genSignedCertWithKey", &typed(missing)),
    ("htpasswd", &typed(missing)),
];
