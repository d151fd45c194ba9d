//! The docker executors.

use std::collections::BTreeMap;

use crate::model::{Count, Int, StringOrList, table};

table! {
    /// Docker executor settings.
    pub struct Docker {
        /// Docker daemon endpoint.
        host: String = { default: "$DOCKER_HOST or unix:///var/run/docker.sock", since: "12.10" },
        /// Directory with ca.pem, cert.pem and key.pem for the daemon connection.
        tls_cert_path: String = { default: r#""""#, since: "12.10" },
        /// Verifies the daemon certificate.
        tls_verify: bool = { default: "false", since: "12.10" },
        /// Host name inside the job container.
        hostname: String = { default: r#""""# },
        /// Image for jobs that name none.
        image: String = { default: r#""""# },
        /// OCI runtime name.
        runtime: String = { default: r#""""# },
        /// Memory limit of the job container.
        /// An unparsable size is a process-fatal error.
        memory: String = { default: r#""""# },
        /// Memory plus swap limit.
        memory_swap: String = { default: r#""""# },
        /// Soft memory limit.
        memory_reservation: String = { default: r#""""# },
        /// Parent cgroup of the job container.
        cgroup_parent: String = { default: r#""""#, since: "16.10" },
        /// CPUs the container may use.
        cpuset_cpus: String = { default: r#""""# },
        /// NUMA nodes the container may use.
        cpuset_mems: String = { default: r#""""#, since: "17.0" },
        /// Number of CPUs as a string (rational allowed).
        cpus: String = { default: r#""""# },
        /// Relative CPU weight.
        cpu_shares: Count = { default: "1024", since: "12.6" },
        /// DNS server addresses.
        /// Invalid addresses fail the job.
        dns: Vec<String>,
        /// DNS search domains.
        dns_search: Vec<String>,
        /// Runs containers privileged.
        privileged: bool = { default: "false" },
        /// Overrides privileged for service containers.
        services_privileged: bool = { default: "value of privileged", since: "15.7" },
        /// Forbids jobs to replace the image entrypoint.
        disable_entrypoint_overwrite: bool = { default: "false" },
        /// User all commands run as.
        user: String = { default: r#""""#, since: "15.5" },
        /// Users a job may ask for.
        allowed_users: Vec<String> = { since: "16.8" },
        /// Extra groups of the container process.
        group_add: Vec<String> = { since: "16.6" },
        /// User namespace mode.
        userns_mode: String = { default: r#""""# },
        /// Linux capabilities to add.
        cap_add: Vec<String>,
        /// Linux capabilities to drop.
        cap_drop: Vec<String>,
        /// Exempts the container from the OOM killer.
        oom_kill_disable: bool = { default: "false" },
        /// OOM score correction.
        oom_score_adjust: Int<-1000, 1000> = { default: "0", since: "12.6" },
        /// Security options of the job container.
        security_opt: Vec<String>,
        /// Security options of service containers.
        services_security_opt: Vec<String> = { since: "15.10" },
        /// Host devices for the job container.
        devices: Vec<String>,
        /// Device cgroup rules.
        device_cgroup_rules: Vec<String> = { since: "15.1" },
        /// GPU request for the job container.
        gpus: String = { default: r#""""#, since: "13.9" },
        /// Host devices for services, keyed by image pattern.
        services_devices: BTreeMap<String, Vec<String>> = { since: "17.10" },
        /// Disables automatic cache volumes.
        disable_cache: bool = { default: "false" },
        /// Volume mounts in docker -v syntax.
        volumes: Vec<String>,
        /// Keeps volumes after container removal.
        volume_keep: bool = { default: "false", since: "18.10" },
        /// Volume driver name.
        volume_driver: String = { default: r#""""# },
        /// Volume driver options.
        volume_driver_ops: BTreeMap<String, String> = { since: "15.5" },
        /// Host directory for cache volumes.
        cache_dir: String = { default: r#""""# },
        /// host:ip lines for /etc/hosts.
        extra_hosts: Vec<String>,
        /// Containers whose volumes are mounted.
        volumes_from: Vec<String>,
        /// Network of the containers.
        network_mode: String = { default: r#""""# },
        /// PID namespace mode.
        pid_mode: String = { default: r#""""#, since: "19.1" },
        /// IPC namespace mode (key is 'ipcmode').
        ipcmode: String = { default: r#""""#, since: "15.7" },
        /// MAC address of the job container.
        /// An invalid address fails the job.
        mac_address: String = { default: r#""""#, since: "15.8" },
        /// Containers linked to the job.
        links: Vec<String>,
        /// Service containers started for each job.
        services: Vec<DockerService>,
        /// Maximum number of services per job.
        services_limit: i64 = { default: "-1 (unlimited)", since: "16.9" },
        /// Memory limit of each service.
        service_memory: String = { default: r#""""#, since: "16.9" },
        /// Memory plus swap limit of each service.
        service_memory_swap: String = { default: r#""""#, since: "16.9" },
        /// Soft memory limit of each service.
        service_memory_reservation: String = { default: r#""""#, since: "16.9" },
        /// Parent cgroup of services.
        service_cgroup_parent: String = { default: r#""""#, since: "16.10" },
        /// Slot cgroup pattern for services.
        service_slot_cgroup_template: String = { default: "value of slot_cgroup_template", since: "18.6" },
        /// CPUs services may use.
        service_cpuset_cpus: String = { default: r#""""#, since: "16.9" },
        /// Number of CPUs per service.
        service_cpus: String = { default: r#""""#, since: "16.9" },
        /// Relative CPU weight of services.
        service_cpu_shares: Count = { default: "1024", since: "16.9" },
        /// GPU request for services.
        service_gpus: String = { default: r#""""#, since: "17.10" },
        /// Seconds to wait for services; negative skips waiting.
        wait_for_services_timeout: Count = { default: "30" },
        /// Glob patterns of images a job may use.
        allowed_images: Vec<String> = { default: "all" },
        /// Glob patterns of images that may run privileged.
        allowed_privileged_images: Vec<String> = { default: "all", since: "16.1" },
        /// Glob patterns of services that may run privileged.
        allowed_privileged_services: Vec<String> = { default: "all", since: "16.1" },
        /// Pull policies a job may ask for.
        allowed_pull_policies: Vec<String> = { default: "value of pull_policy", since: "15.1", one_of: &["always", "if-not-present", "never"] },
        /// Glob patterns of service images a job may use.
        allowed_services: Vec<String> = { default: "all" },
        /// Image pull policy or an ordered list of them.
        pull_policy: StringOrList = { default: "always", one_of: &["always", "if-not-present", "never"] },
        /// Windows container isolation.
        isolation: String = { default: r#""""#, since: "15.8", one_of: &["default", "hyperv", "process"] },
        /// Size of /dev/shm in bytes.
        shm_size: Count = { default: "0" },
        /// tmpfs mounts of the job container, path to mount options.
        tmpfs: BTreeMap<String, String>,
        /// tmpfs mounts of services.
        services_tmpfs: BTreeMap<String, String>,
        /// Kernel parameters for the container.
        sysctls: BTreeMap<String, String>,
        /// Replaces the helper image.
        helper_image: String = { default: r#""""# },
        /// Helper image variant.
        helper_image_flavor: String = { default: "alpine", since: "14.0", one_of: &["alpine", "alpine3.21", "alpine-latest", "ubi-fips", "ubuntu"], open: true },
        /// Labels put on every container.
        container_labels: BTreeMap<String, String> = { since: "14.10" },
        /// IPv6 on per-build networks.
        enable_ipv6: bool = { default: "false", since: "15.5" },
        /// ulimit name to `soft[:hard]`.
        ulimit: BTreeMap<String, String> = { since: "16.2" },
        /// MTU of per-build networks.
        network_mtu: Count = { default: "0", since: "16.5" },
        /// json-file log driver options.
        /// Only the keys env and labels are accepted; anything else fails the job.
        log_options: BTreeMap<String, String> = { since: "18.9" },
    }

    /// Service containers started for each job.
    pub struct DockerService {
        /// Image of the service.
        /// An entry with an empty name is skipped by the kubernetes executor.
        name: String = { default: r#""""#, since: "12.5", required: true },
        /// Space or comma separated host names of the service.
        /// On Kubernetes the first alias that is a DNS label and unused becomes the container name, else svc-N.
        alias: String = { default: r#""""#, since: "12.9" },
        /// Replaces the image command.
        command: Vec<String> = { since: "13.6" },
        /// Replaces the image entrypoint.
        entrypoint: Vec<String> = { since: "13.6" },
        /// KEY=value strings for the service container.
        /// Items without '=' are dropped silently.
        environment: Vec<String> = { since: "15.10" },
        /// Path in the service container that survives suspend and resume.
        /// Kubernetes with FF_SUSPENDABLE_ENVIRONMENTS only; ignored when command or entrypoint is set.
        suspend_data_path: String = { default: r#""""#, since: "19.4" },
    }
}
