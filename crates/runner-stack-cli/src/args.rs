//! The command line's arguments, and nothing else.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// GitLab Runner on Kubernetes from one values file.
#[derive(Debug, Parser)]
#[command(name = "runner-stack", version, about, max_term_width = 100, disable_help_subcommand = true)]
#[command(
    after_help = "Start with:  runner-stack new minio > values.yaml\n             runner-stack render -f values.yaml | kubectl apply -f -"
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the Kubernetes manifests of the stack
    Render(Render),
    /// Print the config.toml that the runner will read
    Config(Config),
    /// Write the equivalent Helm chart
    Chart(Chart),
    /// Print a starter values file
    New(New),
    /// Print the JSON Schema of the values
    Schema,
    /// Print a completion script for a shell
    Completions(Completions),
}

/// `render`.
#[derive(Debug, Args)]
pub struct Render {
    /// Release name
    #[arg(default_value = "gitlab-runner")]
    pub name: String,
    #[command(flatten)]
    pub values: Values,
    #[command(flatten)]
    pub release: Release,
    #[command(flatten)]
    pub secrets: Secrets,
    /// Print only the manifests of these templates, for example templates/deployment.yaml
    #[arg(short = 's', long = "show-only", value_name = "TEMPLATE")]
    pub show_only: Vec<String>,
    /// Write each manifest to a file in this folder instead of printing it
    #[arg(long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Write even if the output folder holds other files
    #[arg(long, requires = "output_dir")]
    pub force: bool,
    /// Also print the notes that `helm install` shows, on standard error
    #[arg(long)]
    pub notes: bool,
}

/// `config`.
#[derive(Debug, Args)]
pub struct Config {
    /// Release name
    #[arg(default_value = "gitlab-runner")]
    pub name: String,
    #[command(flatten)]
    pub values: Values,
    #[command(flatten)]
    pub release: Release,
    #[command(flatten)]
    pub secrets: Secrets,
}

/// `chart`.
#[derive(Debug, Args)]
pub struct Chart {
    #[command(flatten)]
    pub values: Values,
    /// Folder to write to: the chart becomes DIR/NAME, or DIR/NAME-VERSION.tgz with --package
    #[arg(short = 'o', long = "output", value_name = "DIR", default_value = ".")]
    pub output: PathBuf,
    /// Write a .tgz archive, as `helm package` does
    #[arg(long)]
    pub package: bool,
    /// Name of the chart
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Version of the chart (semantic version)
    #[arg(long, value_name = "VERSION")]
    pub version: Option<String>,
    /// Version of GitLab Runner that the chart deploys
    #[arg(long, value_name = "VERSION")]
    pub app_version: Option<String>,
    /// Replace an existing chart folder or archive
    #[arg(long)]
    pub force: bool,
}

/// `new`.
#[derive(Debug, Args)]
pub struct New {
    /// Preset to start from; --list shows all
    #[arg(default_value = "minio")]
    pub preset: String,
    /// List the presets
    #[arg(long)]
    pub list: bool,
    /// Write to this file instead of standard output; an existing file is kept
    #[arg(short = 'o', long = "output", value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// Shell to complete for
    pub shell: clap_complete::Shell,
}

/// Where values come from; names and order of precedence are Helm's.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Values")]
pub struct Values {
    /// Values file; `-` reads standard input. Repeatable, the last wins
    #[arg(short = 'f', long = "values", value_name = "FILE", value_delimiter = ',')]
    pub files: Vec<PathBuf>,
    /// Set values: key1=val1,key2=val2
    #[arg(long, value_name = "KEY=VALUE", allow_hyphen_values = true)]
    pub set: Vec<String>,
    /// Set values as text: key1=val1,key2=val2
    #[arg(long, value_name = "KEY=TEXT", allow_hyphen_values = true)]
    pub set_string: Vec<String>,
    /// Set values from files: key1=path1,key2=path2
    #[arg(long, value_name = "KEY=FILE")]
    pub set_file: Vec<String>,
    /// Set values as JSON: key1=json1,key2=json2
    #[arg(long, value_name = "KEY=JSON")]
    pub set_json: Vec<String>,
    /// Set one value literally, without escapes or lists
    #[arg(long, value_name = "KEY=TEXT", allow_hyphen_values = true)]
    pub set_literal: Vec<String>,
}

/// The release and the cluster as the templates see them.
#[derive(Debug, Args)]
#[command(next_help_heading = "Release")]
pub struct Release {
    /// Namespace of the release
    #[arg(
        short = 'n',
        long,
        value_name = "NAMESPACE",
        default_value = "default",
        env = "HELM_NAMESPACE",
        hide_env = true
    )]
    pub namespace: String,
    /// Kubernetes version the manifests are for
    #[arg(long, value_name = "VERSION")]
    pub kube_version: Option<String>,
    /// API versions the cluster has besides the built-in ones
    #[arg(short = 'a', long, value_name = "API", value_delimiter = ',')]
    pub api_versions: Vec<String>,
    /// Include custom resource definitions
    #[arg(long)]
    pub include_crds: bool,
}

/// Whether secret data is shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Secrets")]
pub struct Secrets {
    /// Show secret data even on a terminal
    #[arg(long, conflicts_with = "mask_secrets")]
    pub show_secrets: bool,
    /// Mask secret data even in a pipe or file
    #[arg(long)]
    pub mask_secrets: bool,
}
