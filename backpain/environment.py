"""Reading the environment, with one clear line when a value is missing or malformed.

A site that starts with a wrong value is worse than one that does not start, so every reader here ends the
process (SystemExit, which prints its message and no traceback) instead of guessing.
"""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from redis import ConnectionPool

Value = TypeVar("Value")

env = environ.Env()
#: What every variable that was read had, for `backpain.release`.
given: dict[str, str] = {}


def load_file(path: Path) -> None:
    """Add the variables of a `.env` file to the environment; variables that are already set win."""
    if path.is_file():
        env.read_env(path)


def read(
    name: str, convert: Callable[[str], Value], *, default: str | None = None, expected: str = "", secret: bool = False
) -> Value:
    """One variable, converted. Ends the process if it is missing without a default, or if `convert` refuses it.

    The value of a secret one is not repeated, because what a process says when it ends is kept in logs.
    """
    text = env.str(name, default=default if default is not None else "")
    given[name] = text
    if not text and default is None:
        raise SystemExit(f"backpain: the variable {name} is missing. docs/configuration.md says what it is for.")
    try:
        return convert(text)
    except (ValueError, KeyError, environ.ImproperlyConfigured, OSError) as error:
        wanted = f" Expected {expected}." if expected else ""
        if secret:
            raise SystemExit(f"backpain: the variable {name} is not usable.{wanted}") from None
        raise SystemExit(f"backpain: the variable {name} is not usable: {text!r}.{wanted} ({error})") from None


def text(name: str, *, default: str | None = None) -> str:
    return read(name, str, default=default)


def flag(name: str, *, default: str) -> bool:
    values = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    return read(name, lambda given: values[given.strip().lower()], default=default, expected="true or false")


def number(name: str, *, default: str, least: int = 0) -> int:
    def convert(given: str) -> int:
        value = int(given)
        if value < least:
            raise ValueError(f"must be at least {least}")
        return value

    return read(name, convert, default=default, expected=f"a whole number of at least {least}")


def names(name: str, *, default: str = "") -> list[str]:
    return read(name, lambda given: [part.strip() for part in given.split(",") if part.strip()], default=default)


def folder(name: str, *, default: str) -> Path:
    """A folder, made if it does not exist yet."""

    def convert(given: str) -> Path:
        path = Path(given)
        path.mkdir(parents=True, exist_ok=True)
        return path

    return read(name, convert, default=default, expected="a folder that can be written")


def choice(name: str, options: tuple[str, ...], *, default: str) -> str:
    return read(name, lambda given: options[options.index(given)], default=default, expected=" or ".join(options))


def site_url(name: str, *, default: str) -> str:
    """The scheme and host that readers use, without a path: `https://example.org`."""

    def convert(given: str) -> str:
        parts = urlsplit(given)
        if (
            parts.scheme not in {"http", "https"}
            or not parts.hostname
            or parts.path.strip("/")
            or parts.query
            or parts.fragment
        ):
            raise ValueError("needs a scheme and a host and nothing else")
        return given.rstrip("/")

    return read(name, convert, default=default, expected="an address such as https://example.org")


def time_zone(name: str, *, default: str) -> str:
    return read(name, lambda given: ZoneInfo(given).key, default=default, expected="a name such as America/New_York")


def redis_url(name: str, *, default: str) -> str:
    """An address of Redis, or nothing."""

    def convert(given: str) -> str:
        if given:
            try:
                # Opens no connection.
                ConnectionPool.from_url(given).make_connection()
            except Exception as error:
                raise ValueError("no address of Redis") from error
        return given

    return read(name, convert, default=default, expected="an address such as redis://localhost:6379/0", secret=True)


def database(name: str, *, default: str) -> dict[str, Any]:
    def convert(given: str) -> dict[str, Any]:
        with warnings.catch_warnings(action="ignore"):
            config = env.db_url_config(given)
        if config.get("ENGINE") not in {"django.db.backends.sqlite3", "django.db.backends.postgresql"}:
            raise ValueError("neither SQLite nor PostgreSQL")
        return config

    expected = "sqlite:////path/to/file or postgresql://user:password@host/name"
    return read(name, convert, default=default, expected=expected, secret=True)
