"""Two texts side by side: which words went, which came. Works on the words of a page, a line a paragraph."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "inserted", "deleted"]


@dataclass(frozen=True)
class Run:
    """Neighbouring words that share a fate."""

    kind: Kind
    text: str


def compare(old: str, new: str) -> list[list[Run]]:
    """The paragraphs of both texts in reading order, each as runs of kept, inserted and deleted words."""
    before, after = old.splitlines(), new.splitlines()
    paragraphs: list[list[Run]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            paragraphs += [[Run("same", line)] for line in before[i1:i2]]
        else:
            paragraphs += _changed(before[i1:i2], after[j1:j2])
    return paragraphs


def only_changes(paragraphs: list[list[Run]]) -> list[list[Run]]:
    return [runs for runs in paragraphs if any(run.kind != "same" for run in runs)]


def _changed(before: list[str], after: list[str]) -> Iterator[list[Run]]:
    """Pair changed paragraphs that still resemble each other; show the others whole."""
    rest = list(after)
    for line in before:
        match = max(rest, key=lambda candidate: _likeness(line, candidate), default="")
        if match and _likeness(line, match) > 0.5:
            skipped = rest[: rest.index(match)]
            yield from ([Run("inserted", text)] for text in skipped)
            rest = rest[len(skipped) + 1 :]
            yield _words(line, match)
        else:
            yield [Run("deleted", line)]
    yield from ([Run("inserted", text)] for text in rest)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _words(old: str, new: str) -> list[Run]:
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            runs.append(Run("deleted", "".join(before[i1:i2])))
        if j2 > j1:
            runs.append(Run("inserted", "".join(after[j1:j2])))
    return runs
