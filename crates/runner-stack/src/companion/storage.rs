//! The object storage of job caches: what the configuration names, and the files that set it up.

use serde::Serialize;

use super::templates;
use super::{Choices, File, plain, policy, script, secrets, slug};
use crate::config::{Cache, CacheAzure, CacheGcs, CacheS3, Runner};
use crate::stack::{Credential, View};

/// One bucket or container and who uses it.
#[derive(Debug, Clone)]
pub(super) struct Storage {
    /// Folder below `object-storage/`.
    pub(super) folder: String,
    /// Bucket or container.
    pub(super) bucket: String,
    /// The runners that use it.
    pub(super) runners: Vec<String>,
    pub(super) backend: Backend,
    /// The files of `secrets/` that hold credentials: which one, and the path.
    credentials: Vec<(Part, String)>,
    /// Whether a credential stands in the values.
    in_place: bool,
    name: String,
    namespace: String,
}

/// Where a bucket is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Backend {
    /// A server with Amazon's API, such as `MinIO`.
    Minio { endpoint: String, insecure: bool },
    /// Amazon S3.
    Aws { region: String, key: bool, role: Option<String>, upload_role: Option<String>, kms_key: String },
    /// Google Cloud Storage.
    Gcs { key: bool, email: Option<String>, subject: String },
    /// Azure Blob Storage.
    Azure { account: String, key: bool, identity: Option<String> },
}

/// A part of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Access,
    Secret,
    KeyFile,
    PrivateKey,
}

/// The storage of all runners, each bucket once.
pub(super) fn storages(view: &View, namespace: &str) -> Vec<Storage> {
    let mut storages: Vec<Storage> = Vec::new();
    for (index, runner) in view.runners().iter().enumerate() {
        let Some(found) = runner.cache.as_ref().and_then(|cache| storage(view, cache, namespace)) else {
            continue;
        };
        let name = runner_name(runner, index);
        match storages.iter_mut().find(|known| known.is_same(&found)) {
            Some(known) => {
                known.runners.push(name);
                known.in_place |= found.in_place;
                for credential in found.credentials {
                    if !known.credentials.contains(&credential) {
                        known.credentials.push(credential);
                    }
                }
            }
            None => storages.push(Storage { runners: vec![name], ..found }),
        }
    }
    for index in 1..storages.len() {
        let (before, rest) = storages.split_at_mut(index);
        let taken = before.iter().filter(|other| other.folder == rest[0].folder).count();
        if taken > 0 {
            rest[0].folder = format!("{}-{}", rest[0].folder, index + 1);
        }
    }
    storages
}

/// The name of a runner, or its place.
pub(super) fn runner_name(runner: &Runner, index: usize) -> String {
    match runner.name.as_deref() {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => format!("runner {}", index + 1),
    }
}

fn storage(view: &View, cache: &Cache, namespace: &str) -> Option<Storage> {
    match (cache.r#type.as_deref()?, &cache.s3, &cache.gcs, &cache.azure) {
        ("s3", Some(s3), _, _) => s3_storage(view, s3, namespace),
        ("gcs", _, Some(gcs), _) => gcs_storage(view, gcs, namespace),
        ("azure", _, _, Some(azure)) => azure_storage(view, azure, namespace),
        // The runner works without a remote cache then.
        _ => None,
    }
}

