//! From Rust values to canonical JSON. A field that is `None` is absent; null does not exist.

use super::{Json, JsonError, shape};
use serde::ser::{self, Serialize};
use std::{collections::BTreeMap, fmt::Display};

/// Writes a value as canonical JSON. Unit variants become strings, other variants an object with
/// one member. Floats, negative numbers, raw bytes and `None` outside a field are refused.
///
/// # Errors
/// [`JsonError::Shape`] with the path of the first value that has no canonical spelling.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<Json, JsonError> {
    let json = value.serialize(Writer)?.ok_or_else(|| shape("expected a value, found nothing"))?;
    json.check()?;
    Ok(json)
}

impl Serialize for Json {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Object(members) => to.collect_map(members),
            Json::Array(values) => to.collect_seq(values),
            Json::Text(text) => to.serialize_str(text),
            Json::Bool(truth) => to.serialize_bool(*truth),
            Json::Integer(number) => to.serialize_u64(*number),
        }
    }
}

impl ser::Error for JsonError {
    fn custom<T: Display>(problem: T) -> Self {
        shape(problem.to_string())
    }
}

struct Writer;
/// `None` is a value that is absent.
type Written = Result<Option<Json>, JsonError>;

struct Items {
    values: Vec<Json>,
    variant: Option<&'static str>,
}

struct Members {
    members: BTreeMap<String, Json>,
    name: String,
    variant: Option<&'static str>,
}

impl Items {
    fn new(variant: Option<&'static str>) -> Items {
        Items { values: Vec::new(), variant }
    }

    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), JsonError> {
        let step = self.values.len().to_string();
        match value.serialize(Writer).map_err(|e| e.inside(&step))? {
            Some(json) => self.values.push(json),
            None => return Err(shape("expected a value, found nothing").inside(&step)),
        }
        Ok(())
    }

    fn finish(self) -> Written {
        Ok(Some(tagged(self.variant, Json::Array(self.values))))
    }
}

impl Members {
    fn new(variant: Option<&'static str>) -> Members {
        Members { members: BTreeMap::new(), name: String::new(), variant }
    }

    fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), JsonError> {
        if let Some(json) = value.serialize(Writer).map_err(|e| e.inside(name))?
            && self.members.insert(name.to_owned(), json).is_some()
        {
            return Err(shape("the member occurs twice").inside(name));
        }
        Ok(())
    }

    fn finish(self) -> Written {
        Ok(Some(tagged(self.variant, Json::Object(self.members))))
    }
}

fn tagged(variant: Option<&'static str>, value: Json) -> Json {
    match variant {
        None => value,
        Some(name) => Json::Object(BTreeMap::from([(name.to_owned(), value)])),
    }
}

macro_rules! whole_numbers {
    ($($method:ident: $type:ty),*) => {
        $(fn $method(self, number: $type) -> Written {
            u64::try_from(number)
                .map(|number| Some(Json::Integer(number)))
                .map_err(|_| shape(format!("expected a whole number from 0, found {number}")))
        })*
    };
}

impl ser::Serializer for Writer {
    type Ok = Option<Json>;
    type Error = JsonError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    whole_numbers!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128
    );

    fn serialize_bool(self, truth: bool) -> Written {
        Ok(Some(Json::Bool(truth)))
    }
    fn serialize_f32(self, _: f32) -> Written {
        Err(shape("floating point has no canonical spelling"))
    }
    fn serialize_f64(self, _: f64) -> Written {
        Err(shape("floating point has no canonical spelling"))
    }
    fn serialize_char(self, c: char) -> Written {
        Ok(Some(Json::Text(c.to_string())))
    }
    fn serialize_str(self, text: &str) -> Written {
        Ok(Some(Json::Text(text.to_owned())))
    }
    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(shape("bytes are written as hex digits"))
    }
    fn serialize_none(self) -> Written {
        Ok(None)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Written {
        Ok(None)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Written {
        Ok(None)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        Ok(Some(Json::Text(variant.to_owned())))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Written {
        let mut members = Members::new(None);
        members.put(variant, value)?;
        if members.members.is_empty() {
            return Err(shape("expected a value, found nothing").inside(variant));
        }
        members.finish()
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Items, JsonError> {
        Ok(Items::new(None))
    }
    fn serialize_tuple(self, _: usize) -> Result<Items, JsonError> {
        Ok(Items::new(None))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, JsonError> {
        Ok(Items::new(None))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items, JsonError> {
        Ok(Items::new(Some(variant)))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Members, JsonError> {
        Ok(Members::new(None))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members, JsonError> {
        Ok(Members::new(None))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members, JsonError> {
        Ok(Members::new(Some(variant)))
    }
}

macro_rules! items {
    ($($trait:ident $method:ident),*) => {
        $(impl ser::$trait for Items {
            type Ok = Option<Json>;
            type Error = JsonError;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), JsonError> {
                self.push(value)
            }
            fn end(self) -> Written {
                self.finish()
            }
        })*
    };
}
items!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

macro_rules! members {
    ($($trait:ident),*) => {
        $(impl ser::$trait for Members {
            type Ok = Option<Json>;
            type Error = JsonError;
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), JsonError> {
                self.put(name, value)
            }
            fn end(self) -> Written {
                self.finish()
            }
        })*
    };
}
members!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Members {
    type Ok = Option<Json>;
    type Error = JsonError;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), JsonError> {
        match name.serialize(Writer)? {
            Some(Json::Text(name)) => self.name = name,
            _ => return Err(shape("a member name is a string")),
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), JsonError> {
        let name = std::mem::take(&mut self.name);
        self.put(&name, value)
    }
    fn end(self) -> Written {
        self.finish()
    }
}
