"""A study is entered once, with identifiers of the right form, and is cited in one form."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from evidence.models import Study
from tests import factories

pytestmark = pytest.mark.django_db


def errors(**values: object) -> dict[str, list[str]]:
    study = factories.make_study()
    for name, value in values.items():
        setattr(study, name, value)
    try:
        study.full_clean()
    except ValidationError as error:
        return error.message_dict
    return {}


@pytest.mark.parametrize(
    "doi", ["", "10.1000/xyz123", "10.1002/14651858.CD001929.pub3", "10.1016/S0140-6736(18)30488-4"]
)
def test_a_doi_as_publishers_write_it_is_taken(doi: str) -> None:
    assert errors(doi=doi) == {}


@pytest.mark.parametrize(
    "doi",
    ["https://doi.org/10.1000/x", "doi:10.1000/x", "10.1000", "10.1/x", "11.1000/x", "10.1000/a b", "10.1000/x\n"],
)
def test_a_doi_in_another_form_is_refused_with_an_example(doi: str) -> None:
    assert errors(doi=doi) == {"doi": ["A DOI looks like 10.1000/xyz123, without “https://doi.org/”."]}


@pytest.mark.parametrize("pmid", ["", "1", "26329399", "123456789"])
def test_a_pmid_is_a_number(pmid: str) -> None:
    assert errors(pmid=pmid) == {}


@pytest.mark.parametrize("pmid", ["0", "012", "PMID 1", "1234567890", "1.5", "-1", "١", "1١", "12\n"])
def test_what_is_no_pmid_is_refused(pmid: str) -> None:
    assert list(errors(pmid=pmid)) == ["pmid"]


@pytest.mark.parametrize("name", ["doi", "pmid", "key"])
def test_a_study_is_entered_once(name: str) -> None:
    value = {"doi": "10.1000/x", "pmid": "123", "key": "doe-2020"}[name]
    factories.make_study(**{name: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_study(**{name: value})


@pytest.mark.parametrize(("name", "value"), [("doi", "10.1000/x"), ("pmid", "123")])
def test_an_editor_is_told_that_a_study_is_there_already(name: str, value: str) -> None:
    factories.make_study(**{name: value})
    assert f"There is already a study with this {name.upper()}." in str(errors(**{name: value}))


def test_many_studies_may_lack_a_doi_and_a_pmid() -> None:
    for _ in range(3):
        factories.make_study(doi="", pmid="")
    assert Study.objects.count() == 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"opened_by": "Ann"}, "Say both who opened the source and when, or neither."),
        ({"opened_on": date(2026, 1, 2)}, "Say both who opened the source and when, or neither."),
        ({"notice": "retracted"}, "Choose the kind of notice and say what it says"),
        ({"notice_words": "Withdrawn."}, "Choose the kind of notice and say what it says"),
    ],
)
def test_what_belongs_together_comes_together(values: dict[str, object], message: str) -> None:
    assert message in str(errors(**values))
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_study(**values)


def test_only_a_superseded_study_has_a_successor_and_never_itself() -> None:
    newer = factories.make_study()
    assert "Only a study with the notice" in str(errors(superseded_by=newer))
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_study(superseded_by=newer)
    newer.notice, newer.notice_words, newer.superseded_by = "superseded", "Replaced.", newer
    with pytest.raises(ValidationError, match="cannot supersede itself"):
        newer.full_clean()
    with pytest.raises(ProtectedError):
        factories.make_study(notice="superseded", notice_words="Replaced.", superseded_by=newer).superseded_by.delete()


@pytest.mark.parametrize(
    ("authors", "key"),
    [
        ("Cherkin DC, Sherman KJ", "cherkin-2020"),
        ("El Melhat AM", "el-melhat-2020"),
        ("World Health Organization", "world-health-organization-2020"),
        ("Müller-Straße Ü", "muller-strae-2020"),
    ],
)
def test_a_study_without_a_key_gets_one_from_its_first_author_and_year(authors: str, key: str) -> None:
    assert factories.make_study(key="", authors=authors).key == key
    assert factories.make_study(key="", authors=authors).key == f"{key}-2"


def test_the_moment_of_a_notice_is_kept_until_another_notice_or_none() -> None:
    study = factories.make_study()
    study.notice, study.notice_words = "concern", "The editors ask."
    study.save()
    first = study.doubted_at
    study.notice_words = "The editors ask again."
    study.save()
    assert study.doubted_at == first
    study.notice = "retracted"
    study.save()
    assert study.doubted_at > first
    study.notice = study.notice_words = ""
    study.save()
    assert study.doubted_at is None


@pytest.mark.parametrize("year", [1899, 2101, 0])
def test_a_year_is_a_likely_one(year: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_study(year=year)
    assert errors(year=year)


def test_a_citation_reads_as_references_do() -> None:
    study = factories.make_study(
        key="furlan-2015", authors="Furlan AD, Giraldo M.", title="Massage for low-back pain.", journal="Cochrane",
        year=2015, volume="(9)", pages="CD001929", doi="10.1002/14651858.CD001929.pub3",
    )  # fmt: skip
    assert study.citation() == {
        "key": "furlan-2015",
        "authors": "Furlan AD, Giraldo M",
        "title": "Massage for low-back pain",
        "source": "Cochrane. 2015;(9):CD001929",
        "year": "2015",
        "doi": "10.1002/14651858.CD001929.pub3",
        "pmid": "",
    }
    assert factories.make_study(journal="Backs", year=2020).citation()["source"] == "Backs. 2020"


def test_editors_know_a_study_by_first_author_year_and_title() -> None:
    assert str(factories.make_study(authors="Doe J, Roe R", year=2020, title="Hands")) == "Doe J, 2020: Hands"
    assert len(str(factories.make_study(title="long " * 70))) == 120
