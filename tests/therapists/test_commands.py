"""The commands that keep the directory's index true, fill it for trials, and empty it of samples."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from places.models import Place
from tests import factories as pages
from tests.therapists import factories
from therapists import listing, synthetic
from therapists.models import Cell, Entry, Jurisdiction, Licence, Practice, Therapist
from therapists.synthetic import SAMPLE_ACCOUNT

pytestmark = pytest.mark.django_db


def run(name: str, *words: Any, **options: Any) -> str:
    said = StringIO()
    call_command(name, *words, stdout=said, **options)
    return said.getvalue()


def check() -> None:
    assert "Every entry agrees with the rule" in run("rebuild_directory", "--check")


# Removing samples


def test_removing_samples_leaves_everybody_else() -> None:
    real = factories.make_therapist()
    factories.make_therapist(is_sample=True, practice={"point": (30.5, -97.5)})
    factories.make_therapist(is_sample=True, practice={"point": (30.267, -97.743)})

    assert run("remove_sample_data") == "Deleted 2 sample therapists.\n"

    assert list(Therapist.objects.all()) == [real]
    assert list(Therapist.objects.listed()) == [real]
    assert Licence.objects.count() == Cell.objects.count() == 1
    check()


def test_removing_where_there_are_none_says_so() -> None:
    assert run("remove_sample_data") == "Deleted 0 sample therapists.\n"


def test_the_samples_account_goes_with_them() -> None:
    factories.make_therapist(is_sample=True, approved_by=synthetic.sample_account())
    run("remove_sample_data")
    assert not User.objects.filter(username=SAMPLE_ACCOUNT).exists()


def test_the_samples_account_stays_while_another_record_needs_it() -> None:
    factories.make_therapist(approved_by=synthetic.sample_account())
    assert "stays: other records refer to it" in run("remove_sample_data")
    assert User.objects.filter(username=SAMPLE_ACCOUNT).exists()


def test_nobody_can_sign_in_with_the_samples_account() -> None:
    account = synthetic.sample_account()
    assert not account.is_active
    assert not account.has_usable_password()
    assert synthetic.sample_account() == account


# Rebuilding the index


def test_a_true_index_is_told_so_and_stays_as_it_is() -> None:
    factories.make_therapist()
    before = list(Entry.objects.values_list()), list(Cell.objects.values_list())
    check()
    assert "The index has 1 entries in 1 cells." in run("rebuild_directory")
    assert (list(Entry.objects.values_list()), list(Cell.objects.values_list())) == before


def lengthen_an_entry() -> None:
    Entry.objects.update(listed_until="2099-01-01")


def lose_an_entry() -> None:
    listing.drop_entries(Entry.objects.all())


def expire_behind_its_back() -> None:
    Licence.objects.update(expires_on="2020-01-01")


def change_a_cell() -> None:
    Cell.objects.update(practices=b"\xff\xff\xff\xff")


def lose_a_cell() -> None:
    Cell.objects.all().delete()


def add_a_cell() -> None:
    cell = Cell.objects.get()
    cell.pk += 1
    cell.save(force_insert=True)


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lengthen_an_entry, "has an entry that differs"),
        (lose_an_entry, "has no entry and should have one"),
        (expire_behind_its_back, "has an entry and should have none"),
        (change_a_cell, "differs from what its 1 entries make"),
        (lose_a_cell, "differs from what its 1 entries make"),
        (add_a_cell, "differs from what its 0 entries make"),
    ],
)
def test_what_is_wrong_is_named_and_mended(tamper: Callable[[], None], said: str) -> None:
    factories.make_therapist()
    tamper()

    with pytest.raises(CommandError, match=said) as refusal:
        run("rebuild_directory", "--check")
    assert "To mend them: manage.py rebuild_directory" in str(refusal.value)

    run("rebuild_directory")
    check()


def test_checking_changes_nothing() -> None:
    factories.make_therapist()
    lengthen_an_entry()
    with pytest.raises(CommandError):
        run("rebuild_directory", "--check")
    assert Entry.objects.filter(listed_until="2099-01-01").exists()


def test_of_many_differences_the_first_are_named_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("therapists.management.commands.rebuild_directory.NAMED", 2)
    for _ in range(3):
        factories.make_therapist()
    lengthen_an_entry()
    with pytest.raises(CommandError) as refusal:
        run("rebuild_directory", "--check")
    # The cell differs from its entries, too.
    assert "Differences: 4." in str(refusal.value)
    assert str(refusal.value).count("Practice ") == 2


def test_an_entry_whose_day_has_passed_is_no_difference_and_goes_with_rebuilding() -> None:
    factories.make_therapist()
    Licence.objects.update(expires_on="2020-01-01")
    Entry.objects.update(listed_until="2020-01-01")
    listing.write_cells(Entry.objects.values_list("cell", flat=True))
    check()
    run("rebuild_directory")
    assert not Entry.objects.exists()
    assert not Cell.objects.exists()


def test_rebuilding_can_start_at_a_later_practice() -> None:
    factories.make_therapist()
    second = factories.make_therapist().practices.get()
    lengthen_an_entry()
    run("rebuild_directory", "--from", str(second.pk))
    wrong = Entry.objects.filter(listed_until="2099-01-01")
    assert [entry.pk for entry in wrong] == [Practice.objects.exclude(pk=second.pk).get().pk]


def test_an_interrupted_rebuilding_says_where_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    first = factories.make_therapist().practices.get()
    factories.make_therapist()
    lengthen_an_entry()
    write, batches = listing.write_entries, iter([True, False])

    def interrupted(practices: Any) -> set[int]:
        if next(batches):
            return write(practices)
        raise KeyboardInterrupt

    monkeypatch.setattr(listing, "BATCH", 1)
    monkeypatch.setattr(listing, "write_entries", interrupted)
    with pytest.raises(CommandError, match=f"rebuild_directory --from {first.pk + 1}$"):
        run("rebuild_directory")
    monkeypatch.setattr(listing, "write_entries", write)

    run("rebuild_directory", "--from", str(first.pk + 1))
    check()


def test_small_portions_make_the_same_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    for latitude in (30.0, 30.5, 31.0):
        factories.make_therapist(practice={"point": (latitude, -97.7)})
    lose_a_cell()
    monkeypatch.setattr("therapists.rebuilding.MOST_ENTRIES", 2)
    assert "Cells: 2 are done.\nCells: 3 are done." in run("rebuild_directory")
    check()


# Synthetic practices


@pytest.fixture
def world() -> None:
    """A large and a small ZIP code in Texas, one in a state that does not regulate, two pages to link."""
    for code, values in {"TX": {}, "KS": {"regulation": "none"}, "NY": {}}.items():
        factories.make_jurisdiction(code, **values)
    for code, state, weight, point in (
        ("78701", "TX", 80_000, (30.27, -97.74)),
        ("79901", "TX", 4_000, (31.76, -106.48)),
        ("66044", "KS", 8_000, (38.97, -95.24)),
        ("11201", "NY", 8_000, (40.69, -73.99)),
    ):
        factories.make_place(code, state, kind="zip", point=point, weight=weight, town=f"Town of {code}")


def people() -> list[tuple[Any, ...]]:
    names = "slug", "display_name", "languages", "practices__latitude", "practices__zip_code", "practices__phone"
    return list(Therapist.objects.order_by("slug").values_list(*names))


def test_generating_goes_on_to_a_larger_number(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic, "BATCH", 200)
    assert "Therapists: 200 of 300" in run("generate_practices", "300")
    first = people()

    run("generate_practices", "500")

    assert Practice.objects.count() == Therapist.objects.filter(is_sample=True).count() == 500
    assert people()[:300] == first
    assert 350 < Therapist.objects.listed().count() < 500
    check()
    run("generate_practices", "400")
    assert Therapist.objects.count() == 500


def test_a_seed_makes_the_same_people_again_and_another_makes_others(world: None) -> None:
    def generated(seed: str) -> list[tuple[Any, ...]]:
        run("generate_practices", "20", "--seed", seed)
        found = people()
        run("remove_sample_data")
        return found

    assert generated("1") == generated("1")
    assert generated("1") != generated("2")


def test_what_is_generated_is_what_saving_would_make_and_passes_the_checks_of_a_form(world: None) -> None:
    run("generate_practices", "60")
    for licence in Licence.objects.all():
        before = licence.normal_number, licence.next_check_on
        licence.full_clean()
        licence.fill_in()
        assert (licence.normal_number, licence.next_check_on) == before
    for practice in Practice.objects.all():
        before = practice.public_latitude, practice.public_longitude, practice.phone_digits
        practice.full_clean()
        practice.fill_in()
        assert (practice.public_latitude, practice.public_longitude, practice.phone_digits) == before
    for therapist in Therapist.objects.prefetch_related("certifications"):
        therapist.full_clean()
        for certification in therapist.certifications.all():
            certification.full_clean()


def test_practices_are_where_people_live_and_in_their_state(world: None) -> None:
    run("generate_practices", "300")
    assert Practice.objects.filter(zip_code="78701").count() > 200
    for practice in Practice.objects.select_related("state__state"):
        assert practice.point
        assert practice.state.state.contains(practice.point, margin=0)
    assert Entry.objects.filter(state="KS", certification__isnull=False).exists()
    assert not Entry.objects.filter(state="KS", licence__isnull=False).exists()
    assert not Licence.objects.filter(jurisdiction="NY", registered_until=None).exists()


def test_techniques_and_conditions_are_linked(world: None) -> None:
    pages.make_technique()
    run("generate_practices", "30")
    assert 0 < Therapist.objects.exclude(techniques=None).count() < 30
    check()


def test_an_interrupted_generating_is_gone_on_with(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic, "BATCH", 10)
    write = synthetic.write

    def interrupted(maker: synthetic.Maker, numbers: range) -> None:
        write(maker, numbers)
        raise KeyboardInterrupt

    monkeypatch.setattr(synthetic, "write", interrupted)
    with pytest.raises(CommandError, match="Run it again to go on"):
        run("generate_practices", "20")
    assert Therapist.objects.count() == 10
    monkeypatch.setattr(synthetic, "write", write)

    run("generate_practices", "20")
    assert Therapist.objects.count() == 20
    check()


def test_without_places_nothing_is_generated() -> None:
    assert not Place.objects.exists()
    assert not Jurisdiction.objects.exists()
    with pytest.raises(CommandError, match="load_gazetteer"):
        run("generate_practices", "5")
