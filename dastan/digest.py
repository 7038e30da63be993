"""Digests of values: by what they are found again that were made from the same."""

from hashlib import sha256


def digest(value: object) -> str:
    """Of a value that its `repr` tells in full, as strings, numbers and our own values are."""
    return sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()
