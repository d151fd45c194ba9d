//! The parts of the Kubernetes API that values can hold.

use crate::model::kubernetes;

kubernetes! {
    Affinity = "io.k8s.api.core.v1.Affinity";
    Container = "io.k8s.api.core.v1.Container";
    DeploymentStrategy = "io.k8s.api.apps.v1.DeploymentStrategy";
    EnvFromSource = "io.k8s.api.core.v1.EnvFromSource";
    EnvVarSource = "io.k8s.api.core.v1.EnvVarSource";
    HostAlias = "io.k8s.api.core.v1.HostAlias";
    HorizontalPodAutoscalerBehavior = "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior";
    Lifecycle = "io.k8s.api.core.v1.Lifecycle";
    LocalObjectReference = "io.k8s.api.core.v1.LocalObjectReference";
    MetricSpec = "io.k8s.api.autoscaling.v2.MetricSpec";
    NetworkPolicyEgressRule = "io.k8s.api.networking.v1.NetworkPolicyEgressRule";
    NetworkPolicyIngressRule = "io.k8s.api.networking.v1.NetworkPolicyIngressRule";
    PodDnsConfig = "io.k8s.api.core.v1.PodDNSConfig";
    PodSecurityContext = "io.k8s.api.core.v1.PodSecurityContext";
    ResourceRequirements = "io.k8s.api.core.v1.ResourceRequirements";
    SecretProjection = "io.k8s.api.core.v1.SecretProjection";
    SecurityContext = "io.k8s.api.core.v1.SecurityContext";
    ServicePort = "io.k8s.api.core.v1.ServicePort";
    Toleration = "io.k8s.api.core.v1.Toleration";
    TopologySpreadConstraint = "io.k8s.api.core.v1.TopologySpreadConstraint";
    Volume = "io.k8s.api.core.v1.Volume";
    VolumeMount = "io.k8s.api.core.v1.VolumeMount";
}
