//! What the dot of each template holds.

use super::capabilities::Capabilities;
use super::chart_object::chart_value;
use super::files_object::files_value;
use super::options::ReleaseOptions;
use super::resolve::Resolved;
use crate::value::{Map, MapType, Str, Value};
use crate::values::coalesce;

/// `.Release`, which all templates share.
pub(super) fn release_value(release: &ReleaseOptions) -> Value {
    let entries = [
        ("Name", Value::str(release.name.as_str())),
        ("Namespace", Value::str(release.namespace.as_str())),
        ("IsUpgrade", Value::Bool(release.is_upgrade)),
        ("IsInstall", Value::Bool(!release.is_upgrade)),
        ("Revision", Value::Int(release.revision)),
        ("Service", Value::str("Helm")),
    ];
    Value::Map(entries.into_iter().map(|(key, value)| (Str::from(key), value)).collect::<Map>())
}

/// The dot of every chart's templates, the charts in the order of [`Resolved::walk`].
pub(super) fn roots(
    chart: &Resolved<'_>,
    values: &Map,
    release: &Value,
    capabilities: &Capabilities,
) -> Vec<Map> {
    let mut roots = Vec::new();
    let shared = Shared { release, capabilities: capabilities.to_value() };
    add_root(chart, Some(values.as_type(MapType::Values)), &shared, &mut roots);
    roots
}

struct Shared<'a> {
    release: &'a Value,
    capabilities: Value,
}

fn add_root(chart: &Resolved<'_>, values: Option<Map>, shared: &Shared<'_>, roots: &mut Vec<Map>) -> Map {
    let values = values.unwrap_or_else(|| Map::new().as_type(MapType::Values));
    let subcharts = Map::new();
    let entries = [
        ("Chart", chart_value(chart)),
        ("Files", files_value(chart.chart().shared_files())),
        ("Release", shared.release.clone()),
        ("Capabilities", shared.capabilities.clone()),
        ("Values", Value::Map(values.clone())),
        ("Subcharts", Value::Map(subcharts.clone())),
    ];
    let root: Map = entries.into_iter().map(|(key, value)| (Str::from(key), value)).collect();
    roots.push(root.clone());
    for dependency in chart.dependencies() {
        // A name with a dot in it is a path here, in Helm too.
        let below =
            coalesce::table(&values, dependency.name()).ok().map(|values| values.as_type(MapType::Values));
        let child = add_root(dependency, below, shared, roots);
        subcharts.insert(dependency.name(), child);
    }
    root
}
