"""A content folder of one's own is loaded as a whole, or not at all and with a word on what is wrong."""

import re
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError

from articles.content_format import ContentError
from articles.models import Topic
from backpain.content_files import ContentFile
from publishing.models import Edition
from tests.backpain.content import SMALL, load, write_small

LAST_LINE = len(SMALL["articles/one.md"].splitlines())


def replaced(name: str, old: str, new: str) -> dict[str, str]:
    assert old in SMALL[name]
    return {name: SMALL[name].replace(old, new, 1)}


def extended(words: str) -> dict[str, str]:
    """An article with more words, two lines below its last one."""
    return {"articles/one.md": f"{SMALL['articles/one.md']}\n{words}\n"}


HERE = f"line {LAST_LINE + 2}"
#: What is wrong, the file that is so, and what is said about it.
FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "an unknown block": (extended("::: video"), f"{HERE}: there is no block named “video”"),
    "a block without an end": (extended("::: key-fact\nWords."), f"{HERE}: this block does not end"),
    "a block that ends without a beginning": (extended(":::"), f"{HERE}: a block ends here that did not begin"),
    "a block inside a block": (
        extended("::: key-fact\n::: key-fact"),
        f"line {LAST_LINE + 3}: a block begins inside the block of {HERE}",
    ),
    "a value without its name": (extended('::: steps "Go"\n:::'), f"{HERE}: “Go” is not of the form"),
    "a quotation without an end": (extended('::: steps heading="Go\n:::'), f"{HERE}: No closing quotation"),
    "a block that lacks a value": (extended("::: steps\n1. Go.\n:::"), f"{HERE}: the block lacks 'heading'"),
    "a block with a value that is no choice": (
        extended('::: care-card level="extreme" heading="Run if:"\n- it burns\n:::'),
        f"{HERE}, level: Value 'extreme' is not a valid choice",
    ),
    "a block that names no study": (extended('::: evidence-note study="x"\nWords.\n:::'), f"{HERE}: "),
    "a block that names no picture": (extended('::: figure picture="x"\n:::'), f"{HERE}: "),
    "front matter that is not YAML": (
        replaced("articles/one.md", "title: ", "title: ["),
        "the front matter cannot be read",
    ),
    "no front matter": ({"pages/about.md": "Just words."}, "the front matter cannot be read"),
    "front matter that is a list": (
        {"pages/about.md": "---\n- one\n---\n\nWords."},
        "is not a list of names and values",
    ),
    "no title": (replaced("articles/one.md", "title: ", "heading: "), "'title'"),
    "a title that is too long": (
        replaced("articles/one.md", "title: ", "title: " + "long " * 40),
        "title: Ensure this",
    ),
    "an address that is none": (replaced("articles/one.md", "slug: ", "slug: not an address/ "), "slug: Enter a valid"),
    "a topic that is not there": (replaced("articles/one.md", "topic: safety", "topic: x"), "Topic"),
    "a link to a page that is not there": (
        extended("[See](page:article/x)"),
        "“article/x”, which does not exist",
    ),
    "a citation of no study": (extended("It helped.[@x]"), "[@x]"),
    "a study with a malformed DOI": (
        replaced("studies.csv", ",10.", ",doi:10."),
        "studies.csv: row 2, column doi: A DOI looks like",
    ),
    "a study of a type that is none": (
        replaced("studies.csv", ",trial,", ",Trial,"),
        "row 2, column study_type: Value",
    ),
    "a study that found nothing": (replaced("studies.csv", "Little.", ""), "what the study found"),
    "a study that supersedes what is not there": (
        replaced("studies.csv", "high,,,,,", "high,,,superseded,Newer.,x"),
        "Study matching query does not exist",
    ),
    "a row of studies with a cell too few": (
        replaced("studies.csv", "high,,,,,", "high,,,,"),
        "studies.csv, row 2 has not as many cells",
    ),
    "a table of studies with other columns": (
        replaced("studies.csv", "volume,", "volume_pages,"),
        "studies.csv: the columns have to be key, title",
    ),
    "a table of searches with other columns": (replaced("searches.csv", "place,", "where,"), "the columns have to be"),
    "a search on a day that is none": (
        replaced("searches.csv", "2026-11-01", "1 November"),
        "searches.csv, row 2, column searched_on: “1 November”",
    ),
    "a claim with a phrase that cannot be read": (
        replaced("claims.csv", "flush* ... toxin*", "flush* ..."),
        "claims.csv, row 2, column phrases: ",
    ),
    "a claim of a severity that is none": (
        replaced("claims.csv", ",warning,", ",grave,"),
        "claims.csv, row 3, column severity: Value 'grave'",
    ),
    "a table of states with other columns": (
        replaced("jurisdictions.csv", "agency", "board"),
        "the columns have to be code, regulation",
    ),
    "a state that is none": (replaced("jurisdictions.csv", "TX", "XT"), "row 2, column code: “XT” is no state."),
    "a kind of regulation that is none": (
        replaced("jurisdictions.csv", "license", "permit"),
        "jurisdictions.csv, row 2, column regulation: Value 'permit'",
    ),
    "samples that are not YAML": ({"directory.yaml": "- name: ["}, "directory.yaml: the file cannot be read"),
    "a text that makes a claim": (extended("It flushes all toxins."), "“flushes all toxins”"),
    "a text that makes a claim which needs a reason": (extended("It is effective for pain."), "Say why this is right"),
    "a technique that lacks a value": (replaced("techniques/shiatsu.md", "clothing: Loose.\n", ""), "'clothing'"),
    "a technique with a pressure beyond the scale": (
        replaced("techniques/shiatsu.md", "pressure_most: 4", "pressure_most: 9"),
        "pressure_most: Value 9 is not a valid choice",
    ),
    "a technique that suits everybody": (
        replaced("techniques/shiatsu.md", "contraindications:", "also_known_as:\n- Finger pressure\nignored:"),
        "There is no contraindication",
    ),
    "a contraindication without a source": (
        replaced("techniques/shiatsu.md", "  source: Custom.\n", ""),
        "Name a study or another source.",
    ),
    "a technique without one of its sections": (
        replaced("techniques/shiatsu.md", "## Who it may suit\n\nSome.\n\n", ""),
        "the sections have to be “What it is”, “What it feels like”",
    ),
    "a technique with an empty section": (
        replaced("techniques/shiatsu.md", "Some.\n\n", ""),
        "suits: This field cannot be blank.",
    ),
    "a condition without an emergency card": (
        replaced("conditions/sciatica.md", "level: emergency", "level: advice"),
        "There is no emergency card",
    ),
    "a profile of a condition that is not there": (
        replaced("evidence/both.md", "condition: sciatica", "condition: x"),
        "Condition matching query does not exist",
    ),
    "a profile with a search that is not there": (
        replaced("evidence/both.md", "- first", "- second"),
        "EvidenceSearch matching query does not exist",
    ),
    "a finding of a study that is not there": (
        replaced("evidence/both.md", "study: doe-2020", "study: roe-2020"),
        "Study matching query does not exist",
    ),
    "a finding in a direction that is none": (
        replaced("evidence/both.md", "direction: better", "direction: wonderful"),
        "direction: Value 'wonderful' is not a valid choice",
    ),
    "a profile that hides its finding": (
        replaced("evidence/both.md", "It may help a little.", "No studies found."),
        "there is a direct finding",
    ),
    "two profiles of one cell": (
        {"evidence/twice.md": SMALL["evidence/both.md"].replace("slug: both", "slug: twice")},
        "There is already a profile of this technique for this condition.",
    ),
    "two pages at one address": (replaced("pages/privacy.md", "slug: privacy", "slug: about"), "slug"),
    "a page at an address of the program": (replaced("pages/about.md", "slug: about", "slug: articles"), "fixed part"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_file_is_named_and_nothing_is_loaded(fault: str, tmp_path: Path) -> None:
    changed, message = FAULTS[fault]

    with pytest.raises(CommandError) as refusal:
        load(write_small(tmp_path, **changed))

    said = str(refusal.value)
    assert said.startswith("Nothing was loaded. ")
    assert Path(*changed).name in said
    assert message in said
    assert not Edition.objects.exists()
    assert not Topic.objects.exists()


@pytest.mark.django_db
def test_a_small_folder_of_ones_own_loads(tmp_path: Path) -> None:
    assert load(write_small(tmp_path)) == "added and published: 9\nrules of states added: 1\n"
    assert load(tmp_path) == "unchanged: 9\n"


@pytest.mark.django_db
def test_a_folder_without_techniques_conditions_and_profiles_loads(tmp_path: Path) -> None:
    write_small(tmp_path)
    for name in ("techniques", "conditions", "evidence"):
        shutil.rmtree(tmp_path / name)
    assert load(tmp_path) == "added and published: 6\nrules of states added: 1\n"


@pytest.mark.django_db
def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no-such-folder"):
        load(tmp_path / "no-such-folder")


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.md"
    path.write_bytes("---\ntitle: Café\n---\n\nWords.\n".encode("latin-1"))
    with pytest.raises(ContentError, match=re.escape("latin.md: the front matter cannot be read")):
        ContentFile.read(path)
