"""Two texts side by side lose no word of either."""

from hypothesis import given
from hypothesis import strategies as st

from publishing.comparison import Run, compare, only_changes

TEXTS = st.lists(
    st.lists(st.sampled_from(["back", "pain", "heat", "cold", "rest", "é", "<b>", "now."]), max_size=8).map(" ".join),
    max_size=6,
).map("\n".join)


def words(paragraphs: list[list[Run]], kinds: set[str]) -> list[str]:
    return [word for runs in paragraphs for run in runs if run.kind in kinds for word in run.text.split()]


@given(old=st.one_of(TEXTS, st.text(max_size=60)), new=st.one_of(TEXTS, st.text(max_size=60)))
def test_what_stayed_and_what_went_is_the_old_text_and_what_stayed_and_what_came_the_new(old: str, new: str) -> None:
    paragraphs = compare(old, new)

    assert words(paragraphs, {"same", "deleted"}) == old.split()
    assert words(paragraphs, {"same", "inserted"}) == new.split()


@given(text=TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    paragraphs = compare(text, text)

    assert only_changes(paragraphs) == []
    assert [runs[0].text for runs in paragraphs] == text.splitlines()


def test_a_changed_word_is_shown_within_its_sentence() -> None:
    assert compare("Rest for ten minutes.", "Rest for twenty minutes.") == [
        [Run("same", "Rest for "), Run("deleted", "ten "), Run("inserted", "twenty "), Run("same", "minutes.")]
    ]


def test_a_new_paragraph_stands_where_it_was_put() -> None:
    assert compare("One two three.\nSeven eight nine.", "One two three.\nFour five six.\nSeven eight nine.") == [
        [Run("same", "One two three.")],
        [Run("inserted", "Four five six.")],
        [Run("same", "Seven eight nine.")],
    ]


def test_a_paragraph_that_was_rewritten_is_shown_whole_on_both_sides() -> None:
    assert compare("Heat helps.", "Nothing of that is left here.") == [
        [Run("deleted", "Heat helps.")],
        [Run("inserted", "Nothing of that is left here.")],
    ]


def test_a_paragraph_before_a_changed_one_keeps_its_place() -> None:
    old = "Lie down for ten minutes."
    new = "Something wholly different first.\nLie down for twenty minutes."

    assert compare(old, new) == [
        [Run("inserted", "Something wholly different first.")],
        [Run("same", "Lie down for "), Run("deleted", "ten "), Run("inserted", "twenty "), Run("same", "minutes.")],
    ]


def test_only_paragraphs_with_a_change_count_as_changes() -> None:
    paragraphs = compare("Same.\nOld one here.", "Same.\nNew one here.")

    assert len(paragraphs) == 2
    assert only_changes(paragraphs) == paragraphs[1:]
