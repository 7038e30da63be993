"""What a site consists of: each feature one file, each a plain function from `Site` to outputs.

A feature opens no file, calls no other feature and knows no clock. A new kind of page is one file
here and one line in `FEATURES`.
"""

from dastan.features.book import book
from dastan.features.cards import cards
from dastan.features.chapters import chapters
from dastan.features.epub import epub
from dastan.features.feeds import feeds
from dastan.features.files import files
from dastan.features.front import front
from dastan.features.names import names
from dastan.features.offline import offline
from dastan.features.pages import pages
from dastan.features.redirects import redirects
from dastan.features.search import search
from dastan.features.sitemap import sitemap
from dastan.features.timeline import timeline
from dastan.model import Feature

FEATURES: tuple[Feature, ...] = (
    # The costly ones first, so that where several processes share the work none is left over.
    cards,
    timeline,
    epub,
    search,
    chapters,
    book,
    front,
    names,
    pages,
    redirects,
    files,
    feeds,
    sitemap,
    offline,  # the last: it lists what the others have made
)
LATER: tuple[Feature, ...] = (book, feeds, sitemap, epub, search, cards, offline)
"""Those of them that the pages of the text do without: `serve` makes them when it is quiet."""
