"""One content file: front matter and body of a page, or a table."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from articles.content_format import ContentError


@dataclass
class ContentFile:
    """One Markdown file: its key, its front matter, its body."""

    key: str
    front: dict[str, Any]
    body: str
    #: The line of the file that the body begins on, for messages.
    first_line: int = field(default=1, compare=False)

    @classmethod
    def read(cls, path: Path) -> "ContentFile":
        """Raises ContentError for text that is not UTF-8 or has no front matter."""
        try:
            text = path.read_text(encoding="utf-8")
            empty, front, body = text.split("---\n", 2)
            if empty:
                raise ValueError("text before the front matter")
            loaded = yaml.safe_load(front)
        except (ValueError, yaml.YAMLError) as error:
            raise ContentError(f"{path.name}: the front matter cannot be read ({error})") from None
        if not isinstance(loaded, dict):
            raise ContentError(f"{path.name}: the front matter is not a list of names and values")
        blank = len(body) - len(body.lstrip())
        return cls(path.stem, loaded, body.strip(), text[: len(text) - len(body) + blank].count("\n") + 1)

    def __post_init__(self) -> None:
        """What is empty is left out, so that a file and a description of the same page are equal."""
        self.front = {name: value for name, value in self.front.items() if value not in ("", None, [], {})}

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{to_yaml(self.front)}---\n\n{self.body}\n", encoding="utf-8")


class _Dumper(yaml.SafeDumper):
    """Writes words of several lines as such."""

    def represent_words(self, words: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", words, style="|" if "\n" in words else None)


_Dumper.add_representer(str, _Dumper.represent_words)


def to_yaml(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100_000, default_flow_style=False)


def csv_rows(path: Path, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table with the number of each. Raises ContentError for a table with other columns."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != columns:
            raise ContentError(f"{path.name}: the columns have to be {', '.join(columns)}")
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise ContentError(f"{path.name}, row {number} has not as many cells as the first row")
            yield number, row


def write_csv(path: Path, columns: list[str], rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def markdown_files(folder: Path) -> Iterator[ContentFile]:
    for path in sorted(folder.glob("*.md")):
        yield ContentFile.read(path)
