"""Files that are published as they are: pictures and their smaller copies, fonts, and what a host
wants to find."""

from collections.abc import Iterable

from dastan.diagnostics import Span
from dastan.links import asset_url
from dastan.model import Output, Site


def files(site: Site) -> Iterable[Output]:
    """images/, static/, what lies in site_src/root/, .nojekyll and CNAME."""
    for path, url in site.story.urls.items():
        if path in site.assets and not path.startswith("site_src/root/"):
            yield Output(url, site.assets[path].data, f"the file {path}", Span(path))
    for picture in site.pictures.values():
        for copy in picture.variants:
            yield Output(copy.path, copy.body, f"the file {picture.source}", Span(picture.source))
    for path, asset in site.assets.items():
        if path.startswith("site_src/root/") or _is_for_pages(path, site):
            yield Output(asset_url(asset), asset.data, f"the file {path}", Span(path))
    yield Output(".nojekyll", b"", "the file .nojekyll, for GitHub Pages")
    if site.config.cname:
        yield Output("CNAME", f"{site.config.cname}\n".encode(), "`cname:` of story.yml")


def _is_for_pages(path: str, site: Site) -> bool:
    """Whether pages may ask for a file of static/; licences stay at home, unused fonts too."""
    if not path.startswith("static/") or path.endswith((".txt", ".md")):
        return False
    return site.config.font == "book" or not path.startswith("static/fonts/")
