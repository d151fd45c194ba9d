//! Renders Helm charts exactly as Helm 3 does.
