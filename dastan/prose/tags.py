"""HTML taken apart: its tags, and the attributes in a tag."""

import re
from html import unescape

TAG = re.compile(r"(<(?:!--.*?--|/?[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*)>)", re.DOTALL)
"""Splits HTML into text, tag, text, tag, ..., text."""
ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")

_VOID = frozenset("area br col embed hr img input link meta param source track wbr".split())
_CLOSED_BY_OTHERS = frozenset(
    "caption colgroup dd dt li optgroup option p rp rt tbody td tfoot th thead tr".split()
)
_NO_TAGS_INSIDE = re.compile(r"<(script|style|textarea)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


def name_of(tag: str) -> str:
    """`a` of `<a href="x">`, `/a` of `</a>`; in small letters."""
    return tag[1:].split(None, 1)[0].rstrip("/>").lower()


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag that have a value, by their names in small letters."""
    return {found[1].lower(): value(found) for found in ATTRIBUTE.finditer(tag)}


def value(found: re.Match[str]) -> str:
    """The value in a match of `ATTRIBUTE`, as its author meant it."""
    return unescape(found[2] or found[3] or found[4] or "").strip()


def unbalanced(html: str) -> tuple[str, int] | None:
    """The first tag that has no partner, `b` or `/b`, and which of its name it is, from 0."""
    opened: list[tuple[str, int]] = []
    seen: dict[str, int] = {}
    for tag in TAG.findall(_NO_TAGS_INSIDE.sub("", html)):
        name = name_of(tag)
        seen[name] = seen.get(name, -1) + 1
        if tag.startswith("<!") or tag.endswith("/>") or name in _VOID:
            continue
        if not name.startswith("/"):
            opened.append((name, seen[name]))
            continue
        while opened and opened[-1][0] != name[1:] and opened[-1][0] in _CLOSED_BY_OTHERS:
            opened.pop()
        if not opened or opened[-1][0] != name[1:]:
            within = any(name[1:] == outer for outer, _ in opened)
            return opened[-1] if within else (name, seen[name])
        opened.pop()
    return next((tag for tag in opened if tag[0] not in _CLOSED_BY_OTHERS), None)
