"""Test books of any size, the same bytes each time: for bench/build.py and bench/reading.py.

    python3 bench/books.py serial /tmp/serial      # a story for Dastan

A book is laid out as a story for Dastan and, chapter by chapter the same, for the generators in
bench/peers/, each with one small layout: title, body, previous and next, contents.
"""

import argparse
import random
import re
import shutil
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from prose import Prose

PEERS = Path(__file__).parent / "peers"

SIZES = {
    "novel": (40, 2500, 120),
    "serial": (365, 1600, 1000),
    "undated": (365, 1600, 0),
    "saga": (2000, 3000, 1000),
    "ten-k": (10_000, 300, 1000),
}
"""Chapters, words a chapter, and events on the timeline, which no other generator has."""

CHAPTERS = {
    "dastan": "site_src/chapters",
    "hugo": "content/chapters",
    "eleventy": "src",
    "mkdocs": "docs",
    "pelican": "content",
    "zensical": "docs",
}
"""Each generator's folder of chapters."""

PROSE = re.compile(rb'<div class="prose">.*?\n</div>\n</section>', re.DOTALL)
"""Where the author's words stand in a chapter's page of ours."""

PEOPLE = "margit tobias ilse corvin hester benedek dagny temir".split()
PLACES = "harbour orchard station mill tower".split()


@dataclass(frozen=True, slots=True)
class Chapter:
    number: int
    title: str
    text: str
    """Markdown that every generator understands."""
    matter: str = ""
    """Front matter for Dastan alone, in YAML: what happens."""


def book(chapters: int, words: int, events: int, seed: int = 1) -> Iterator[Chapter]:
    """Chapters of about so many words each, one event after another told in them."""
    for n in range(chapters):
        told = range(n * events // chapters, (n + 1) * events // chapters)
        length = words * random.Random(f"{seed} {n}").uniform(0.8, 1.2)
        yield chapter(n + 1, round(length), told, seed)


def chapter(number: int, words: int, told: Iterable[int] = (), seed: int = 1) -> Chapter:
    """A chapter of so many words, or a few more, that tells the events of these numbers."""
    prose = Prose(f"{seed}.{number}")
    blocks, notes = [prose.paragraph(4)], list[str]()
    written = scene = len(blocks[0].split())
    while written < words:
        block = prose.block(words - written)
        if block[0].isalpha() and prose.chance.random() < 0.01:
            notes.append(f"[^{len(notes) + 1}]: {prose.sentence()}")
            block += f"[^{len(notes)}]"
        blocks.append(block)
        written += len(block.split())
        scene += len(block.split())
        if scene > 800 and words - written > 100:
            blocks.append("***")
            scene = 0
    phrases = (re.search(r"\w[\w ]{20,}\w", block) for block in blocks if block[0].isalpha())
    found = (phrase[0] for phrase in phrases if phrase)
    events = "".join(event(n, phrase) for n, phrase in zip(told, found, strict=False))
    matter = f"events:\n{events}" if events else ""
    return Chapter(number, prose.title(), "\n\n".join([*blocks, *notes]) + "\n", matter)


def event(number: int, phrase: str) -> str:
    """The entry of an event, true of a story in which one happens every third day.

    Each tenth goes back by two years; each twentieth has a date.
    """
    before = f"e{number - 1 - (number % 10 == 0)}"
    when = f"{('3 days after', 'after', 'at most 5 days after')[number % 3]} {before}"
    if number % 10 == 9:
        when = f"2 years before {before}"
    elif number % 20 == 0:
        when = (date(1911, 3, 1) + timedelta(3 * number)).isoformat()
    who = PEOPLE[number % len(PEOPLE)]
    where = PLACES[number % len(PLACES)]
    return f"""  - id: e{number}
    title: {phrase.split(" ", 3)[-1].capitalize()}
    when: {when}
    place: {where}
    people: {who}
    phrase: {phrase}
"""


def markdown_book(path: Path) -> Iterator[Chapter]:
    """A real book: a file whose chapters begin with `# Title`, or a folder of Markdown files.

    Local links lose their targets and images go, so that every generator has the same to do.
    """
    files = sorted(path.rglob("*.md")) if path.is_dir() else [path]
    texts = [re.sub(r"(?s)\A---\n.*?\n---\n", "", file.read_text("utf-8")) for file in files]
    if not path.is_dir():
        texts = re.split(r"^(?=# )", texts[0], flags=re.M)
    for number, text in enumerate(filter(str.strip, texts), start=1):
        text = re.sub(r"!\[[^]]*\]\([^)]*\)", "", text)
        text = re.sub(r"\[([^]]*)\]\((?!https?:)[^)]*\)", r"\1", text)
        heading = re.match(r"\s*#+ +(.+)\n", text)
        title = re.sub(r"[^\w ,.’-]", "", heading[1]) if heading else ""
        body = text[heading.end() :] if heading else text
        yield Chapter(number, title or f"Chapter {number}", body)


def lay(chapters: Iterable[Chapter], folders: Mapping[str, Path], font: str = "book") -> int:
    """Write a book into empty folders, one a generator; how many words it has."""
    for name, folder in folders.items():
        if name == "dastan":
            lay_story(folder, font)
        else:
            shutil.copytree(PEERS / name, folder, dirs_exist_ok=True)
        images = folder / CHAPTERS[name] / "images"
        images.mkdir(parents=True, exist_ok=True)
        (images / "map.png").write_bytes(picture())
    words = 0
    for made in chapters:
        words += len(made.text.split())
        day = date(1990, 1, 1) + timedelta(made.number)
        head = f"title: {made.title}\ndate: {day}\n"
        for name, folder in folders.items():
            more = made.matter if name == "dastan" else f"weight: {made.number}\n"
            file = folder / CHAPTERS[name] / f"ch-{made.number:05}.md"
            file.write_text(f"---\n{head}{more}---\n\n{made.text}", "utf-8")
    return words


def lay_story(folder: Path, font: str) -> None:
    """All of a story but its chapters."""
    about = "title: A Test Book\nauthor: Nobody\nurl: https://example.org/\n"
    about += "description: Made to be measured.\n"
    files = {"story.yml": f"{about}font: {font}\n"}
    files |= {f"people/{name}.md": f"---\nname: {name.title()}\n---\n" for name in PEOPLE}
    files |= {f"places/{name}.md": f"---\nname: The {name}\n---\n" for name in PLACES}
    for name, text in files.items():
        file = folder / "site_src" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def picture(width: int = 600, height: int = 400) -> bytes:
    """A PNG in shades of grey."""
    rows = b"".join(bytes([0, *((x ^ y) % 256 for x in range(width))]) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    wanted = parser.parse_args()
    print(lay(book(*SIZES[wanted.size]), {"dastan": wanted.folder}), "words")
