//! What the cluster can do, and `.Capabilities`.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use crate::error::{Error, ErrorKind};
use crate::fault::Fault;
use crate::functions::GoType;
use crate::functions::semver::Version;
use crate::value::{Field, Kind, Map, Method, Object, Str, Value};
use crate::world::World;

/// The API versions that Helm 3.17.3 takes for granted without a cluster.
const DEFAULT_API_VERSIONS: &[&str] = &[
    "v1",
    "admissionregistration.k8s.io/v1",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1",
    "apps/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1",
    "authorization.k8s.io/v1beta1",
    "autoscaling/v1",
    "autoscaling/v2",
    "autoscaling/v2beta1",
    "autoscaling/v2beta2",
    "batch/v1",
    "batch/v1beta1",
    "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1",
    "certificates.k8s.io/v1alpha1",
    "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "networking.k8s.io/v1",
    "networking.k8s.io/v1alpha1",
    "networking.k8s.io/v1beta1",
    "node.k8s.io/v1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1",
    "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1alpha1",
    "scheduling.k8s.io/v1beta1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1",
    "storage.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1alpha1",
    "apiextensions.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1",
];

/// What the cluster can do. The default is what Helm 3.17.3 assumes without a cluster: Kubernetes 1.32.
///
/// ```
/// use helm_render::Capabilities;
///
/// let capabilities = Capabilities::default().with_kube_version("1.29")?.with_api_versions(["example.com/v1"]);
/// assert_eq!(capabilities.kube_version(), "v1.29.0");
/// assert!(capabilities.has("example.com/v1"));
/// # Ok::<(), helm_render::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities(Arc<Data>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Data {
    /// Version, major, minor.
    kube: [Str; 3],
    api_versions: Vec<Str>,
    /// Version, commit, state of the tree, Go.
    helm: [Str; 4],
}

impl Default for Capabilities {
    fn default() -> Self {
        Self(Arc::new(Data {
            kube: ["v1.32.0", "1", "32"].map(Str::from),
            api_versions: DEFAULT_API_VERSIONS.iter().copied().map(Str::from).collect(),
            helm: ["v3.17.3", "e4da49785aa6e6ee2b86efd5dd9e43400318262b", "clean", "go1.23.7"].map(Str::from),
        }))
    }
}

/// The Helm that the engine stands in for, as `.Capabilities.HelmVersion` and `helm version` show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelmVersion {
    /// With a `v` in front.
    pub version: String,
    /// The commit it was built from.
    pub git_commit: String,
    /// `clean` for releases.
    pub git_tree_state: String,
    /// The version of Go it was built with.
    pub go_version: String,
}

impl HelmVersion {
    /// What `helm version --short` prints.
    pub fn short(&self) -> String {
        format!("{}+g{}", self.version, &self.git_commit[..7.min(self.git_commit.len())])
    }

    /// What `helm version` prints.
    pub fn long(&self) -> String {
        let Self { version, git_commit, git_tree_state, go_version } = self;
        format!(
            "version.BuildInfo{{Version:{version:?}, GitCommit:{git_commit:?}, GitTreeState:{git_tree_state:?}, GoVersion:{go_version:?}}}"
        )
    }
}

impl Capabilities {
    /// The Helm that the engine stands in for.
    pub fn helm_version(&self) -> HelmVersion {
        let [version, git_commit, git_tree_state, go_version] =
            self.0.helm.each_ref().map(|text| text.to_str().into_owned());
        HelmVersion { version, git_commit, git_tree_state, go_version }
    }

    /// What `helm version --template` prints.
    pub fn format_helm_version(&self, template: &str, world: &dyn World) -> Result<String, Error> {
        let data = Value::Object(Rc::new(HelmVersionObject(Arc::clone(&self.0))));
        super::options::execute_alone("_", template, &data, world)
    }

    /// The same with another Kubernetes version: `--kube-version`.
    pub fn with_kube_version(mut self, version: &str) -> Result<Self, Error> {
        let parsed = Version::parse(version).map_err(|cause| {
            let text = format!("invalid kube version '{version}': {cause}");
            Error::new(ErrorKind::Other, cause).with_text(text)
        })?;
        let kube = [format!("v{parsed}"), parsed.major.to_string(), parsed.minor.to_string()].map(Str::from);
        Arc::make_mut(&mut self.0).kube = kube;
        Ok(self)
    }

    /// The same with more API versions: `--api-versions`.
    #[must_use]
    pub fn with_api_versions<S: Into<Str>>(mut self, versions: impl IntoIterator<Item = S>) -> Self {
        Arc::make_mut(&mut self.0).api_versions.extend(versions.into_iter().map(Into::into));
        self
    }

    /// `.Capabilities.KubeVersion.Version`.
    pub fn kube_version(&self) -> String {
        self.0.kube[0].to_str().into_owned()
    }

    /// Whether an API version, or a kind of one (`apps/v1/Deployment`), is listed.
    pub fn has(&self, api_version: &str) -> bool {
        self.0.has(api_version.as_bytes())
    }

    /// `.Capabilities`.
    pub(super) fn to_value(&self) -> Value {
        Value::Object(Rc::new(CapabilitiesObject(Arc::clone(&self.0))))
    }
}

impl Data {
    fn has(&self, api_version: &[u8]) -> bool {
        self.api_versions.iter().any(|known| known.as_bytes() == api_version)
    }
}

fn joined(parts: &[Str]) -> String {
    let parts: Vec<_> = parts.iter().map(|part| part.to_str()).collect();
    parts.join(" ")
}

