//! What the chart's notes say of values that come to nothing, for those who render without installing.

/// What the chart puts in front of them.
const HEADING: &str = "\nWithout effect:\n";

/// Settings without effect, one sentence each, which begins with a key.
pub(crate) fn without_effect(notes: &str) -> impl Iterator<Item = &str> {
    let list = notes.split_once(HEADING).map_or("", |(_, list)| list);
    list.lines().map_while(|line| line.strip_prefix("  - "))
}

#[cfg(test)]
mod tests {
    use helm_render::world::FixedWorld;

    use super::super::{Capabilities, Input, ReleaseOptions, Stack};

    #[test]
    fn what_comes_to_nothing_is_a_warning() {
        let cases: [(&str, &[&str]); 6] = [
            (
                "metrics: {enabled: true, podMonitor: {enabled: true}}",
                &["metrics.podMonitor makes nothing: install the Prometheus operator, or render with \
                 --api-versions monitoring.coreos.com/v1"],
            ),
            (
                "metrics: {podMonitor: {enabled: true}, serviceMonitor: {enabled: true}}",
                &[
                    "metrics.podMonitor makes nothing: set metrics.enabled to true",
                    "metrics.serviceMonitor makes nothing: set metrics.enabled to true",
                ],
            ),
            (
                "metrics: {enabled: true, serviceMonitor: {enabled: true}}",
                &["metrics.serviceMonitor makes nothing: set service.enabled to true"],
            ),
            (
                "service: {enabled: true}\nsessionServer: {ingress: {enabled: true}}",
                &[
                    "service.enabled makes nothing: set metrics.enabled to true",
                    "sessionServer.ingress makes nothing: set sessionServer.enabled to true",
                ],
            ),
            (
                "replicas: 2\nsessionServer: {enabled: true}",
                &["sessionServer is off, because it works with one replica only: set replicas to 1"],
            ),
            ("metrics: {enabled: true}\nservice: {enabled: true}", &[]),
        ];
        for (values, expected) in cases {
            let mut input = Input::new();
            let base = "gitlabUrl: https://gitlab.example.com\nrunnerToken: glrt-EXAMPLE\n";
            input.add_file("values.yaml", format!("{base}{values}"));
            let rendered = Stack::embedded()
                .render(&input, &ReleaseOptions::default(), &Capabilities::default(), &FixedWorld)
                .expect("the values render");
            assert_eq!(rendered.warnings, expected, "{values}");
        }
    }
}
