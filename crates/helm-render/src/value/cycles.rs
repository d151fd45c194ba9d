//! Frees data that holds itself: `set $d "self" $d` makes a circle of references that counting them never ends.
//!
//! A circle is closed by putting something into a map that is there already, so only maps to which templates do
//! that are remembered, weakly. When the outermost [`Scope`] of the thread ends, those that nobody but such circles
//! holds are emptied; what a caller holds stays as it is, and is looked at again when the next scope ends.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::rc::{Rc, Weak};

use super::map::MapData;
use super::{List, Map, Value};

thread_local! {
    static CANDIDATES: RefCell<Vec<Weak<MapData>>> = const { RefCell::new(Vec::new()) };
    static SCOPES: Cell<usize> = const { Cell::new(0) };
}

/// The time in which templates run. Data lives on after it only if somebody holds it from outside.
#[derive(Debug)]
pub(crate) struct Scope(());

impl Scope {
    /// Opens a scope, perhaps within another one.
    pub(crate) fn enter() -> Self {
        SCOPES.set(SCOPES.get() + 1);
        Self(())
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        SCOPES.set(SCOPES.get() - 1);
        if SCOPES.get() == 0 {
            collect();
        }
    }
}

/// Whether a circle can lead through the value.
pub(super) fn may_hold(value: &Value) -> bool {
    matches!(value, Value::Map(_) | Value::List(_))
}

/// Remembers a map that something was put into.
pub(super) fn remember(map: &Rc<MapData>) {
    CANDIDATES.with_borrow_mut(|candidates| {
        // Weak references keep the room of what is long gone.
        if candidates.len() == candidates.capacity() {
            candidates.retain(|candidate| candidate.strong_count() > 0);
            candidates.reserve(candidates.len());
        }
        candidates.push(Rc::downgrade(map));
    });
}

/// Empties the remembered maps that only circles hold.
fn collect() {
    // A thread that ends has no candidates any more.
    let candidates = CANDIDATES.try_with(RefCell::take).unwrap_or_default();
    let candidates: Vec<_> = candidates.into_iter().filter_map(|candidate| candidate.upgrade()).collect();
    if !candidates.is_empty() {
        collect_from(candidates);
    }
}

#[inline(never)]
fn collect_from(candidates: Vec<Rc<MapData>>) {
    let mut graph = Graph::default();
    let places: Vec<_> = candidates.into_iter().map(|map| graph.add(Node::Map(map))).collect();
    graph.explore();
    let is_held = graph.held();
    let mut contents = Vec::new();
    for place in places {
        let Node::Map(map) = &graph.nodes[place] else { continue };
        if is_held[place] {
            CANDIDATES.with_borrow_mut(|candidates| candidates.push(Rc::downgrade(map)));
        } else {
            contents.push(Map::take_entries(map));
        }
    }
    // The graph goes first, so that what is freed with the contents is freed level by level.
    drop(graph);
    drop(contents);
}

/// A map or list that a remembered map leads to.
enum Node {
    Map(Rc<MapData>),
    List(Rc<List>),
}

impl Node {
    fn address(&self) -> usize {
        match self {
            Self::Map(map) => Rc::as_ptr(map).addr(),
            Self::List(list) => Rc::as_ptr(list).addr(),
        }
    }

    fn holders(&self) -> usize {
        match self {
            Self::Map(map) => Rc::strong_count(map),
            Self::List(list) => Rc::strong_count(list),
        }
    }

    fn children(&self) -> Vec<Self> {
        let node = |value: &Value| match value {
            Value::Map(map) => Some(Self::Map(map.shared_data())),
            Value::List(list) => Some(Self::List(Rc::clone(list))),
            _ => None,
        };
        match self {
            Self::Map(map) => Map::with_entries(map, |entries| entries.values().filter_map(node).collect()),
            Self::List(list) => list.items().iter().filter_map(node).collect(),
        }
    }
}

/// What the remembered maps lead to, and who holds it.
#[derive(Default)]
struct Graph {
    nodes: Vec<Node>,
    places: HashMap<usize, usize>,
    /// For each node the places of what it holds, once for each time.
    children: Vec<Vec<usize>>,
}

impl Graph {
    fn add(&mut self, node: Node) -> usize {
        match self.places.entry(node.address()) {
            Entry::Occupied(place) => *place.get(),
            Entry::Vacant(vacant) => {
                self.nodes.push(node);
                *vacant.insert(self.nodes.len() - 1)
            }
        }
    }

    fn explore(&mut self) {
        while let Some(node) = self.nodes.get(self.children.len()) {
            let children = node.children().into_iter().map(|child| self.add(child)).collect();
            self.children.push(children);
        }
    }

    /// Which nodes are held from outside of the graph, or by such a node.
    fn held(&self) -> Vec<bool> {
        let mut from_inside = vec![0; self.nodes.len()];
        self.children.iter().flatten().for_each(|&child| from_inside[child] += 1);
        let mut is_held = vec![false; self.nodes.len()];
        let mut pending: Vec<usize> = Vec::new();
        for (place, node) in self.nodes.iter().enumerate() {
            // The graph itself is a holder as well.
            if node.holders() > from_inside[place] + 1 {
                pending.push(place);
            }
        }
        while let Some(place) = pending.pop() {
            if !std::mem::replace(&mut is_held[place], true) {
                pending.extend(&self.children[place]);
            }
        }
        is_held
    }
}

