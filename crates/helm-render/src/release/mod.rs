//! From a chart and values to ordered manifests.
