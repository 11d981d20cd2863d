"""The small language in which staff write down what to look for, and finding it in running text."""

import re

from django.core.exceptions import ValidationError

#: How many other words three dots may stand for.
MOST_BETWEEN = 6
#: How many letters a star may stand for: longer than any ending, and short enough to look for everywhere.
LONGEST_ENDING = 40
_WORD = re.compile(r"\w[\w’'-]*\*?(?:/\w[\w’'-]*\*?)*")
#: Between two words of a sentence, and a word. Neither ever gives back what it took: a long row of dashes could
#: otherwise be divided between them in more ways than there is time for.
_GAP, _ANY_WORD = r"[^\w.!?]++", r"\w[\w’'-]*+"


def check(text: str) -> None:
    """Raises ValidationError, with the line, for what is not a list of phrases."""
    try:
        compile_all(text)
    except ValueError as error:
        raise ValidationError(str(error)) from None


def compile_all(text: str) -> list[re.Pattern[str]]:
    """The phrases of a text, one a line; what stands for three dots is a group of the match.

    Raises ValueError, with the line, for what is no phrase.
    """
    patterns = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            patterns.append(_compile(line.split(), number))
    if not patterns:
        raise ValueError("Write at least one phrase.")
    return patterns


def _compile(words: list[str], number: int) -> re.Pattern[str]:
    parts: list[str] = []
    for position, word in enumerate(words):
        if word in {"...", "…"}:
            if position in {0, len(words) - 1} or words[position - 1] in {"...", "…"}:
                raise ValueError(f"Line {number}: three dots stand between two words.")
            parts.append(rf"((?:{_GAP}{_ANY_WORD}){{0,{MOST_BETWEEN}}}?)")
            continue
        if not _WORD.fullmatch(word):
            raise ValueError(f"Line {number}: “{word}” is neither a word, words with slashes, nor three dots.")
        choices = "|".join(_literal(choice) for choice in word.split("/"))
        parts.append((_GAP if position else r"\b") + rf"(?:{choices})(?![’'-]*\w)")
    return re.compile("".join(parts), re.IGNORECASE)


def _literal(word: str) -> str:
    stem, star, _ = word.partition("*")
    literal = re.sub("[’']", "[’']", re.escape(stem))
    return literal + (rf"[\w’'-]{{0,{LONGEST_ENDING}}}+" if star else "")
