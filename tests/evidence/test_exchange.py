"""Studies out of a reference manager and back again, and what is said of a file that cannot be read."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tablib import Dataset

from evidence.exchange import BIBLIOGRAPHY, COLUMNS, CSV, RIS, BibTeX, StudyResource, TextFormat
from evidence.models import Study
from tests import factories

pytestmark = pytest.mark.django_db

pytestmark = pytest.mark.django_db

FORMATS = [RIS, BibTeX, CSV]

ZOTERO_RIS = """\
TY  - JOUR
TI  - Massage for low-back pain
AU  - Furlan, Andrea D.
AU  - Giraldo, Mario
AU  - World Health Organization
T2  - Cochrane Database of Systematic Reviews
DA  - 2015/09/01/
PY  - 2015
VL  - 155
IS  - 9
SP  - 1
EP  - 9
DO  - https://doi.org/10.1002/14651858.CD001929.pub3
AN  - 26329399
KW  - Massage
ER  -

"""
BIBTEX = """\
@article{furlan-2015,
  title = {Massage for {Low}-back pain: caf\\'e},
  author = {Furlan, Andrea D. and Giraldo, Mario and {World Health Organization} and others},
  journal = {Cochrane Database of Systematic Reviews},
  year = 2015, volume = 155, number = 9, pages = {1--9},
  doi = {10.1002/14651858.CD001929.pub3}, pmid = {26329399}
}
"""
FURLAN = {
    "journal": "Cochrane Database of Systematic Reviews", "year": "2015", "volume": "155(9)", "pages": "1-9",
    "doi": "10.1002/14651858.CD001929.pub3", "pmid": "26329399",
}  # fmt: skip


def read(kind: type[TextFormat], text: str) -> list[dict[str, str]]:
    return list(kind().create_dataset(text.encode()).dict)


def test_a_record_of_a_reference_manager_is_read() -> None:
    (row,) = read(RIS, ZOTERO_RIS)
    assert row == FURLAN | {
        "key": "", "title": "Massage for low-back pain", "authors": "Furlan AD, Giraldo M, World Health Organization",
    }  # fmt: skip


def test_an_entry_of_bibtex_is_read() -> None:
    (row,) = read(BibTeX, BIBTEX)
    assert row == FURLAN | {
        "key": "furlan-2015", "title": "Massage for Low-back pain: café",
        "authors": "Furlan AD, Giraldo M, World Health Organization, et al.",
    }  # fmt: skip


PUBMED_RIS = """\
TY  - JOUR
DB  - PubMed
AU  - Cherkin, Daniel C
AU  - Sherman, Karen J
T1  - A comparison of the effects of 2 types of massage
LA  - eng
SN  - 1539-3704
Y1  - 2011/07/05
ET  - 2011/07/06
AB  - BACKGROUND: Few studies - so far - have looked.
SP  - 1
EP  - 9
VL  - 155
IS  - 1
AN  - 21727288
UR  - https://pubmed.ncbi.nlm.nih.gov/21727288
DO  - 10.7326/0003-4819-155-1-201107050-00002
JF  - Annals of internal medicine
ER  -
"""
ENDNOTE_RIS = """\
TY  - JOUR
A1  - Müller, J.-P.
T1  - Hands
JO  - Backs
PY  - 2020
SP  - e12
DO  - doi:10.1000/x
DB  - Embase
AN  - 2001234567
ID  - 4711
ER  -
"""


def test_pubmed_and_endnote_have_their_own_ways_with_ris() -> None:
    (row,) = read(RIS, "\ufeff" + PUBMED_RIS.replace("\n", "\r\n"))
    assert row == {
        "key": "", "title": "A comparison of the effects of 2 types of massage", "authors": "Cherkin DC, Sherman KJ",
        "journal": "Annals of internal medicine", "year": "2011", "volume": "155(1)", "pages": "1-9",
        "doi": "10.7326/0003-4819-155-1-201107050-00002", "pmid": "21727288",
    }  # fmt: skip
    (row,) = read(RIS, ENDNOTE_RIS)
    assert row == {
        "key": "", "title": "Hands", "authors": "Müller JP", "journal": "Backs", "year": "2020", "volume": "",
        "pages": "e12", "doi": "10.1000/x", "pmid": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r'M{\"u}ller', "Müller"), (r'M\"{u}ller', "Müller"), (r"{\'E}tude", "Étude"), (r"{\o}re", "øre"),
        (r"50\% \& more", "50% & more"), (r"{\ss}", "ß"), (r'na{\"i}ve', "naïve"), ("Müller", "Müller"),
    ],
)  # fmt: skip
def test_the_accents_of_latex_become_letters(latex: str, text: str) -> None:
    (row,) = read(BibTeX, f"@article{{a, title = {{{latex}}}, author = {{{latex}, J.}}}}")
    assert row["title"] == text


def test_a_table_without_keys_or_with_a_formula_is_read_as_it_was_meant() -> None:
    (row,) = read(CSV, "title,year\n'=1+1,2020\n")
    assert (row["key"], row["title"], row["year"]) == ("", "=1+1", "2020")


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        (RIS, b"TY  - JOUR\nTI  - Caf\xe9\nER  - \n", "Line 2 is not UTF-8 text."),
        (RIS, b"TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nER  - \n", "The record that begins at line 1 has no end"),
        (RIS, b"TY  - JOUR\nTI  - One\nER  - \nTY  - JOUR\nTI  - Two\n", "The record that begins at line 4 has no end"),
        (RIS, b"title,authors\nA,B\n", "No RIS record was found in this file."),
        (RIS, b"", "No RIS record was found"),
        (RIS, b"TY  - JOUR\x00\nER  - \n", "it holds a NUL character"),
        (
            BibTeX,
            b"@article{a, title={x}}\n@article{b, title={y\n@article{c, title={z}}",
            "cannot be read or",
        ),
        (BibTeX, b"@article{a, title={x}}\n@article{a, title={y}}", "stand twice: 2."),
        (BibTeX, b"TY  - JOUR\nER  - \n", "No BibTeX record was found"),
        (CSV, b"title,colour\nA,red\n", "Unknown column “colour”."),
        (CSV, b"title,title\nA,B\n", "A column stands twice"),
        (CSV, b"title,year\nA\n", "Line 2 has not as many cells"),
        (CSV, b"title,year\nA,2020,x\n", "Line 2 has not as many cells"),
        (CSV, b'title,year\n"A,2020\n', "is no CSV"),
        (CSV, b"title,year\n", "No CSV record was found"),
        (CSV, b"x" * (2 * 1024 * 1024 + 1), "The file is larger than 2 MB."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_with_the_line(
    kind: type[TextFormat], data: bytes, message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        kind().create_dataset(data)


#: Two hyphens are a dash to LaTeX, two apostrophes a quotation mark, and spaces are one.
NAMES = st.from_regex(r"[A-Z]([a-zéß]|['-](?!['-])){1,8}( [a-z]{2,5})?", fullmatch=True)
AUTHORS = st.lists(st.tuples(NAMES, st.from_regex("[A-Z]{1,3}", fullmatch=True)), min_size=1, max_size=4)
TITLES = st.from_regex(r"[A-Z]([\w &%$#_,:;“”’é]|-(?!-)){0,60}\w", fullmatch=True).filter(lambda text: "  " not in text)


@st.composite
def bibliographies(draw: Any) -> dict[str, str]:
    start = draw(st.integers(1, 900))
    return {
        "key": f"{draw(st.from_regex('[a-z]{2,9}', fullmatch=True))}-{draw(st.integers(1900, 2099))}",
        "title": draw(TITLES),
        "authors": ", ".join(f"{family} {initials}" for family, initials in draw(AUTHORS)),
        "journal": draw(TITLES), "year": str(draw(st.integers(1900, 2100))),
        "volume": draw(st.sampled_from(["", "12", "12(3)", "(9)"])),
        "pages": draw(st.sampled_from(["", str(start), f"{start}-{start + 9}"])),
        "doi": draw(st.sampled_from(["", "10.1000/xyz", "10.1016/S0140-6736(18)30488-4"])),
        "pmid": draw(st.sampled_from(["", "26329399"])),
    }  # fmt: skip


@pytest.mark.parametrize("kind", FORMATS)
@given(rows=st.lists(bibliographies(), min_size=1, max_size=3, unique_by=lambda row: row["key"]))
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_what_is_exported_is_imported_as_it_was(kind: type[TextFormat], rows: list[dict[str, str]]) -> None:
    dataset = Dataset(*([row[name] for name in BIBLIOGRAPHY] for row in rows), headers=BIBLIOGRAPHY)
    assert read(kind, kind().export_data(dataset)) == rows


def test_a_spreadsheet_carries_every_column_there_and_back() -> None:
    newer = factories.make_study(key="newer-2024")
    factories.make_study(
        key="doe-2020", title="=1+1", doi="10.1000/x", pmid="12", design="Trial", population="Ten", countries="Chile",
        funding="Us", conflicts="None", certainty="low", certainty_words="low", opened_by="Ann",
        opened_on=date(2026, 1, 2),
        notice="superseded", notice_words="Replaced.", superseded_by=newer, volume="1(2)", pages="3-4",
    )  # fmt: skip
    exported = StudyResource().export(Study.objects.order_by("-key"))
    assert exported.headers == COLUMNS
    text = CSV().export_data(exported)
    assert "'=1+1" in text
    before = list(Study.objects.order_by("key").values(*COLUMNS))
    Study.objects.filter(key="doe-2020").delete()
    Study.objects.all().delete()

    result = StudyResource().import_data(CSV().create_dataset(text.encode()), raise_errors=True)

    assert not result.has_validation_errors()
    after = list(Study.objects.order_by("key").values(*COLUMNS))
    successors = [row.pop("superseded_by") for row in (*before, *after)]
    assert after == before
    assert successors[2] == Study.objects.get(key="newer-2024").pk


@pytest.mark.parametrize("number", range(3))
def test_every_format_is_downloaded_from_the_admin(editor_client: Client, number: int) -> None:
    factories.make_study(key="doe-2020", title="Hands on backs")
    typed = {"format": str(number), "resource": "0"}
    response = editor_client.post("/admin/evidence/study/export/", typed)
    assert FORMATS[number].extension in response["Content-Disposition"]
    assert "Hands on backs" in response.text