fn fields<const N: usize>(names: [(&'static str, &'static str); N], values: &[Str]) -> Vec<Field> {
    let field = |((name, json), value): ((&'static str, &'static str), &Str)| Field {
        name,
        json: Some(json),
        omit_empty: false,
        value: Value::String(value.clone()),
    };
    names.into_iter().zip(values).map(field).collect()
}

fn json_object(fields: Vec<Field>) -> Value {
    Value::Map(
        fields.into_iter().filter_map(|field| Some((Str::from(field.json?), field.value))).collect::<Map>(),
    )
}

#[derive(Debug)]
struct CapabilitiesObject(Arc<Data>);

impl Object for CapabilitiesObject {
    fn type_name(&self) -> &'static str {
        "*chartutil.Capabilities"
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn field(&self, name: &str) -> Option<Value> {
        let data = Arc::clone(&self.0);
        match name {
            "KubeVersion" => Some(Value::Object(Rc::new(KubeVersionObject(data)))),
            "APIVersions" => Some(Value::Object(Rc::new(VersionSetObject(data)))),
            "HelmVersion" => Some(Value::Object(Rc::new(HelmVersionObject(data)))),
            _ => None,
        }
    }

    fn method(&self, name: &str) -> Option<Method> {
        (name == "Copy").then_some(Method { params: &[], variadic: false })
    }

    fn call(&self, _: &str, _: &[Value]) -> Result<Value, Fault> {
        // Nothing changes them, so that a copy is the same.
        Ok(Value::Object(Rc::new(Self(Arc::clone(&self.0)))))
    }

    fn display(&self) -> String {
        format!("&{}", self.output())
    }

    fn output(&self) -> String {
        format!(
            "{{{{{}}} [{}] {{{}}}}}",
            joined(&self.0.kube),
            joined(&self.0.api_versions),
            joined(&self.0.helm)
        )
    }

    fn fields(&self) -> Option<Vec<Field>> {
        let field =
            |name| Some(Field { name, json: Some(name), omit_empty: false, value: self.field(name)? });
        ["KubeVersion", "APIVersions", "HelmVersion"].into_iter().map(field).collect()
    }

    fn data(&self) -> Value {
        let fields = ["KubeVersion", "APIVersions", "HelmVersion"].into_iter().map(|name| {
            let data = match self.field(name) {
                Some(Value::Object(object)) => object.data(),
                _ => Value::Nil,
            };
            (Str::from(name), data)
        });
        Value::Map(fields.collect::<Map>())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct KubeVersionObject(Arc<Data>);

impl Object for KubeVersionObject {
    fn type_name(&self) -> &'static str {
        "chartutil.KubeVersion"
    }

    fn field(&self, name: &str) -> Option<Value> {
        let index = ["Version", "Major", "Minor"].iter().position(|known| *known == name)?;
        Some(Value::String(self.0.kube[index].clone()))
    }

    fn method(&self, name: &str) -> Option<Method> {
        matches!(name, "String" | "GitVersion").then_some(Method { params: &[], variadic: false })
    }

    fn call(&self, name: &str, _: &[Value]) -> Result<Value, Fault> {
        match name {
            "String" | "GitVersion" => Ok(Value::String(self.0.kube[0].clone())),
            _ => Err(Fault::new(format!("chartutil.KubeVersion has no method {name}"))),
        }
    }

    fn display(&self) -> String {
        format!("{{{}}}", joined(&self.0.kube))
    }

    fn output(&self) -> String {
        self.0.kube[0].to_str().into_owned()
    }

    fn fields(&self) -> Option<Vec<Field>> {
        Some(fields([("Version", "Version"), ("Major", "Major"), ("Minor", "Minor")], &self.0.kube))
    }

    fn data(&self) -> Value {
        json_object(self.fields().unwrap_or_default())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct VersionSetObject(Arc<Data>);

impl Object for VersionSetObject {
    fn type_name(&self) -> &'static str {
        "chartutil.VersionSet"
    }

    fn kind(&self) -> Kind {
        Kind::Slice
    }

    fn method(&self, name: &str) -> Option<Method> {
        (name == "Has").then_some(Method { params: &[GoType::String], variadic: false })
    }

    fn call(&self, name: &str, args: &[Value]) -> Result<Value, Fault> {
        match (name, args) {
            ("Has", [Value::String(version)]) => Ok(Value::Bool(self.0.has(version.as_bytes()))),
            _ => Err(Fault::new(format!("chartutil.VersionSet has no method {name}"))),
        }
    }

    fn display(&self) -> String {
        format!("[{}]", joined(&self.0.api_versions))
    }

    fn data(&self) -> Value {
        Value::strings(self.0.api_versions.iter().cloned())
    }

    fn is_true(&self) -> bool {
        !self.0.api_versions.is_empty()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Debug)]
struct HelmVersionObject(Arc<Data>);

impl Object for HelmVersionObject {
    fn type_name(&self) -> &'static str {
        "version.BuildInfo"
    }

    fn field(&self, name: &str) -> Option<Value> {
        let names = ["Version", "GitCommit", "GitTreeState", "GoVersion"];
        let index = names.iter().position(|known| *known == name)?;
        Some(Value::String(self.0.helm[index].clone()))
    }

    fn display(&self) -> String {
        format!("{{{}}}", joined(&self.0.helm))
    }

    fn fields(&self) -> Option<Vec<Field>> {
        let names = [
            ("Version", "version"),
            ("GitCommit", "git_commit"),
            ("GitTreeState", "git_tree_state"),
            ("GoVersion", "go_version"),
        ];
        Some(fields(names, &self.0.helm))
    }

    fn data(&self) -> Value {
        json_object(self.fields().unwrap_or_default())
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
