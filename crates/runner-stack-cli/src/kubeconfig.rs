//! The namespace that Helm takes when none is given: the kubeconfig's, or that of the pod it runs in.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use helm_render::yaml::{self, Node, NodeKind};

use crate::args::HelmGlobal;

/// Where a pod finds its account.
const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// The namespace of the release: `--namespace`, else `HELM_NAMESPACE`, else the kubeconfig's, else `default`.
pub(crate) fn namespace(global: &HelmGlobal) -> String {
    let given = match &global.namespace {
        Some(given) => given.clone(),
        None => env::var("HELM_NAMESPACE").unwrap_or_default(),
    };
    if !given.is_empty() {
        return given;
    }
    match Config::load(global) {
        // A kubeconfig that cannot be read counts as none.
        Err(()) => "default".to_owned(),
        Ok(config) => match config.namespace() {
            Some(namespace) if !namespace.is_empty() => namespace,
            _ => in_pod().unwrap_or_else(|| "default".to_owned()),
        },
    }
}

/// The kubeconfig files as far as they tell of namespaces.
#[derive(Default)]
struct Config {
    current: String,
    /// Name and namespace of the contexts; the first file that has one wins.
    contexts: Vec<(String, String)>,
}

impl Config {
    fn load(global: &HelmGlobal) -> Result<Self, ()> {
        let mut config = Self::default();
        for file in files(global) {
            let Ok(text) = fs::read(&file) else { continue };
            let node = yaml::parse(&text).map_err(|_| ())?;
            config.add(&node);
        }
        let wanted = match &global.kube_context {
            Some(context) => context.clone(),
            None => env::var("HELM_KUBECONTEXT").unwrap_or_default(),
        };
        if !wanted.is_empty() {
            config.current = wanted;
        }
        Ok(config)
    }

    fn add(&mut self, node: &Node) {
        if self.current.is_empty() {
            self.current = text(field(node, "current-context"));
        }
        let Some(NodeKind::Sequence(contexts)) = field(node, "contexts").map(|node| &node.kind) else {
            return;
        };
        for context in contexts {
            let name = text(field(context, "name"));
            if !self.contexts.iter().any(|(known, _)| *known == name) {
                let namespace =
                    text(field(context, "context").and_then(|context| field(context, "namespace")));
                self.contexts.push((name, namespace));
            }
        }
    }

    fn namespace(&self) -> Option<String> {
        self.contexts.iter().find(|(name, _)| *name == self.current).map(|(_, namespace)| namespace.clone())
    }
}

/// `--kubeconfig`, else the list in `KUBECONFIG`, else `~/.kube/config`.
fn files(global: &HelmGlobal) -> Vec<PathBuf> {
    if let Some(file) = global.kubeconfig.as_ref().filter(|file| !file.is_empty()) {
        return vec![PathBuf::from(file)];
    }
    match env::var_os("KUBECONFIG").filter(|list| !list.is_empty()) {
        Some(list) => env::split_paths(&list).filter(|path| !path.as_os_str().is_empty()).collect(),
        None => env::home_dir().map(|home| home.join(".kube/config")).into_iter().collect(),
    }
}

fn in_pod() -> Option<String> {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let account = Path::new(SERVICE_ACCOUNT);
    if !is_set("KUBERNETES_SERVICE_HOST")
        || !is_set("KUBERNETES_SERVICE_PORT")
        || !account.join("token").is_file()
    {
        return None;
    }
    let given = env::var("POD_NAMESPACE").ok().filter(|name| !name.is_empty());
    let mounted = || fs::read_to_string(account.join("namespace")).ok().map(|name| name.trim().to_owned());
    given.or_else(mounted).filter(|name| !name.is_empty())
}

fn field<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    let NodeKind::Mapping(entries) = &node.kind else { return None };
    entries.iter().find(|(key, _)| text(Some(key)) == name).map(|(_, value)| value)
}

fn text(node: Option<&Node>) -> String {
    match node.map(|node| &node.kind) {
        Some(NodeKind::String(text)) => text.to_string(),
        _ => String::new(),
    }
}
