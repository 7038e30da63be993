"""Search: a page, and an index that a reader's browser searches by itself, a few kilobytes a query.

The index is ours, for the readers' sake. It is made of classic scripts, so it works from disk as it
does on the web; it needs no WebAssembly; and nothing of it is fetched before it is asked for. All
words of the book stand in order, each with the pages that it is on, and are cut into *shards*: a
word comes with its neighbours, which begin as it does, so its other forms come along. The text of a
page, for excerpts, is a file of its own. Files are named by a digest of what is in them.

`static/search.js` reads all this; what a word is, is said here and there in the same way. The page
knows how far its reader has come, and so the index may hold the whole story.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import unescape
from unicodedata import category, normalize

from dastan.model import Output, Prose, Site

SHARD = 16_000
"""Characters of a shard, unless one word alone has more: about 6 kB when they travel."""

_UNREAD = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|h\d|li|div|blockquote|pre|t[rdh]|d[td]|figcaption|summary|[bh]r)(?: [^>]*)?>"
)
_TAG = re.compile(r"<[^>]*>")
_INVISIBLE = ("\u00ad", "\u2060")
"""Soft hyphens and word joiners, which typography has put in."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u31ff\u3400-\u9fff\uf900-\ufaff"
"""Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_RUN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_OFTEN = ("", "", ".", ":", ":", "!")
"""How often a word is on a page, for its rank: once, twice, a few times, more often."""
_IN_TITLE = 5
"""As often does a word of a title count."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page that can be found."""

    path: str
    title: str
    language: str
    """Empty where it is the story's."""
    text: str
    """Without mark-up, a line for each paragraph."""


@dataclass(frozen=True, slots=True)
class Script:
    """A file that gives a value to `search.js`."""

    name: str
    body: str


def search(site: Site) -> Iterable[Output]:
    """search.html and search/<digest>.js; nothing before there is a chapter."""

    def make() -> bytes:
        return json.dumps(dict(_files(site)), ensure_ascii=False).encode()

    for path, body in json.loads(site.keep("search", site.whole, make)).items():
        yield Output(path, body.encode(), "the search")


def _files(site: Site) -> Iterator[tuple[str, str]]:
    """All files of the search by path."""
    if not site.story.chapters:
        return
    documents = [*_documents(site)]
    texts = [_script(document.text) for document in documents]
    shards = [(shard.partition(" ")[0], _script(shard)) for shard in _shards(_lines(documents))]
    index = _script(
        {
            "chapters": len(site.story.chapters),
            "documents": [
                [document.path, document.title, document.language, text.name]
                for document, text in zip(documents, texts, strict=True)
            ],
            "shards": [[first, shard.name] for first, shard in shards],
        }
    )
    for script in (index, *texts, *(shard for _, shard in shards)):
        yield f"search/{script.name}.js", script.body
    yield "search.html", site.render("search.html", path="search.html", index=index.name)


def _script(value: object) -> Script:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    name = sha256(data.encode()).hexdigest()[:10]
    return Script(name, f'dastan.searched["{name}"]={data}\n')


# --- what can be found


def _documents(site: Site) -> Iterator[Document]:
    """The chapters, in telling order; then what a reader may know at any place of the story."""
    story, own = site.story, site.config.language
    for chapter in story.chapters:
        language = "" if chapter.language == own else chapter.language
        yield Document(story.urls[chapter.path], chapter.title, language, _text(chapter.prose))
    for page in story.pages:
        yield Document(story.urls[page.path], page.title, "", _text(page.prose))
    for entry in (*story.people, *story.places, *story.things):
        yield Document(story.urls[entry.path], entry.name, "", _text(entry.prose))


def _text(prose: Prose) -> str:
    text = "\n".join((prose.html, *(note.html for note in prose.notes)))
    if "<s" in text:
        text = _UNREAD.sub("", text)
    text = unescape(_TAG.sub("", _BLOCK.sub("\n", text)))
    for character in _INVISIBLE:
        text = text.replace(character, "")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


# --- the words


def _lines(documents: Sequence[Document]) -> Iterator[str]:
    """Each word and where it is: `"horse 1,4.,a!"` is on the documents 0, 4 and 14, and often on
    the last: distances in base 36. Words stand in the order that JavaScript's `<` knows."""
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, document in enumerate(documents):
        counted = Counter(words(document.text))
        for word in words(document.title):
            counted[word] += _IN_TITLE
        for word, count in counted.items():
            places[word].append((at, count))
    distances = [_base36(distance) for distance in range(len(documents) + 1)]
    for word in sorted(places, key=lambda word: word.encode("utf-16-be")):
        last, codes = -1, []
        for at, count in places[word]:
            codes.append(distances[at - last] + _OFTEN[min(count, len(_OFTEN) - 1)])
            last = at
        yield f"{word} {','.join(codes)}"


def words(text: str) -> list[str]:
    """The words of a text as the index has them: in lower case, without accents.

    Scripts without spaces give every two letters that stand together, and the last one alone.

    >>> words("She said: “Élan, Әсел!”"), words("上海站")
    (['she', 'said', 'elan', 'әсел'], ['上海', '海站', '站'])
    """
    runs: list[str] = _RUN.findall(_folded(text))
    if not _UNSPACED_LETTER.search(text):
        return runs
    return [word for run in runs for word in _cut(run)]


def _cut(run: str) -> Iterable[str]:
    if _UNSPACED_LETTER.match(run):
        return (run[at : at + 2] for at in range(len(run)))
    return (run,)


def _folded(text: str) -> str:
    text = text.lower()
    bare = {ord(c): _bare(c) for c in set(text) if not c.isascii() and _bare(c) != c}
    return text.translate(bare) if bare else text


def _bare(character: str) -> str:
    return "".join(c for c in normalize("NFD", character) if category(c)[0] != "M")


def _base36(number: int) -> str:
    return (_base36(number // 36) if number >= 36 else "") + _DIGITS[number % 36]


def _shards(lines: Iterable[str]) -> Iterator[str]:
    shard: list[str] = []
    size = 0
    for line in lines:
        if shard and size + len(line) > SHARD:
            yield "\n".join(shard)
            shard, size = [], 0
        shard.append(line)
        size += len(line) + 1
    yield "\n".join(shard)
