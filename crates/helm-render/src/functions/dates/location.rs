//! `*time.Location`, as far as templates can see it.

use std::rc::Rc;

use super::time::Zone;
use crate::fault::Fault;
use crate::functions::signature::Named;
use crate::value::{Field, Kind, List, ListType, Map, Method, Object, Value};

/// Where a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Utc,
    /// In the local zone of the world.
    Local,
    /// At an offset that was written beside the date.
    Fixed,
}

/// The location of a date.
#[derive(Debug)]
pub(super) struct Location {
    zone: Zone,
    name: Rc<str>,
    /// In a date, Go has a nil pointer for UTC.
    is_nil: bool,
}

impl Location {
    pub(super) fn new(zone: Zone, name: Rc<str>) -> Self {
        Self { zone, name, is_nil: false }
    }

    /// What Go stores in a date.
    pub(super) fn stored(zone: Zone) -> Self {
        let (name, is_nil) = (Rc::clone(&zone.name), zone.place == Place::Utc);
        Self { zone, name, is_nil }
    }

    /// The zone; in the local one it is that of some date.
    pub(super) fn zone(&self) -> &Zone {
        &self.zone
    }
}

impl Named for Location {
    const NAME: &'static str = "*time.Location";
}

impl Object for Location {
    fn type_name(&self) -> &'static str {
        Self::NAME
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn address(&self) -> Option<usize> {
        Some(match self.zone.place {
            _ if self.is_nil => 0,
            // Go has one of each.
            Place::Utc => 1,
            Place::Local => 2,
            Place::Fixed => self.zone.name.as_ptr().addr(),
        })
    }

    fn method(&self, name: &str) -> Option<Method> {
        (name == "String").then_some(Method { params: &[], variadic: false })
    }

    fn call(&self, _: &str, _: &[Value]) -> Result<Value, Fault> {
        Ok(self.display().into())
    }

    fn display(&self) -> String {
        self.name.as_ref().to_owned()
    }

    /// The rules of zones are the world's, so the lists of them are empty, as Go's are for UTC.
    fn hidden_fields(&self) -> Option<Vec<Field>> {
        let list = |name| Value::List(Rc::new(List::nil(ListType::Named(name))));
        Some(vec![
            Field::hidden("name", Value::str(&*self.name)),
            Field::hidden("zone", list("[]time.zone")),
            Field::hidden("tx", list("[]time.zoneTrans")),
            Field::hidden("extend", Value::str("")),
            Field::hidden("cacheStart", Value::Int64(0)),
            Field::hidden("cacheEnd", Value::Int64(0)),
            Field::hidden("cacheZone", Value::Object(Rc::new(NoZone))),
        ])
    }

    fn data(&self) -> Value {
        Value::Map(Map::new())
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

/// A nil `*time.zone`.
#[derive(Debug)]
struct NoZone;

impl Object for NoZone {
    fn type_name(&self) -> &'static str {
        "*time.zone"
    }

    fn kind(&self) -> Kind {
        Kind::Ptr
    }

    fn address(&self) -> Option<usize> {
        Some(0)
    }

    fn hidden_fields(&self) -> Option<Vec<Field>> {
        Some(Vec::new())
    }

    fn display(&self) -> String {
        "<nil>".to_owned()
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}
