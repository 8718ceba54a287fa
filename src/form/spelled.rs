//! The figures of a request that somebody wrote in a file, in the ledger's spelling: by the form's own rule, so that a file and a
//! form take the same and what is signed has one spelling.

use super::{
    Description, Member, Shape,
    fields::{Misread, misfit, tidy, under, value},
};
use crate::log::Json;

impl Description {
    /// A request's members with `2000` yuan as `2000.00`. What is no figure of this kind stays as it is: whoever reads the
    /// request tells what is wrong with that.
    ///
    /// # Errors
    /// Every amount that is none, by its path.
    pub fn spelled(&self, mut members: Json) -> Result<Json, Misread> {
        let mut wrong = Vec::new();
        for member in self.asked() {
            spell(&mut members, "", member, &mut wrong);
        }
        if wrong.is_empty() { Ok(members) } else { Err(wrong) }
    }
}

fn spell(within: &mut Json, path: &str, member: &Member, wrong: &mut Misread) {
    let Json::Object(members) = within else { return };
    let Some(json) = members.get_mut(member.name) else { return };
    let path = under(path, member.name);
    match (member.shape, json) {
        (Shape::Group(inner), group) => inner.iter().for_each(|member| spell(group, &path, member, wrong)),
        (Shape::List(inner), Json::Array(items)) => {
            for (n, item) in items.iter_mut().enumerate() {
                inner.iter().for_each(|member| spell(item, &under(&path, n), member, wrong));
            }
        }
        (
            shape @ (Shape::Money
            | Shape::Signed
            | Shape::Price
            | Shape::AreaMu
            | Shape::AreaM2
            | Shape::Shares
            | Shape::Quantity),
            json,
        ) => {
            let Some(tidied) = json.text().map(|text| tidy(shape, text)) else { return };
            match value(shape, &tidied) {
                Ok(spelled) => *json = spelled,
                Err(form) if matches!(shape, Shape::Money | Shape::Signed) => {
                    wrong.push((path.clone(), misfit(&path, shape, form, tidied).into()));
                }
                // other figures may be written in ways that no form has
                Err(_) => {}
            }
        }
        _ => {}
    }
}
