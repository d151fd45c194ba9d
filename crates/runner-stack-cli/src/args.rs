//! The command line's arguments, and nothing else.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgMatches, Args, CommandFactory as _, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::go_flags;

/// GitLab Runner on Kubernetes from one values file.
#[derive(Debug, Parser)]
#[command(name = "runner-stack", version, about, max_term_width = 100, disable_help_subcommand = true)]
#[command(
    after_help = "Start with:  runner-stack new minio > values.yaml\n             runner-stack render -f values.yaml | kubectl apply -f -"
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Declares the commands. What clap derives for an enum describes all of them at every start; this describes the one
/// that is asked for, or all of them when help or completions are.
macro_rules! commands {
    ($($name:literal, $variant:ident($args:ty), $about:literal;)*) => {
        /// The commands.
        #[derive(Debug)]
        pub(crate) enum Command {
            $(#[doc = $about] $variant(Box<$args>),)*
        }

        impl Subcommand for Command {
            fn augment_subcommands(command: clap::Command) -> clap::Command {
                command$(.subcommand(
                    clap::Command::new($name)
                        .about($about)
                        .defer(described::<$args>),
                ))*
            }

            fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
                Self::augment_subcommands(command)
            }

            fn has_subcommand(name: &str) -> bool {
                [$($name),*].contains(&name)
            }
        }

        impl FromArgMatches for Command {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
                match matches.subcommand() {
                    $(Some(($name, matches)) => {
                        <$args>::from_arg_matches(matches).map(|args| Self::$variant(Box::new(args)))
                    })*
                    _ => Err(clap::Error::new(clap::error::ErrorKind::MissingSubcommand)),
                }
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }
    };
}

commands! {
    "render", Render(Render), "Print the Kubernetes manifests of the stack";
    "config", Config(Config), "Print the config.toml that the runner will read";
    "diff", Diff(Diff), "Show what changes in the cluster between two versions of a stack";
    "import", Import(Import), "Turn manifests, a config.toml or values of the official chart into a values file";
    "chart", Chart(Chart), "Write the equivalent Helm chart";
    "template", Template(Template), "Print the manifests of any Helm chart, as `helm template` does";
    "images", Images(Images), "List every image that the stack pulls";
    "explain", Explain(Explain),
        "Say what a key means, what made a line of the output, or which lines depend on a value";
    "job", Job(Job), "Show the pod that a CI job would get, or why the runner would refuse it";
    "kit", Kit(Kit), "Write manifests, chart, config.toml and everything around them to a folder";
    "new", New(New), "Print a starter values file";
    "check", Check(Check), "Check values files, config.toml and manifests for mistakes";
    "schema", Schema(Schema), "Print the JSON Schema of the values";
    "completions", Completions(Completions), "Print a completion script for a shell";
    "version", HelmVersion(HelmVersion), "Print the version of Helm that `template` stands in for";
}

/// The whole command line; a command of it that stands in for one of Helm's, if these arguments ask for it, as Helm reads
/// it.
pub(crate) fn command(args: &[OsString]) -> clap::Command {
    let command = Cli::command();
    match args.get(1).and_then(|name| name.to_str()) {
        Some(name @ "template") => command.mut_subcommand(name, as_helm_reads::<Template>),
        Some(name @ "version") => command.mut_subcommand(name, as_helm_reads::<HelmVersion>),
        _ => command,
    }
}

fn as_helm_reads<T: Args>(command: clap::Command) -> clap::Command {
    // Nothing is left for later.
    go_flags::apply(described::<T>(command)).defer(|command| command)
}

/// The arguments of a command, which keeps what it was said to be about.
fn described<T: Args>(command: clap::Command) -> clap::Command {
    let about = command.get_about().cloned().unwrap_or_default();
    T::augment_args(command).about(about)
}

