"""Links between files: held against what there is, and turned into addresses.

Pure; a part of resolving. What leads nowhere is said at its place, with what was probably meant.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from posixpath import dirname, normpath, splitext
from unicodedata import normalize

from dastan.diagnostics import Checked, Diagnostic, did_you_mean, error, nearest, warning
from dastan.model import Asset, Chapter, Entry, Page, Part, Prose, Ref, Story
from dastan.urls import slug

IMAGES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")

Linking = Chapter | Page | Entry | Part


def _texts(value: Linking) -> Iterator[Prose]:
    if not isinstance(value, Part):
        yield value.prose
    if isinstance(value, Chapter):
        yield from (note for note in (value.note_before, value.note_after) if note)
    if isinstance(value, Chapter | Part) and value.epigraph:
        yield value.epigraph.text


def refs_of(value: Linking) -> Iterator[Ref]:
    """Every link and picture of a chapter, a part, a page or an entry."""
    for text in _texts(value):
        yield from (ref for ref in text.refs if ref.kind != "event")
    if not isinstance(value, Page) and value.image:
        yield value.image


def leads_of(story: Story, *texts: Linking) -> tuple[str, ...]:
    """Where all that these texts refer to stands: what their HTML shows of the rest of the site."""
    links = (story.targets[text.path, ref.target] for text in texts for ref in refs_of(text))
    told = (event.id for text in texts if isinstance(text, Chapter) for event in text.events)
    return (*links, *(story.marks.get(event, "") for event in told))


def anchors_of(values: Iterable[object]) -> dict[str, tuple[str, ...]]:
    """The ids that links may lead to, by their file's path."""
    return {
        value.path: tuple(anchor for text in _texts(value) for anchor in text.anchors)
        for value in values
        if isinstance(value, Chapter | Page | Entry)
    }


class Links:
    """All that a link may lead to."""

    def __init__(
        self,
        urls: Mapping[str, str],
        visible: set[str],
        assets: Mapping[str, Asset],
        anchors: Mapping[str, tuple[str, ...]],
    ) -> None:
        self.urls = urls
        self.visible = visible
        self.assets = assets
        self.anchors = anchors
        self.published: dict[str, str] = {}
        """The assets that some visible text shows, and where they will stand."""
        self.images: dict[str, str] = {}
        """Those of them that are shown as images."""
        self.by_case = {path.casefold(): path for path in (*urls, *assets)}

    def judge(self, owner: str, ref: Ref) -> Checked[str]:
        """The output that a link leads to; empty, and why, where there is none."""
        name, mark, anchor = ref.target.partition("#")
        name = name.partition("?")[0]
        path = normalize("NFC", normpath(f"{dirname(owner)}/{name}")) if name else owner
        if name.startswith("/"):
            return Checked("", (self._dead(owner, ref, path),))
        if path in self.assets:
            url = asset_url(self.assets[path])
            if owner in self.visible:
                self.published[path] = url
                if ref.kind == "image" and path.lower().endswith(IMAGES):
                    self.images[path] = url
            return Checked(url + mark + anchor)
        if path not in self.urls:
            return Checked("", (self._dead(owner, ref, path),))
        if ref.kind == "image":
            return Checked("", (error("dead-image", f"“{ref.target}” is no image", ref.span),))
        if anchor and anchor not in self.anchors[path]:
            there = self.anchors[path]
            hint = did_you_mean(anchor, there) or (
                "there are: " + ", ".join(there[:8]) if there else f"{path} has no headings yet"
            )
            message = f"“#{anchor}” is no heading of {path}"
            return Checked("", (error("dead-anchor", message, ref.span, hint),))
        if path not in self.visible and owner not in self.visible:
            return Checked("")
        if path not in self.visible:
            message = f"“{name}” is not published yet, so this link is left out for now"
            return Checked("", (warning("hidden-link", message, ref.span),))
        return Checked(self.urls[path] + mark + anchor)

    def _dead(self, owner: str, ref: Ref, path: str) -> Diagnostic:
        code, what = ("dead-image", "image") if ref.kind == "image" else ("dead-link", "file")
        message = f"there is no {what} “{ref.target}”"
        if ref.target.startswith("/"):
            hint = "write where it lies as seen from this file, such as `03-home.md`"
            return error(code, message, ref.span, hint)
        if same := self.by_case.get(path.casefold()):
            hint = f"upper and lower case matter on the web: write “{_from(owner, same)}”"
            return error(code, message, ref.span, hint)
        known = [path for path in self.assets if path.startswith("site_src/")]
        known = known if ref.kind == "image" else [*self.urls, *known]
        links = {link.removesuffix(".md"): link for link in (_from(owner, p) for p in known)}
        links.pop(_from(owner, owner).removesuffix(".md"), None)
        hint = f"its place would be {path}" if path.startswith("site_src/") else ""
        if near := nearest(_from(owner, path).removesuffix(".md"), links):
            hint = f"did you mean “{links[near]}”?"
        return error(code, message, ref.span, hint)


def _from(owner: str, path: str) -> str:
    """A source's path as a link from another source."""
    ups = 0
    folder = dirname(owner)
    while folder and not path.startswith(folder + "/"):
        folder, ups = dirname(folder), ups + 1
    return "../" * ups + path[len(folder) + 1 if folder else 0 :]


def asset_url(asset: Asset) -> str:
    """Where an asset stands: under a name that changes with its bytes.

    What lies in `site_src/root/` keeps its name.
    """
    if asset.path.startswith("site_src/root/"):
        return asset.path.removeprefix("site_src/root/")
    ending = splitext(asset.path)[1].lower()
    folder = "images" if ending in IMAGES else "files"
    folder = "static" if asset.path.startswith("static/") else folder
    return named_by_bytes(folder, asset.path, asset.data, ending)


def named_by_bytes(folder: str, path: str, data: bytes, ending: str, what: str = "") -> str:
    """An output's path for what was made of the file `path`; `what` tells copies of it apart."""
    stem = splitext(path.rpartition("/")[2])[0]
    digest = sha256(data).hexdigest()[:10]
    return f"{folder}/{slug(stem)[:60] or 'file'}{what}.{digest}{ending}"
