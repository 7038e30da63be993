"""Old addresses: a page at each that leads to the chapter's new one."""

from collections.abc import Iterable

from dastan.model import Output, Site


def redirects(site: Site) -> Iterable[Output]:
    """A page for each of `aliases:`, such as chapters/old-name.html."""
    for chapter in site.story.chapters:
        for alias in chapter.aliases:
            path = old_address(alias.text)
            page = site.render("redirect.html", path=path, chapter=chapter)
            yield Output(path, page.encode(), f"an alias of {chapter.path}", alias.span)


def old_address(alias: str) -> str:
    """The output path of an old address: a bare name was a chapter's.

    >>> old_address("home"), old_address("/posts/2019/"), old_address("story/1.html")
    ('chapters/home.html', 'posts/2019/index.html', 'story/1.html')
    """
    path = alias.strip().lstrip("/")
    if path.endswith("/"):
        return path + "index.html"
    if "/" not in path:
        path = f"chapters/{path}"
    return path if path.endswith((".html", ".htm")) else path + ".html"
