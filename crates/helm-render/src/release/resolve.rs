//! Which charts take part in a render: conditions, tags, aliases and imported values of dependencies.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::chart::constraint::is_compatible;
use crate::chart::{Chart, Dependency, ImportValues};
use crate::error::{Error, ErrorKind};
use crate::value::{Map, Str, Value};
use crate::values::coalesce::{
    Nils, coalesce_owned, coalesce_values, merge_tables, path_to_map, path_value, table,
};
use crate::values::frozen::deep_copy_map;

/// A chart as one render sees it: under its alias, with the dependencies that are enabled.
#[derive(Debug, Clone)]
pub(crate) struct Resolved<'a> {
    chart: &'a Chart,
    identity: Rc<Identity>,
    is_root: bool,
    /// What `Chart.yaml` declares, shared between the aliases of one chart as Helm shares it.
    declared: Option<Vec<Rc<Declared<'a>>>>,
    dependencies: Vec<Resolved<'a>>,
    /// Values with those imported from below, instead of the chart's own.
    values: Option<Map>,
}

/// What is one chart to Helm. A declared dependency is a copy with its name or alias, but the charts below it are those
/// of the original: they know the copy as the chart above them only once a declared dependency of it was looked for.
#[derive(Debug)]
struct Identity {
    name: Rc<str>,
    above: RefCell<Option<Rc<Identity>>>,
}

impl Identity {
    fn new(name: &str, above: Option<Rc<Self>>) -> Rc<Self> {
        Rc::new(Self { name: Rc::from(name), above: RefCell::new(above) })
    }

    /// `a`, `a/charts/b`.
    fn path(&self) -> String {
        match &*self.above.borrow() {
            Some(above) => format!("{}/charts/{}", above.path(), self.name),
            None => self.name.to_string(),
        }
    }
}

/// A declared dependency while it is decided about.
#[derive(Debug)]
pub(crate) struct Declared<'a> {
    dependency: &'a Dependency,
    renamed: Cell<bool>,
    enabled: Cell<bool>,
    /// Whether its values were imported, by each alias of the chart that declares it.
    imports: Cell<Imports>,
}

/// How often values of a dependency were imported. Helm writes them in another form when it has done so, which it does not
/// know itself: the next alias finds nothing to import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Imports {
    Never,
    Once,
    Again,
}

impl<'a> Declared<'a> {
    pub(crate) fn dependency(&self) -> &'a Dependency {
        self.dependency
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.enabled.get()
    }

    /// What is left to import, as templates see it.
    pub(crate) fn import_values(&self) -> &'a [ImportValues] {
        if self.imports.get() == Imports::Again { &[] } else { &self.dependency.import_values }
    }

    /// The alias once it counts, the name before.
    pub(crate) fn name(&self) -> &'a str {
        if self.renamed.get() { &self.dependency.alias } else { &self.dependency.name }
    }
}

impl<'a> Resolved<'a> {
    /// Decides about all dependencies of `chart`, as `ProcessDependenciesWithMerge` does.
    pub(crate) fn new(chart: &'a Chart, values: &Map, warnings: &mut Vec<String>) -> Result<Self, Error> {
        let mut resolved = Self::all(chart, None);
        if resolved.declared.is_some() || !resolved.dependencies.is_empty() {
            resolved.process_enabled(values, "", warnings)?;
            resolved.process_import_values(warnings)?;
        }
        Ok(resolved)
    }

    fn all(chart: &'a Chart, above: Option<&Rc<Identity>>) -> Self {
        let identity = Identity::new(&chart.metadata().name, above.cloned());
        let declared = chart.metadata().dependencies.as_ref().map(|dependencies| {
            let declare = |dependency| {
                Rc::new(Declared {
                    dependency,
                    renamed: Cell::new(false),
                    enabled: Cell::new(dependency.enabled),
                    imports: Cell::new(Imports::Never),
                })
            };
            dependencies.iter().map(declare).collect()
        });
        let dependencies =
            chart.dependencies().iter().map(|dependency| Self::all(dependency, Some(&identity))).collect();
        Self { chart, identity, is_root: above.is_none(), declared, dependencies, values: None }
    }

