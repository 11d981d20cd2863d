"""The directory's first data: the rule of every state, and samples that nobody can take for real people."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import zipcodes
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase

from backpain.content_files import directory
from evidence import claims
from places import gazetteer
from places.models import Place, State
from places.outlines import states
from publishing import clock
from techniques.models import Technique
from tests.backpain.content import load, write_small
from therapists import checklist, licensing
from therapists.models import Jurisdiction, Licence, Practice, Therapist
from therapists.synthetic import SAMPLE_ACCOUNT, SOURCE_WORDS

FOLDER = settings.CONTENT_DIR
#: Slugs of samples that show staff what keeps a therapist out of the lists.
NOT_LISTED = {"barnaby-ledgerton", "petra-lanternfield", "rufus-copperleaf"}


def load_places_of_samples() -> None:
    """The ZIP codes of the samples, from the package that the whole gazetteer is made of."""
    wanted = {practice["zip_code"] for row in directory.read_samples(FOLDER) for practice in row["practices"]}
    gazetteer.load(row for row in zipcodes.list_all() if row["zip_code"] in wanted)


class Rules(TestCase):
    """The rule of every state, loaded where the gazetteer is not."""

    @classmethod
    def setUpTestData(cls) -> None:
        directory.load_jurisdictions(FOLDER)

    def test_every_state_and_territory_has_its_rule(self) -> None:
        assert set(Jurisdiction.objects.values_list("pk", flat=True)) == set(states())
        assert Jurisdiction.objects.count() == 54

    def test_every_rule_passes_the_checks_of_a_form(self) -> None:
        for jurisdiction in Jurisdiction.objects.all():
            jurisdiction.full_clean()

    def test_states_without_a_license_are_not_called_licensed(self) -> None:
        kinds = {"CA": "certification", "VT": "registration", "KS": "none", "MN": "none", "WY": "none"}
        others = Jurisdiction.objects.exclude(regulation="license")
        assert dict(others.values_list("pk", "regulation")) == kinds
        for jurisdiction in others:
            assert "licensed" not in jurisdiction.explanation.lower()
            assert jurisdiction.explanation
            assert jurisdiction.adjective != "licensed"

    def test_explanations_say_what_differs_from_state_to_state(self) -> None:
        said = dict(Jurisdiction.objects.values_list("pk", "explanation"))
        assert "voluntary" in said["CA"]
        assert "private" in said["CA"]
        assert "examination" in said["VT"]
        assert "registration" in said["NY"]
        for code in ("KS", "MN", "WY"):
            assert "does not regulate" in said[code]
            assert "permit" in said[code]
        for code in ("PR", "VI", "GU"):
            assert "not yet confirmed" in said[code]

    def test_what_visitors_read_is_in_us_spelling_and_makes_no_claim(self) -> None:
        for jurisdiction in Jurisdiction.objects.all():
            text = f"{jurisdiction.explanation} {jurisdiction.agency} {jurisdiction.notes} {jurisdiction.source}"
            assert not re.search(r"licence|practise|programme", text, re.IGNORECASE), text
            assert not claims.find(jurisdiction.explanation)

    def test_lookup_pages_are_secure_addresses_of_the_agency(self) -> None:
        addresses = Jurisdiction.objects.exclude(lookup_url="").values_list("lookup_url", flat=True)
        assert addresses
        assert all(address.startswith("https://") for address in addresses)

    def test_what_staff_changed_stays_and_what_they_deleted_comes_back(self) -> None:
        Jurisdiction.objects.filter(pk="TX").update(agency="Ours")
        Jurisdiction.objects.filter(pk="OK").delete()
        assert directory.load_jurisdictions(FOLDER) == 1
        assert Jurisdiction.objects.get(pk="TX").agency == "Ours"

    def test_loading_the_gazetteer_afterwards_keeps_the_rows(self) -> None:
        gazetteer.load(zipcodes.matching("78704"))
        assert State.objects.count() == Jurisdiction.objects.count() == 54


class Samples(TestCase):
    """Everything in place, as `prepare` does it: places, then the starter content."""

    @classmethod
    def setUpTestData(cls) -> None:
        load_places_of_samples()
        cls.said = load()

    def practices(self) -> Iterator[Practice]:
        return Practice.objects.select_related("therapist", "state__state").iterator()

    def test_there_are_enough_of_them_across_the_country(self) -> None:
        assert "sample therapists added: 53" in self.said
        shown = set(Practice.objects.filter(entry__isnull=False).values_list("state", flat=True))
        assert Practice.objects.filter(entry__isnull=False).count() >= 55
        assert len(shown) >= 25
        assert shown >= {"CA", "VT", "KS", "MN", "WY", "NY", "TX", "FL", "WA", "AK", "HI", "PR"}

    def test_every_one_is_listed_but_those_that_show_staff_why_not(self) -> None:
        listed = set(Therapist.objects.listed().values_list("slug", flat=True))
        assert set(Therapist.objects.values_list("slug", flat=True)) - listed == NOT_LISTED
        for practice in self.practices():
            verdict = licensing.judge(practice)
            assert verdict.may_be_listed is (practice.therapist.slug not in NOT_LISTED), verdict.reason

    def test_those_for_staff_each_have_another_reason(self) -> None:
        reasons = {p.therapist.slug: licensing.judge(p).reason for p in self.practices()}
        assert "expired on" in reasons["barnaby-ledgerton"]
        assert "Nobody has listed" in reasons["petra-lanternfield"]
        assert Licence.objects.get(therapist__slug="petra-lanternfield").status == "unknown"
        assert reasons["rufus-copperleaf"].startswith("Frozen: ")

    def test_staff_could_list_every_one_that_is_listed(self) -> None:
        for therapist in Therapist.objects.exclude(slug__in=NOT_LISTED):
            assert checklist.missing(therapist) == []

    def test_none_is_about_to_leave_the_lists(self) -> None:
        after_a_while = clock.today() + timedelta(days=60)
        for practice in Practice.objects.filter(entry__isnull=False):
            assert licensing.judge(practice, on=after_a_while).may_be_listed, practice

    def test_all_are_marked_and_none_was_approved_by_a_person(self) -> None:
        assert not Therapist.objects.filter(is_sample=False).exists()
        approvers = set(Therapist.objects.exclude(status="draft").values_list("approved_by__username", flat=True))
        assert approvers == {SAMPLE_ACCOUNT}

    def test_numbers_and_addresses_are_nobodys(self) -> None:
        for practice in self.practices():
            assert re.fullmatch(r"\(\d{3}\) 555-01\d\d", practice.phone)
            for address in filter(None, [practice.website, practice.booking_url]):
                assert address.startswith("https://example.com/")
            assert re.search(r"^$|Sample|Example|Placeholder|Specimen", practice.street)
        phones = list(Practice.objects.values_list("phone", flat=True))
        assert len(set(phones)) == len(phones)

    def test_credentials_say_that_they_are_samples(self) -> None:
        for therapist in Therapist.objects.all():
            for credential in [*therapist.licences.all(), *therapist.certifications.all()]:
                assert re.fullmatch(r"SAMPLE-\d{4}", credential.number)
                assert credential.source_words == (SOURCE_WORDS if credential.checked_on else "")

    def test_texts_make_no_claim_and_promise_nothing(self) -> None:
        for therapist in Therapist.objects.all():
            assert checklist.problems_of_texts(therapist) == []
            text = "\n".join([therapist.text, therapist.back_pain_experience, therapist.back_pain_training])
            assert not claims.find(text), text
            assert not re.search(
                r"\b(?:effective|relie\w+|heals?|healing|cures?|best|expert)\b", text, re.IGNORECASE
            ), text

    def test_each_has_words_of_its_own(self) -> None:
        texts = list(Therapist.objects.values_list("text", flat=True))
        assert len(set(texts)) == len(texts)

    def test_towns_and_zip_codes_belong_together(self) -> None:
        for practice in self.practices():
            place = Place.objects.get(kind="zip", folded=practice.zip_code)
            assert (place.town, place.state_id) == (practice.town, practice.state_id)

    def test_every_filter_has_somebody_to_find(self) -> None:
        assert not Technique.objects.filter(therapists=None).exists()
        assert set(Practice.objects.values_list("setting", flat=True)) == set(Practice.Setting.values)
        assert set(Practice.objects.values_list("price", flat=True)) == set(Practice.Price.values)
        assert len(set(Practice.objects.values_list("access_facts__kind", flat=True)) - {None}) == 6
        assert set(Practice.objects.values_list("is_accepting", flat=True)) == {True, False, None}
        for values in ({"takes_insurance": True}, {"takes_hsa": True}, {"opening_hours__contains": "-Sun"}):
            assert Practice.objects.filter(**values).exists()
        assert Therapist.objects.exclude(pregnancy_course="").count() >= 3
        assert set(Therapist.objects.values_list("gender", flat=True)) >= {"woman", "man", ""}
        assert len({code for therapist in Therapist.objects.all() for code in therapist.languages}) >= 15


# Loading them, with a small folder and one ZIP code

ONE = """
- slug: odalys-ferrowen
  name: Odalys Ferrowen
  status: listed
  text: I work slowly.
  techniques: [shiatsu]
  licenses:
  - {state: TX, title: Licensed Massage Therapist, number: SAMPLE-0001, expires_in_days: 100, checked_days_ago: 5}
  practices:
  - {setting: studio, town: Austin, state: TX, zip_code: "78704", opening_hours: "Mon-Fri 09:00-17:00"}
