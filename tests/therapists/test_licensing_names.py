"""A license counts for the person whose name it is in, however names and numbers are written."""

import pytest

from tests.therapists import factories
from tests.therapists.verdicts import assert_refused, verdict
from therapists.licensing import judge
from therapists.names import normal_number, sort_name, surname

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march_5")]


def test_a_license_in_another_name_does_not_count() -> None:
    said = verdict(name="Ana Reyes")
    assert_refused(said, "Texas license MT1 is in the name of Ana Reyes, not of Ana Ruiz.")


def test_the_name_in_lists_has_the_last_name_of_the_license() -> None:
    therapist = factories.make_therapist(licensed_name="Ana Ruiz", display_name="Ana Healer", licence={"number": "MT1"})
    assert_refused(
        judge(therapist.practices.get()), "The name in lists, Ana Healer, is not the name on Texas license MT1."
    )


SAME = [
    ("Ana Ruiz", "RUIZ, ANA"),
    ("Ana Ruiz", "ana  ruíz"),
    ("José Núñez", "Jose Nunez"),
    ("Jose Nun\u0303ez", "José Núñez"),
    ("Ana Smith-Jones", "Ana Smithjones"),
    ("Ana Smith-Jones", "SMITH JONES, ANA"),
    ("Sean O’Brien", "Sean O'Brien"),
    ("Sean OBRIEN", "O'Brien, Sean"),
    ("Juan Ruiz Jr.", "Juan Ruiz"),
    ("Juan Ruiz, Jr.", "RUIZ, JUAN"),
    ("RUIZ JR, JUAN", "Juan Ruiz III"),
    ("Ana M. Ruiz", "Ana Ruiz"),
    ("Ana Ruiz, LMT", "Ana Ruiz"),
    ("Ana Ruiz LMT, BCTMB", "RUIZ, ANA M"),
    ("Ruiz, Ana, LMT", "Ana Ruiz"),
    ("V", "v"),
]
#: Spelled differently by the same person, or by her state.
SAME_TOO = [
    ("Ana de la Cruz", "DE LA CRUZ, ANA"),
    ("Ana García López", "GARCIA LOPEZ, ANA"),
    ("Łukasz Małek", "MALEK, LUKASZ"),
    ("Ingrid Sørensen", "Ingrid Sorensen"),
    ("Ana Ruiz, L.M.T.", "Ana Ruiz"),
]
DIFFERENT = [
    ("Ana Ruiz", "Ana Reyes"),
    ("Ana Ruiz", "Ruiz Ana"),
    ("Ana Ruiz", "ANA, RUIZ"),
    ("Ana Ruiz", "Ana Ruizz"),
    ("Ana Smith-Jones", "Ana Smith"),
    ("Ana Ruiz", ""),
    ("Ana Ruiz", "—"),
    # Nothing of them is left in plain letters, which does not make them one person.
    ("王伟", "李娜"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_last_names_are_the_same_however_they_are_written(one: str, other: str) -> None:
    assert surname(one) == surname(other) != ""


@pytest.mark.parametrize(("one", "other"), [*SAME, *SAME_TOO])
def test_a_license_counts_however_its_name_is_written(one: str, other: str) -> None:
    for licensed_name, name in [(one, other), (other, one)]:
        therapist = factories.make_therapist(licensed_name=licensed_name, licence={"name": name})
        assert judge(therapist.practices.get()).may_be_listed, (licensed_name, name)


@pytest.mark.parametrize(("one", "other"), [*SAME, *SAME_TOO])
def test_the_name_in_lists_may_be_written_more_kindly(one: str, other: str) -> None:
    for licensed_name, display_name in [(one, other), (other, one)]:
        therapist = factories.make_therapist(licensed_name=licensed_name, display_name=display_name)
        assert judge(therapist.practices.get()).may_be_listed, (licensed_name, display_name)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_a_license_of_somebody_else_never_counts(one: str, other: str) -> None:
    for licensed_name, name in [(one, other), (other, one)]:
        therapist = factories.make_therapist(licensed_name=licensed_name, licence={"name": name})
        assert not judge(therapist.practices.get()).may_be_listed, (licensed_name, name)


@pytest.mark.parametrize(
    ("number", "normal"),
    [("MT 012-345", "MT012345"), ("mt012345", "MT012345"), ("00123", "123"), ("12.A", "12A"), ("–", ""), ("0", "")],
)
def test_numbers_are_compared_by_letters_and_digits(number: str, normal: str) -> None:
    assert normal_number(number) == normal


@pytest.mark.parametrize(
    ("name", "sorted_by"),
    [("Ana Ruiz", "ruiz ana"), ("RUIZ, ANA", "ruiz ana"), ("José Núñez", "nunez jose"), ("Ruiz", "ruiz")],
)
def test_people_are_sorted_by_last_name(name: str, sorted_by: str) -> None:
    assert sort_name(name) == sorted_by
