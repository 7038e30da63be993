"""The last pass over a text's HTML, tag by tag.

It numbers the notes, gives headings GitHub's ids, leaves a hole `ref:N` for every local link and
image, and puts an empty mark where an event's phrase stands. Text is only read here, never changed.
"""

import re
from collections.abc import Iterable, Sequence
from html import escape, unescape

from dastan.diagnostics import Checked, Diagnostic, did_you_mean, error, warning
from dastan.model import Event, Note, Prose, Ref
from dastan.prose.phrases import find_phrase, nearest_phrase
from dastan.prose.remarks import NOTE
from dastan.prose.source import Occurrences, Text
from dastan.urls import written

_TAG = re.compile(r"(<(?:!--.*?--|/?[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*)>)", re.DOTALL)
_ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_NOTE_HEAD = re.compile(rf"(?:<p>)?{NOTE}<a [^>]*?href=\"note:([^\"]*)\"[^>]*></a>{NOTE}(?:</p>)?")
_LINKING = {"a": "link", "area": "link", "img": "image", "source": "image", "audio": "image"} | {
    "video": "image", "track": "image", "embed": "image", "object": "image"
}  # fmt: skip
_LINK_ATTRIBUTES = ("href", "src", "poster", "data")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_ACTIVE = ("script", "iframe", "object", "embed")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+(?:[’'\u2060-]+\w+)*")
_INVISIBLE = re.compile("[\u00ad\u2060\u200b]")


def finish(text: Text, html: str, events: Sequence[Event] = ()) -> Checked[Prose]:
    """A text's HTML, its notes still behind it, as `Prose`."""
    body, *named = _NOTE_HEAD.split(html)
    walk = _Walk(text, dict(zip(named[::2], named[1::2], strict=True)))
    # An event's id is a contract with the timeline; a heading of that name has to give way.
    walk.anchors |= dict.fromkeys(f"event-{event.id}" for event in events if event.phrase)
    pieces = walk.through(body)
    words = len(_WORD.findall(unescape(" ".join(pieces[::2]))))
    notes = [_joined(walk.through(walk.bodies[name])) for name in walk.numbers_so_far()]
    marked = _with_marks(pieces, events, walk)
    walk.report_unused()
    prose = Prose(
        html=_joined(marked),
        notes=tuple(
            Note(note.strip(), mentions)
            for note, mentions in zip(notes, walk.mentions.values(), strict=False)
        ),
        refs=tuple(walk.refs),
        anchors=tuple(walk.anchors),
        words=words,
    )
    return Checked(prose, tuple(walk.problems))


def _joined(pieces: Iterable[str]) -> str:
    return "".join(pieces).strip()


class _Walk:
    """What is gathered while going through a text and then its notes."""

    def __init__(self, text: Text, bodies: dict[str, str]) -> None:
        self.text = text
        self.bodies = bodies
        self.places = Occurrences(text)
        self.problems: list[Diagnostic] = []
        self.refs: list[Ref] = []
        self.anchors: dict[str, None] = {}
        self.mentions: dict[str, int] = {}

    def through(self, html: str) -> list[str]:
        """The HTML as text, tag, text, tag, ..., text, with every tag as it will be."""
        pieces = _TAG.split(html)
        shift = 1 if "<h1" in html else 0
        heading = 0
        for at in range(1, len(pieces), 2):
            tag = pieces[at]
            if heading_tag := re.match(r"<(/?)h([1-6])", tag):
                level = min(int(heading_tag[2]) + shift, 6)
                pieces[at] = tag = f"<{heading_tag[1]}h{level}" + tag[heading_tag.end() :]
                if heading_tag[1]:
                    pieces[heading] = self.heading(
                        pieces[heading], "".join(pieces[heading + 1 : at : 2])
                    )
                heading = at
            if "=" in tag or tag.startswith(("<img", "<script")):
                pieces[at] = self.tag(tag)
        return pieces

    def heading(self, tag: str, words: str) -> str:
        """A heading's tag with its id: the author's, else GitHub's, which differ when repeated."""
        if " id=" in tag:
            return tag
        bare = re.sub(r"\s", " ", _INVISIBLE.sub("", unescape(words)).strip().lower())
        name = re.sub(r"[^\w\- ]", "", bare).replace(" ", "-") or "section"
        unique, count = name, 0
        while unique in self.anchors:
            count += 1
            unique = f"{name}-{count}"
        self.anchors[unique] = None
        return f'{tag[:-1]} id="{escape(unique)}">'

    def tag(self, tag: str) -> str:
        name = tag[1:].split(None, 1)[0].rstrip("/>").lower()
        attributes = {
            m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(tag)
        }
        target = attributes.get("href", "")
        if name == "a" and target.startswith("note:"):
            return self.mention(target[5:])
        if name in _ACTIVE or "style" in attributes:
            self.look_at_active(name, attributes)
        if anchor := attributes.get("id"):
            if anchor in self.anchors:
                message = f"the id “{anchor}” stands here a second time"
                self.problems.append(error("duplicate-id", message, self.places.next_plain(anchor)))
            self.anchors[anchor] = None
        if name in _LINKING:
            for attribute in _LINK_ATTRIBUTES:
                if attribute in attributes:
                    tag = self.hole(tag, name, attribute, attributes[attribute])
        if name == "img":
            self.look_at_image(attributes)
        return tag

    def hole(self, tag: str, name: str, attribute: str, target: str) -> str:
        """The tag with a hole in place of a local target."""
        kind = "link" if _LINKING[name] == "link" else "image"
        span = self.places.next(target)
        if _ELSEWHERE.match(target):
            if kind == "image" and not target.startswith("data:"):
                message = f"“{target}” would be loaded from another site"
                hint = "put the file beside the chapter, and name it here"
                self.problems.append(error("remote-image", message, span, hint))
            return tag
        if not target:
            self.problems.append(error("dead-link", "this link leads nowhere", span))
            return tag
        self.refs.append(Ref(written(target), span, "link" if kind == "link" else "image"))
        value = f'{attribute}="ref:{len(self.refs) - 1}"'
        return re.sub(
            rf"(?i)(?<=\s){attribute}\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", value, tag, count=1
        )

    def mention(self, name: str) -> str:
        """The place in the text that a note belongs to: an empty link with its number."""
        key = escape(name)
        key = key if key in self.bodies else name
        if key not in self.bodies:
            span = self.places.next_plain(f"[^{name}]")
            hint = did_you_mean(name, self.bodies) or f"write its text as `[^{name}]: ...`"
            self.problems.append(error("unknown-note", f"there is no note “{name}”", span, hint))
            return "<a>"
        count = self.mentions[key] = self.mentions.get(key, 0) + 1
        number = list(self.mentions).index(key) + 1
        again = f".{count}" if count > 1 else ""
        return (
            f'<a class="note-ref" role="doc-noteref" id="noteref.{number}{again}"'
            f' href="#note.{number}" aria-label="{number}">'
        )

    def numbers_so_far(self) -> Iterable[str]:
        """The names of the notes by number; notes met on the way are numbered and follow."""
        at = 0
        while at < len(self.mentions):
            yield list(self.mentions)[at]
            at += 1

    def report_unused(self) -> None:
        for name in self.bodies:
            if name not in self.mentions:
                shown = unescape(name)
                span = self.places.next_plain(f"[^{shown}]:")
                message = f"nothing in the text mentions the note “{shown}”, so it is left out"
                self.problems.append(
                    warning("unused-note", message, span, f"mention it: `[^{shown}]`")
                )

    def look_at_image(self, attributes: dict[str, str]) -> None:
        if attributes.get("alt") or "decoration" in attributes.get("class", "").split():
            return
        span = self.refs[-1].span if self.refs else self.text.span()
        message = "this image has no text for those who cannot see it"
        hint = "write what it shows between the brackets, or {.decoration} behind a mere ornament"
        self.problems.append(warning("missing-alt", message, span, hint))

    def look_at_active(self, name: str, attributes: dict[str, str]) -> None:
        what = "a `style` attribute" if name not in _ACTIVE else f"<{name}>"
        span = self.places.next_plain("style=" if name not in _ACTIVE else f"<{name}")
        message = f"{what} in the text: the page's security policy does not let it work"
        hint = "use a class and the story's own static/, or widen `csp:` in story.yml"
        self.problems.append(warning("active-content", message, span, hint))


def _with_marks(pieces: list[str], events: Sequence[Event], walk: _Walk) -> list[str]:
    """The pieces with an empty link at each event's phrase, at the phrase's first occurrence."""
    told = "".join(pieces[::2])
    found: list[tuple[int, Event]] = []
    for event in events:
        if event.phrase is None:
            continue
        at = find_phrase(told, event.phrase.text)
        if at is not None:
            found.append((at, event))
            continue
        near = nearest_phrase(unescape(told), event.phrase.text)
        hint = f"nearest in the text: “{near}”" if near else "copy the words from the text below"
        message = f"these words of “{event.id}” do not stand in the chapter"
        walk.problems.append(error("time-phrase", message, event.phrase.span, hint))
    for at, event in sorted(found, key=lambda pair: pair[0], reverse=True):
        assert event.phrase
        walk.refs.append(Ref(event.id, event.phrase.span, "event"))
        mark = (
            f'<a class="event-mark" id="event-{event.id}" href="ref:{len(walk.refs) - 1}"'
            f' aria-label="{escape(event.title)}"></a>'
        )
        _insert(pieces, at, mark)
    return pieces


def _insert(pieces: list[str], at: int, mark: str) -> None:
    """Put a mark before the character `at` of the text, and outside any link that it is in."""
    link = None
    for index, piece in enumerate(pieces):
        if index % 2:
            if re.match(r"<a\b", piece):
                link = index
            elif piece == "</a>":
                link = None
        elif at < len(piece):
            if link is None:
                pieces[index] = piece[:at] + mark + piece[at:]
            else:
                pieces[link] = mark + pieces[link]
            return
        else:
            at -= len(piece)
