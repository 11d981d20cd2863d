"""Nobody is listed whose address cannot be placed in its state."""

from typing import Any

import pytest

from tests.therapists import factories
from tests.therapists.verdicts import assert_refused
from therapists import licensing
from therapists.licensing import judge, judge_credential

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("march_5")]


def test_an_unknown_zip_code_is_on_no_map() -> None:
    therapist = factories.make_therapist(practice={"point": None, "zip_code": "99999"})
    practice = therapist.practices.get()
    said = (
        "The address could not be placed: ZIP code 99999 is not known in Texas. "
        "Correct it, or enter latitude and longitude."
    )
    assert_refused(judge(practice), said)
    assert licensing.not_placed(practice) == said
    assert judge_credential(practice).may_be_listed


def test_a_zip_code_of_another_state_is_not_taken_for_this_one() -> None:
    factories.make_place("73102", "OK", kind="zip", point=(35.468, -97.516))
    therapist = factories.make_therapist(practice={"point": None, "zip_code": "73102"})
    assert "ZIP code 73102 is not known in Texas" in judge(therapist.practices.get()).reason


@pytest.mark.parametrize(
    ("code", "point", "lies_inside"),
    [
        ("TX", (36.59, -100.0), True),
        ("TX", (36.61, -100.0), False),
        ("TX", (25.71, -97.0), True),
        ("TX", (25.69, -97.0), False),
        ("TX", (31.0, -106.79), True),
        ("TX", (31.0, -106.81), False),
        ("TX", (31.0, -93.41), True),
        ("TX", (31.0, -93.39), False),
        ("TX", (30.267, 97.743), False),
        ("AK", (52.0, 179.9), True),
        ("AK", (52.0, -179.9), True),
        ("AK", (52.0, 180.0), True),
        ("AK", (52.0, -180.0), True),
        ("AK", (52.0, 172.0), False),
        ("AK", (55.0, -129.0), False),
        ("AK", (55.0, 0.0), False),
        ("GU", (13.475, 144.75), True),
        ("GU", (13.475, -144.75), False),
    ],
)
def test_coordinates_have_to_lie_in_the_state(code: str, point: Any, lies_inside: bool) -> None:
    therapist = factories.make_therapist(code=code, practice={"point": point})
    said = judge(therapist.practices.get())
    assert said.may_be_listed == lies_inside
    if not lies_inside:
        name = factories.BOXES[code][0]
        assert_refused(said, f"The address could not be placed: its coordinates lie outside {name}.")