/// `render`.
#[derive(Debug, Args)]
pub(crate) struct Render {
    /// Release name
    #[arg(default_value = "gitlab-runner")]
    pub(crate) name: String,
    /// Print only the manifests of these templates, for example templates/deployment.yaml
    #[arg(short = 's', long = "show-only", value_name = "TEMPLATE")]
    pub(crate) show_only: Vec<String>,
    /// Write each manifest to a file in this folder instead of printing it
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Option<PathBuf>,
    /// Make one stack of each of these values files, or of those in these folders, below --output-dir; what -f and
    /// --set give applies to all of them
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "output_dir", conflicts_with_all = ["notes", "partial", "report_unused", "source_map"])]
    pub(crate) each: Vec<PathBuf>,
    /// Write even if the output folder holds other files
    #[arg(long, requires = "output_dir")]
    pub(crate) force: bool,
    /// Also print the notes that `helm install` shows, on standard error
    #[arg(long)]
    pub(crate) notes: bool,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) release: Release,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
    #[command(flatten)]
    pub(crate) beyond_helm: BeyondHelm,
}

/// `config`.
#[derive(Debug, Args)]
pub(crate) struct Config {
    /// Release name
    #[arg(default_value = "gitlab-runner")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) release: Release,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
}

/// `diff`.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 no difference, 1 differences, 2 trouble.")]
pub(crate) struct Diff {
    /// Before: a values file, manifests (a file or a folder), or a chart (a folder or .tgz); `-` is standard input
    #[arg(value_name = "A")]
    pub(crate) before: PathBuf,
    /// After: the same
    #[arg(value_name = "B")]
    pub(crate) after: PathBuf,
    /// Render the values A with this chart (a folder or .tgz) instead of the built-in one
    #[arg(long, value_name = "CHART")]
    pub(crate) chart_a: Option<PathBuf>,
    /// Render the values B with this chart
    #[arg(long, value_name = "CHART")]
    pub(crate) chart_b: Option<PathBuf>,
    /// Form of the output
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: DiffFormat,
    /// Release name
    #[arg(long, value_name = "NAME", default_value = "gitlab-runner")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) release: Release,
}

/// `import`.
#[derive(Debug, Args)]
#[command(
    after_help = "The values go to standard output or -o FILE; what differs from the input, and what is to do, to standard error or --report FILE.\nExit codes: 0 imported, 1 mistakes in the input, 2 could not run."
)]
pub(crate) struct Import {
    /// Manifests, config.toml files, or values of the official chart; a folder; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Write the values to this file
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Replace existing files
    #[arg(long)]
    pub(crate) force: bool,
    /// Write the report to this file instead of standard error
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// Forms of `diff`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// `chart`.
#[derive(Debug, Args)]
pub(crate) struct Chart {
    /// Folder to write to: the chart becomes DIR/NAME, or DIR/NAME-VERSION.tgz with --package
    #[arg(short = 'o', long = "output", value_name = "DIR", default_value = ".")]
    pub(crate) output: PathBuf,
    /// Write a .tgz archive, as `helm package` does
    #[arg(long)]
    pub(crate) package: bool,
    /// Name of the chart
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Version of the chart (semantic version)
    #[arg(long, value_name = "VERSION")]
    pub(crate) version: Option<String>,
    /// Version of GitLab Runner that the chart deploys
    #[arg(long, value_name = "VERSION")]
    pub(crate) app_version: Option<String>,
    /// Replace an existing chart folder or archive
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) values: Values,
}

/// `template`: the flags of `helm template`, read as Helm reads them, and some of our own.
#[derive(Debug, Args)]
#[command(
    args_override_self = true,
    override_usage = "runner-stack template [NAME] CHART [OPTIONS]",
    after_help = "The flags of `helm template` that concern a cluster, a download or an installation are accepted as well."
)]
pub(crate) struct Template {
    /// Release name, if there is one, and chart: a folder or a .tgz archive
    #[arg(value_name = "[NAME] CHART", hide = true)]
    pub(crate) name_and_chart: Vec<String>,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) release: TemplateRelease,
    #[command(flatten)]
    pub(crate) output: TemplateOutput,
    #[command(flatten)]
    pub(crate) beyond_helm: BeyondHelm,
    #[command(flatten)]
    pub(crate) refused: NeedsClusterOrNetwork,
    #[command(flatten)]
    pub(crate) without_effect: WithoutEffect,
    #[command(flatten)]
    pub(crate) global: HelmGlobal,
}

