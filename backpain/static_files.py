"""Style sheets in one piece: when static files are collected, what a sheet imports is put in its place.

Each file is a journey for a phone on a slow line. The sheets themselves stay apart, by subject, and `make dev` serves
them so.
"""

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage, MissingFileError

#: Only from the same folder: addresses in a sheet are relative to where it lies.
_IMPORT = re.compile(r'^@import url\("([\w-]+\.css)"\);$', re.MULTILINE)


def in_one_piece(name: str, read: Callable[[str], str]) -> str:
    """The text of a sheet with those it imports in their places."""
    folder = posixpath.dirname(name)
    return _IMPORT.sub(lambda found: in_one_piece(posixpath.join(folder, found[1]), read).strip(), read(name))


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Fingerprinted, compressed, and each style sheet in one piece. An address is worked out once a process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        if name not in self._urls:
            self._urls[name] = super().url(name, force)
        return self._urls[name]

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        self._urls.clear()
        if not dry_run:
            paths = paths | self._whole_sheets(paths)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _whole_sheets(self, paths: dict[str, Any]) -> dict[str, Any]:
        """The sheets that import others, written in one piece, by name."""

        def read(name: str) -> str:
            try:
                storage, path = paths[name]
            except KeyError:
                raise MissingFileError(f"A style sheet imports {name}, which is not there.") from None
            with storage.open(path) as file:
                return file.read().decode()

        whole = {}
        for name in paths:
            if name.endswith(".css") and _IMPORT.search(read(name)):
                Path(self.path(name)).write_text(in_one_piece(name, read), encoding="utf-8")
                whole[name] = (self, name)
        return whole
