//! The docker+machine executor.

use crate::model::{Count, table};

table! {
    /// docker+machine autoscaling settings.
    pub struct Machine {
        /// Machines that may be created at once.
        max_growth_rate ("MaxGrowthRate"): Count = { default: "0 (no limit)", since: "13.6" },
        /// Machines kept idle.
        idle_count ("IdleCount"): Count = { default: "0" },
        /// Idle machines as a multiple of busy ones.
        /// An integer literal is accepted too.
        idle_scale_factor ("IdleScaleFactor"): f64 = { default: "0.0", since: "14.6" },
        /// Floor for idle machines with the scale factor.
        idle_count_min ("IdleCountMin"): Count = { default: "1", since: "14.6" },
        /// Seconds a machine may stay idle.
        idle_time ("IdleTime"): Count = { default: "0" },
        /// Jobs per machine before it is removed.
        max_builds ("MaxBuilds"): Count = { default: "0" },
        /// docker-machine driver.
        machine_driver ("MachineDriver"): String = { default: r#""""# },
        /// Name pattern that must contain %s.
        machine_name ("MachineName"): String = { default: r#""""# },
        /// Driver options.
        machine_options ("MachineOptions"): Vec<String>,
        /// Driver options that contain %s for the machine name.
        /// Load fails when an item has no %s.
        machine_options_with_name ("MachineOptionsWithName"): Vec<String> = { since: "18.6" },
        /// Attempts to remove a machine.
        max_removal_attempts ("MaxRemovalAttempts"): Count = { default: "30", since: "19.1" },
        /// Retired off-peak schedule.
        /// Only prints a warning; has no effect since 14.0.
        off_peak_periods ("OffPeakPeriods"): Vec<String> = { deprecated: "[[runners.machine.autoscaling]] Periods", ineffective: true },
        /// Retired off-peak time zone.
        /// Not read by any code.
        off_peak_timezone ("OffPeakTimezone"): String = { default: r#""""#, deprecated: "[[runners.machine.autoscaling]] Timezone", ineffective: true },
        /// Retired off-peak idle count.
        /// Not read by any code.
        off_peak_idle_count ("OffPeakIdleCount"): Count = { default: "0", deprecated: "[[runners.machine.autoscaling]] IdleCount", ineffective: true },
        /// Retired off-peak idle time.
        /// Not read by any code.
        off_peak_idle_time ("OffPeakIdleTime"): Count = { default: "0", deprecated: "[[runners.machine.autoscaling]] IdleTime", ineffective: true },
        /// Time-based overrides; the last matching one wins.
        autoscaling: Vec<MachineAutoscaling> = { since: "13.0" },
    }

    /// Time-based overrides; the last matching one wins.
    pub struct MachineAutoscaling {
        /// Seven-field cron patterns.
        /// Load fails on a bad pattern.
        periods ("Periods"): Vec<String> = { since: "13.0" },
        /// Time zone of the patterns.
        /// Load fails on an unknown zone.
        timezone ("Timezone"): String = { default: "Local", since: "13.0" },
        /// Machines kept idle in this period.
        idle_count ("IdleCount"): Count = { default: "0", since: "13.0" },
        /// Idle multiple in this period.
        idle_scale_factor ("IdleScaleFactor"): f64 = { default: "0.0", since: "14.6" },
        /// Idle floor in this period.
        idle_count_min ("IdleCountMin"): Count = { default: "1", since: "14.6" },
        /// Seconds a machine may stay idle in this period.
        idle_time ("IdleTime"): Count = { default: "0", since: "13.0" },
    }
}