/// What `helm template` tells the templates of release and cluster.
#[derive(Debug, Args)]
#[command(next_help_heading = "Release")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct TemplateRelease {
    /// Template that makes the release name
    #[arg(long, value_name = "TEMPLATE")]
    pub(crate) name_template: Option<String>,
    /// Accepted; without NAME the release is called release-name, as with Helm
    #[arg(short = 'g', long)]
    pub(crate) generate_name: bool,
    /// Set .Release.IsUpgrade instead of .Release.IsInstall
    #[arg(long)]
    pub(crate) is_upgrade: bool,
    /// Kubernetes version for .Capabilities.KubeVersion
    #[arg(long, value_name = "VERSION")]
    pub(crate) kube_version: Option<String>,
    /// API versions the cluster has besides the built-in ones
    #[arg(short = 'a', long, value_name = "API")]
    pub(crate) api_versions: Vec<String>,
    /// Let getHostByName ask the name server
    #[arg(long)]
    pub(crate) enable_dns: bool,
    /// Do not check the values against the charts' values.schema.json
    #[arg(long)]
    pub(crate) skip_schema_validation: bool,
    /// Labels of the release; only checked
    #[arg(short = 'l', long, value_name = "KEY=VALUE", hide = true)]
    pub(crate) labels: Vec<String>,
    /// Accepted; `lookup` finds nothing in any mode, and `server` is refused when a chart calls it
    #[arg(long, value_name = "MODE", num_args = 0..=1, require_equals = true, default_missing_value = "client", hide = true)]
    pub(crate) dry_run: Option<String>,
}

/// What `helm template` prints, and where to.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct TemplateOutput {
    /// Print only the manifests of these templates: paths inside the chart, with * and ?
    #[arg(short = 's', long, value_name = "TEMPLATE")]
    pub(crate) show_only: Vec<String>,
    /// Include custom resource definitions
    #[arg(long)]
    pub(crate) include_crds: bool,
    /// Leave out hooks
    #[arg(long)]
    pub(crate) no_hooks: bool,
    /// Leave out tests
    #[arg(long)]
    pub(crate) skip_tests: bool,
    /// Write each manifest to a file in this folder instead of printing it
    #[arg(long, value_name = "DIR")]
    pub(crate) output_dir: Option<String>,
    /// Put the release name into the paths below the output folder
    #[arg(long)]
    pub(crate) release_name: bool,
    /// Program that gets the manifests on standard input and prints what to use instead
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) post_renderer: Option<String>,
    /// Argument for the post-renderer; repeatable
    #[arg(long, value_name = "ARG")]
    pub(crate) post_renderer_args: Vec<String>,
    /// Render the notes of subcharts too, so that their mistakes show
    #[arg(long)]
    pub(crate) render_subchart_notes: bool,
}

/// What Helm does not have.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Beyond Helm")]
pub(crate) struct BeyondHelm {
    /// Print what can be rendered and report every error instead of the first; ends with 1 when there was one
    #[arg(long)]
    pub(crate) partial: bool,
    /// Name the values that no template read, with file, line and column, on standard error
    #[arg(long)]
    pub(crate) report_unused: bool,
    /// Write, as JSON, which template line made each line of output and which values it used
    #[arg(long, value_name = "FILE")]
    pub(crate) source_map: Option<PathBuf>,
}

/// What `helm template` does with a cluster or a repository.
#[derive(Debug, Args)]
pub(crate) struct NeedsClusterOrNetwork {
    /// Needs a cluster: refused
    #[arg(long, hide = true)]
    pub(crate) validate: bool,
    /// Needs keys and a provenance file: refused
    #[arg(long, hide = true)]
    pub(crate) verify: bool,
    /// Adds missing dependencies: refused when they are not on this machine
    #[arg(long, hide = true)]
    pub(crate) dependency_update: bool,
    /// Repository to download from: refused unless the chart is here
    #[arg(long, value_name = "URL", hide = true)]
    pub(crate) repo: Option<String>,
    /// Version to download; the chart that is here has its own
    #[arg(long, value_name = "VERSION", hide = true)]
    pub(crate) version: Option<String>,
}

