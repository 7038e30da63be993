"""Which books there are: that of the whole story, and one for each of its parts where the author
wants them."""

from collections.abc import Iterator
from dataclasses import dataclass

from dastan.config import Config
from dastan.model import Chapter, Part, Section, Site, Story


@dataclass(frozen=True, slots=True)
class Volume:
    """A book that is to be made."""

    path: str
    """Of the output."""
    sections: tuple[Section, ...]
    part: Part | None = None
    """The one that it is; None of the whole story."""
    chapters_before: int = 0
    """Those of the story that come before the first one here."""
    parts_before: int = 0
    """So many of its parts."""
    timeline: bool = False
    """Whether it has one."""
    known_from: str = ""
    """The path of the chapter whose reader knows that timeline; empty of the whole story's."""

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """In telling order."""
        return tuple(chapter for section in self.sections for chapter in section.chapters)


def volumes(site: Site) -> Iterator[Volume]:
    """The books that `epub:` asks for; a story without parts is one book in any case."""
    story, config = site.story, site.config
    if "book" in config.epub or not story.parts:
        yield Volume(f"{config.id}.epub", story.sections, timeline=bool(story.events))
    if "parts" in config.epub:
        yield from _parts(story, config)


def _parts(story: Story, config: Config) -> Iterator[Volume]:
    chapters = parts = 0
    known_from = ""
    for section in story.sections:
        for chapter in section.chapters:
            if chapter.path in story.snapshots:
                known_from = chapter.path
        if section.part:
            yield Volume(
                f"{config.id}-{section.part.slug}.epub",
                (section,),
                part=section.part,
                chapters_before=chapters,
                parts_before=parts,
                timeline=bool(known_from),
                known_from=known_from,
            )
            parts += 1
        chapters += len(section.chapters)