#[cfg(test)]
mod tests {
    use crate::template::{Engine, Options, Templates};
    use crate::value::{Value, live};
    use crate::world::FixedWorld;
    use crate::{Capabilities, Chart, ReleaseOptions, Values, render, yaml};

    fn parsed(text: &str) -> Templates {
        Templates::parse([("t", text)]).expect("a good template")
    }

    /// Circles, and what they print.
    const CIRCLES: &[(&str, &str)] = &[
        (r#"{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ len $d.self.self }}"#, "1"),
        (r#"{{ $d := dict }}{{ $_ := set $d "list" (list 1 (list $d)) }}{{ len $d.list }}"#, "2"),
        (r#"{{ $a := dict "n" 1 }}{{ $b := dict "a" $a }}{{ $_ := set $a "b" $b }}{{ $a.b.a.b.a.n }}"#, "1"),
        (
            r#"{{ $a := dict "x" dict }}{{ $b := dict "x" (dict "y" $a) }}{{ (merge $a $b).x.y.x.y | len }}"#,
            "1",
        ),
        (r#"{{ $a := dict "k" "v" }}{{ (mergeOverwrite $a (dict "k" $a)).k.k | len }}"#, "1"),
        (r#"{{ $_ := set .Values "root" . }}{{ .Values.root.Values.word }}"#, "hello"),
        (r#"{{ $_ := set .Values.deep "above" .Values }}{{ .Values.deep.above.word }}"#, "hello"),
        (
            r#"{{ range until 9 }}{{ $d := dict "n" . }}{{ $_ := set $d "self" $d }}{{ $_ := set $d "all" $ }}{{ end }}{{ tpl "{{ .word }}" .Values }}"#,
            "hello",
        ),
        (
            r#"{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ $_ := set .Values "held" $d }}{{ fail "enough" }}"#,
            "",
        ),
    ];

    #[test]
    fn a_render_leaves_nothing_behind() {
        for (template, output) in CIRCLES {
            let chart = Chart::from_files([
                ("Chart.yaml", "apiVersion: v2\nname: demo\nversion: 0.1.0\n"),
                ("values.yaml", "word: hello\ndeep: {list: [{a: b}]}\n"),
                ("templates/a.yaml", &format!("n: {template}")),
            ])
            .expect("a good chart");
            let before = live::bytes();
            let release = ReleaseOptions::new("rel");
            let rendered = render(&chart, &Values::new(), &release, &Capabilities::default(), &FixedWorld);
            match rendered {
                Ok(rendered) => assert_eq!(rendered.manifests[0].text, *format!("n: {output}")),
                Err(error) => assert_eq!((error.message(), *output), ("enough", "")),
            }
            assert_eq!(live::bytes(), before, "{template}");
        }
    }

    #[test]
    fn what_the_caller_holds_stays_whole_and_is_freed_later() {
        let before = live::bytes();
        let templates = parsed(
            r#"{{ $d := dict "n" 1 }}{{ $_ := set $d "self" $d }}{{ $_ := set .deep "held" (list $d) }}{{ $_ := set .deep "above" . }}"#,
        );
        let data = yaml::from_yaml(b"deep: {list: [{a: b}]}").expect("good YAML");
        Engine::new(&templates, &FixedWorld, Options::default()).execute("t", &data).expect("it renders");
        // Others end in between, and look at it again.
        drop(Engine::new(&templates, &FixedWorld, Options::default()));

        let map = data.as_map().expect("a map");
        let below = |value: &Value, key| value.as_map().and_then(|map| map.get(key)).expect("it is there");
        let deep = map.get("deep").expect("it is there");
        assert!(below(&deep, "above").as_map().expect("a map").is_same(map));
        assert_eq!(below(&deep, "list").as_list().map(<[_]>::len), Some(1));
        let held = below(&deep, "held").as_list().expect("a list")[0].clone();
        assert!(below(&held, "self").as_map().expect("a map").is_same(held.as_map().expect("a map")));
        assert!(matches!(below(&held, "n"), Value::Int(1)));

        drop((deep, held, data));
        assert!(live::bytes() > before, "who holds circles of their own frees them with the next render");
        drop(Engine::new(&templates, &FixedWorld, Options::default()));
        assert_eq!(live::bytes(), before);
    }

    #[test]
    fn nothing_is_freed_before_the_outermost_render_ends() {
        let templates = parsed(r#"{{ $d := dict }}{{ $_ := set $d "self" $d }}"#);
        let before = live::bytes();
        let outer = Engine::new(&templates, &FixedWorld, Options::default());
        Engine::new(&templates, &FixedWorld, Options::default())
            .execute("t", &Value::Nil)
            .expect("it renders");
        assert!(live::bytes() > before);
        drop(outer);
        assert_eq!(live::bytes(), before);
    }

    #[test]
    fn remembering_takes_no_room_for_what_is_gone() {
        let templates = parsed(r#"{{ range until 100000 }}{{ $_ := set (dict) "list" (list 1) }}{{ end }}"#);
        let mut engine = Engine::new(&templates, &FixedWorld, Options::default());
        engine.execute("t", &Value::Nil).expect("it renders");
        assert!(super::CANDIDATES.with_borrow(Vec::len) < 100);
    }
}