fn s3_storage(view: &View, s3: &CacheS3, namespace: &str) -> Option<Storage> {
    let bucket = present(s3.bucket_name.as_ref())?;
    let endpoint = s3.server_address.clone().unwrap_or_default();
    let host = endpoint.split(':').next().unwrap_or_default();
    let is_amazon = host.is_empty() || host.ends_with("amazonaws.com") || host.ends_with("amazonaws.com.cn");
    let access = view.credential(s3.access_key.as_deref());
    let secret = view.credential(s3.secret_key.as_deref());
    let key = match s3.authentication_type.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("iam") => false,
        Some("access-key") => true,
        _ => !endpoint.is_empty() && access != Credential::None && secret != Credential::None,
    };
    let backend = if is_amazon {
        let upload_role = s3.role_arn.clone().or_else(|| s3.upload_role_arn.clone());
        Backend::Aws {
            region: s3.bucket_location.clone().unwrap_or_default(),
            key,
            role: view.account_annotation("eks.amazonaws.com/role-arn").filter(|_| !key),
            upload_role: upload_role.filter(|role| !role.is_empty()),
            kms_key: s3.server_side_encryption_key_id.clone().unwrap_or_default(),
        }
    } else {
        Backend::Minio { endpoint, insecure: s3.insecure == Some(true) }
    };
    let needs_key = key || !is_amazon;
    let mut storage = Storage::new(bucket, backend, namespace);
    if needs_key {
        storage.add(Part::Access, &access, "accesskey");
        storage.add(Part::Secret, &secret, "secretkey");
    }
    Some(storage)
}

fn gcs_storage(view: &View, gcs: &CacheGcs, namespace: &str) -> Option<Storage> {
    let bucket = present(gcs.bucket_name.as_ref())?;
    // The chart mounts a credentials file and names its path.
    let file = gcs.credentials_file.as_deref().and_then(|path| path.strip_prefix("/secrets/"));
    let file = view.credential(file.map(|path| format!("@@secret:{path}@@")).as_deref());
    let private_key = view.credential(gcs.private_key.as_deref());
    let access_id = view.credential(gcs.access_id.as_deref());
    let key = file != Credential::None || private_key != Credential::None;
    let email = match (&access_id, key) {
        (Credential::InPlace, true) => gcs.access_id.clone(),
        (_, false) => view.account_annotation("iam.gke.io/gcp-service-account"),
        _ => None,
    };
    let subject = format!("{namespace}/{}", view.service_account().unwrap_or_default());
    let mut storage = Storage::new(bucket, Backend::Gcs { key, email, subject }, namespace);
    if key {
        if file != Credential::None {
            storage.add(Part::KeyFile, &file, "gcs-application-credentials-file");
        }
        if private_key != Credential::None {
            storage.add(Part::PrivateKey, &private_key, "gcs-private-key");
        }
        if let Credential::Secret(_) = access_id {
            storage.add(Part::Access, &access_id, "gcs-access-id");
        }
    }
    Some(storage)
}

fn azure_storage(view: &View, azure: &CacheAzure, namespace: &str) -> Option<Storage> {
    let container = present(azure.container_name.as_ref())?;
    let name = view.credential(azure.account_name.as_deref());
    let account = if name == Credential::InPlace { azure.account_name.clone() } else { None };
    let key = view.credential(azure.account_key.as_deref());
    let identity = view.account_annotation("azure.workload.identity/client-id");
    let backend = Backend::Azure {
        account: account.unwrap_or_default(),
        key: key != Credential::None,
        identity: identity.filter(|_| key == Credential::None),
    };
    let mut storage = Storage::new(container, backend, namespace);
    if key != Credential::None {
        storage.add(Part::Secret, &key, "azure-account-key");
        if let Credential::Secret(_) = name {
            storage.add(Part::Access, &name, "azure-account-name");
        }
    }
    Some(storage)
}