/// Flags of `helm template` that change nothing in what it prints.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct WithoutEffect {
    #[arg(long, hide = true)]
    pub(crate) atomic: bool,
    #[arg(long, hide = true)]
    pub(crate) ca_file: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) cert_file: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) create_namespace: bool,
    #[arg(long, hide = true)]
    pub(crate) description: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) devel: bool,
    #[arg(long, hide = true)]
    pub(crate) disable_openapi_validation: bool,
    #[arg(long, hide = true)]
    pub(crate) force: bool,
    #[arg(long, hide = true)]
    pub(crate) hide_notes: bool,
    #[arg(long, hide = true)]
    pub(crate) insecure_skip_tls_verify: bool,
    #[arg(long, hide = true)]
    pub(crate) key_file: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) keyring: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) pass_credentials: bool,
    #[arg(long, hide = true)]
    pub(crate) password: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) plain_http: bool,
    #[arg(long, hide = true)]
    pub(crate) replace: bool,
    #[arg(long, hide = true)]
    pub(crate) skip_crds: bool,
    #[arg(long, hide = true)]
    pub(crate) take_ownership: bool,
    #[arg(long, hide = true)]
    pub(crate) timeout: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) username: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) wait: bool,
    #[arg(long, hide = true)]
    pub(crate) wait_for_jobs: bool,
}

/// The flags that all commands of Helm have.
#[derive(Debug, Args)]
#[command(next_help_heading = "Release")]
pub(crate) struct HelmGlobal {
    /// Namespace of the release; else `HELM_NAMESPACE`, the kubeconfig's, or default
    #[arg(short = 'n', long, value_name = "NAMESPACE")]
    pub(crate) namespace: Option<String>,
    /// Kubeconfig file whose namespace counts
    #[arg(long, value_name = "FILE")]
    pub(crate) kubeconfig: Option<String>,
    /// Context of the kubeconfig whose namespace counts
    #[arg(long, value_name = "CONTEXT")]
    pub(crate) kube_context: Option<String>,
    /// Say what is used, and print the output that does not parse when it fails
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = crate::go_flags::boolean)]
    pub(crate) debug: Option<bool>,
    #[arg(long, hide = true)]
    pub(crate) burst_limit: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) kube_apiserver: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) kube_as_group: Vec<String>,
    #[arg(long, hide = true)]
    pub(crate) kube_as_user: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) kube_ca_file: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) kube_insecure_skip_tls_verify: bool,
    #[arg(long, hide = true)]
    pub(crate) kube_tls_server_name: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) kube_token: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) qps: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) registry_config: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) repository_cache: Option<String>,
    #[arg(long, hide = true)]
    pub(crate) repository_config: Option<String>,
}

/// `version`, as programs that drive Helm ask for it.
#[derive(Debug, Args)]
#[command(args_override_self = true)]
pub(crate) struct HelmVersion {
    /// Print only the number
    #[arg(long)]
    pub(crate) short: bool,
    /// Accepted; there is nothing else
    #[arg(short = 'c', long, hide = true)]
    pub(crate) client: bool,
    /// Template to print it with, from `.Version`, `.GitCommit`, `.GitTreeState` and `.GoVersion`
    #[arg(long, value_name = "TEMPLATE")]
    pub(crate) template: Option<String>,
    /// Refused
    #[arg(hide = true)]
    pub(crate) rest: Vec<OsString>,
    #[command(flatten)]
    pub(crate) global: HelmGlobal,
}

/// `images`.
#[derive(Debug, Args)]
pub(crate) struct Images {
    /// Release name
    #[arg(default_value = "gitlab-runner")]
    pub(crate) name: String,
    /// How to print the list
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: ImagesFormat,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) release: Release,
}

