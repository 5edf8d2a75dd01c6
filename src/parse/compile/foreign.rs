//! `foreign-syntax`: what other tools write, and readers here would see as it is written or as code.
//!
//! Source: the tools' documentation, and a census of forty-one handbooks that were written with them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use pulldown_cmark::{CodeBlockKind, Event, Tag};

use super::context::Context;
use super::events::EventSpan;
use crate::diagnostic::{Diagnostic, Span, checks};
use crate::parse::raw_html;
use crate::url;

/// Something that means more to another tool than it does here.
struct Construct {
    /// How it begins.
    mark: &'static str,
    /// Whether nothing stands before it on its line but what makes lists and quotes.
    begins_line: bool,
    /// Whether it is this one, by its line and where in that it begins.
    fits: fn(Line<'_>) -> bool,
    /// What is wrong, naming the tool.
    message: &'static str,
    /// What to write instead.
    help: &'static str,
}

/// So much of a line is looked at before and after a mark, in bytes: each may be one of thousands.
const BEFORE: usize = 200;
const AFTER: usize = 1000;

/// A line of a body, or as much of it as is looked at, and where in it a construct's mark begins.
#[derive(Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Line<'t> {
    fn before(self) -> &'t str {
        &self.text[..self.at]
    }

    /// From the mark on.
    fn rest(self) -> &'t str {
        &self.text[self.at..]
    }

    /// After a mark of so many bytes.
    fn after(self, mark: usize) -> &'t str {
        &self.rest()[mark..]
    }

    /// Whether what stands before can stand before a block.
    fn begins(self) -> bool {
        let before = self.before().trim_start_matches([' ', '\t', '>', '-', '*', '+']);
        let after_number = before.trim_start_matches(|c: char| c.is_ascii_digit());
        after_number.trim_start_matches(['.', ' ']).is_empty()
    }
}

const IMPORT: &str = "`mentorbook import` brings a whole handbook of another tool over";
const MKDOCS_BOX: &str = "`!!!` begins a box in MkDocs; here it is text, and what is in it is code";
const CALL: &str = "these braces call something of Hugo's; readers see them as they are written";
const LIQUID: &str = "`{%` is a command of Jekyll or GitBook; readers see it as it is written";
const WIKI: &str = "`[[…]]` is a link in wikis and Obsidian; readers see the brackets";
const LIST_OF_ATTRIBUTES: &str =
    "`{: …}` is a list of attributes in Jekyll and MkDocs; readers see it as it is written";
const COMPONENT: &str = "this is a component of MDX; readers see its tags as they are written";

