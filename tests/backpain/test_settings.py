"""A site with a missing or malformed variable does not start, and says in one line which one it is."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

PRODUCTION = {
    "SECRET_KEY": "correct-horse-battery-staple-0123456789-correct-horse-battery-staple",
    "SITE_URL": "https://backs.example",
    "DATABASE_URL": "postgresql://backs:secret@db.example/backs",
}


def manage(*arguments: str, cwd: Path = settings.BASE_DIR, **environment: str) -> subprocess.CompletedProcess[str]:
    """`manage.py` in a process of its own that knows these variables alone."""
    clean = {"PATH": os.environ["PATH"], "ENV_FILE": os.devnull} | environment
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    return subprocess.run(command, env=clean, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "the variable SECRET_KEY is missing. docs/configuration.md says what it is for."),
        ({"SECRET_KEY": ""}, "the variable SECRET_KEY is missing."),
        ({"SECRET_KEY": "x", "DEBUG": "maybe"}, "DEBUG is not usable: 'maybe'. Expected true or false."),
        ({"SECRET_KEY": "x", "PORT": "http"}, "PORT is not usable: 'http'. Expected a whole number of at least 1."),
        ({"SECRET_KEY": "x", "PORT": "0"}, "PORT is not usable: '0'. Expected a whole number of at least 1."),
        ({"SECRET_KEY": "x", "WORKERS": "-1"}, "WORKERS is not usable: '-1'."),
        ({"SECRET_KEY": "x", "SITE_URL": "backs.example"}, "SITE_URL is not usable: 'backs.example'."),
        ({"SECRET_KEY": "x", "SITE_URL": "https://backs.example/path"}, "SITE_URL is not usable:"),
        ({"SECRET_KEY": "x", "SITE_URL": "https://[::1"}, "SITE_URL is not usable:"),
        ({"SECRET_KEY": "x", "TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE is not usable: 'Mars/Olympus'."),
        ({"SECRET_KEY": "x", "SERVER": "apache"}, "SERVER is not usable: 'apache'. Expected granian or gunicorn."),
        ({"SECRET_KEY": "x", "LOG_FORMAT": "xml"}, "LOG_FORMAT is not usable: 'xml'. Expected text or json."),
        ({"SECRET_KEY": "x", "DATABASE_URL": "mysql://a/b"}, "DATABASE_URL is not usable. Expected sqlite:"),
        ({"SECRET_KEY": "x", "DATABASE_URL": "nonsense"}, "DATABASE_URL is not usable. Expected sqlite:"),
        ({"SECRET_KEY": "x", "REDIS_URL": "http://a/0"}, "REDIS_URL is not usable. Expected an address such as redis:"),
        ({"SECRET_KEY": "x", "REDIS_URL": "unix:///a?foo=1"}, "REDIS_URL is not usable."),
        (PRODUCTION | {"HSTS_SECONDS": "a year"}, "HSTS_SECONDS is not usable: 'a year'."),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_a_variable_that_cannot_be_used_stops_the_site_with_one_line(environment: dict[str, str], said: str) -> None:
    done = manage("check", **environment)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("backpain: ")
    assert said in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "secret",
    [
        {"DATABASE_URL": "mysql://backs:hunter2@db.example/backs"},
        {"REDIS_URL": "redis://:hunter2@cache.example:notaport/0"},
        {"REDIS_URL": "redis://user:hunter2/ss@cache.example"},
    ],
)
def test_a_malformed_value_in_a_secret_is_not_repeated(secret: dict[str, str]) -> None:
    done = manage("check", SECRET_KEY="x", **secret)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "hunter2" not in done.stderr


def test_a_key_alone_is_enough_to_start() -> None:
    done = manage("check", SECRET_KEY="x")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_deployment_check_is_clean_with_the_variables_of_production() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


def test_variables_come_from_the_env_file_and_those_that_are_set_win(tmp_path: Path) -> None:
    file = tmp_path / "site.env"
    file.write_text("SECRET_KEY=from-the-file\nSITE_NAME=From the file\nPORT=9\n")
    show = "from django.conf import settings; print(settings.SITE_NAME, settings.PORT)"
    done = manage("shell", "--no-imports", "-c", show, ENV_FILE=str(file), PORT="8123")
    assert done.stdout.strip() == "From the file 8123", done.stderr


def test_every_variable_that_the_settings_read_is_documented() -> None:
    source = (settings.BASE_DIR / "backpain/settings.py").read_text("utf-8")
    names = set(re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', source))
    documented = (settings.BASE_DIR / "docs/configuration.md").read_text("utf-8")
    assert len(names) > 15
    assert {name for name in names if f"`{name}`" not in documented} == set()
