//! YAML 1.1 as sigs.k8s.io/yaml reads and writes it.
