"""Comparing names and numbers of licenses, which every source writes a little differently."""

import re
import unicodedata

_SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "v", "lmt", "lmbt", "cmt", "rmt", "bctmb"}
#: Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "æ": "ae", "Æ": "AE", "œ": "oe",
                          "Œ": "OE", "ß": "ss", "ı": "i"})  # fmt: skip


def normal_number(number: str) -> str:
    """A license number as it is compared: capital letters and digits, no leading zeros."""
    return re.sub(r"[^A-Z0-9]", "", _plain(number).upper()).lstrip("0")


def surname(name: str) -> str:
    """The last name as it is compared: plain small letters, without hyphens, apostrophes and suffixes.

    Understands “Last, First” too.
    """
    words, is_last_name = _without_suffixes(name)
    return "".join(words if is_last_name else words[-1:])


def same_surname(one: str, other: str) -> bool:
    """Whether two names have the same last name, and one at all."""
    return bool(_surnames(one) & _surnames(other))


def _surnames(name: str) -> set[str]:
    """All that the last name can be: “Ana García López” does not say whether it has one word or two."""
    words, is_last_name = _without_suffixes(name)
    last_start = 0 if is_last_name or len(words) == 1 else len(words) - 1
    return {"".join(words[start:]) for start in range(min(last_start, 1), last_start + 1)} - {""}


def _without_suffixes(name: str) -> tuple[list[str], bool]:
    """The words before the first comma, and whether they are the last name alone."""
    before, _, after = name.partition(",")
    words, others = _words(before), _words(after)
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return words, bool(set(others) - _SUFFIXES and "".join(others) not in _SUFFIXES)


def sort_name(name: str) -> str:
    """A name as lists are sorted by it: last name, then the rest, in plain small letters."""
    words = _words(name)
    last = surname(name)
    return " ".join([last, *(word for word in words if word != last)])


def _words(text: str) -> list[str]:
    return re.sub(r"[^a-z ]", "", _plain(text).lower().replace(".", " ")).split()


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()
