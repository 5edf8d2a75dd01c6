#!/usr/bin/env python3
"""Prints the figures of the shipped handbook's prose, and fails where one is not what it must be.

    mentorbook build --strict && python3 tests/prose/figures.py public

Words are counted in the Markdown of the base, as editors write it: without front matter, braces, addresses
and footnotes, a variable as one word. Everything else is read off the published pages.

Needs `requirements.txt` (textstat, for the grade: Kincaid et al. 1975, as it computes it) and two word lists
that are not ours, `wamerican` and `wbritish` of Debian: what the one knows and the other does not, no
edition of the other spelling may say.
"""

import collections
import pathlib
import re
import sys
from html.parser import HTMLParser

import textstat

# What the program's editions are spelled like.
BRITISH = {"birch-cole", "halloran-visser"}
BASE = pathlib.Path(__file__).parents[2] / "content/base"
GUIDE = ["why", "ground-rules", "set-up", "taking-part", "training"]
# Pages of the guide's folders that are laid on the table, and not read through.
KIT = {"taking-part/sessions/"}
# For those who take part, by the grade of school that they read like.
READERS = ["taking-part/mentor-guide", "taking-part/mentee-guide", "taking-part/momentum-and-midpoint",
           "why/what-it-is", "ground-rules/confidentiality", "ground-rules/expectations"]

BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "td", "th", "dt", "dd", "summary", "label", "legend", "figcaption"}
UNREAD = {"script", "style", "svg", "nav", "code", "pre", "blockquote", "button", "noscript", "select", "sup"}


class Reader(HTMLParser):
    """The blocks of text in the `<article>` of a page."""

    def __init__(self):
        super().__init__()
        self.blocks = [[]]
        self.unread = 0
        self.is_article = False
        self.in_notes = 0

    def handle_starttag(self, tag, attributes):
        classes = (dict(attributes).get("class") or "").split()
        if tag == "article":
            self.is_article = True
        if tag in UNREAD:
            self.unread += 1
        if tag == "section" and (self.in_notes or "footnotes" in classes):
            self.in_notes += 1
        if tag in BLOCKS:
            self.blocks.append([])

    def handle_endtag(self, tag):
        if tag == "article":
            self.is_article = False
        if tag in UNREAD:
            self.unread -= 1
        if tag == "section" and self.in_notes:
            self.in_notes -= 1
        if tag in BLOCKS:
            self.blocks.append([])

    def handle_data(self, data):
        if self.is_article and not self.unread and not self.in_notes:
            self.blocks[-1].append(data)


def blocks(page):
    """The blocks of text of a page, each on one line."""
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    texts = (" ".join("".join(block).split()) for block in reader.blocks)
    return [text for text in texts if text]


def written(page):
    """What an editor wrote in a page, for those who read it."""
    text = page.read_text(encoding="utf-8")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    for aside in [r"<!--.*?-->", r"^\[\^[^\]]+\]:.*$", r"^:::.*$", r"\[\^[^\]]+\]"]:
        text = re.sub(aside, "", text, flags=re.S if aside.startswith("<") else re.M)
    text = re.sub(r"\{\{[^}]*\}\}", "value", text)
    return re.sub(r"\{[^}\n]*\}|(?<=\])\([^)]*\)", "", text)


def sentences(text):
    """The sentences of a block; a heading or a cell without a stop is none."""
    found = re.split(r"(?<=[.!?])[”’)\"]*\s+", text)
    return [sentence for sentence in found if re.search(r"[.!?:][”’)\"]*$", sentence)]


def words(text):
    return re.findall(r"[\w’'-]*\w[\w’'-]*", text)


def pages(edition):
    """The pages of an edition by their folder, such as `why/what-it-is`."""
    for page in sorted(edition.rglob("index.html")):
        yield page.parent.relative_to(edition).as_posix(), page


def dictionary(name):
    path = pathlib.Path("/usr/share/dict") / name
    return set(path.read_text(encoding="utf-8").split())


def foreign_words(public):
    """Words of the other spelling, by edition. Names count for nothing: they have a capital."""
    american, british = dictionary("american-english"), dictionary("british-english")
    found = collections.Counter()
    for edition in sorted(path for path in public.iterdir() if (path / "manifest.json").is_file()):
        wrong = american - british if edition.name.split(".")[0] in BRITISH else british - american
        for page in edition.rglob("*.html"):
            for block in blocks(page):
                # A quotation in a line stays as its author spelled it.
                text = re.sub(r"“[^”]*”", " ", block)
                for word in re.findall(r"[A-Za-z]+", text):
                    if word.islower() and word in wrong:
                        found[edition.name, word] += 1
    return found


def main():
    public = pathlib.Path(sys.argv[1])
    by_part = collections.Counter()
    for page in sorted(BASE.rglob("*.md")):
        path = page.relative_to(BASE).as_posix()
        kit = any(path.startswith(folder) for folder in KIT)
        part = path.split("/")[0] if "/" in path else "home"
        by_part[f"{part}, kit" if kit else part] += len(words(written(page)))
    guide = sum(by_part[part] for part in GUIDE)

    lengths, tics, read = [], 0, 0
    for path, page in pages(public / "base"):
        if path.split("/")[0] in GUIDE and not any(path.startswith(folder) for folder in KIT):
            for text in blocks(page):
                read += len(words(text))
                tics += len(re.findall(r"\b(nobody|nothing)\b", text, re.I))
                lengths += [len(words(one)) for one in sentences(text)]

    reading = dict(pages(public / "base"))
    prose = " ".join(one for path in READERS for text in blocks(reading[path]) for one in sentences(text))
    wrong = foreign_words(public)

    for part, count in sorted(by_part.items()):
        print(f"words in {part}: {count:,}")
    # A figure, what it must not be above, and what it is.
    figures = [
        ("words in the guide and the modules", 38_000, guide),
        ("words in a sentence, on average", 14, round(sum(lengths) / len(lengths), 1)),
        ("sentences of more than 35 words", 10, sum(length > 35 for length in lengths)),
        ("nobody and nothing, in 1,000 words", 1, round(1000 * tics / read, 2)),
        ("grade of the pages for readers (Flesch–Kincaid)", 9, round(textstat.flesch_kincaid_grade(prose), 1)),
        ("words of the other spelling", 0, sum(wrong.values())),
    ]
    missed = False
    for name, most, value in figures:
        verdict = "" if value <= most else "  ✗"
        missed |= value > most
        print(f"{name}: {value:,} (at most {most:,}){verdict}")
    for (edition, word), count in wrong.most_common(20):
        print(f"  {edition}: {word} ({count})")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
