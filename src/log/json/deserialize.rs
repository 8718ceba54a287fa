//! From canonical JSON to Rust values. Types should be closed (`deny_unknown_fields`).

use super::{Fault, Json, JsonError, JsonShape, is_name, shape};
use crate::unit::{Form, in_table};
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};
use std::{collections::BTreeMap, collections::btree_map, fmt, fmt::Display};

/// Reads a value of the type; the error names the member at fault.
///
/// # Errors
/// [`JsonError::Shape`] with the path of the first value that the type does not take.
pub fn from_json<T: DeserializeOwned>(json: &Json) -> Result<T, JsonError> {
    T::deserialize(json)
}

impl de::Error for JsonError {
    fn custom<T: Display>(problem: T) -> Self {
        shape(problem.to_string())
    }
    fn missing_field(member: &'static str) -> Self {
        Fault::Missing(member).here()
    }
    fn unknown_field(member: &str, known: &'static [&'static str]) -> Self {
        Fault::Unknown(member.to_owned(), known).here()
    }
    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Fault::NoneOf(word.to_owned(), known).here()
    }
}

/// What a type asks for, told beside whatever it says where it gets something else.
macro_rules! asks {
    ($($method:ident $wanted:ident),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            self.deserialize_any(visitor).map_err(|e| e.other(JsonShape::$wanted, self))
        })*
    };
}

/// The same where it asks for a whole number that fits.
macro_rules! counts {
    ($($method:ident $number:ident),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
            self.deserialize_any(visitor).map_err(|e| e.no_number($number::MAX.into(), self))
        })*
    };
}

impl<'de> de::Deserializer<'de> for &'de Json {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        match self {
            Json::Object(members) => visitor.visit_map(Members { rest: members.iter(), current: None }),
            Json::Array(values) => visitor.visit_seq(Items { rest: values.iter().enumerate() }),
            Json::Text(text) => visitor.visit_borrowed_str(text),
            Json::Bool(truth) => visitor.visit_bool(*truth),
            Json::Integer(number) => visitor.visit_u64(*number),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        // what is there is some; what is absent never gets here
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        let read = visitor.visit_newtype_struct(self);
        // a type that is read from a text of a form says the form's name
        match Form::named(name) {
            Some(form) => read.map_err(|e| e.not_a(form, self)),
            None => read,
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        match self {
            Json::Text(name) => visitor.visit_enum(Variant { name, content: None }),
            Json::Object(members) => {
                let mut rest = members.iter();
                match (rest.next(), rest.next()) {
                    (Some((name, content)), None) => visitor.visit_enum(Variant { name, content: Some(content) }),
                    _ => Err(shape(format!("expected an object with one member, found {}", members.len()))),
                }
            }
            other => Err(shape(format!("expected a variant, found {}", other.what())).other(JsonShape::Text, self)),
        }
    }

    asks! {
        deserialize_bool YesNo, deserialize_str Text, deserialize_string Text, deserialize_seq List,
        deserialize_map Object,
    }

    counts! {
        deserialize_u8 u8, deserialize_u16 u16, deserialize_u32 u32,
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_any(visitor).map_err(|e| e.no_number(Json::MAX_INTEGER, self))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, JsonError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        self.deserialize_map(visitor)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple_struct identifier ignored_any
    }
}

/// The name of a member, which may be a text of a form.
struct Name<'de>(&'de str);

impl<'de> de::Deserializer<'de> for Name<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, JsonError> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, JsonError> {
        let text = Json::Text(self.0.to_owned());
        let read = visitor.visit_borrowed_str(self.0);
        match Form::named(name) {
            Some(form) => read.map_err(|e: JsonError| e.not_a(form, &text)),
            None => read,
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        option unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Items<'de> {
    rest: std::iter::Enumerate<std::slice::Iter<'de, Json>>,
}

impl<'de> de::SeqAccess<'de> for Items<'de> {
    type Error = JsonError;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, JsonError> {
        self.rest
            .next()
            .map(|(n, value)| seed.deserialize(value).map_err(|e: JsonError| e.inside(&n.to_string())))
            .transpose()
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Members<'de> {
    rest: btree_map::Iter<'de, String, Json>,
    current: Option<(&'de String, &'de Json)>,
}

impl<'de> de::MapAccess<'de> for Members<'de> {
    type Error = JsonError;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, JsonError> {
        self.current = self.rest.next();
        self.current.map(|(name, _)| seed.deserialize(Name(name))).transpose()
    }
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, JsonError> {
        match self.current.take() {
            Some((name, value)) => seed.deserialize(value).map_err(|e: JsonError| e.inside(name)),
            None => Err(shape("a value was asked for before its name")),
        }
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Variant<'de> {
    name: &'de str,
    content: Option<&'de Json>,
}

impl<'de> de::EnumAccess<'de> for Variant<'de> {
    type Error = JsonError;
    type Variant = Self;
    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), JsonError> {
        let name = seed.deserialize(IntoDeserializer::<JsonError>::into_deserializer(self.name))?;
        Ok((name, self))
    }
}

impl<'de> Variant<'de> {
    fn content(self) -> Result<&'de Json, JsonError> {
        self.content.ok_or_else(|| shape(format!("expected an object with the member `{0}`, found `{0}`", self.name)))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'de> {
    type Error = JsonError;
    fn unit_variant(self) -> Result<(), JsonError> {
        match self.content {
            None => Ok(()),
            Some(_) => Err(shape(format!("expected `{0}`, found an object with the member `{0}`", self.name))),
        }
    }
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, JsonError> {
        let name = self.name;
        seed.deserialize(self.content()?).map_err(|e: JsonError| e.inside(name))
    }
    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, JsonError> {
        let name = self.name;
        de::Deserializer::deserialize_any(self.content()?, visitor).map_err(|e| e.inside(name))
    }
    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, JsonError> {
        let name = self.name;
        de::Deserializer::deserialize_any(self.content()?, visitor).map_err(|e| e.inside(name))
    }
}

/// Any value without a shape of its own, checked on the way in.
impl<'de> de::Deserialize<'de> for Json {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of canonical JSON")
    }
    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Json, E> {
        Ok(Json::Bool(truth))
    }
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Json, E> {
        if number > Json::MAX_INTEGER {
            return Err(E::custom(format!("expected a whole number up to 2^53 - 1, found {number}")));
        }
        Ok(Json::Integer(number))
    }
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Json, E> {
        match u64::try_from(number) {
            Ok(number) => self.visit_u64(number),
            Err(_) => Err(E::custom(format!("expected a whole number from 0, found {number}"))),
        }
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Json, E> {
        if let Some(c) = text.chars().find(|&c| !in_table(c)) {
            return Err(E::custom(format!("U+{:04X} is outside the character table", u32::from(c))));
        }
        Ok(Json::Text(text.to_owned()))
    }
    fn visit_seq<A: de::SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = from.next_element()? {
            values.push(value);
        }
        Ok(Json::Array(values))
    }
    fn visit_map<A: de::MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((name, value)) = from.next_entry::<String, Json>()? {
            if !is_name(&name) {
                return Err(de::Error::custom(format!("member name `{name}` is not [a-z][a-z0-9_]*")));
            }
            if members.insert(name, value).is_some() {
                return Err(de::Error::custom("a member occurs twice"));
            }
        }
        Ok(Json::Object(members))
    }
}
