"""What pages are made from besides the database: code and its data, templates, packages, static files, environment."""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from django.apps import apps
from django.conf import settings

from backpain import environment

#: Variables that say how a machine serves pages, not what is on them.
OF_THE_PROCESS = {"HOST", "WORKERS", "THREADS", "SERVER", "LOG_LEVEL", "LOG_FORMAT", "PAGE_CACHE_MEGABYTES"}


def fingerprint() -> str:
    """Equal in all processes that would make the same pages from the same data. Reads files: once, at start-up."""
    of_the_site = {name: value for name, value in environment.given.items() if name not in OF_THE_PROCESS}
    digest = blake2b(repr(sorted(of_the_site.items())).encode(), digest_size=16)
    for path in sorted(_sources()):
        digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    names_of_static_files = settings.STATIC_ROOT / "staticfiles.json"
    if names_of_static_files.exists():
        digest.update(names_of_static_files.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    yield settings.BASE_DIR / "requirements.txt"
    yield from (settings.BASE_DIR / "templates").rglob("*.html")
    for app in apps.get_app_configs():
        if Path(app.path).parent == settings.BASE_DIR:
            yield from (path for path in Path(app.path).rglob("*") if path.suffix in {".py", ".json", ".csv"})