/// In the order in which they are told where several begin at one place.
static CONSTRUCTS: &[Construct] = &[
    Construct {
        mark: "!!!",
        begins_line: true,
        fits: |line| begins_with_word(line.after(3)),
        message: MKDOCS_BOX,
        help: "write `:::tip[Title]`, the text without its indentation, and `:::`; the words are \
               note, tip, important, warning and caution",
    },
    Construct {
        mark: "???",
        begins_line: true,
        fits: |line| begins_with_word(line.after(3).trim_start_matches('+')),
        message: "`???` begins a box that opens in MkDocs; here it is text, and what is in it is \
                  code",
        help: "write `:::details[Title]`, the text without its indentation, and `:::`",
    },
    Construct {
        mark: "=== ",
        begins_line: true,
        fits: |line| line.after(4).trim_start().starts_with(['"', '\'']),
        message: "`===` begins a tab in MkDocs; here it is text, and what is in it is code",
        help: "write `:::tabs`, in it `:::tab {title=\"On a call\"}` and `:::` for each, and `:::`",
    },
    Construct {
        mark: "{%",
        begins_line: false,
        // With one brace more it is Hugo's.
        fits: |line| line.rest().contains("%}") && !line.before().ends_with('{'),
        message: LIQUID,
        help: "write what it stands for: boxes are `:::tip[Title]`, tabs `:::tabs`, links \
               `[text](file.md)`, another page's text `:::include {from=file.md}`",
    },
    Construct {
        mark: "{{<",
        begins_line: false,
        fits: |_| true,
        message: CALL,
        help: "write what it stands for: pictures are `![what is seen](file.png)`, boxes \
               `:::tip[Title]`, links `[text](file.md)`",
    },
    Construct {
        mark: "{{%",
        begins_line: false,
        fits: |_| true,
        message: CALL,
        help: "write what it stands for: boxes are `:::tip[Title]`, passages that open \
               `:::details[Title]`, links `[text](file.md)`",
    },
    Construct {
        mark: "{{#",
        begins_line: false,
        fits: |_| true,
        message: "`{{#` is a command of mdBook; readers see it as it is written",
        help: "another page's text is shown by `:::include {from=file.md}`",
    },
    Construct {
        mark: "[[",
        begins_line: false,
        fits: is_wiki_link,
        message: WIKI,
        help: "write `[text](file.md)`, with the path of the page from this file",
    },
    Construct {
        mark: "{:",
        begins_line: false,
        fits: |line| {
            line.after(2).starts_with([' ', '.', '#', 't', '-']) && line.rest().contains('}')
        },
        message: LIST_OF_ATTRIBUTES,
        help: "take it out; boxes are `:::warning[Title]`, and the contents are shown by themselves",
    },
    Construct {
        mark: "){",
        begins_line: false,
        fits: |line| is_attribute_list(line, 2),
        message: "braces after a link or picture are attributes in MkDocs; readers see them",
        help: "take them out: a picture is shown as large as it is, and the theme does the rest",
    },
    Construct {
        mark: "[TOC]",
        begins_line: true,
        fits: |line| line.after(5).trim().is_empty(),
        message: "`[TOC]` is the contents in MkDocs; readers see it as it is written",
        help: "take it out: each page shows its contents by itself",
    },
    Construct {
        mark: "--8<--",
        begins_line: true,
        fits: |_| true,
        message: "`--8<--` shows a file's text in MkDocs; readers see it as it is written",
        help: "another page's text is shown by `:::include {from=file.md}`",
    },
    Construct {
        mark: "{!",
        begins_line: true,
        fits: |line| line.rest().contains("!}"),
        message: "`{! … !}` shows a file's text in MkDocs; readers see it as it is written",
        help: "another page's text is shown by `:::include {from=file.md}`",
    },
    Construct {
        mark: "```{",
        begins_line: true,
        fits: |line| line.rest().contains('}'),
        message: "a word in braces after ``` is a command of MyST or R; what is in it is shown as \
                  code",
        help: "boxes are `:::note[Title]`, passages that open `:::details[Title]`",
    },
    Construct {
        mark: "mermaid",
        begins_line: false,
        fits: is_fence,
        message: "a diagram of Mermaid is shown as code",
        help: "save the diagram as a picture, and write `![what is seen](file.svg)`",
    },
    Construct {
        mark: "plantuml",
        begins_line: false,
        fits: is_fence,
        message: "a diagram of PlantUML is shown as code",
        help: "save the diagram as a picture, and write `![what is seen](file.svg)`",
    },
    Construct {
        mark: "math",
        begins_line: false,
        fits: is_fence,
        message: "formulas are shown as code",
        help: "write them in words, or as a picture: `![what is seen](file.svg)`",
    },
    Construct {
        mark: "$$",
        begins_line: true,
        fits: |_| true,
        message: "`$$` begins a formula in other tools; readers see it as it is written",
        help: "write it in words, or as a picture: `![what is seen](file.svg)`",
    },
    Construct {
        mark: "import ",
        begins_line: true,
        fits: |line| {
            line.before().is_empty()
                && line.rest().contains(['\'', '"'])
                && (line.rest().contains(" from ") || line.after(7).starts_with(['\'', '"']))
        },
        message: "`import` is a command of MDX; readers see it as it is written",
        help: "take it out, and write in Markdown what it is for",
    },
    Construct {
        mark: "export ",
        begins_line: true,
        fits: |line| {
            let words = ["const ", "default ", "function "];
            line.before().is_empty() && words.iter().any(|word| line.after(7).starts_with(word))
        },
        message: "`export` is a command of MDX; readers see it as it is written",
        help: "take it out, and write in Markdown what it is for",
    },
    Construct {
        mark: "<",
        begins_line: false,
        fits: is_component,
        message: COMPONENT,
        help: "boxes are `:::tip[Title]`, tabs `:::tabs`, cards `:::cards`, passages that open \
               `:::details[Title]`",
    },
    Construct {
        mark: " markdown",
        begins_line: false,
        fits: has_markdown_attribute,
        message: "`markdown` in a tag is for MkDocs; readers see what is in it as it is written",
        help: "write it in Markdown alone: a picture is `![what is seen](file.png)`, a passage \
               that opens `:::details[Title]`",
    },
    Construct {
        mark: ")=",
        begins_line: false,
        fits: |line| {
            let label = line.before().trim_start().strip_prefix('(');
            let is_label = |c: char| c.is_alphanumeric() || "-_:.".contains(c);
            line.after(2).trim().is_empty()
                && label.is_some_and(|label| !label.is_empty() && label.chars().all(is_label))
        },
        message: "`(label)=` names a heading in MyST; readers see it as it is written",
        help: "write the name behind the heading: `## Title {#label}`",
    },
    Construct {
        mark: ".. ",
        begins_line: true,
        fits: |line| line.rest().contains(":: ") || line.rest().trim_end().ends_with("::"),
        message: "`.. name::` is a command of Sphinx; readers see it as it is written",
        help: "boxes are `:::note[Title]`, pictures `![what is seen](file.png)`",
    },
    Construct {
        mark: "==",
        begins_line: false,
        fits: is_highlight,
        message: "`==` marks text in other tools; readers see the signs",
        help: "emphasis is `**strong**` or `*light*`",
    },
    Construct {
        mark: ":",
        begins_line: false,
        fits: is_emoji_code,
        message: "a name between colons is a sign in other tools; readers see the name",
        help: "paste the sign itself, or take it out",
    },
];

