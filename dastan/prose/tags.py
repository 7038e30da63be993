"""HTML taken apart: its tags, and the attributes in a tag."""

import re
from html import unescape

TAG = re.compile(r"(<(?:!--.*?--|/?[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*)>)", re.DOTALL)
"""Splits HTML into text, tag, text, tag, ..., text."""
ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def name_of(tag: str) -> str:
    """`a` of `<a href="x">`, `/a` of `</a>`; in small letters."""
    return tag[1:].split(None, 1)[0].rstrip("/>").lower()


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag that have a value, by their names in small letters."""
    return {found[1].lower(): value(found) for found in ATTRIBUTE.finditer(tag)}


def value(found: re.Match[str]) -> str:
    """The value in a match of `ATTRIBUTE`, as its author meant it."""
    return unescape(found[2] or found[3] or found[4] or "").strip()
