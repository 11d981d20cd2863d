"""Comparing names and numbers of licenses, which every source writes a little differently."""

import re
import unicodedata

_SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "v", "lmt", "lmbt", "cmt", "rmt", "bctmb"}


def normal_number(number: str) -> str:
    """A license number as it is compared: capital letters and digits, no leading zeros."""
    return re.sub(r"[^A-Z0-9]", "", _plain(number).upper()).lstrip("0")


def surname(name: str) -> str:
    """The last name as it is compared: plain small letters, without hyphens, apostrophes and suffixes.

    Understands “Last, First” too.
    """
    before, comma, after = name.partition(",")
    if comma and _words(after) and set(_words(after)) - _SUFFIXES:
        words = _words(before)
        return "".join(word for word in words if word not in _SUFFIXES)
    words = _words(before)
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return words[-1] if words else ""


def sort_name(name: str) -> str:
    """A name as lists are sorted by it: last name, then the rest, in plain small letters."""
    words = _words(name)
    last = surname(name)
    return " ".join([last, *(word for word in words if word != last)])


def _words(text: str) -> list[str]:
    return re.sub(r"[^a-z ]", "", _plain(text).lower().replace(".", " ")).split()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