/// Forms of the list of images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ImagesFormat {
    /// Columns: image, what it is for, runner
    Text,
    /// A JSON array
    Json,
}

/// `kit`.
#[derive(Debug, Args)]
pub(crate) struct Kit {
    /// Release name
    #[arg(default_value = "gitlab-runner")]
    pub(crate) name: String,
    /// Folder to write to
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    pub(crate) output: PathBuf,
    /// Write even if the folder holds other files
    #[arg(long)]
    pub(crate) force: bool,
    /// Write the chart as a .tgz archive
    #[arg(long)]
    pub(crate) package: bool,
    /// Size that a bucket may grow to, where the storage can limit it
    #[arg(long, value_name = "SIZE", default_value = "1TiB")]
    pub(crate) quota: String,
    /// Days after which cached archives go
    #[arg(long, value_name = "DAYS", default_value = "30")]
    pub(crate) expire_days: u32,
    /// Tag of the test pipeline's jobs, for all runners or for one; instead of runners.tags. Repeatable
    #[arg(long = "tag", value_name = "[RUNNER=]TAG")]
    pub(crate) tags: Vec<String>,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) release: Release,
}

/// `explain`.
#[derive(Debug, Args)]
#[command(
    after_help = "Values, release and secrets are for --line and --value. Lines count as in the output of `render` or, with --config, of `config`, in a pipe: with nothing masked.\nExit codes: 0 explained, 1 no such key, value or line, 2 could not run."
)]
pub(crate) struct Explain {
    /// Key, such as `image.tag`, `config.runners[0].kubernetes.cpu_limit` or just `cpu_limit`; without it, all values
    #[arg(value_name = "KEY", default_value = "", hide_default_value = true)]
    pub(crate) key: String,
    /// Show the keys at every depth
    #[arg(long)]
    pub(crate) recursive: bool,
    /// Say which template lines and which values made this line of the manifests
    #[arg(long, value_name = "N", conflicts_with_all = ["key", "recursive", "value"])]
    pub(crate) line: Option<usize>,
    /// Say which lines of the manifests depend on the value at this path, or on the values below it
    #[arg(long, value_name = "PATH", conflicts_with_all = ["key", "recursive"])]
    pub(crate) value: Option<String>,
    /// Count the lines of config.toml instead, as `config` prints it
    #[arg(long)]
    pub(crate) config: bool,
    /// Release name
    #[arg(long, value_name = "NAME", default_value = "gitlab-runner")]
    pub(crate) name: String,
    /// How to print what is known
    #[arg(long, value_enum, default_value = "human")]
    pub(crate) format: ExplainFormat,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) release: Release,
    #[command(flatten)]
    pub(crate) secrets: Secrets,
}

/// Forms of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormat {
    /// For reading
    Human,
    /// A JSON object, the keys in it as `children`
    Json,
}

/// `job`.
#[derive(Debug, Args)]
pub(crate) struct Job {
    /// Release name
    #[arg(default_value = "gitlab-runner")]
    pub(crate) name: String,
    /// Runner that takes the job; not needed when there is only one
    #[arg(long, value_name = "NAME")]
    pub(crate) runner: Option<String>,
    /// Variable of the job, KUBERNETES_… and feature flags included; repeatable
    #[arg(long = "variable", value_name = "NAME=VALUE")]
    pub(crate) variables: Vec<String>,
    /// `image` of the job; the runner's own without it
    #[arg(long, value_name = "IMAGE")]
    pub(crate) image: Option<String>,
    /// Image of a service of the job; repeatable
    #[arg(long = "service", value_name = "IMAGE")]
    pub(crate) services: Vec<String>,
    /// `pull_policy` of the job's image; repeatable
    #[arg(long = "pull-policy", value_name = "POLICY")]
    pub(crate) pull_policies: Vec<String>,
    /// `user` of the job's image
    #[arg(long, value_name = "UID[:GID]")]
    pub(crate) user: Option<String>,
    #[command(flatten)]
    pub(crate) values: Values,
    #[command(flatten)]
    pub(crate) release: Release,
}

