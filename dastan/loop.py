"""What `serve` does again and again: the pages at once, the rest and the disk when it is quiet.

It stands between the walk and the server, so that neither needs to know of the other.
"""

import gc
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from dastan.features import LATER
from dastan.frontmatter import split
from dastan.history import changes
from dastan.memo import Stock, load, save
from dastan.model import Chapter, Entry, Feature, Page, Source
from dastan.paragraphs import line_of
from dastan.project import Made, Project, Wish, finish, make
from dastan.prose.source import visible
from dastan.serve import Built
from dastan.write import write


def steps(
    project: Project,
    wish: Callable[[], Wish],
    features: Sequence[Feature],
    *,
    strict: bool,
    cache: Path | None = None,
) -> tuple[Callable[[], Built], Callable[[], Built]]:
    """`build` and `settle` for `serve.serve`; in the end the output is what a build would make it.

    Where there are errors (or, if `strict`, warnings) the output stays as it is. What is made is
    remembered in `cache` from one time to the next.
    """
    memo = load(cache) if cache else Stock()
    known = {*memo}
    last: list[Made] = []
    first = [feature for feature in features if feature not in LATER]
    later = [feature for feature in features if feature in LATER]
    changed = partial(changes, project.story)

    def build() -> Built:
        gc.disable()  # it would go through all of the story again and again
        made = make(project, wish(), memo=memo, map=map, features=first, changed=changed)
        gc.enable()
        last[:] = [made]
        source = partial(written_at, project, made)
        return Built(made.report.plan.files, made.diagnostics, made.texts.get, source)

    def settle() -> Built:
        made, whole = last[0], finish(last[0], later)
        files, found = whole.report.plan.files, whole.diagnostics
        if cache and memo.keys() != known:
            save(cache, memo)
            known.clear()
            known.update(memo)
        if not whole.failed(strict):
            found += write(whole.report.plan, project.output, project.story).diagnostics
        rest = {path: files[path] for path in files.keys() - made.report.plan.files.keys()}
        return Built(rest, tuple(each for each in found if each not in made.diagnostics))

    return build, settle


def written_at(project: Project, made: Made, page: str, block: int) -> tuple[Path, int] | None:
    """The file and the line on which a block of a page's text was written.

    Blocks are counted from 0, lines from 1. None for a page that is not one text's own.
    """
    story = made.report.story
    texts: tuple[Chapter | Entry | Page, ...] = (
        *story.chapters,
        *story.pages,
        *story.people,
        *story.places,
        *story.things,
    )
    text = next((text for text in texts if story.urls.get(text.path) == page), None)
    if text is None:
        return None
    document = split(Source(text.path, made.texts[text.path])).value
    line = line_of(visible(document.body), text.prose.html, block)
    return (project.story / text.path, document.line + line - 1) if line else None
