"""Positioned values to typed ones: what a key may hold, and what to say when it holds another.

`Fields` is a mapping on its way to a dataclass: each key is taken by the method of its type, and
`close` reports the keys that nobody took. A value of the wrong kind is reported where it stands and
read as if it were missing, so one slip never hides the next.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TypeVar

from dastan.diagnostics import Diagnostic, Span, did_you_mean, error, nearest
from dastan.frontmatter import Listing, Mapping, Node, Scalar
from dastan.links import IMAGES
from dastan.model import Ref, Words
from dastan.urls import written

Choice = TypeVar("Choice", bound=str)

_MOMENT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?\s*(Z|[+-]\d\d:?\d\d)?)?$", re.ASCII
)
_NUMBER_DIGITS = 9


class Fields:
    """The entries of a mapping, to be taken one by one; problems are added to `problems`."""

    def __init__(self, mapping: Mapping, problems: list[Diagnostic]) -> None:
        self.span = mapping.span
        self._left = {key.text: (key, node) for key, node in mapping.entries}
        self._known: list[str] = []
        self._missing: list[tuple[str, str]] = []
        self._spoiled: set[str] = set()
        self._problems = problems

    def node(self, key: str) -> Node | None:
        """The raw value of a key; None where it is missing or empty."""
        self._known.append(key)
        _, node = self._left.pop(key, (None, None))
        return None if isinstance(node, Scalar) and not node.text.strip() else node

    def words(self, key: str) -> Words | None:
        """A text and where it stands."""
        return self._scalar(key, self.node(key), "a text")

    def text(self, key: str) -> str:
        """A text, empty where there is none."""
        found = self.words(key)
        return found.text if found else ""

    def many(self, key: str) -> tuple[Words, ...]:
        """One text or a list of them."""
        node = self.node(key)
        items = node.items if isinstance(node, Listing) else (node,) if node else ()
        found = (self._scalar(key, item, "a text or a list of texts") for item in items)
        return tuple(words for words in found if words)

    def ids(self, key: str) -> tuple[Words, ...]:
        """Ids or addresses, in which no comma stands: a list of them, or a line with commas."""
        return tuple(part for words in self.many(key) for part in _parts(words))

    def names(self, key: str) -> tuple[Words, ...]:
        """Names: a list of them, in which commas are the author's, or a line with commas."""
        is_line = key in self._left and isinstance(self._left[key][1], Scalar)
        return self.ids(key) if is_line else self.many(key)

    def flag(self, key: str) -> bool:
        """true or false; false where it is missing."""
        return self.one_of(key, ("true", "false", ""), "") == "true"

    def one_of(self, key: str, choices: Iterable[Choice], default: Choice) -> Choice:
        """One word of a few."""
        found = self.words(key)
        if found is None:
            return default
        for choice in choices:
            if found.text.lower() == choice:
                return choice
        shown = ", ".join(choice for choice in choices if choice)
        hint = did_you_mean(found.text, choices)
        self._wrong(f"`{key}` is one of: {shown}; this is “{found.text}”", found.span, hint)
        return default

    def number(self, key: str) -> float | None:
        """A number of at most nine digits, with or without a fraction."""
        found = self.words(key)
        if found is None:
            return None
        if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", found.text, re.ASCII):
            return float(found.text)
        shown = found.text if len(found.text) < 20 else found.text[:19] + "…"
        hint = f"at most {_NUMBER_DIGITS} digits, such as `3` or `3.5`"
        self._wrong(f"`{key}` takes a number, and this is “{shown}”", found.span, hint)
        return None

    def moment(self, key: str, zone: tzinfo) -> datetime | None:
        """A day, or a day and a time; in the story's zone where it names none."""
        found = self.words(key)
        if found is None:
            return None
        parts = _MOMENT.match(found.text)
        if not parts:
            hint = "write it as `2026-03-20` or `2026-03-20 18:00`"
            self._wrong(f"`{key}` takes a day, and this is “{found.text}”", found.span, hint)
            return None
        year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups()[:6])
        try:
            offset = _offset(parts[7]) if parts[7] else zone
            return datetime(year, month, day, hour, minute, second, tzinfo=offset)
        except ValueError:
            hint = "look at the day of the month, the hour and the zone"
            self._wrong(f"there is no “{found.text}”", found.span, hint)
            return None

    def image(self, key: str) -> Ref | None:
        """A file that can be shown as a picture; whether it is there, resolving finds out."""
        found = self.words(key)
        if found is None:
            return None
        target = written(found.text)
        if target.partition("#")[0].lower().endswith(IMAGES):
            return Ref(target, found.span, "image")
        hint = f"such as `{key}: images/{key}.jpg`; known are " + " ".join(IMAGES)
        self._wrong(f"“{found.text}” is no picture", found.span, hint)
        return None

    def record(self, key: str) -> "Fields | None":
        """A mapping inside this one."""
        node = self.node(key)
        if isinstance(node, Mapping):
            return Fields(node, self._problems)
        if node is not None:
            self._wrong(f"`{key}` takes further keys, indented under it", node.span)
        return None

    def records(self, key: str) -> tuple["Fields", ...]:
        """A list of mappings."""
        node = self.node(key)
        items = node.items if isinstance(node, Listing) else (node,) if node else ()
        for item in items:
            if not isinstance(item, Mapping):
                hint = "begin each with `- `, and indent its keys under the first"
                self._wrong(f"`{key}` takes a list of entries with keys", item.span, hint)
        return tuple(Fields(item, self._problems) for item in items if isinstance(item, Mapping))

    def pairs(self, key: str) -> tuple[tuple[Words, Words], ...]:
        """A mapping whose keys are the author's own."""
        node = self.node(key)
        if node is None:
            return ()
        if not isinstance(node, Mapping):
            self._wrong(f"`{key}` takes lines of `name: meaning`, indented under it", node.span)
            return ()
        found = ((name, self._scalar(name.text, value, "a text")) for name, value in node.entries)
        return tuple((Words(name.text, name.span), value) for name, value in found if value)

    def require(self, key: str, found: object, hint: str = "") -> None:
        """A key that must be there; `close` reports it where it is not, even misspelt."""
        if not found and key not in self._spoiled:
            self._missing.append((key, hint))

    def wrong(self, message: str, span: Span, hint: str = "") -> None:
        """Report a value that is of the right kind and still cannot be."""
        self._wrong(message, span, hint)

    def close(self, ignored: Iterable[str] = ()) -> None:
        """Report what is missing, and every key not taken; `x-...` is the author's own."""
        known = [*self._known, *ignored]
        unknown = [
            key
            for key, _ in self._left.values()
            if not key.text.startswith("x-")
            if key.text not in known
        ]
        for name, hint in self._missing:
            if not nearest(name, (key.text for key in unknown)):
                self._problems.append(error("missing-key", f"`{name}` is missing", self.span, hint))
        for key in unknown:
            hint = did_you_mean(key.text, known) or "known here: " + ", ".join(sorted(self._known))
            if "“" in key.text or "\xa0" in key.text:
                hint = "the key holds a curly quote or a no-break space: type it anew"
            message = f"“{key.text}” is no key that is known here"
            self._problems.append(error("unknown-key", message, key.span, hint))
        self._left.clear()

    def _scalar(self, key: str, node: Node | None, wanted: str) -> Words | None:
        if isinstance(node, Scalar):
            text = node.text.strip()
            return Words(text, node.span) if text else None
        if node is not None:
            self._spoiled.add(key)
            kind = "a list" if isinstance(node, Listing) else "a mapping"
            hint = "in quotes, brackets and braces are ordinary characters"
            self._wrong(f"`{key}` takes {wanted}, and this is {kind}", node.span, hint)
        return None

    def _wrong(self, message: str, span: Span, hint: str = "") -> None:
        self._problems.append(error("wrong-value", message, span, hint))


def _parts(words: Words) -> tuple[Words, ...]:
    """What stands between the commas of a text, each at its place."""
    span = words.span
    return tuple(
        Words(part[0], Span(span.path, span.line, span.column + part.start()))
        for part in re.finditer(r"[^,\s](?:[^,]*[^,\s])?", words.text)
    )


def _offset(text: str) -> tzinfo:
    """A zone from `Z` or `+05:00`; ValueError where there is no such offset."""
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        raise ValueError(text)
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1))
