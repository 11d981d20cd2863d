"""`prepare` makes a site ready and never touches what is there; `serve` says plainly why it cannot start."""

import socket
import stat
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import zipcodes
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import override_settings

from articles.models import SitePage
from publishing.models import Edition
from tests import factories
from tests.backpain.test_settings import manage
from therapists.models import Entry


@pytest.fixture(scope="module", autouse=True)
def small_gazetteer() -> Iterator[None]:
    """One ZIP code instead of 40,000."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipcodes, "list_all", lambda: zipcodes.matching("78704"))
        yield


def prepare(folder: Path) -> str:
    said = StringIO()
    with override_settings(DATA_DIR=folder):
        call_command("prepare", stdout=said)
    return said.getvalue()


@pytest.fixture(scope="class")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prepared")


@pytest.fixture(scope="class")
def prepared(class_db: None, folder: Path) -> str:
    return prepare(folder)


@pytest.mark.django_db
class TestAPreparedSite:
    def test_prepare_fills_an_empty_site_and_makes_one_account(self, prepared: str, folder: Path) -> None:
        kept = folder / "staff-account.txt"
        account = User.objects.get(is_active=True)
        password = kept.read_text().rpartition("Password: ")[2].strip()

        assert Edition.objects.live().count() == 105
        assert account.is_superuser
        assert account.check_password(password)
        assert password in prepared
        assert len(password) >= 20
        assert [entry.practice.zip_code for entry in Entry.objects.all()] == ["78704"]
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    def test_prepare_again_keeps_every_row_and_the_password(self, prepared: str, folder: Path) -> None:
        password, editions = User.objects.get(is_active=True).password, Edition.objects.count()
        SitePage.objects.filter(key="about").update(title="Ours")

        said = prepare(folder)

        assert User.objects.get(is_active=True).password == password
        assert Edition.objects.count() == editions
        assert SitePage.objects.get(key="about").title == "Ours"
        assert "password" not in said


@pytest.mark.django_db
def test_prepare_makes_no_account_where_there_is_one(tmp_path: Path) -> None:
    factories.make_writer()
    factories.make_live_page()
    said = prepare(tmp_path)
    assert User.objects.count() == 1
    assert not (tmp_path / "staff-account.txt").exists()
    assert "starter content" not in said


def serve(**environment: str) -> subprocess.CompletedProcess[str]:
    return manage("serve", SECRET_KEY="only-for-tests", **environment)


def test_serve_refuses_a_busy_port_in_words(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = serve(PORT=str(port), DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used (Address already in use)." in done.stderr
    assert f"PORT={port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_refuses_to_start_without_static_files(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = serve(PORT=str(port), DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "The static files have not been collected. Run: manage.py collectstatic --noinput" in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_refuses_a_host_that_is_not_of_this_machine(tmp_path: Path) -> None:
    with override_settings(HOST="192.0.2.1", DATA_DIR=tmp_path), pytest.raises(CommandError, match=r"192\.0\.2\.1"):
        call_command("serve")


def test_no_migration_is_missing(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_manage_py_works_from_any_folder(tmp_path: Path) -> None:
    done = manage("check", cwd=tmp_path, SECRET_KEY="only-for-tests")
    assert (done.returncode, done.stderr) == (0, "")
    assert not list(tmp_path.iterdir())
