"""Names in plain small letters, so that St. Louis, saint louis and ST LOUIS are the same word to a search."""

import re
import unicodedata

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_POSSESSIVE = re.compile(r"['’]s\b")
_FIRST_WORDS = {"st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount"}
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "ʻ": "", "ʼ": ""})


def fold(text: str) -> str:
    """A name in small ASCII letters and digits, single spaces between words, and long forms of St., Ft. and Mt."""
    plain = _POSSESSIVE.sub("s", text.lower())
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain.translate(_LETTERS))
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    first, *others = _NOT_A_WORD.sub(" ", plain).split() or [""]
    if first == "mc" and others:
        return " ".join([first + others[0], *others[1:]])
    return " ".join([_FIRST_WORDS.get(first, first) if others else first, *others])
