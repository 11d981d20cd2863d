"""A record that goes, or moves to somebody else, leaves nothing of itself in the index."""

from typing import Any

import pytest
from django.db.models import ProtectedError

from techniques.models import Technique
from tests.factories import make_condition, make_technique
from tests.therapists import factories
from tests.therapists.index import assert_index_is_true
from therapists import cells, listing
from therapists.models import AccessFact, Certification, Entry, Jurisdiction, Licence, Practice, Therapist

pytestmark = pytest.mark.django_db


@pytest.fixture
def therapist() -> Therapist:
    """Somebody about whom there is everything."""
    therapist = factories.make_therapist(techniques=[make_technique()], conditions=[make_condition()])
    factories.make_certification(therapist)
    practice = therapist.practices.get()
    factories.make_access_fact(practice, "elevator")
    factories.make_access_fact(practice, "table")
    factories.make_practice(therapist, point=(30.4, -97.7))
    return therapist


@pytest.mark.parametrize("model", [Therapist, Licence, Certification, Practice, AccessFact])
@pytest.mark.parametrize("how", ["one", "all", "together"])
def test_a_deleted_record_leaves_nothing_behind(therapist: Therapist, model: Any, how: str) -> None:
    if how == "one":
        model.objects.first().delete()
    elif how == "all":
        model.objects.all().delete()
    else:
        with listing.together():
            model.objects.all().delete()
    assert_index_is_true()


def test_a_license_that_moves_to_somebody_else_carries_nobody_any_more() -> None:
    one, other = factories.make_therapist(), factories.make_therapist(licence=False)
    licence = one.licences.get()
    licence.therapist, licence.name = other, other.licensed_name
    licence.save()
    assert_index_is_true()
    assert list(Therapist.objects.listed()) == [other]


def test_a_certification_that_moves_to_somebody_else_carries_nobody_any_more() -> None:
    factories.make_jurisdiction("KS", regulation="none")
    one, other = (factories.make_therapist(code="KS", licence=licence) for licence in (None, False))
    certification = one.certifications.get()
    certification.therapist, certification.name = other, other.licensed_name
    certification.save()
    assert_index_is_true()


def test_a_practice_that_moves_to_somebody_else_is_judged_by_the_new_one() -> None:
    one, other = factories.make_therapist(), factories.make_therapist(licence=False)
    practice = one.practices.get()
    practice.therapist = other
    practice.save()
    assert_index_is_true()
    assert not Entry.objects.exists()


def test_an_access_fact_that_moves_leaves_the_old_practice_without_it() -> None:
    one, other = factories.make_therapist(), factories.make_therapist()
    fact = factories.make_access_fact(one.practices.get())
    fact.practice = other.practices.get()
    fact.save()
    assert_index_is_true()


def test_a_jurisdiction_cannot_go_while_somebody_works_there() -> None:
    factories.make_therapist()
    with pytest.raises(ProtectedError):
        Jurisdiction.objects.get().delete()


def test_a_technique_that_goes_is_no_choice_any_more() -> None:
    technique = make_technique()
    therapist = factories.make_therapist(techniques=[technique])
    before = cells.unpack_choices(Entry.objects.get().choices)
    Technique.objects.all().delete()
    assert len(cells.unpack_choices(Entry.objects.get().choices)) == len(before) - 1
    assert not therapist.techniques.exists()
    assert_index_is_true()
