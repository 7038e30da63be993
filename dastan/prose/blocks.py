"""The dialect's blocks: scene breaks, fenced divisions (verse, letters, notes), headings, lists."""

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.blockparser import BlockParser
from markdown.blockprocessors import (
    BlockProcessor,
    HashHeaderProcessor,
    OListProcessor,
    UListProcessor,
)

from dastan.prose.remarks import NOTE

DIVISIONS = ("verse", "letter", "note", "aside")
SCENE_BREAK = r"[ ]{0,3}(?:\*{3,}|\*(?: \*){2,}|-{3,}|#)[ ]*"
DIVISION = r"[ ]{0,3}:::+[ ]*([A-Za-z]*)[ ]*"

DEPTH = 50
"""How deep quotations, lists and divisions may stand in one another."""

_SIGNATURE = re.compile(r"(?:^|\n)[ ]*--[ ]*(?![-\s])(?=[^\n])")
_LINE_END = re.compile(r"[ ]*\\?\n(?![ ]*\{[^}\n]*\}[ ]*\Z)")
"""All but the one before an attribute list, which is no line of the text."""


class Depth(BlockProcessor):
    """Takes no block: it ends the parsing of a text that is nested deeper than `DEPTH`."""

    def test(self, parent: Element, block: str) -> bool:
        if len(self.parser.state) > DEPTH:
            raise RecursionError
        return False


class NoteHeads(BlockProcessor):
    """The line that names a note: no paragraph, so that the note cannot make it its own."""

    def test(self, parent: Element, block: str) -> bool:
        return block.startswith(NOTE)

    def run(self, parent: Element, blocks: list[str]) -> None:
        SubElement(parent, "div").text = blocks.pop(0)


class SceneBreaks(BlockProcessor):
    """`***`, `* * *`, `---` or `#` on a line of its own; never a heading's underline."""

    _BREAK = re.compile(rf"^{SCENE_BREAK}$", re.MULTILINE)

    def test(self, parent: Element, block: str) -> bool:
        return self._BREAK.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        found = self._BREAK.search(block)
        assert found
        if before := block[: found.start()].rstrip("\n"):
            self.parser.parseBlocks(parent, [before])
        SubElement(parent, "hr")
        if after := block[found.end() :].lstrip("\n"):
            blocks.insert(0, after)


class Headings(HashHeaderProcessor):
    """`# Heading`, with a space; `#1` at a line's beginning is text."""

    RE = re.compile(
        r"(?:^|\n)(?P<level>#{1,6})[ ]+(?P<header>(?:\\.|[^\\\n])*?[^\s#\\])[ ]*+#*+[ ]*+(?:\n|$)"
    )


class OrderedLists(OListProcessor):
    """A list begins with 1 (so "1984. A bad year." is a paragraph) and may then go on."""

    SIBLING_TAGS = ["ol"]

    def test(self, parent: Element, block: str) -> bool:
        last = self.lastChild(parent)
        in_list = parent.tag in ("ol", "ul") or (last is not None and last.tag == "ol")
        found = self.RE.match(block)
        return bool(found) and (in_list or block.lstrip().startswith("1."))


class UnorderedLists(UListProcessor):
    """A list of its own, also right after a numbered one."""

    SIBLING_TAGS = ["ul"]


class FencedDivs(BlockProcessor):
    """`::: verse` to `:::`; a division may hold others."""

    _OPEN = re.compile(r"^[ ]{0,3}:::+[ ]*(" + "|".join(DIVISIONS) + r")[ ]*$", re.MULTILINE)
    _FENCE = re.compile(rf"^{DIVISION}$", re.MULTILINE)

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self._build = {"verse": self._verse, "letter": self._letter, "note": self._note}

    def test(self, parent: Element, block: str) -> bool:
        return self._OPEN.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        text = "\n\n".join(blocks)
        blocks.clear()
        opening = self._OPEN.search(text)
        assert opening
        depth = 1
        end = rest = len(text.partition(NOTE)[0])  # where it is never closed, before the notes
        for fence in self._FENCE.finditer(text, opening.end(), end):
            depth += 1 if fence[1] else -1
            if depth == 0:
                end, rest = fence.start(), fence.end()
                break
        if before := text[: opening.start()].rstrip("\n"):
            self.parser.parseBlocks(parent, before.split("\n\n"))
        inner = text[opening.end() : end].strip("\n")
        self._build.get(opening[1], self._division)(parent, opening[1], inner)
        blocks.extend(text[rest:].lstrip("\n").split("\n\n"))

    def _division(self, parent: Element, name: str, text: str) -> None:
        self._parse(SubElement(parent, "div", {"class": name}), text)

    def _note(self, parent: Element, name: str, text: str) -> None:
        """A sign, a message on a phone: its lines are where they were written."""
        self._division(parent, name, text)
        for paragraph in parent[-1].findall("p"):
            paragraph.text = _with_its_lines(paragraph.text or "")

    def _parse(self, parent: Element, text: str) -> None:
        # What a division holds is what the place holds in which it stands: a list, or none.
        self.parser.state.set(self.parser.state[-1] if self.parser.state else "")
        self.parser.parseChunk(parent, text)
        self.parser.state.reset()

    def _verse(self, parent: Element, name: str, text: str) -> None:
        """Stanzas by blank lines, each line an element, its indentation a class."""
        verse = SubElement(parent, "blockquote", {"class": name})
        for stanza in re.split(r"\n\s*\n", text):
            paragraph = SubElement(verse, "p")
            for at, line in enumerate(stanza.split("\n")):
                if at:
                    SubElement(paragraph, "br")
                indent = min((len(line) - len(line.lstrip(" "))) // 2, 8)
                classes = f"line in-{indent}" if indent else "line"
                SubElement(paragraph, "span", {"class": classes}).text = line.strip(" \\")

    def _letter(self, parent: Element, name: str, text: str) -> None:
        """Salutation, body, and last lines `-- Name` as the signature; both keep their lines."""
        letter = SubElement(parent, "blockquote", {"class": name})
        text = text.rstrip()
        *_, signature = [None, *_SIGNATURE.finditer(text, text.rfind("\n\n") + 1)]
        self._parse(letter, (text[: signature.start()] if signature else text).strip("\n"))
        if len(letter) > 1 and letter[0].tag == "p" and len(letter[0].text or "") < 60:
            letter[0].set("class", "salutation")
            letter[0].text = _with_its_lines(letter[0].text or "")
        if signature:
            lines = _with_its_lines(text[signature.end() :])
            SubElement(letter, "p", {"class": "signature"}).text = lines


def _with_its_lines(text: str) -> str:
    """The text of a paragraph with a hard break at each line's end."""
    return _LINE_END.sub("\\\\\n", text)
