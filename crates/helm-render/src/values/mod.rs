//! Values: coalescing, `--set`, schema checks.
