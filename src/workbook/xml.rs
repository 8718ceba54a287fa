//! XML as spreadsheets write it, event by event: names without prefixes, texts with the entities of XML alone.

use super::bounded::{Bounded, NotRead, broken};
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesRef, BytesStart, Event},
};
use std::io::{BufReader, Read};

/// A part read as XML.
pub(super) struct Xml<R: Read> {
    reader: Reader<BufReader<Bounded<R>>>,
    buffer: Vec<u8>,
}

/// What comes next in a part.
pub(super) enum Tag<'a> {
    /// An element begins.
    Begins(&'a str, &'a BytesStart<'a>),
    /// An element ends.
    Ends(&'a str),
    /// Text within an element.
    Text(&'a str),
    /// The part ends.
    Over,
}

impl<R: Read> Xml<R> {
    pub fn new(part: Bounded<R>) -> Xml<R> {
        let mut reader = Reader::from_reader(BufReader::with_capacity(64 << 10, part));
        // an element that is one tag has an end as well
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, buffer: Vec::with_capacity(1 << 10) }
    }

    /// Hands each tag and text to `take`, until it says that it has enough.
    pub fn each(&mut self, take: &mut dyn FnMut(Tag<'_>) -> Result<bool, NotRead>) -> Result<(), NotRead> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer).map_err(|e| broken(&e))?;
            let on = match &event {
                Event::Start(tag) => take(Tag::Begins(tag.local_name().as_ref(), tag))?,
                Event::End(tag) => take(Tag::Ends(tag.local_name().as_ref()))?,
                Event::Text(text) => take(Tag::Text(&text.xml10_content()))?,
                Event::CData(text) => take(Tag::Text(&text.xml10_content()))?,
                Event::GeneralRef(entity) => take(Tag::Text(&entity_text(entity)?))?,
                Event::Eof => {
                    take(Tag::Over)?;
                    false
                }
                _ => true,
            };
            if !on {
                return Ok(());
            }
        }
    }
}

fn entity_text(entity: &BytesRef<'_>) -> Result<String, NotRead> {
    if let Some(c) = entity.resolve_char_ref().map_err(|e| broken(&e))? {
        return Ok(c.to_string());
    }
    let name = entity.xml10_content();
    let known = resolve_xml_entity(&name);
    known.map(str::to_owned).ok_or_else(|| NotRead::Part(format!("&{name};")))
}

/// An attribute by its name without a prefix.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = tag.attributes();
    let mut named = all.with_checks(false).filter_map(Result::ok).filter(|a| a.key.local_name().as_ref() == name);
    let value = named.next()?.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}