/// `new`.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// Preset to start from; --list shows all
    #[arg(default_value = "minio")]
    pub(crate) preset: String,
    /// List the presets
    #[arg(long)]
    pub(crate) list: bool,
    /// Write to this file instead of standard output; an existing file is kept
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Files or folders; `-` reads standard input. Files of one stack are best checked together
    #[arg(value_name = "FILE", required_unless_present_any = ["explain", "list"])]
    pub(crate) files: Vec<PathBuf>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// End with exit code 1 on warnings as well
    #[arg(long, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,
    /// Do not report findings of this rule; repeatable
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub(crate) allow: Vec<String>,
    /// Version of GitLab Runner that reads the configuration; the default is the one that the chart deploys
    #[arg(long, value_name = "VERSION")]
    pub(crate) runner_version: Option<String>,
    /// Address of a folder with the pages of the rules, such as rules/ of the playground's site; reports link there
    #[arg(long, value_name = "URL", env = "RUNNER_STACK_RULES_URL", hide_env_values = true, value_parser = crate::report::pages::address)]
    pub(crate) rules_url: Option<String>,
    /// Print the page of a rule
    #[arg(long, value_name = "CODE", conflicts_with = "files")]
    pub(crate) explain: Option<String>,
    /// List all rules
    #[arg(long, conflicts_with = "files")]
    pub(crate) list: bool,
}

/// How `check` prints findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the source line and what to do
    #[default]
    Human,
    /// One line for each
    Short,
    /// An array of objects
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// GitLab Code Quality report
    Gitlab,
}

/// What `check` does not let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    /// Errors and warnings
    Warnings,
}

/// `schema`.
#[derive(Debug, Args)]
pub(crate) struct Schema {}

/// `completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// Shell to complete for
    pub(crate) shell: clap_complete::Shell,
}

/// Where values come from; names and order of precedence are Helm's.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Values")]
pub(crate) struct Values {
    /// Values file; `-` reads standard input. Repeatable, the last wins
    #[arg(short = 'f', long = "values", value_name = "FILE", value_parser = clap::value_parser!(OsString))]
    pub(crate) files: Vec<OsString>,
    /// Set values: key1=val1,key2=val2
    #[arg(long, value_name = "KEY=VALUE", allow_hyphen_values = true)]
    pub(crate) set: Vec<String>,
    /// Set values as text: key1=val1,key2=val2
    #[arg(long, value_name = "KEY=TEXT", allow_hyphen_values = true)]
    pub(crate) set_string: Vec<String>,
    /// Set values from files: key1=path1,key2=path2
    #[arg(long, value_name = "KEY=FILE")]
    pub(crate) set_file: Vec<String>,
    /// Set values as JSON: key1=json1,key2=json2
    #[arg(long, value_name = "KEY=JSON")]
    pub(crate) set_json: Vec<String>,
    /// Set one value literally, without escapes or lists
    #[arg(long, value_name = "KEY=TEXT", allow_hyphen_values = true)]
    pub(crate) set_literal: Vec<String>,
}

/// The release and the cluster as the templates see them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Release")]
pub(crate) struct Release {
    /// Namespace of the release
    #[arg(
        short = 'n',
        long,
        value_name = "NAMESPACE",
        default_value = "default",
        env = "HELM_NAMESPACE",
        hide_env = true
    )]
    pub(crate) namespace: String,
    /// Kubernetes version the manifests are for
    #[arg(long, value_name = "VERSION")]
    pub(crate) kube_version: Option<String>,
    /// API versions the cluster has besides the built-in ones
    #[arg(short = 'a', long, value_name = "API")]
    pub(crate) api_versions: Vec<String>,
    /// Include custom resource definitions
    #[arg(long)]
    pub(crate) include_crds: bool,
}

/// Whether secret data is shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Secrets")]
pub(crate) struct Secrets {
    /// Show secret data even on a terminal
    #[arg(long, conflicts_with = "mask_secrets")]
    pub(crate) show_secrets: bool,
    /// Mask secret data even in a pipe or file
    #[arg(long)]
    pub(crate) mask_secrets: bool,
}
