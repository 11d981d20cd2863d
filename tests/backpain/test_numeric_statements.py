"""Every number in the starter content is in the list that a reviewer goes through, with the record that it comes from.

Reads the files by itself, without the site's own reader, so that a fault in the one is not a fault in the other.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from django.conf import settings

UP_TO_NINETEEN = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
)
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
VALUES = {word: str(value) for value, word in enumerate(UP_TO_NINETEEN)}
VALUES |= {word: str(value) for value, word in zip(range(20, 100, 10), TENS, strict=True)}
VALUES |= {"dozen": "12", "hundred": "100", "thousand": "1000", "million": "1000000", "half": "1/2", "quarter": "1/4"}
NUMBER = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{'|'.join(VALUES)})\b", re.IGNORECASE)
#: “One trial” is no number that anybody would check; “one in ten” is.
UNCOUNTED = re.compile(rf"\bone\b(?! in (?:\d|(?:{'|'.join(VALUES)})\b))", re.IGNORECASE)

CITATION = re.compile(r"\[@([\w-]+)\]")
SENTENCE = re.compile(r"\S.*?(?:[.!?][”’)*]*(?:\[@[\w-]+\])*(?=\s|$)|$)")
LIST_MARK = re.compile(r"^\s*(?:[-*>]|\d+\.|#+)\s+")
#: Front matter that names things and says nothing.
NAMES = {
    "slug", "hero", "authors", "topic", "series", "tags", "searches", "study", "technique", "condition", "kind",
    "level", "outcome", "direction", "certainty", "disclaimer_subjects", "subject",
}  # fmt: skip
#: Front matter that sums up a page, and so may lean on every study that the page names.
SUMMARIES = {"standfirst", "key_points", "conclusion"}


def numbers_in(words: str) -> set[str]:
    """The numbers in a text as digits: “one in ten” is {"1", "10"}, and so is “1 in 10”; “1,012” is {"1012"}."""
    return {VALUES.get(found.lower(), found.replace(",", "")) for found in NUMBER.findall(words)}


def numbers_stated(sentence: str) -> set[str]:
    return numbers_in(UNCOUNTED.sub("", sentence))


class Sentence(NamedTuple):
    file: str
    words: str
    #: The studies that it cites; if none, those of its paragraph, block or record; of a summary, those of its page.
    cited: frozenset[str]


def plain(markdown: str) -> str:
    """The words of a text without marks, link targets and citations."""
    return re.sub(r"[*_]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", CITATION.sub("", markdown))).strip()


def sentences(file: str, markdown: str, named: frozenset[str] = frozenset()) -> Iterator[Sentence]:
    of_block: frozenset[str] = frozenset()
    for line in markdown.splitlines():
        texts = line.split("|") if line.startswith("|") else [LIST_MARK.sub("", line)]
        if line.startswith(":::"):
            values = dict(re.findall(r'(\w+)="([^"]*)"', line))
            of_block = frozenset({values["study"]} if "study" in values else ())
            texts = [values.get(name, "") for name in ("heading", "caption", "question")]
        around = named | of_block | frozenset(CITATION.findall(line))
        for found in (found for text in texts for found in SENTENCE.findall(text)):
            yield Sentence(file, plain(found), frozenset(CITATION.findall(found)) or around)


def front_texts(value: Any, named: frozenset[str] = frozenset()) -> Iterator[tuple[str, frozenset[str]]]:
    """The texts of a front matter, each with the study that its record names."""
    if isinstance(value, dict):
        named = frozenset({value["study"]}) if "study" in value else named
        yield from (pair for name, part in value.items() if name not in NAMES for pair in front_texts(part, named))
    elif isinstance(value, list):
        yield from (pair for part in value for pair in front_texts(part, named))
    elif isinstance(value, str):
        yield value, named


def numeric_sentences(folder: Path = settings.CONTENT_DIR) -> Iterator[Sentence]:
    """Every sentence of the pages in a folder that states a number, in the order of the files."""
    for path in sorted(set(folder.rglob("*.md")) - {folder / "README.md"}):
        file, text = path.relative_to(folder).as_posix(), path.read_text("utf-8")
        _, front, body = text.split("---\n", 2)
        page = frozenset(CITATION.findall(text) + re.findall(r"\bstudy(?:: |=\")([\w-]+)", text))
        found: list[Sentence] = []
        for name, value in yaml.safe_load(front).items():
            for words, named in front_texts({name: value}):
                found += sentences(file, words, named | page if name in SUMMARIES else named)
        yield from (one for one in [*found, *sentences(file, body)] if numbers_stated(one.words))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LISTED = read(settings.BASE_DIR / "docs/numeric-statements.csv")
STUDIES = {row["key"]: row for row in read(settings.CONTENT_DIR / "studies.csv")}


def test_every_sentence_with_a_number_is_listed_and_no_other() -> None:
    stated = {f"{found.file}: {found.words}" for found in numeric_sentences()}
    listed = {f"{row['file']}: {row['sentence']}" for row in LISTED}
    assert stated
    assert sorted(stated - listed) == [], "in the content, but not in the list"
    assert sorted(listed - stated) == [], "in the list, but no longer in the content"


def test_every_number_of_a_sentence_is_accounted_for() -> None:
    accounted: dict[str, set[str]] = defaultdict(set)
    for row in LISTED:
        accounted[f"{row['file']}: {row['sentence']}"] |= numbers_in(row["numbers"])
    stated = {f"{row['file']}: {row['sentence']}": numbers_stated(row["sentence"]) for row in LISTED}
    assert [f"{place} {found}" for place, found in accounted.items() if found != stated[place]] == []


def test_every_number_from_a_study_stands_in_the_record_that_the_sentence_cites() -> None:
    cited: dict[tuple[str, str], frozenset[str]] = {}
    for file, words, names in numeric_sentences():
        cited[file, words] = names & cited.get((file, words), names)
    faults = []
    for row in LISTED:
        place = row["file"], row["sentence"]
        study = STUDIES.get(row["study"], {})
        right = {
            "words of the study, or a reason why none is needed": row["quote"],
            "a study that the sentence cites": not row["study"] or row["study"] in cited.get(place, ()),
        }
        if row["study"]:
            right |= {
                "a field of the record": row["field"] in ("population", "finding", "certainty_words"),
                "words that stand there": row["quote"] in study.get(row["field"], ""),
                "only numbers that are in the quote": numbers_in(row["numbers"]) <= numbers_in(row["quote"]),
                "a record that may give numbers": study.get("confidence") == "high",
            }
        faults += [f"{': '.join(place)} has to have {wanted}" for wanted, is_so in right.items() if not is_so]
    assert faults == []


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("About one in ten, 1,012 people.", {"1", "10", "1012"}),
        ("About 1 in 10, 1012 people.", {"1", "10", "1012"}),
        ("One trial, one year, the first list.", set()),
        ("Ten weeks, a 24-point score, 2.5 to 2.9.", {"10", "24", "2.5", "2.9"}),
    ],
)
def test_words_and_digits_are_the_same_numbers(words: str, numbers: set[str]) -> None:
    assert numbers_stated(words) == numbers


def test_a_sentence_is_found_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(
        "---\nslug: two\nstandfirst: About two.\nfindings:\n- study: a-1\n  size: 'Best: 3 points.'\n---\n\n"
        '::: evidence-note study="b-2"\nIn **4** [men](page:x/five). None. “Six!”[@c-3] Seven\n:::\n\n'
        "| 8 | nine[@d-4] |\n\n1. Ten.\n"
    )
    told = [(found.words, "".join(sorted(name[0] for name in found.cited))) for found in numeric_sentences(tmp_path)]
    assert told == [
        ("About two.", "abcd"), ("Best: 3 points.", "a"), ("In 4 men.", "bc"), ("“Six!”", "c"), ("Seven", "bc"),
        ("8", "d"), ("nine", "d"), ("Ten.", ""),
    ]  # fmt: skip