static MARKS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(CONSTRUCTS.iter().map(|construct| construct.mark)).ok());

/// Languages that people put into the names of files, as Hugo and Zola read them.
const LANGUAGES: [&str; 32] = [
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hu", "id",
    "it", "ja", "ko", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "tr", "uk", "vi", "zh",
];

/// Reports a language in the name of a page, which becomes a part of its address.
pub(super) fn language_in_name(cx: &mut Context<'_>) {
    let path = cx.path();
    let Some((name, language)) = url::without_ending(path).rsplit_once('.') else { return };
    if !LANGUAGES.contains(&language) || name.ends_with('/') {
        return;
    }
    let message = format!(
        "`.{language}` is a language to Hugo and Zola; here it is a part of the page's name and \
         address"
    );
    let help = format!(
        "rename it to `{name}.md`; pages in another language go into a layer or a firm that says \
         `language:`"
    );
    let told = Diagnostic::new(&checks::FOREIGN_SYNTAX, message).at(cx.place(Span::default()));
    cx.report(told.help(help).note(IMPORT));
}

/// Reports each construct once where a body has it, at the first place.
pub(super) fn find(cx: &mut Context<'_>, events: &[EventSpan<'_>]) {
    let Some(marks) = &*MARKS else { return };
    let body = &*cx.masked.original;

    let mut first: Vec<Option<usize>> = vec![None; CONSTRUCTS.len()];
    let mut code: Option<Vec<Range<usize>>> = None;
    for hit in marks.find_overlapping_iter(body) {
        let (which, at) = (hit.pattern().as_usize(), hit.start());
        if first[which].is_some() || !fits(&CONSTRUCTS[which], body, at) {
            continue;
        }
        // Nearly all pages have none, and need not look where their code is.
        let code = code.get_or_insert_with(|| as_written(events, body));
        let before = code.partition_point(|code| code.start < at);
        let is_code = before.checked_sub(1).is_some_and(|last| at < code[last].end);
        if !is_code {
            first[which] = Some(at);
        }
    }

    let mut told: Vec<(usize, &Construct)> = Vec::new();
    for (construct, at) in CONSTRUCTS.iter().zip(first) {
        let Some(at) = at else { continue };
        if told.iter().all(|(_, other)| other.message != construct.message) {
            told.push((at, construct));
        }
    }
    for (at, construct) in told {
        let place = cx.place(cx.line(&(at..body.len())));
        let told = Diagnostic::new(&checks::FOREIGN_SYNTAX, construct.message).at(place);
        cx.report(told.help(construct.help).note(IMPORT));
    }
}

/// Whether two braces begin a command of another tool, and no variable.
pub(super) fn is_command(after_braces: &str) -> bool {
    after_braces.starts_with(['<', '%', '#'])
}

fn fits(construct: &Construct, body: &str, at: usize) -> bool {
    // Behind a backslash it was meant as it stands.
    if body[..at].ends_with('\\') {
        return false;
    }
    let line = line_of(body, at);
    // The mark may be the blank that was trimmed.
    line.at < line.text.len() && (!construct.begins_line || line.begins()) && (construct.fits)(line)
}

fn line_of(body: &str, at: usize) -> Line<'_> {
    let from = body.floor_char_boundary(at.saturating_sub(BEFORE));
    let to = body.ceil_char_boundary((at + AFTER).min(body.len()));
    let start = body[from..at].rfind('\n').map_or(from, |end| from + end + 1);
    let end = body[at..to].find('\n').map_or(to, |end| at + end);
    Line { text: body[start..end].trim_end(), at: at - start }
}

