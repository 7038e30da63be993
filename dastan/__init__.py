"""Dastan: Markdown chapters in, a website to read a story on out."""

__version__ = "0.1.0"
