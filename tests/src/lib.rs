//! Data-driven tests: one file or folder per case, one harness per kind.