/// The stretches of a body that are code or remarks, and mean to show their signs, in order.
fn as_written(events: &[EventSpan<'_>], body: &str) -> Vec<Range<usize>> {
    let stretches = events.iter().filter_map(|(event, range)| match event {
        // What stands behind its fence says what the code is.
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
            let fence = body[range.clone()].find('\n').unwrap_or(range.len());
            Some(range.start + fence..range.end)
        }
        Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => Some(range.clone()),
        Event::InlineHtml(html) => raw_html::is_remark(html).then(|| range.clone()),
        Event::Start(Tag::HtmlBlock) => {
            let html = body[range.clone()].trim_start();
            let begins = |sign: &&str| {
                html.get(..sign.len()).is_some_and(|start| start.eq_ignore_ascii_case(sign))
            };
            let signs = ["<!--", "<script", "<style", "<pre", "<textarea"];
            signs.iter().any(begins).then(|| range.clone())
        }
        _ => None,
    });
    stretches.collect()
}

fn begins_with_word(after: &str) -> bool {
    let word = after.trim_start();
    word.len() < after.len() && word.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// `[[Page]]` or `[[Page|text]]`, and not `[[1]](address)`.
fn is_wiki_link(line: Line<'_>) -> bool {
    let Some((inside, after)) = line.after(2).split_once("]]") else { return false };
    let is_name = |c: char| c.is_alphanumeric() || "_./".contains(c);
    inside.starts_with(is_name) && !inside.contains('[') && !after.starts_with(['(', '[', ':'])
}

/// `{ width=300 }` or `{ .button }` behind something that ends in a bracket.
fn is_attribute_list(line: Line<'_>, mark: usize) -> bool {
    // Behind a heading, braces are its own.
    if line.text.trim_start().starts_with('#') {
        return false;
    }
    let Some((inside, _)) = line.after(mark).split_once('}') else { return false };
    let inside = inside.trim_start_matches([' ', ':']);
    let known = ["width", "height", "target", "loading", "align", "class", "style", "rel", "title"];
    let is_key = |key: &&str| {
        inside.strip_prefix(*key).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    inside.starts_with(['.', '#']) || known.iter().any(is_key)
}

/// Whether a word is the language of a fence.
fn is_fence(line: Line<'_>) -> bool {
    let before = line.before().trim_end();
    let fence = before.trim_end_matches(['`', '~', '{']);
    before.len() - fence.len() >= 3 && Line { text: line.text, at: fence.len() }.begins()
}

/// Whether the tag that begins here is told as a component.
pub(super) fn is_component_at(body: &str, at: usize) -> bool {
    is_component(line_of(body, at))
}

/// `<Tabs>` or `</Tabs>`, and not `<First name>`.
fn is_component(line: Line<'_>) -> bool {
    let rest = line.after(1);
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.contains(|c: char| c.is_ascii_lowercase())
        && !line.before().ends_with(char::is_alphanumeric);

    let tag = after.split('>').next().unwrap_or_default();
    let is_tag = tag.ends_with('/') || tag.contains('=') || after.contains(&format!("</{name}>"));
    let stands_alone = after.trim_end() == ">";
    is_name && (is_tag || stands_alone) && !raw_html::Foreign::default().knows(name)
}

/// `<figure markdown>` or `<div markdown="1">`.
fn has_markdown_attribute(line: Line<'_>) -> bool {
    let tag = line.before().rsplit('<').next().filter(|tag| tag.len() < line.at);
    let is_tag = tag.is_some_and(|tag| {
        tag.starts_with(|c: char| c.is_ascii_alphabetic()) && !tag.contains('>')
    });
    is_tag && line.after(" markdown".len()).starts_with(['>', '=', ' '])
}

/// `==marked==`
fn is_highlight(line: Line<'_>) -> bool {
    let after = line.after(2);
    let closes = |at: usize| {
        let next = &after[at + 2..];
        at > 0 && !after[..at].ends_with([' ', '=']) && !next.starts_with('=')
    };
    !line.before().ends_with('=')
        && !line.before().ends_with(char::is_alphanumeric)
        && after.starts_with(char::is_alphanumeric)
        && after.find("==").is_some_and(closes)
}

/// `:rocket:`, and neither `10:30:45` nor `a:b:c`.
fn is_emoji_code(line: Line<'_>) -> bool {
    let after = line.after(1);
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-".contains(c);
    let end = after.find(|c: char| !is_name(c)).unwrap_or(after.len());
    let (name, rest) = after.split_at(end);

    let is_apart = |c: char| c.is_whitespace() || "()*_.,;!?|".contains(c);
    let ends_apart = rest
        .strip_prefix(':')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(is_apart) || rest.starts_with(':'));
    let is_word = name.len() >= 2 && name.starts_with(|c: char| c.is_ascii_lowercase());
    (is_word || ["+1", "-1"].contains(&name))
        && ends_apart
        && (line.before().is_empty() || line.before().ends_with(is_apart))
}