"""
TWO = ONE + ONE.replace("odalys-ferrowen", "tobin-quillfeather").replace("0001", "0002")


def write_samples(folder: Path, samples: str = ONE) -> Path:
    return write_small(folder, **{"directory.yaml": samples})


def slugs() -> list[str]:
    return list(Therapist.objects.listed().order_by("slug").values_list("slug", flat=True))


@pytest.fixture
def one_zip(db: None) -> None:
    gazetteer.load(zipcodes.matching("78704"))


def test_days_are_counted_from_the_day_of_loading(one_zip: None, tmp_path: Path) -> None:
    assert "sample therapists added: 1" in load(write_samples(tmp_path))
    licence, practice = Licence.objects.get(), Practice.objects.get()
    assert licence.expires_on == clock.today() + timedelta(days=100)
    assert licence.checked_on == clock.today() - timedelta(days=5)
    assert practice.entry.listed_until == licence.next_check_on
    assert practice.open_spans[0].days[-1] == "Friday"
    assert slugs() == ["odalys-ferrowen"]


def test_later_loading_adds_samples_only_if_asked_for(one_zip: None, tmp_path: Path) -> None:
    load(write_samples(tmp_path))
    Therapist.objects.update(text="Changed.")
    write_samples(tmp_path, TWO)

    assert load(tmp_path) == "unchanged: 9\n"
    assert slugs() == ["odalys-ferrowen"]

    call_command("load_starter_content", tmp_path, "--samples", stdout=StringIO())
    assert slugs() == ["odalys-ferrowen", "tobin-quillfeather"]
    assert Therapist.objects.get(slug="odalys-ferrowen").text == "Changed."


def test_samples_that_were_removed_stay_away(one_zip: None, tmp_path: Path) -> None:
    load(write_samples(tmp_path))
    call_command("remove_sample_data", stdout=StringIO())
    load(tmp_path)
    assert not Therapist.objects.exists()


def test_a_directory_that_has_somebody_gets_no_samples(one_zip: None, tmp_path: Path) -> None:
    Therapist.objects.create(licensed_name="Real Person", display_name="Real Person", slug="real-person")
    load(write_samples(tmp_path))
    assert not Therapist.objects.filter(is_sample=True).exists()


@pytest.mark.django_db
def test_without_places_no_sample_is_loaded_and_it_is_said_how_to_get_them(tmp_path: Path) -> None:
    said = load(write_samples(tmp_path))
    assert "manage.py load_gazetteer, then manage.py load_starter_content --samples" in said
    assert not Therapist.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[shiatsu]", "[none]", "odalys-ferrowen: Technique matching query does not exist"),
        ("name: Odalys Ferrowen", "nom: Odalys", "odalys-ferrowen: 'name'"),
        ("setting: studio", "setting: tent", "odalys-ferrowen: setting: Value 'tent'"),
        ("Mon-Fri 09", "Always 09", "odalys-ferrowen: opening_hours: “Always 09:00-17:00” cannot be read"),
        ("Mon-Fri 09", "Fry 09", "odalys-ferrowen: opening_hours: “Fry 09:00-17:00” cannot be read"),
        ("slowly.", "slowly. It flushes all toxins.", "“flushes all toxins”"),
    ],
)
def test_a_broken_sample_is_named_and_nothing_is_loaded(
    one_zip: None, tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in ONE
    with pytest.raises(CommandError) as refusal:
        load(write_samples(tmp_path, ONE.replace(old, new, 1)))
    assert str(refusal.value).startswith("Nothing was loaded. ")
    assert said in str(refusal.value)
    assert not Jurisdiction.objects.exists()
