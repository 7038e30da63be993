from dastan.prose.typography.english import english
from dastan.prose.typography.fragment import through
from dastan.prose.typography.signs import BLOCK, STRAIGHT_DOUBLE, STRAIGHT_SINGLE

def typeset(html: str, language: str = "en") -> str:
    return through(html, language, typeset_text)

def typeset_text(text: str, language: str) -> str:
    text = english(BLOCK + text + BLOCK)[1:-1]
    return text.replace(STRAIGHT_DOUBLE, '"').replace(STRAIGHT_SINGLE, "'")
