"""Pictures on a page: their tags get the size, so that nothing moves when they come, and the
smaller copies to choose from; those further down wait until they are near.

Pure: HTML in, HTML out.
"""

import re
from collections.abc import Callable

from dastan.model import Picture

Find = Callable[[str], Picture | None]
"""The picture that a `src` names."""
Link = Callable[[str], str]
"""From an output's path to a link on the page."""

COLUMN = 640
"""Width of a column of text in CSS pixels, as the default look has it."""
_MARGINS = 45
"""CSS pixels beside it on a narrow screen."""
_SCREEN = 1500
"""Characters of HTML that fit on the first screen of a desktop."""

_IMG = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_SHOWN = re.compile(rf"<picture\b.*?</picture>|{_IMG.pattern}", re.DOTALL)
_ATTRIBUTE = re.compile(r"([^\s=\"'<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def with_pictures(html: str, find: Find, link: Link, *, ahead: bool) -> str:
    """A text with all of this; `ahead`: it may begin on the first screen of its page."""
    is_first = ahead

    def shown(found: re.Match[str]) -> str:
        nonlocal is_first
        is_near, is_first = is_first and found.start() < _SCREEN, False
        if found[0].startswith("<picture"):  # the author's own choice of files
            return _IMG.sub(lambda each: _tag(each[0], find, is_near)[0], found[0])
        return tag(found[0], find, link, is_near=is_near)

    return _SHOWN.sub(shown, html)


def tag(img: str, find: Find, link: Link, *, is_near: bool, room: int = 0) -> str:
    """An `img` with its size, in a `picture` with the smaller copies, if there are.

    `is_near`: it may be on the first screen. `room`: the width in CSS pixels that it has; 0 for
    that of the text.
    """
    sized, picture, width = _tag(img, find, is_near)
    if not (picture and picture.variants) or " srcset=" in img:
        return sized
    column = min(width, COLUMN)
    wide = f"(min-width: {column + _MARGINS}px) {column}px, calc(100vw - {_MARGINS}px)"
    copies = ", ".join(f"{link(copy.path)} {copy.width}w" for copy in picture.variants)
    sizes = f"{room}px" if room else wide
    source = f'<source type="image/webp" srcset="{copies}" sizes="{sizes}">'
    return f"<picture>{source}{sized}</picture>"


def _tag(img: str, find: Find, is_near: bool) -> tuple[str, Picture | None, int]:
    """The tag with its size, the picture, and the width that it is to have."""
    said = {found[1]: found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(img)}
    source = said.get("src", "")
    picture, width = find(source), 0
    if picture:
        width, height = _size(said.get("width", ""), said.get("height", ""), picture)
        sides = {"width": width, "height": height}
        if all(said.get(key, "0").isdecimal() for key in sides):
            size = "".join(f' {key}="{side}"' for key, side in sides.items() if key not in said)
        else:  # a share of something
            size = ""
        img = img.replace(f'src="{source}"', f'src="{source}"{size}', 1)
    if not is_near and "loading" not in said:
        img = f'<img loading="lazy"{img[4:]}'
    return img, picture, width


def _size(width: str, height: str, picture: Picture) -> tuple[int, int]:
    """The size that a picture is to have where its author perhaps wished for one side."""
    if width.isdecimal():
        return int(width), max(1, round(int(width) * picture.height / picture.width))
    if height.isdecimal():
        return max(1, round(int(height) * picture.width / picture.height)), int(height)
    return picture.width, picture.height