fn present(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

impl Storage {
    fn new(bucket: String, backend: Backend, namespace: &str) -> Self {
        Self {
            folder: slug(&bucket),
            name: slug(&format!("runner-cache-{bucket}")),
            runners: Vec::new(),
            credentials: Vec::new(),
            in_place: false,
            namespace: namespace.to_owned(),
            bucket,
            backend,
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        let place = |backend: &Backend| match backend {
            Backend::Minio { endpoint, .. } => (0, endpoint.clone()),
            Backend::Aws { .. } => (1, String::new()),
            Backend::Gcs { .. } => (2, String::new()),
            Backend::Azure { account, .. } => (3, account.clone()),
        };
        self.bucket == other.bucket && place(&self.backend) == place(&other.backend)
    }

    /// Notes where a part of the credential has to go.
    fn add(&mut self, part: Part, credential: &Credential, key: &str) {
        let path = match credential {
            Credential::Secret(secret) if !secret.generated => {
                secrets::path(&self.namespace, &secret.secret, &secret.key)
            }
            _ => {
                self.in_place = true;
                secrets::path(&self.namespace, &self.name, key)
            }
        };
        self.credentials.push((part, path));
    }

    fn paths(&self, part: Part) -> Vec<&str> {
        self.credentials.iter().filter(|(found, _)| *found == part).map(|(_, path)| path.as_str()).collect()
    }

    /// The script, below the kit's folder.
    pub(super) fn script_path(&self) -> String {
        format!("object-storage/{}/{}", self.folder, self.script_name())
    }

    fn script_name(&self) -> &'static str {
        match self.backend {
            Backend::Minio { .. } => "minio.sh",
            Backend::Aws { .. } => "aws.sh",
            Backend::Gcs { .. } => "gcs.sh",
            Backend::Azure { .. } => "azure.sh",
        }
    }

    /// The address of a server with Amazon's API.
    pub(super) fn url(&self) -> Option<String> {
        let Backend::Minio { endpoint, insecure } = &self.backend else { return None };
        Some(format!("{}://{endpoint}", if *insecure { "http" } else { "https" }))
    }

    /// Variables of the environment that the script cannot do without, with what they are.
    pub(super) fn wants(&self) -> Vec<&'static str> {
        let mut wants = Vec::new();
        match &self.backend {
            Backend::Aws { key: false, role: None, .. } => {
                wants.push("ROLE=…              # the IAM role of the runner manager");
            }
            Backend::Azure { account, key, identity } => {
                wants.push("RESOURCE_GROUP=…    # the resource group of the storage account");
                if account.is_empty() {
                    wants.push("ACCOUNT=…           # the name of the storage account");
                }
                if !key && identity.is_none() {
                    wants.push("IDENTITY=…          # the client id of the runner manager's identity");
                }
            }
            Backend::Gcs { email: None, .. } => wants.push("PROJECT=…           # the Google Cloud project"),
            Backend::Minio { .. } | Backend::Aws { .. } | Backend::Gcs { .. } => {}
        }
        wants
    }

    /// The command that lists what is in the bucket.
    pub(super) fn list_command(&self) -> String {
        let quoted = templates::one_line_word(&self.bucket);
        match &self.backend {
            Backend::Minio { .. } => format!("mc ls --recursive minio/{quoted}"),
            Backend::Aws { .. } => format!("aws s3 ls --recursive s3://{quoted}"),
            Backend::Gcs { .. } => format!("gcloud storage ls --recursive gs://{quoted}"),
            Backend::Azure { account, .. } => format!(
                "az storage blob list --auth-mode login --output table --account-name {} --container-name {quoted}",
                if account.is_empty() {
                    "\"$ACCOUNT\"".to_owned()
                } else {
                    templates::one_line_word(account)
                }
            ),
        }
    }

    /// The set-up files.
    pub(super) fn files(&self, choices: &Choices) -> Vec<File> {
        let folder = format!("object-storage/{}", self.folder);
        let file = |name: &str, text: String| plain(&format!("{folder}/{name}"), text);
        let mut files = vec![script(&self.script_path(), self.script(choices))];
        let days = choices.expire_days;
        match &self.backend {
            Backend::Minio { .. } => {
                files.push(file("policy.json", policy::s3_policy(&self.bucket, None, "")));
                files.push(file("lifecycle.json", policy::s3_lifecycle(days, false)));
            }
            Backend::Aws { upload_role, kms_key, key, .. } => {
                files.push(file(
                    "policy.json",
                    policy::s3_policy(&self.bucket, upload_role.as_deref(), kms_key),
                ));
                files.push(file("lifecycle.json", policy::s3_lifecycle(days, true)));
                if upload_role.is_some() && !key {
                    files.push(file("upload-policy.json", policy::s3_policy(&self.bucket, None, kms_key)));
                }
            }
            Backend::Gcs { .. } => files.push(file("lifecycle.json", policy::gcs_lifecycle(days))),
            Backend::Azure { .. } => {
                files.push(file("lifecycle.json", policy::azure_lifecycle(&self.bucket, days)));
            }
        }
        files
    }

    fn script(&self, choices: &Choices) -> String {
        let runners = self.runners.join(", ");
        let access = self.paths(Part::Access);
        let secret = self.paths(Part::Secret);
        let first = |paths: &[&str]| (*paths.first().unwrap_or(&"")).to_owned();
        let rest = |paths: &[&str]| paths.iter().skip(1).map(|path| (*path).to_owned()).collect();
        let mut context = Context {
            bucket: self.bucket.clone(),
            runners,
            name: self.name.clone(),
            quota: choices.quota.clone(),
            access_file: first(&access),
            secret_file: first(&secret),
            access_copies: rest(&access),
            secret_copies: rest(&secret),
            in_place: if self.in_place { self.name.clone() } else { String::new() },
            ..Context::default()
        };
        match &self.backend {
            Backend::Minio { endpoint, .. } => {
                context.endpoint.clone_from(endpoint);
                context.url = self.url().unwrap_or_default();
            }
            Backend::Aws { region, key, role, upload_role, .. } => {
                context.region.clone_from(region);
                context.key = *key;
                context.role = role.as_deref().map(role_name).unwrap_or_default();
                context.upload_role = upload_role.as_deref().map(role_name).unwrap_or_default();
            }
            Backend::Gcs { key, email, subject } => {
                let email = email.clone().unwrap_or_default();
                context.key = *key;
                context.project = project(&email);
                context.email = email;
                context.subject.clone_from(subject);
                // Names of service accounts have at most 30 characters.
                context.name.truncate(30);
                context.name = context.name.trim_end_matches('-').to_owned();
                let files: Vec<String> = owned(&self.paths(Part::KeyFile));
                context.private_keys = owned(&self.paths(Part::PrivateKey));
                context.private_key = !context.private_keys.is_empty();
                context.access_ids = owned(&access);
                context.key_file = files
                    .first()
                    .cloned()
                    .unwrap_or_else(|| secrets::path(&self.namespace, &self.name, "key.json"));
                context.key_copies = files.into_iter().skip(1).collect();
            }
            Backend::Azure { account, key, identity } => {
                context.account.clone_from(account);
                context.key = *key;
                context.identity = identity.clone().unwrap_or_default();
                context.key_files = owned(&secret);
                context.account_files = owned(&access);
            }
        }
        templates::render(self.script_name(), &context)
    }
}

fn owned(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

/// What the scripts are made from; each uses a part of it.
#[derive(Debug, Default, Serialize)]
struct Context {
    bucket: String,
    runners: String,
    name: String,
    quota: String,
    endpoint: String,
    url: String,
    region: String,
    key: bool,
    role: String,
    upload_role: String,
    email: String,
    project: String,
    subject: String,
    private_key: bool,
    account: String,
    identity: String,
    access_file: String,
    secret_file: String,
    access_copies: Vec<String>,
    secret_copies: Vec<String>,
    in_place: String,
    key_file: String,
    key_copies: Vec<String>,
    private_keys: Vec<String>,
    access_ids: Vec<String>,
    key_files: Vec<String>,
    account_files: Vec<String>,
}

/// The last part of a role's ARN.
fn role_name(arn: &str) -> String {
    arn.rsplit('/').next().unwrap_or(arn).to_owned()
}

/// The project of a service account's address.
fn project(email: &str) -> String {
    let domain = email.split_once('@').map_or("", |(_, domain)| domain);
    domain.strip_suffix(".iam.gserviceaccount.com").unwrap_or_default().to_owned()
}
