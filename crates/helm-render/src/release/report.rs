//! Which values the templates read, and which they did not.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::resolve::{Resolved, deciding_paths};
use crate::template::Read;
use crate::value::{List, Map, Origin, Str, Value};
use crate::values::frozen::Frozen;
use crate::values::locate::Locator;
use crate::values::{ValuePath, ValueSource, Values};

/// Which place of the values each origin number stands for.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// The place above and the step from there, by number minus one; the top has no place above.
    places: Vec<(Origin, ValuePath)>,
    children: BTreeMap<(Origin, ValuePath), Origin>,
}

impl Origins {
    /// The number of the top of the values.
    pub const TOP: Origin = 1;

    /// Numbers all maps and lists of the values.
    pub(super) fn assign(values: &Map) -> Self {
        let mut origins = Self::default();
        let top = origins.add(0, ValuePath::Key(Str::default()));
        origins.mark(values, top);
        origins
    }

    /// The path of an origin.
    pub fn path(&self, origin: Origin) -> Vec<ValuePath> {
        let mut path = Vec::new();
        let mut at = origin;
        while at > Self::TOP {
            let Some((above, step)) = self.places.get(at as usize - 1) else { break };
            path.push(step.clone());
            at = *above;
        }
        path.reverse();
        path
    }

    /// The origin of what lies one step below.
    pub fn child(&self, origin: Origin, step: &ValuePath) -> Option<Origin> {
        self.children.get(&(origin, step.clone())).copied()
    }

    fn add(&mut self, above: Origin, step: ValuePath) -> Origin {
        self.places.push((above, step.clone()));
        let origin = Origin::try_from(self.places.len()).unwrap_or(Origin::MAX);
        self.children.insert((above, step), origin);
        origin
    }

    fn mark(&mut self, map: &Map, origin: Origin) {
        // Subcharts share globals with the chart above; the first path counts.
        if map.origin() == 0 {
            map.set_origin(origin);
        }
        for (key, value) in map.snapshot() {
            if let Some(marked) = self.mark_value(&value, origin, &ValuePath::Key(key.clone())) {
                map.insert(key, marked);
            }
        }
    }

    /// Marks what lies at a step; a list comes back as a marked copy.
    fn mark_value(&mut self, value: &Value, above: Origin, step: &ValuePath) -> Option<Value> {
        match value {
            Value::Map(map) => {
                let origin = self.add(above, step.clone());
                self.mark(map, origin);
                None
            }
            Value::List(list) => {
                let origin = self.add(above, step.clone());
                let items = list
                    .items()
                    .iter()
                    .enumerate()
                    .map(|(index, item)| {
                        self.mark_value(item, origin, &ValuePath::Index(index))
                            .unwrap_or_else(|| item.clone())
                    })
                    .collect();
                Some(Value::List(Rc::new(List::typed(list.list_type(), items).with_origin(origin))))
            }
            _ => None,
        }
    }
}

/// What the templates of one render read of the values.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    origins: Origins,
    reads: Vec<Read>,
    known: BTreeSet<(Origin, Option<Str>)>,
    /// The paths of the charts below the root, whose globals are the root's.
    charts: Vec<Vec<Str>>,
    /// What Helm itself reads: conditions and tags.
    deciding: Vec<Vec<Str>>,
    /// Values of charts that are not enabled.
    disabled: Vec<Vec<Str>>,
}

/// A value that no template read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedValue {
    /// The path.
    pub path: Vec<ValuePath>,
    /// What set it.
    pub source: Option<ValueSource>,
}

impl UnusedValue {
    /// The path as `--set` takes it: `image.tags[0]`, `annotations.example\.com/team`.
    pub fn dotted(&self) -> String {
        dotted(&self.path)
    }
}

impl Usage {
    pub(super) fn new(origins: Origins, chart: &Resolved<'_>) -> Self {
        let mut usage = Self { origins, ..Self::default() };
        usage.add_chart(chart, &[]);
        usage
    }

    pub(super) fn finish(&mut self, reads: &[Read]) {
        self.reads = reads.to_vec();
        self.known = reads.iter().map(|read| (read.origin, read.key.clone())).collect();
    }

    /// The place of the values that a read is about, by the index that
    /// [`Segment::reads`](crate::template::Segment::reads) gives.
    pub fn path(&self, read: usize) -> Option<Vec<ValuePath>> {
        let read = self.reads.get(read)?;
        let mut path = self.origins.path(read.origin);
        path.extend(read.key.clone().map(ValuePath::Key));
        Some(path)
    }