    pub(crate) fn chart(&self) -> &'a Chart {
        self.chart
    }

    /// The chart's name, or its alias.
    pub(crate) fn name(&self) -> &str {
        &self.identity.name
    }

    pub(crate) fn dependencies(&self) -> &[Resolved<'a>] {
        &self.dependencies
    }

    /// The declared dependencies that are enabled.
    pub(crate) fn declared(&self) -> &[Rc<Declared<'a>>] {
        self.declared.as_deref().unwrap_or_default()
    }

    /// Whether no other chart is above it.
    pub(crate) fn is_root(&self) -> bool {
        self.is_root
    }

    /// This chart and all below it with their paths (`a`, `a/charts/b`), each before those below it. Charts below
    /// several aliases of one chart may have the same path.
    pub(crate) fn walk(&self) -> Vec<(String, &Resolved<'a>)> {
        fn add<'r, 'a>(chart: &'r Resolved<'a>, charts: &mut Vec<(String, &'r Resolved<'a>)>) {
            charts.push((chart.identity.path(), chart));
            chart.dependencies.iter().for_each(|dependency| add(dependency, charts));
        }
        let mut charts = Vec::new();
        add(self, &mut charts);
        charts
    }

    /// A fresh copy of the chart's default values.
    pub(crate) fn values(&self) -> Map {
        self.values.as_ref().map_or_else(|| self.chart.values().thaw_map(), deep_copy_map)
    }

    fn process_enabled(&mut self, values: &Map, path: &str, warnings: &mut Vec<String>) -> Result<(), Error> {
        let Some(declared) = self.declared.clone() else { return Ok(()) };
        let is_wanted = |wanted: &Declared<'_>, chart: &Resolved<'_>| {
            chart.name() == wanted.name()
                && is_compatible(&wanted.dependency.version, &chart.chart.metadata().version)
        };
        let mut dependencies: Vec<_> = self
            .dependencies
            .iter()
            .filter(|chart| !declared.iter().any(|wanted| is_wanted(wanted, chart)))
            .cloned()
            .collect();
        for wanted in &declared {
            let alias = &wanted.dependency.alias;
            if let Some(chart) = self.dependencies.iter().find(|chart| is_wanted(wanted, chart)) {
                let mut chart = chart.clone();
                let name = if alias.is_empty() { chart.name() } else { alias };
                chart.identity = Identity::new(name, None);
                dependencies.push(chart);
            }
            if !alias.is_empty() {
                wanted.renamed.set(true);
            }
        }
        self.dependencies = dependencies;
        self.adopt();
        for wanted in &declared {
            wanted.enabled.set(true);
        }
        let values = coalesce_values(self, values, Nils::Remove, warnings)?;
        apply_tags(&declared, &values, warnings);
        apply_conditions(&declared, &values, path, warnings);
        let disabled: Vec<&str> =
            declared.iter().filter(|wanted| !wanted.enabled.get()).map(|wanted| wanted.name()).collect();
        self.dependencies.retain(|chart| !disabled.contains(&chart.name()));
        let enabled: Vec<_> =
            declared.iter().filter(|wanted| !disabled.contains(&wanted.name())).cloned().collect();
        for dependency in &mut self.dependencies {
            let path = format!("{path}{}.", dependency.name());
            dependency.process_enabled(&values, &path, warnings)?;
        }
        self.declared = (!enabled.is_empty()).then_some(enabled);
        // The charts may have got to know another alias in between.
        self.adopt();
        Ok(())
    }

    /// Makes this the chart above its dependencies.
    fn adopt(&self) {
        for dependency in &self.dependencies {
            dependency.identity.above.replace(Some(Rc::clone(&self.identity)));
        }
    }

    fn process_import_values(&mut self, warnings: &mut Vec<String>) -> Result<(), Error> {
        for dependency in &mut self.dependencies {
            dependency.process_import_values(warnings)?;
        }
        let Some(declared) = &self.declared else { return Ok(()) };
        let values = coalesce_owned(self, Map::new(), Nils::Keep, warnings)?;
        let imported = Map::new();
        for wanted in declared {
            if wanted.imports.get() != Imports::Never {
                wanted.imports.set(Imports::Again);
                continue;
            }
            wanted.imports.set(Imports::Once);
            for import in &wanted.dependency.import_values {
                match import {
                    ImportValues::Pair { child, parent } => {
                        match table(&values, &format!("{}.{child}", wanted.name())) {
                            Ok(found) => merge_tables(&imported, &path_to_map(parent, found), warnings),
                            Err(key) => warnings.push(format!(
                                "dependencies.go:269: Warning: ImportValues missing table from chart {}: {} is not a table",
                                wanted.name(),
                                crate::chart::metadata::quote(&key),
                            )),
                        }
                    }
                    ImportValues::Export(name) => {
                        match table(&values, &format!("{}.exports.{name}", wanted.name())) {
                            Ok(found) => merge_tables(&imported, &found, warnings),
                            Err(key) => warnings.push(format!(
                                "dependencies.go:286: Warning: ImportValues missing table: {} is not a table",
                                crate::chart::metadata::quote(&key),
                            )),
                        }
                    }
                    ImportValues::Other { is_mapping: false } => {}
                    ImportValues::Other { is_mapping: true } => {
                        return Err(Error::new(
                            ErrorKind::Chart,
                            format!("import-values of {} needs the texts child and parent", wanted.name()),
                        ));
                    }
                }
            }
        }
        if imported.is_empty() {
            self.values = Some(values);
            return Ok(());
        }
        // What is imported is part of the values, and both are merged.
        let values = deep_copy_map(&values);
        merge_tables(&values, &imported, warnings);
        self.values = Some(values);
        Ok(())
    }
}

