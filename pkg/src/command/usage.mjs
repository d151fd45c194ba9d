// What the commands take, and their help. `takes` names the value of an option; without it, it is a switch,
// off unless `isOpen` leaves that to others. `is` is a kind of number.

const VALUES = {
  values: { short: "f", takes: "FILE", many: true, help: "Values file; `-` reads standard input. Repeatable, the last wins" },
  set: { takes: "KEY=VALUE", many: true, takesHyphens: true, help: "Set values: key1=val1,key2=val2" },
  "set-string": { takes: "KEY=TEXT", many: true, takesHyphens: true, help: "Set values as text: key1=val1,key2=val2" },
  "set-file": { takes: "KEY=FILE", many: true, help: "Set values from files: key1=path1,key2=path2" },
  "set-json": { takes: "KEY=JSON", many: true, help: "Set values as JSON: key1=json1,key2=json2" },
  "set-literal": { takes: "KEY=TEXT", many: true, takesHyphens: true, help: "Set one value literally, without escapes or lists" },
};

const RELEASE = {
  namespace: { short: "n", takes: "NAMESPACE", help: "Namespace of the release [default: default]" },
  "kube-version": { takes: "VERSION", help: "Kubernetes version the manifests are for" },
  "api-versions": { short: "a", takes: "API", many: true, help: "API versions the cluster has besides the built-in ones" },
  "include-crds": { help: "Include custom resource definitions" },
};

const SECRETS = {
  "show-secrets": { help: "Show secret data even on a terminal" },
  "mask-secrets": { help: "Mask secret data even in a pipe or file" },
};

/** Flags of `helm template` that change nothing in what is printed. */
const WITHOUT_EFFECT = Object.fromEntries([
  ...["atomic", "create-namespace", "devel", "disable-openapi-validation", "force", "hide-notes", "insecure-skip-tls-verify"],
  ...["pass-credentials", "plain-http", "replace", "skip-crds", "take-ownership", "wait", "wait-for-jobs", "kube-insecure-skip-tls-verify"],
].map((flag) => [flag, {}]));
for (const flag of ["description", "keyring", "password", "username", "version", "kube-apiserver", "kube-as-user", "kube-ca-file", "kube-tls-server-name", "kube-token", "registry-config", "repository-cache", "repository-config", "repo"]) {
  WITHOUT_EFFECT[flag] = { takes: "VALUE" };
}
WITHOUT_EFFECT.timeout = { takes: "TIMEOUT", is: "duration" };
WITHOUT_EFFECT["burst-limit"] = { takes: "BURST_LIMIT", is: "integer" };
WITHOUT_EFFECT.qps = { takes: "QPS", is: "float" };
WITHOUT_EFFECT["kube-as-group"] = { takes: "VALUE", many: true };

export const COMMANDS = {
  render: {
    about: "Print the Kubernetes manifests of the stack",
    usage: "[OPTIONS] [NAME]",
    most: 1,
    native: ["each", "partial", "report-unused", "source-map"],
    options: {
      "show-only": { short: "s", takes: "TEMPLATE", many: true, help: "Print only the manifests of these templates, for example templates/deployment.yaml" },
      "output-dir": { takes: "DIR", help: "Write each manifest to a file in this folder instead of printing it" },
      force: { help: "Write even if the output folder holds other files" },
      notes: { help: "Also print the notes that `helm install` shows, on standard error" },
      ...VALUES,
      ...RELEASE,
      ...SECRETS,
    },
  },
  config: {
    about: "Print the config.toml that the runner will read",
    usage: "[OPTIONS] [NAME]",
    most: 1,
    options: { ...VALUES, ...RELEASE, ...SECRETS },
  },
  check: {
    about: "Check values files, config.toml and manifests for mistakes",
    usage: "[OPTIONS] [FILE]...",
    options: {
      format: { takes: "FORMAT", among: ["human", "short", "json", "sarif", "gitlab"], help: "How findings are printed [default: human]" },
      deny: { takes: "WHAT", among: ["warnings"], help: "End with exit code 1 on warnings as well" },
      allow: { takes: "CODE", many: true, help: "Do not report findings of this rule; repeatable" },
      "runner-version": { takes: "VERSION", help: "Version of GitLab Runner that reads the configuration; the default is the one that the chart deploys" },
      "rules-url": { takes: "URL", help: "Address of a folder with the pages of the rules, such as rules/ of the playground's site; reports link there" },
      explain: { takes: "CODE", help: "Print the page of a rule" },
      list: { help: "List all rules" },
    },
  },
  template: {
    about: "Print the manifests of any Helm chart, as `helm template` does",
    usage: "[NAME] CHART [OPTIONS]",
    isHelms: true,
    native: ["name-template", "output-dir", "release-name", "post-renderer", "post-renderer-args", "dependency-update", "enable-dns", "partial", "report-unused", "source-map", "ca-file", "cert-file", "key-file"],
    options: {
      ...VALUES,
      ...RELEASE,
      "generate-name": { short: "g", help: "Accepted; without NAME the release is called release-name, as with Helm" },
      "is-upgrade": { help: "Set .Release.IsUpgrade instead of .Release.IsInstall" },
      "skip-schema-validation": { help: "Do not check the values against the charts' values.schema.json" },
      labels: { short: "l", takes: "KEY=VALUE", many: true },
      "dry-run": { takes: "MODE?", usual: "client" },
      "show-only": { short: "s", takes: "TEMPLATE", many: true, help: "Print only the manifests of these templates: paths inside the chart, with * and ?" },
      "no-hooks": { help: "Leave out hooks" },
      "skip-tests": { help: "Leave out tests" },
      "render-subchart-notes": { help: "Render the notes of subcharts too, so that their mistakes show" },
      kubeconfig: { takes: "FILE", help: "Kubeconfig file whose namespace counts" },
      "kube-context": { takes: "CONTEXT", help: "Context of the kubeconfig whose namespace counts" },
      debug: { isOpen: true, help: "Say what is used, and print the output that does not parse when it fails" },
      validate: {},
      verify: {},
      ...WITHOUT_EFFECT,
    },
  },
};

/** The help of the whole. */
export function overview() {
  const commands = Object.entries(COMMANDS).map(([name, { about }]) => `  ${name.padEnd(10)}${about}\n`);
  return `GitLab Runner on Kubernetes from one values file.

Usage: runner-stack <COMMAND>

Commands:
${commands.join("")}
Options:
  -h, --help     Print help, with a command before it that command's
  -V, --version  Print version

The native runner-stack has more commands and is faster; these need only Node and print the same.
`;
}

/** The help of a command. */
export function helpOf(name) {
  const { about, usage, options } = COMMANDS[name];
  const shown = Object.entries(options).filter(([, { help }]) => help !== undefined);
  const lines = shown.map(([flag, { short, takes, help }]) => {
    const left = `  ${short === undefined ? "   " : `-${short},`} --${flag}${takes === undefined ? "" : ` <${takes}>`}`;
    return `${left.padEnd(32)}  ${help}\n`;
  });
  return `${about}\n\nUsage: runner-stack ${name} ${usage}\n\nOptions:\n${lines.join("")}`;
}
