"""What pages refer to: topics, series, menus, pictures, searches for studies, and claims that no page may make."""

from pathlib import Path

import yaml
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models

from articles.content_format import ContentError
from articles.models import MenuItem, Series, Topic
from backpain.content_files.files import csv_rows, to_yaml, write_csv
from evidence.models import Claim, EvidenceSearch
from pictures import processing
from pictures.models import Picture


def load_filing(folder: Path) -> None:
    """Topics and series that do not exist yet."""
    filing = yaml.safe_load((folder / "filing.yaml").read_text(encoding="utf-8"))
    for position, row in enumerate(filing["topics"], 1):
        defaults = {"title": row["title"], "summary": row["summary"], "position": position * 10}
        Topic.objects.get_or_create(slug=row["key"], defaults=defaults)
    for row in filing["series"]:
        Series.objects.get_or_create(slug=row["key"], defaults={"title": row["title"], "summary": row["summary"]})


def dump_filing(folder: Path) -> None:
    def rows(model: type[Topic | Series]) -> list[dict[str, str]]:
        named = model._default_manager.all()
        return [{"key": row.slug, "title": row.title, "summary": row.summary} for row in named]

    (folder / "filing.yaml").write_text(to_yaml({"topics": rows(Topic), "series": rows(Series)}), encoding="utf-8")


def load_menus(folder: Path) -> None:
    """The menus, if there are none."""
    if MenuItem.objects.exists():
        return
    menus = yaml.safe_load((folder / "menus.yaml").read_text(encoding="utf-8")) or {}
    for place, items in menus.items():
        for position, item in enumerate(items, 1):
            target = item["target"]
            where = {"page": target.removeprefix("page:")} if target.startswith("page:") else {"fixed_path": target}
            MenuItem.objects.create(place=place, label=item["label"], position=position * 10, **where)


def dump_menus(folder: Path) -> None:
    menus: dict[str, list[dict[str, str]]] = {}
    for item in MenuItem.objects.order_by("place", "position", "label"):
        target = f"page:{item.page}" if item.page else item.fixed_path
        menus.setdefault(item.place, []).append({"label": item.label, "target": target})
    order = {place: menus[place] for place in MenuItem.Place.values if place in menus}
    (folder / "menus.yaml").write_text(to_yaml(order), encoding="utf-8")


SEARCH_COLUMNS = ["key", "searched_on", "place", "question", "limits"]
CLAIM_COLUMNS = ["name", "severity", "phrases", "why", "say_instead"]


def load_searches(folder: Path) -> None:
    """Searches for studies that are not recorded yet. Raises ContentError with row and column."""
    _load_rows(EvidenceSearch, folder / "searches.csv", SEARCH_COLUMNS)


def dump_searches(folder: Path) -> None:
    write_csv(
        folder / "searches.csv", SEARCH_COLUMNS, EvidenceSearch.objects.order_by("pk").values_list(*SEARCH_COLUMNS)
    )


def load_claims(folder: Path) -> None:
    """Claims that are not listed yet. Raises ContentError with row and column."""
    _load_rows(Claim, folder / "claims.csv", CLAIM_COLUMNS)


def dump_claims(folder: Path) -> None:
    write_csv(folder / "claims.csv", CLAIM_COLUMNS, Claim.objects.order_by("pk").values_list(*CLAIM_COLUMNS))


def _load_rows(model: type[models.Model], path: Path, columns: list[str]) -> None:
    """The rows of a table that do not exist yet, known by their first column."""
    for number, row in csv_rows(path, columns):
        if model._default_manager.filter(**{columns[0]: row[columns[0]]}).exists():
            continue
        made = model(**row)
        try:
            made.full_clean()
        except ValidationError as error:
            column, (message, *_) = next(iter(error.message_dict.items()))
            raise ContentError(f"{path.name}, row {number}, column {column}: {message}") from None
        made.save()


DRAWING_SIZE = {"width": 1200, "height": 675}


def load_pictures(folder: Path) -> None:
    """Drawings that do not exist yet."""
    for row in yaml.safe_load((folder / "pictures.yaml").read_text(encoding="utf-8")):
        if Picture.objects.filter(key=row["key"]).exists():
            continue
        stored = processing.store_drawing(folder / row["file"], **DRAWING_SIZE)
        Picture.objects.create(key=row["key"], alt=row["alt"], credit=row["credit"], **stored)


def dump_pictures(folder: Path) -> None:
    """Every picture: a drawing as it is, a photograph in its largest size."""
    rows = []
    for picture in Picture.objects.order_by("key"):
        stored = picture.renditions[-1]["name"]
        ending = stored[stored.rfind(".") :]
        target = folder / ("drawings" if ending == ".svg" else "photographs") / f"{picture.key}{ending}"
        target.parent.mkdir(parents=True, exist_ok=True)
        with default_storage.open(stored) as file:
            target.write_bytes(file.read())
        row = {
            "key": picture.key,
            "file": str(target.relative_to(folder)),
            "alt": picture.alt,
            "credit": picture.credit,
        }
        rows.append(row)
    (folder / "pictures.yaml").write_text(to_yaml(rows), encoding="utf-8")
