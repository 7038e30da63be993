"""New files in the author's own folders: made once, never written over."""

from pathlib import Path


def create(path: Path, text: str) -> None:
    """Write a file that is not there yet; FileExistsError where it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "x", encoding="utf-8", newline="\n") as file:
        file.write(text)
