"""The only Markdown: a text as its author typed it in, `Prose` out.

On the way: python-markdown with the storyteller's dialect (`dialect`, `blocks`, `remarks`), the
headings' ids (`headings`), the typography of the language (`typography`), and one pass over the
finished HTML (`finish`) that numbers the notes, leaves holes for local links and marks the events.

Pure. A text never fails to parse; what looks like a slip is a diagnostic at its place.
"""

from collections.abc import Sequence

from dastan.diagnostics import Checked
from dastan.model import Event, Prose
from dastan.prose.dialect import convert
from dastan.prose.finish import finish
from dastan.prose.headings import identified
from dastan.prose.slips import slips
from dastan.prose.source import Text
from dastan.prose.tangles import tangles, too_deep
from dastan.prose.typography import typeset, typeset_text

__all__ = ["Text", "plain", "prose"]


def prose(text: Text, events: Sequence[Event] = ()) -> Checked[Prose]:
    """A Markdown text as HTML in its language's typography, with the chapter's events marked."""
    if found := tangles(text):
        return Checked(Prose(), found)
    try:
        html = convert(text.markdown, untrusted=text.untrusted)
        html = identified(html, (f"event-{event.id}" for event in events if event.phrase))
        html = typeset(html, text.language)
    except RecursionError:
        return Checked(Prose(), (too_deep(text),))
    finished = finish(text, html, events)
    return Checked(finished.value, slips(text) + finished.diagnostics)


def plain(text: str, language: str) -> str:
    """A title or a summary in its language's typography: text in, text out, no Markdown."""
    return typeset_text(text, language)
