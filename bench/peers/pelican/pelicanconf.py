"""Pelican's settings for a test book: chapters, the contents, and nothing else."""

SITENAME = "A Test Book"
AUTHOR = "Nobody"
PATH = "content"
THEME = "theme"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
PLUGINS = ["pelican.plugins.neighbors"]
MARKDOWN = {"extensions": ["footnotes", "smarty", "attr_list", "meta"], "output_format": "html5"}
STATIC_PATHS = ["images"]
SLUGIFY_SOURCE = "basename"
ARTICLE_URL = ARTICLE_SAVE_AS = "{slug}.html"
ARTICLE_ORDER_BY = "date"
DIRECT_TEMPLATES = ["index"]
DEFAULT_PAGINATION = False
CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHOR_SAVE_AS = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "reader"
