//! Drafts of messages: a file for each, beside their page, that mail programs open to be sent.

use super::LazyOutput;
use crate::render::{Content, Frame, eml};

pub(super) fn list(frame: &Frame) -> Vec<LazyOutput<'_>> {
    let shell = &frame.shell;
    let mut outputs = Vec::new();
    if shell.catalog.messages.is_empty() {
        return outputs;
    }

    let brought = super::brought(frame);
    for page in &shell.catalog.messages {
        let url = &shell.map.facts(page.page).url;
        for message in &page.messages {
            let path = message.file(url);
            if brought.contains(path.as_str()) {
                continue;
            }
            let draft = || Content::Bytes(eml::draft(&message.subject, &message.text).into_bytes());
            outputs.push(LazyOutput::new(path, move || Ok(draft())));
        }
    }
    outputs
}
