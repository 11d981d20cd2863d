"""How fast the directory is, as a ratio to a covering index measured in the same run.

Fills a database with synthetic therapists by the site's own commands, asks for the first page around places where
people live, and prints medians and 95th percentiles: of the search, of the best SQL that was found for a plain table
with a covering index, and of PostGIS where PostgreSQL has it. The answers are compared. Run with the same folder or
database, it goes on with what is there: a million practices take a quarter of an hour. Needs Linux.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent


def manage(*words: str) -> None:
    """Run a command of the site. What it says goes to stderr: stdout is for what was measured."""
    subprocess.run([sys.executable, ROOT / "manage.py", *words], check=True, stdout=sys.stderr)


@contextmanager
def folder(named: Path | None) -> Iterator[Path]:
    """The folder that was named, or one that goes afterwards."""
    if named:
        named.mkdir(parents=True, exist_ok=True)
        yield named.resolve()
        return
    with tempfile.TemporaryDirectory() as temporary:
        yield Path(temporary)


def choose_settings(database: str, data: Path) -> None:
    os.environ |= {
        "SECRET_KEY": "benchmark", "ENV_FILE": os.devnull, "DATA_DIR": str(data), "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "backpain.settings",
    }  # fmt: skip
    if database == "sqlite":
        os.environ["DATABASE_URL"] = f"sqlite:///{data / 'site.sqlite3'}"
    elif not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.exit("Set DATABASE_URL to an empty PostgreSQL database, or to one that an earlier run has filled.")


def fill(practices: int) -> None:
    for words in (
        ["migrate", "-v0"],
        ["load_gazetteer"],
        ["load_starter_content"],
        ["collectstatic", "--noinput", "-v0"],
    ):
        manage(*words)
    began = time.monotonic()
    manage("generate_practices", str(practices))
    print(f"Generating what was missing of {practices:,} practices took {time.monotonic() - began:,.0f} seconds")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practices", type=int, default=10_000, help="below 2^20")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--folder", type=Path, help="where the database is kept for the next run")
    parser.add_argument("--places", type=int, default=200)
    parser.add_argument("--searches", type=int, default=2_000, help="after which memory is looked at again")
    arguments = parser.parse_args()
    with folder(arguments.folder) as data:
        choose_settings(arguments.database, data)
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {arguments.database}")
        fill(arguments.practices)
        django.setup()
        # Not before the settings are chosen.
        from benchmarks import searches

        searches.run(places=arguments.places, searches=arguments.searches)


if __name__ == "__main__":
    main()
