"""The small language in which editors write down what to look for."""

import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import phrases


def found(phrase: str, text: str) -> str:
    """The words of a text that a phrase stands for, or nothing."""
    match = phrases.compile_all(phrase)[0].search(text)
    return match[0] if match else ""


@pytest.mark.parametrize(
    ("phrase", "text", "words"),
    [
        ("heals discs", "It heals discs.", "heals discs"),
        ("heals discs", "It HEALS  Discs!", "HEALS  Discs"),
        ("heals discs", "It heals “discs”", "heals “discs"),
        ("heals discs", "It heals, discs", "heals, discs"),
        ("heal* discs", "healing discs", "healing discs"),
        ("heal* discs", "heal discs", "heal discs"),
        ("heals discs/disks", "heals disks", "heals disks"),
        ("cure*/heal* disc*/disk*", "cured disks", "cured disks"),
        ("heals ... discs", "heals discs", "heals discs"),
        ("heals ... discs", "heals one two three four five six discs", "heals one two three four five six discs"),
        ("heals … discs", "heals all the discs", "heals all the discs"),
        ("flush ... toxins", "flush (and remove) your body’s, toxins", "flush (and remove) your body’s, toxins"),
        ("don't wait", "Don’t wait", "Don’t wait"),
        ("don’t wait", "Don't wait", "Don't wait"),
        ("don't wait", "Don't wait", "Don't wait"),
        ("no risk", "‘no risk’", "no risk"),
        ("pain-free ... life", "pain-free for life", "pain-free for life"),
        ("detox*", "A detox-treatment", "detox-treatment"),
        ("café", "Our CAFÉ", "CAFÉ"),
        ("a ... b ... c", "a x b y c", "a x b y c"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str, words: str) -> None:
    assert found(phrase, text) == words


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("heals discs", "healsdiscs"),
        ("heals discs", "heals old discs"),
        ("heal discs", "heals discs"),
        ("heal discs", "heal discs’s"),
        ("heal", "heal-all"),
        ("heal", "wheal"),
        ("heals ... discs", "heals one two three four five six seven discs"),
        ("heals ... discs", "It heals. Your discs rest."),
        ("heals discs", "heals. Discs"),
        ("heals ... discs", "heals! All discs"),
        ("heals discs", "discs heals"),
        ("heal*/cure* disc", "fixes disc"),
    ],
)
def test_what_only_resembles_a_phrase_is_not_found(phrase: str, text: str) -> None:
    assert found(phrase, text) == ""


def test_the_words_that_three_dots_stand_for_are_told() -> None:
    match = phrases.compile_all("cure* ... pain ... good")[0].search("cures no pain for good")
    assert match is not None
    assert [gap.split() for gap in match.groups()] == [["no"], ["for"]]


def test_empty_lines_are_passed_over_and_lines_are_phrases() -> None:
    assert len(phrases.compile_all("\n one two \n\n\r\nthree\n")) == 2


@pytest.mark.parametrize("text", ["", "\n", "  \n\t\n"])
def test_a_claim_has_at_least_one_phrase(text: str) -> None:
    with pytest.raises(ValidationError, match="Write at least one phrase"):
        phrases.check(text)


@pytest.mark.parametrize("line", ["... discs", "heals ...", "...", "… discs", "heals … … discs", "heals ... … discs"])
def test_dots_that_do_not_stand_between_words_are_refused_with_their_line(line: str) -> None:
    with pytest.raises(ValidationError, match="Line 3: three dots stand between two words"):
        phrases.check(f"good words\n\n{line}")


@pytest.mark.parametrize(
    "word",
    ["*", "*heal", "he*al", "heal**", "/", "heal/", "/heal", "heal//cure", "heal,", "heal.", "(heal|cure)", "[a-z]+",
     "heal..", "....", "....heal", "heal...disc", "heal?", "^heal", "\\w", "-", "'", "’", "-heal", "“heal”", "a+b"],
)  # fmt: skip
def test_what_is_no_word_is_refused_with_its_line_and_named(word: str) -> None:
    message = f"Line 2: “{word}” is neither a word, words with slashes, nor three dots."
    with pytest.raises(ValidationError) as refusal:
        phrases.check(f"good words\nalso {word} good")
    assert refusal.value.messages == [message]


LETTERS = st.text(st.characters(categories=["L", "Nd"], exclude_characters="İı"), min_size=1, max_size=8)


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_a_list_of_phrases_or_is_refused_in_words(text: str) -> None:
    refusal = ""
    try:
        phrases.check(text)
    except ValidationError as error:
        refusal = error.messages[0]
    assert refusal == "" or refusal.startswith(("Line ", "Write at least one"))
    for pattern in [] if refusal else phrases.compile_all(text):
        pattern.search(text)


@given(st.lists(st.text("ab*/…. '’-\n", max_size=8), max_size=6), st.text("ab .'’-", max_size=200))
@settings(deadline=None, max_examples=200)
def test_whatever_is_accepted_can_be_looked_for_in_any_text(lines: list[str], text: str) -> None:
    try:
        patterns = phrases.compile_all("\n".join(lines))
    except ValueError:
        return
    for pattern in patterns:
        list(pattern.finditer(text))


@given(st.lists(LETTERS, min_size=1, max_size=6), st.sampled_from([str, str.upper, str.lower]))
@settings(deadline=None)
def test_the_words_of_a_phrase_are_found_in_themselves(words: list[str], change: object) -> None:
    phrase = " ".join(words)
    assert found(phrase, f"before, {phrase}; after") == phrase
    assert found(" ... ".join(words), phrase) == phrase
    assert found("/".join(words), words[-1]) == words[-1]


@given(st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True), max_size=9))
@settings(deadline=None)
def test_three_dots_stand_for_up_to_six_words(between: list[str]) -> None:
    text = " ".join(["Flushing", *between, "toxins"])
    assert bool(found("flush* ... toxins", text)) == (len(between) <= phrases.MOST_BETWEEN)


HARD = {
    "dashes": "flush " + "-" * 50_000,
    "apostrophes": "flush a" + "-'" * 25_000,
    "the first word again and again": "flush " * 10_000,
    "one endless word": "flush" * 20_000,
    "words joined by apostrophes": "flush'" * 20_000,
    "no end in sight": "flush " + "word " * 20_000,
    "spaces": ("flush" + " " * 500) * 200,
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_no_text_keeps_the_server_busy(text: str) -> None:
    (pattern,) = phrases.compile_all("flush*/flushing ... tox*/toxin* ... cell*")
    began = time.process_time()
    assert not pattern.search(text)
    assert time.process_time() - began < 2
