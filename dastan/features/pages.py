"""The author's extra pages: about, thanks."""

from collections.abc import Iterable

from dastan.diagnostics import Span
from dastan.model import Output, Site


def pages(site: Site) -> Iterable[Output]:
    """pages/<slug>.html."""
    for page in site.story.pages:
        path = site.story.urls[page.path]
        filled = site.render("page.html", path=path, page=page)
        yield Output(path, filled.encode(), f"the page {page.path}", Span(page.path))
