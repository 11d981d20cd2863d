"""What leaves for a spreadsheet is never run there, and comes back as it was."""

import csv
from io import StringIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from publishing.spreadsheets import plain, safe

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

#: Text as it comes, and text that a spreadsheet or an unwary way back could mistake.
texts = st.one_of(
    st.text(),
    st.builds("".join, st.tuples(st.sampled_from(["", "'", "''", *FORMULA_STARTS]), st.text(alphabet="'=+-@\t\r1A "))),
)


@given(texts)
@example("'=1+1")
@example("''@")
@example("'")
def test_text_comes_back_from_a_spreadsheet_as_it_was(text: str) -> None:
    assert plain(safe(text)) == text


@given(texts)
@example('=HYPERLINK("http://evil.example")')
@example("-2+3")
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert not safe(text).startswith(FORMULA_STARTS)


@given(texts)
def test_only_what_could_be_mistaken_is_marked(text: str) -> None:
    assert safe(text) in {text, f"'{text}"}
    if not text.startswith(("'", *FORMULA_STARTS)):
        assert safe(text) == text


@given(st.lists(texts, min_size=1))
def test_a_row_survives_the_way_through_a_file(row: list[str]) -> None:
    file = StringIO(newline="")
    csv.writer(file).writerow([safe(text) for text in row])
    (read,) = csv.reader(StringIO(file.getvalue(), newline=""))
    assert [plain(cell) for cell in read] == row


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""), ("", ""), (0, "0"), (5, "5"), (-5, "'-5"), ("2 to 3", "2 to 3"), ("O’Brien", "O’Brien"),
        ("'t Hart", "'t Hart"), ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"), (" =1", " =1"),
    ],
)  # fmt: skip
def test_a_value_becomes_a_cell(value: Any, cell: str) -> None:
    assert safe(value) == cell