/// The paths of values that decide about dependencies, for reports of unused values.
pub(crate) fn deciding_paths(chart: &Chart) -> Vec<String> {
    let mut paths = Vec::new();
    for dependency in chart.metadata().dependencies.iter().flatten() {
        paths.extend(
            dependency.condition.trim().split(',').filter(|path| !path.is_empty()).map(str::to_owned),
        );
        paths.extend(dependency.tags.iter().map(|tag| format!("tags.{tag}")));
    }
    paths
}

fn apply_tags(declared: &[Rc<Declared<'_>>], values: &Map, warnings: &mut Vec<String>) {
    let Ok(tags) = table(values, "tags") else { return };
    for wanted in declared {
        let (mut has_true, mut has_false) = (false, false);
        for tag in &wanted.dependency.tags {
            match tags.get(tag) {
                None => {}
                Some(Value::Bool(true)) => has_true = true,
                Some(Value::Bool(false)) => has_false = true,
                Some(_) => warnings.push(format!(
                    "dependencies.go:94: Warning: Tag '{tag}' for chart {} returned non-bool value",
                    wanted.name(),
                )),
            }
        }
        wanted.enabled.set(has_true || !has_false);
    }
}

fn apply_conditions(declared: &[Rc<Declared<'_>>], values: &Map, path: &str, warnings: &mut Vec<String>) {
    for wanted in declared {
        for condition in
            wanted.dependency.condition.trim().split(',').filter(|condition| !condition.is_empty())
        {
            match path_value(values, &format!("{path}{condition}")) {
                None => {}
                Some(Value::Bool(enabled)) => {
                    wanted.enabled.set(enabled);
                    break;
                }
                Some(_) => warnings.push(format!(
                    "dependencies.go:63: Warning: Condition path '{condition}' for chart {} returned non-bool value",
                    wanted.name(),
                )),
            }
        }
    }
}

/// A name as a template sees it.
pub(crate) fn text(name: &str) -> Value {
    Value::String(Str::from(name))
}
