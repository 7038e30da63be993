"""The last pass over a text's HTML, tag by tag.

It numbers the notes, leaves a hole `ref:N` for every local link and image, and puts an empty mark
where an event's phrase stands. Text is only read here, never changed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape, unescape
from typing import Literal

from dastan.diagnostics import Checked, Diagnostic, did_you_mean, error, warning
from dastan.model import Event, Note, Prose, Ref
from dastan.prose.phrases import Told, nearest_phrase
from dastan.prose.remarks import NOTE
from dastan.prose.source import Occurrences, Text
from dastan.prose.tags import ATTRIBUTE, TAG, attributes, name_of, unbalanced, value
from dastan.urls import written

_NOTE_HEAD = re.compile(rf"<div>{NOTE}<a [^>]*?href=\"note:([^\"]*)\"[^>]*></a>{NOTE}</div>")
_LINKING: Mapping[str, Literal["link", "image"]] = {
    **dict.fromkeys("a area".split(), "link"),
    **dict.fromkeys("audio embed img object source track video".split(), "image"),
}
_LINK_ATTRIBUTES = ("href", "src", "poster", "data")
_ELSEWHERE = re.compile(r"(?!ref:)[a-zA-Z][a-zA-Z0-9+.-]*:|//")
"""`ref:` is ours: an author's own leads nowhere."""
_MANY = 20
"""So many problems of a text get a word on what comes nearest, which takes a while to find."""
_ACTIVE = ("script", "iframe", "object", "embed")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+(?:[’'\u2060-]+\w+)*")


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
    walk.look_at_balance(html)
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
        self.numbers: dict[str, int] = {}

    def through(self, html: str) -> list[str]:
        """The HTML as text, tag, text, tag, ..., text, with every tag as it will be."""
        pieces = TAG.split(html)
        for at in range(1, len(pieces), 2):
            if "=" in pieces[at] or pieces[at].startswith(("<img", "<script")):
                pieces[at] = self.tag(pieces[at])
        return pieces

    def tag(self, tag: str) -> str:
        name, found = name_of(tag), attributes(tag)
        if name == "a" and found.get("href", "").startswith("note:"):
            return self.mention(found["href"][5:])
        self.look_at_active(name, found)
        if anchor := found.get("id"):
            if anchor in self.anchors:
                message = f"the id “{anchor}” stands here a second time"
                hint = "give each place an id of its own"
                self.problems.append(error("duplicate-id", message, self.places.last(anchor), hint))
            self.anchors[anchor] = None
        if name in _LINKING:
            tag = ATTRIBUTE.sub(lambda found: self.hole(name, found), tag)
        if name == "img":
            self.look_at_image(found)
        return tag

    def hole(self, name: str, found: re.Match[str]) -> str:
        """An attribute of a tag, with a hole in place of a local target."""
        attribute, target = found[1].lower(), value(found)
        if attribute not in _LINK_ATTRIBUTES:
            return found[0]
        kind = _LINKING[name]
        span = self.places.next(target)
        if _ELSEWHERE.match(target):
            if kind == "image" and not target.startswith("data:"):
                message = f"“{target}” would be loaded from another site"
                hint = "put the file beside the chapter, and name it here"
                self.problems.append(error("remote-image", message, span, hint))
            return found[0]
        if not target:
            hint = "name the file that it leads to, such as `03-home.md`"
            self.problems.append(error("dead-link", "this link leads nowhere", span, hint))
            return found[0]
        self.refs.append(Ref(written(target), span, kind))
        return f'{attribute}="ref:{len(self.refs) - 1}"'

    def mention(self, name: str) -> str:
        """The place in the text that a note belongs to: an empty link with its number."""
        key = escape(name)
        key = key if key in self.bodies else name
        if key not in self.bodies:
            span = self.places.next_plain(f"[^{name}]")
            near = did_you_mean(name, self.bodies) if len(self.problems) < _MANY else ""
            hint = near or f"write its text as `[^{name}]: ...`"
            self.problems.append(error("unknown-note", f"there is no note “{name}”", span, hint))
            return "<a>"
        count = self.mentions[key] = self.mentions.get(key, 0) + 1
        number = self.numbers.setdefault(key, len(self.mentions))
        again = f".{count}" if count > 1 else ""
        return (
            f'<a class="note-ref" role="doc-noteref" id="noteref.{number}{again}"'
            f' href="#note.{number}" aria-label="{number}">'
        )

    def numbers_so_far(self) -> Iterable[str]:
        """The names of the notes by number; notes met on the way are numbered and follow."""
        yielded = 0
        while yielded < len(self.mentions):
            for name in [*self.mentions][yielded:]:
                yielded += 1
                yield name

    def report_unused(self) -> None:
        for name in self.bodies:
            if name not in self.mentions:
                shown = unescape(name)
                span = self.places.next_plain(f"[^{shown}]:")
                message = f"nothing in the text mentions the note “{shown}”, so it is left out"
                self.problems.append(
                    warning("unused-note", message, span, f"mention it: `[^{shown}]`")
                )

    def look_at_image(self, found: dict[str, str]) -> None:
        if found.get("alt") or "decoration" in found.get("class", "").split():
            return
        message = "this image has no text for those who cannot see it"
        hint = "write what it shows between the brackets, or {.decoration} behind a mere ornament"
        self.problems.append(warning("missing-alt", message, self.places.latest, hint))

    def look_at_balance(self, html: str) -> None:
        if "<" not in self.text.markdown or self.text.untrusted or not (found := unbalanced(html)):
            return
        name, nth = found
        message = f"the element <{name}> is never closed"
        hint = f"put </{name}> where it ends, in the same paragraph"
        if name.startswith("/"):
            message, hint = f"<{name}> closes nothing", f"take it out, or put <{name[1:]}> before"
        self.problems.append(error("unbalanced-html", message, self.places.tag(name, nth), hint))

    def look_at_active(self, name: str, found: dict[str, str]) -> None:
        acting = next((key for key in found if key == "style" or key.startswith("on")), "")
        if name not in _ACTIVE and not acting:
            return
        what = f"<{name}>" if name in _ACTIVE else f"the attribute `{acting}`"
        span = self.places.next_plain(f"<{name}" if name in _ACTIVE else acting)
        message = f"{what} does nothing here: the page's security policy does not let it"
        hint = "styles and scripts belong into static/; or widen `csp:` in story.yml"
        self.problems.append(warning("active-content", message, span, hint))


def _with_marks(pieces: list[str], events: Sequence[Event], walk: _Walk) -> list[str]:
    """The pieces with an empty link at each event's phrase, at the phrase's first occurrence."""
    if not events:
        return pieces
    text = "".join(pieces[::2])
    told = Told(text)
    found: list[tuple[int, Event]] = []
    for event in events:
        if event.phrase is None:
            continue
        at = told.find(event.phrase.text)
        if at is not None:
            found.append((at, event))
            continue
        few = len(walk.problems) < _MANY
        near = nearest_phrase(unescape(text), event.phrase.text) if few else None
        hint = f"nearest in the text: “{near}”" if near else "copy the words from the text below"
        message = f"these words of “{event.id}” do not stand in the chapter"
        walk.problems.append(error("time-phrase", message, event.phrase.span, hint))
    found.sort(key=lambda pair: pair[0])
    for at, event in reversed(found):  # so that a mark moves no place that is still to come
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
