"""The timeline."""

from collections.abc import Iterable

from dastan.model import Output, Site


def timeline(site: Site) -> Iterable[Output]:
    """timeline.html."""
    if not site.story.events:
        return
    chapters = {chapter.path: chapter for chapter in site.story.chapters}
    page = site.render("timeline.html", path="timeline.html", by_path=chapters)
    yield Output("timeline.html", page.encode(), "the page timeline.html")
