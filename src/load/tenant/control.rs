//! Reads the controls of a tenant file, and the profiles without a score.

use std::collections::BTreeMap;

use crate::diag::Code;
use crate::load::yaml::{Node, Reader};
use crate::model::{ControlState, Id, Origin, Profile, Sourced, Status};
use crate::model::{Impact, Level};

impl Reader<'_> {
    pub(super) fn controls(&mut self, node: &Node) -> BTreeMap<Id, ControlState> {
        let mut controls = BTreeMap::new();
        for item in self.list(node, "controls") {
            let Some(control) = self.control_state(item) else { continue };
            if controls.contains_key(&control.id) {
                let message = format!("the control `{}` is listed twice", control.id);
                self.report(item, Code::DuplicateEntry, message, "keep one of the two");
            } else {
                controls.insert(control.id.clone(), control);
            }
        }
        controls
    }

    fn control_state(&mut self, node: &Node) -> Option<ControlState> {
        let mut fields = self.fields(node, "a control")?;
        let f = &mut fields;
        let id = self.required(f, "id").and_then(|node| self.id(node, "id"));
        let title = self.optional(f, "title").and_then(|node| self.text(node, "title"));
        let category = self.optional(f, "category").and_then(|node| self.text(node, "category"));
        let service = self.optional(f, "service").and_then(|node| self.text(node, "service"));
        let cost = self.optional(f, "cost").and_then(|node| self.word(node, "cost", &Level::WORDS));
        let impact = self.optional(f, "impact").and_then(|node| self.word(node, "impact", &Impact::WORDS));
        let score = self.required(f, "score").and_then(|node| self.points(node, "score"));
        let max = self.optional(f, "max").and_then(|node| self.points(node, "max"));
        let max_origin = self.optional(f, "max-origin");
        let max_origin = max_origin.and_then(|node| self.word(node, "origin", &Origin::WORDS));
        let (count, total) = (self.number(f, "count"), self.number(f, "total"));
        let status_node = self.optional(f, "status");
        let status = status_node.and_then(|node| self.word(node, "status", &Status::WORDS));
        let status_origin = self.optional(f, "status-origin");
        let status_origin = status_origin.and_then(|node| self.word(node, "origin", &Origin::WORDS));
        let truth = [("true", true), ("false", false)];
        let licensed = self.optional(f, "licensed").and_then(|node| self.word(node, "truth", &truth));
        let regressed = self.optional(f, "regressed").and_then(|node| self.word(node, "truth", &truth));
        let assigned_to = self.optional(f, "assigned-to").and_then(|node| self.text(node, "assigned-to"));
        let comment = self.optional(f, "comment").and_then(|node| self.text(node, "comment"));
        let last_synced = self.optional(f, "last-synced").and_then(|node| self.date(node, "last-synced"));
        self.finish(&fields);
        if let (Some(id), Some(status), Some(place)) = (&id, status, status_node)
            && id.is_device_control()
            && status.is_asserted()
            && status_origin != Some(Origin::Exported)
        {
            let message = format!("the status of the device control `{id}` can not be set by hand");
            self.report(
                place,
                Code::DeviceStatus,
                message,
                "make a global exception in Defender Vulnerability Management",
            );
        }
        Some(ControlState {
            id: id?,
            title,
            category,
            service,
            cost,
            impact,
            score: score?,
            max: max.map(|value| Sourced { value, origin: max_origin.unwrap_or(Origin::Stated) }),
            count,
            total,
            status: status.map(|value| Sourced { value, origin: status_origin.unwrap_or(Origin::Stated) }),
            licensed,
            regressed: regressed.unwrap_or_default(),
            assigned_to,
            comment,
            last_synced,
        })
    }

    pub(super) fn unscored(&mut self, node: &Node) -> BTreeMap<Id, Profile> {
        let mut profiles = BTreeMap::new();
        for item in self.list(node, "unscored") {
            let Some(mut fields) = self.fields(item, "a profile") else { continue };
            let id = self.required(&mut fields, "id").and_then(|node| self.id(node, "id"));
            let max = self.required(&mut fields, "max").and_then(|node| self.points(node, "max"));
            self.finish(&fields);
            if let (Some(id), Some(max)) = (id, max) {
                profiles.insert(id.clone(), Profile { id, max });
            }
        }
        profiles
    }
}
