"""A chapter's HTML as a tree that is XML, and nothing in it that a book cannot hold.

Markdown and authors write HTML, whose tags may stay open and whose attributes may stand alone; a
book's documents are XML. Here tags are closed as a browser closes them, entities become characters,
and what acts (scripts, forms, frames), or is no HTML of today, leaves; its text stays. Links and
images are left as they are written, for `setting`.
"""

import re
from html import unescape
from xml.etree.ElementTree import Element, TreeBuilder

SVG = "http://www.w3.org/2000/svg"

_TAG = re.compile(
    r"(<(?:!--.*?--|[!?][^>]*|/?[a-zA-Z](?:[^>\"']|\"[^\"]*\"|'[^']*')*)>)", re.DOTALL
)
_NAME = re.compile(r"<(/?)([a-zA-Z][\w.-]*)(?=[\s/>])", re.ASCII)
_ATTRIBUTE = re.compile(
    r"([a-zA-Z_][\w.:-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?", re.ASCII
)
_URL_ELSEWHERE = re.compile(r"url\(\s*(?![\s'\"]*#)")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_BLOCKS = (
    "address article aside blockquote details div dl figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hgroup hr ol p pre section table ul"
)
_ELEMENTS = frozenset(
    f"{_BLOCKS} a abbr b bdi bdo br caption cite code col colgroup dd del dfn dt em i img ins kbd"
    " li mark math q rp rt ruby s samp small span strong sub summary sup svg tbody td tfoot th"
    " thead time tr u var wbr".split()
)
_EMPTY = frozenset("br col hr img wbr".split())
_DROPPED = frozenset(
    "annotation-xml datalist foreignObject iframe noembed noframes object script select style"
    " template textarea".split()
)
"""They leave with all that is in them."""
_FOREIGN = {"svg": SVG, "math": "http://www.w3.org/1998/Math/MathML"}

_ENDS = {
    name: (ended.split(), limits.split())
    for names, ended, limits in (
        (_BLOCKS, "p", "caption table td th"),
        ("a", "a", "td th"),
        ("li", "li p", "ol ul"),
        ("dd dt", "dd dt p", "dl"),
        ("rp rt", "rp rt", "ruby"),
        ("td th", "td th", "table tr"),
        ("tr", "td th tr", "table"),
        ("tbody tfoot thead", "caption colgroup tbody td tfoot th thead tr", "table"),
    )
    for name in names.split()
}
"""What an element ends that is still open, and where the search for it ends."""

_ATTRIBUTES = {
    "a": ("href",),
    "col": ("span",),
    "colgroup": ("span",),
    "details": ("open",),
    "img": ("alt", "height", "src", "width"),
    "li": ("value",),
    "ol": ("reversed", "start", "type"),
    "td": ("colspan", "rowspan"),
    "th": ("colspan", "rowspan", "scope"),
    "time": ("datetime",),
}
_ANYWHERE = ("class", "dir", "id", "lang", "role", "title")
_FORMS = {
    **dict.fromkeys(("colspan", "height", "rowspan", "span", "width"), re.compile(r"\d+")),
    **dict.fromkeys(("start", "value"), re.compile(r"-?\d+")),
    "dir": re.compile("ltr|rtl|auto"),
    "id": re.compile(r"\S+"),
    "lang": re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*"),
}
"""Attributes that stay only if they are well-formed."""


def parse(html: str) -> Element:
    """A `div` that holds what the HTML says. Any text parses."""
    tree = _Tree()
    for at, piece in enumerate(_TAG.split(html)):
        if at % 2 == 0:
            tree.text(piece)
        elif found := _NAME.match(piece):
            if found[1]:
                tree.end(found[2])
            else:
                tree.start(found[2], piece[found.end() : -1])
    return tree.finished()


class _Tree:
    """The tree while it grows."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._builder.start("div", {})
        self._open: list[str] = []
        self._dropped = ""
        """The element that is being left out with all that is in it."""
        self._foreign = ""
        """The `svg` or `math` that we are in: there case matters and `/>` ends an element."""

    def text(self, text: str) -> None:
        if text and not self._dropped:
            if "&" in text:
                text = _NOT_XML.sub("", unescape(text))
            self._builder.data(text)

    def start(self, name: str, rest: str) -> None:
        """A start tag; `rest` is what follows its name."""
        name = name if self._foreign else name.lower()
        if self._dropped:
            return
        closed = rest.endswith("/")
        if name in _DROPPED:
            self._dropped = "" if closed and self._foreign else name
            return
        if name in _FOREIGN and not self._foreign:
            self._foreign = name
        elif not self._foreign:
            if name not in _ELEMENTS:
                return
            self._end_what_ends(name)
        has_any = rest or name == self._foreign
        self._builder.start(name, self._attributes(name, rest) if has_any else {})
        self._open.append(name)
        if closed if self._foreign else name in _EMPTY:
            self._close()

    def end(self, name: str) -> None:
        """An end tag; one that nothing began is no tag."""
        name = name if self._foreign else name.lower()
        if self._dropped:
            if name.lower() == self._dropped.lower():
                self._dropped = ""
        elif name in self._open:
            while self._open[-1] != name:
                self._close()
            self._close()

    def finished(self) -> Element:
        while self._open:
            self._close()
        self._builder.end("div")
        return self._builder.close()

    def _close(self) -> None:
        name = self._open.pop()
        self._builder.end(name)
        if name == self._foreign and name not in self._open:
            self._foreign = ""

    def _end_what_ends(self, name: str) -> None:
        """An element may end others before it: a paragraph the one before, a cell its neighbour."""
        ended, limits = _ENDS.get(name, ((), ()))
        outermost = at = len(self._open)
        while at and self._open[at - 1] not in limits:
            at -= 1
            if self._open[at] in ended:
                outermost = at
        while len(self._open) > outermost:
            self._close()

    def _attributes(self, name: str, rest: str) -> dict[str, str]:
        kept = {}
        for found in _ATTRIBUTE.finditer(rest):
            key = found[1].removeprefix("xlink:") if self._foreign else found[1].lower()
            value = _NOT_XML.sub("", unescape(found[2] or found[3] or found[4] or ""))
            may_stay = _may_draw if self._foreign else _may_say
            if may_stay(name, key, value):
                kept[key] = value
        if "lang" in kept:
            kept["xml:lang"] = kept["lang"]
        if name in ("details", "ol"):
            kept |= {key: key for key in ("open", "reversed") if key in kept}
        if name == self._foreign:
            kept["xmlns"] = _FOREIGN[name]
        return kept


def _may_say(name: str, key: str, value: str) -> bool:
    """Whether an attribute of HTML is one that every reading system takes, and well-formed."""
    known = key in _ANYWHERE or key in _ATTRIBUTES.get(name, ()) or key.startswith("aria-")
    return known and (key not in _FORMS or bool(_FORMS[key].fullmatch(value)))


def _may_draw(name: str, key: str, value: str) -> bool:
    """Whether an attribute of a drawing or a formula neither acts nor asks for another file."""
    if key in ("href", "src"):
        return value.startswith("#")
    if _URL_ELSEWHERE.search(value) or key.lower().startswith("on"):
        return False
    return ":" not in key and key not in ("style", "xmlns")
