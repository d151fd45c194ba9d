//! `config.toml` of GitLab Runner, typed: every key that the runner's decoder knows.
//!
//! The structs follow the runner's own. Values keep the decoder's types, so a text stays a text even where only some
//! texts make sense: the allowed ones are in [`Key::one_of`], because the runner too finds out late, if at all.
//!
//! ```
//! let key = runner_stack::config::key("runners[].kubernetes.pull_policy").expect("a known key");
//! assert_eq!(key.one_of, ["always", "if-not-present", "never"]);
//! ```

#![expect(clippy::doc_markdown, reason = "the texts are also shown outside of rustdoc, as they stand")]

mod autoscaler;
mod cache;
mod custom;
mod docker;
pub mod feature_flags;
mod global;
mod keys;
pub mod kubernetes;
mod machine;
mod monitoring;
mod read;
pub mod removed;
mod runner;
mod ssh;
mod usage_logger;
mod virtual_machine;

pub use autoscaler::{
    Autoscaler, AutoscalerPolicy, ConnectorConfig, Instance, ScaleThrottle, StateStorage, VmIsolation,
};
pub use cache::{Cache, CacheAzure, CacheGcs, CacheS3};
pub use custom::Custom;
pub use docker::{Docker, DockerService};
pub use global::{Config, GlobalMachine, SessionServer, ShutdownDrain};
pub(crate) use keys::version;
pub use keys::{Key, header, key, keys};
pub use kubernetes::Kubernetes;
pub use machine::{Machine, MachineAutoscaling};
pub use monitoring::{JobQueuingDuration, MetricsReferee, Monitoring, Referees};
pub use read::read;
pub use runner::{Artifact, BootVerify, CustomBuildDir, Runner, RunnerExperimental};
pub use ssh::Ssh;
pub use usage_logger::{Experimental, Logrotate, SnowplowBilling, UsageLogger};
pub use virtual_machine::{Parallels, VirtualBox};
