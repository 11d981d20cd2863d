"""A study is entered once, with identifiers of the right form, and is cited in one form."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

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


def test_many_studies_may_lack_a_doi_and_a_pmid() -> None:
    for _ in range(3):
        factories.make_study(doi="", pmid="")
    assert Study.objects.count() == 3


@pytest.mark.parametrize("year", [1899, 2101, 0])
def test_a_year_is_a_likely_one(year: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_study(year=year)
    assert errors(year=year)


def test_a_citation_reads_as_references_do() -> None:
    study = factories.make_study(
        key="furlan-2015", authors="Furlan AD, Giraldo M.", title="Massage for low-back pain.", journal="Cochrane",
        year=2015, volume_pages="(9):CD001929", doi="10.1002/14651858.CD001929.pub3",
    )  # fmt: skip
    assert study.citation() == {
        "key": "furlan-2015",
        "authors": "Furlan AD, Giraldo M",
        "title": "Massage for low-back pain",
        "source": "Cochrane. 2015;(9):CD001929",
        "doi": "10.1002/14651858.CD001929.pub3",
    }
    assert factories.make_study(journal="Backs", year=2020).citation()["source"] == "Backs. 2020"


def test_editors_know_a_study_by_first_author_year_and_title() -> None:
    assert str(factories.make_study(authors="Doe J, Roe R", year=2020, title="Hands")) == "Doe J, 2020: Hands"
    assert len(str(factories.make_study(title="long " * 70))) == 120