    /// Which place each origin stands for.
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// The user's values that nothing read, each named once, at its highest place.
    pub fn unused(&self, values: &Values) -> Vec<UnusedValue> {
        let mut unused = Vec::new();
        let locator = values.locator();
        let mut path = Vec::new();
        let places: Vec<Origin> = vec![Origins::TOP];
        if let Frozen::Map(_) = values.as_frozen() {
            self.check(&values.as_frozen(), &places, &mut path, &locator, &mut unused);
        }
        unused
    }

    /// Checks what lies below a path; `places` are its origins, several for globals.
    fn check(
        &self,
        value: &Frozen,
        places: &[Origin],
        path: &mut Vec<ValuePath>,
        locator: &Locator<'_>,
        unused: &mut Vec<UnusedValue>,
    ) {
        if !path.is_empty() && places.iter().any(|place| self.known.contains(&(*place, None))) {
            return;
        }
        for (step, child) in value.children() {
            path.push(step.clone());
            let mut below: Vec<Origin> =
                places.iter().filter_map(|place| self.origins.child(*place, &step)).collect();
            if path.len() == 1 && step == ValuePath::Key(Str::from("global")) {
                below.extend(self.charts.iter().filter_map(|chart| self.place_of(chart, &step)));
            }
            let is_read = match &step {
                ValuePath::Key(key) => {
                    places.iter().any(|place| self.known.contains(&(*place, Some(key.clone()))))
                        || (*key == *"global" && path.len() == 1)
                        || self.is_chart_or_decides(path)
                }
                ValuePath::Index(_) => true,
            };
            if !is_read && !self.disabled.iter().any(|disabled| starts_with(path, disabled)) {
                unused.push(UnusedValue { path: path.clone(), source: locator.find(path) });
            } else if is_read && !below.is_empty() {
                self.check(child, &below, path, locator, unused);
            }
            path.pop();
        }
    }

    /// Whether the path is a chart's own values, or leads to what Helm reads itself.
    fn is_chart_or_decides(&self, path: &[ValuePath]) -> bool {
        let leads_to = |target: &Vec<Str>| {
            path.len() <= target.len()
                && path.iter().zip(target).all(|(step, key)| *step == ValuePath::Key(key.clone()))
        };
        self.charts.iter().any(leads_to) || self.deciding.iter().any(leads_to)
    }

    fn place_of(&self, chart: &[Str], step: &ValuePath) -> Option<Origin> {
        let place = chart
            .iter()
            .try_fold(Origins::TOP, |place, key| self.origins.child(place, &ValuePath::Key(key.clone())))?;
        self.origins.child(place, step)
    }

    fn add_chart(&mut self, chart: &Resolved<'_>, path: &[Str]) {
        for deciding in deciding_paths(chart.chart()) {
            // Tags count at the top only, conditions below the chart.
            let above = if deciding.starts_with("tags.") { &[][..] } else { path };
            self.deciding.push(above.iter().cloned().chain(deciding.split('.').map(Str::from)).collect());
        }
        for dependency in chart.chart().metadata().dependencies.iter().flatten() {
            let name = if dependency.alias.is_empty() { &dependency.name } else { &dependency.alias };
            if !chart.dependencies().iter().any(|enabled| enabled.name() == name) {
                self.disabled.push(path.iter().cloned().chain([Str::from(name.as_str())]).collect());
            }
        }
        for dependency in chart.dependencies() {
            let path: Vec<Str> = path.iter().cloned().chain([Str::from(dependency.name())]).collect();
            self.add_chart(dependency, &path);
            self.charts.push(path);
        }
    }
}

fn starts_with(path: &[ValuePath], prefix: &[Str]) -> bool {
    path.len() >= prefix.len()
        && path.iter().zip(prefix).all(|(step, key)| *step == ValuePath::Key(key.clone()))
}

/// A path as `--set` takes it: `image.tags[0]`, `annotations.example\.com/team`.
pub fn dotted(path: &[ValuePath]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            ValuePath::Key(key) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&key.to_str().replace('\\', "\\\\").replace('.', "\\."));
            }
            ValuePath::Index(index) => {
                text.push('[');
                text.push_str(&index.to_string());
                text.push(']');
            }
        }
    }
    text
}
