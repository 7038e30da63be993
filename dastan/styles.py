"""What of its style sheets a page carries: the rules for what stands on it, without idle space.

Pure. A rule stays where each class and element that its selector names stands on the page, or where
a script of the site may put it there; what is in doubt stays. So sheets may grow for one kind of
page and weigh nothing on another, and a page's fonts are those whose letters are on it.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

_STRING = re.compile(r"(\"[^\"]*\"|'[^']*')")
_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|[{}]")
_GROUP = ("@media", "@supports", "@layer", "@container")
"""At-rules that hold rules."""
_ASIDE = re.compile(r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\[[^\]]*\]|:[\w:-]+")
"""What of a selector asks for nothing: `:is(...)`, attributes, states."""
_NAMED = re.compile(r"(?<![\w.#-])[a-zA-Z][\w-]*|\.[\w-]+")
_SELECTOR = re.compile(r"(?:[^,()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+")
"""One of a list; commas in brackets part none."""

_ELEMENT = re.compile(r"<([a-zA-Z][\w-]*)")
_CLASSES = re.compile(r"class=(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))")
_FONT = re.compile(r"font-(?:family|style|weight|stretch):[^;]*")
_QUOTED = re.compile(r"[\"'`]([^\"'`\n]*)[\"'`]")
_RANGE = re.compile(r"U\+([0-9A-Fa-f]+)(?:-([0-9A-Fa-f]+))?")


def squeeze(css: str) -> str:
    """A style sheet without comments and idle white space; strings stay as they are.

    >>> squeeze("a { color: red; }  /* no */  b > c { content: '  ' }")
    "a{color:red}b>c{content:'  '}"
    """
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    pieces = _STRING.split(css)
    for at in range(0, len(pieces), 2):
        piece = re.sub(r"\s+", " ", pieces[at])
        piece = re.sub(r" ?([{};,>]) ?", r"\1", piece)
        piece = re.sub(r"(?<=[\w-]): (?=[^{}]*[;})])", ":", piece + "}")[:-1].replace(";}", "}")
        pieces[at] = re.sub(r"(@media) (?=\()", r"\1", piece)
    return "".join(pieces).strip()


def on_page(html: str) -> frozenset[str]:
    """The names of a page's elements, and its classes with a dot before each."""
    elements = {name.lower() for name in set(_ELEMENT.findall(html))}
    classes = {words for found in set(_CLASSES.findall(html)) for words in found}
    return frozenset(elements.union(f".{name}" for words in classes for name in words.split()))


def in_script(code: str) -> frozenset[str]:
    """What a script may put on a page: each word in its strings, as an element and as a class."""
    words = {word for text in _QUOTED.findall(code) for word in re.findall(r"[\w-]+", text)}
    return frozenset(words | {f".{word}" for word in words})


def asked(css: str) -> frozenset[str]:
    """All that the selectors of a squeezed style sheet name."""
    names = set[str]()
    for prelude, body in _rules(css):
        if prelude.startswith(_GROUP):
            names |= asked(body)
        elif not prelude.startswith("@"):
            names.update(
                name for selector in _SELECTOR.findall(prelude) for name in _names(selector)
            )
    return frozenset(names)


def used(css: str, names: Collection[str]) -> str:
    """The rules of a squeezed style sheet that ask for nothing beyond `names`.

    Those are what `on_page` and `in_script` give, and the faces that `drawn` gives.
    """
    kept = list[str]()
    for prelude, body in _rules(css):
        if prelude.startswith(_GROUP):
            body = used(body, names)
        elif prelude == "@font-face":
            body = body if body in names or not _ranged(body) else ""
        elif not prelude.startswith("@"):
            fitting = (s for s in _SELECTOR.findall(prelude) if all(n in names for n in _names(s)))
            prelude = ",".join(fitting)
        if prelude and body:
            kept.append(f"{prelude}{{{body}}}")
    return "".join(kept)


@dataclass(frozen=True, slots=True)
class Face:
    """A part of a font: some letters of it."""

    rule: str
    """What its `@font-face` says."""
    font: tuple[str, ...]
    """Family, style and weight."""
    spans: tuple[tuple[int, int], ...]
    """Its letters, as code points: from, to."""


def faces(css: str) -> tuple[Face, ...]:
    """Those that name their letters, in the order in which a browser tries them: last to first."""
    bodies = (body for prelude, body in _rules(css) if prelude == "@font-face" and _ranged(body))
    made = [Face(body, tuple(sorted(_FONT.findall(body))), _spans(body)) for body in bodies]
    return tuple(reversed(made))


def drawn(faces: Iterable[Face], letters: Collection[str]) -> frozenset[str]:
    """The rules of the faces that draw any of these letters."""
    points = {ord(letter) for letter in letters}
    left = dict[tuple[str, ...], set[int]]()
    found = set[str]()
    for face in faces:
        lacking = left.setdefault(face.font, points)
        own = {n for n in lacking if any(first <= n <= last for first, last in face.spans)}
        left[face.font] = lacking - own
        if own:
            found.add(face.rule)
    return frozenset(found)


def _ranged(face: str) -> bool:
    return "unicode-range:" in face and "?" not in face


def _spans(face: str) -> tuple[tuple[int, int], ...]:
    return tuple((int(first, 16), int(last or first, 16)) for first, last in _RANGE.findall(face))


def _names(selector: str) -> list[str]:
    return [n if n.startswith(".") else n.lower() for n in _NAMED.findall(_ASIDE.sub("", selector))]


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """What stands at the top of a sheet: what each block is for, and what is in it."""
    depth = start = at = 0
    for token in _TOKEN.finditer(css):
        if token[0] == "{":
            if not depth:
                prelude, at = css[start : token.start()], token.end()
            depth += 1
        elif token[0] == "}" and depth:
            depth -= 1
            if not depth:
                yield prelude, css[at : token.start()]
                start = token.end()
    if css[start:].strip():  # a block that is never closed, or an at-rule without one
        yield css[start:], ""
