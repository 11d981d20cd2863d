"""Reading and writing the files of `content/`: front matter, body, and the site's working copies behind them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models

from articles.content_format import (
    ContentError,
    describe_blocks,
    make_blocks,
    read_blocks,
    to_html,
    to_markdown,
    write_blocks,
)
from articles.models import Article, Contributor, MenuItem, Series, SitePage, Topic
from disclaimers.models import Addition, Disclaimer, Subject
from evidence.models import Study
from pictures import processing
from pictures.models import Picture
from publishing import richtext
from publishing.models import Publishable


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


def to_yaml(data: Any) -> str:
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100_000, default_flow_style=False)


def markdown_files(folder: Path) -> Iterator[ContentFile]:
    for path in sorted(folder.glob("*.md")):
        yield ContentFile.read(path)


# Filing, studies and pictures: what pages refer to


def load_filing(folder: Path) -> None:
    """Topics and series that do not exist yet."""
    filing = yaml.safe_load((folder / "filing.yaml").read_text(encoding="utf-8"))
    for position, row in enumerate(filing["topics"], 1):
        defaults = {"title": row["title"], "summary": row["summary"], "position": position * 10}
        Topic.objects.get_or_create(slug=row["key"], defaults=defaults)
    for row in filing["series"]:
        Series.objects.get_or_create(slug=row["key"], defaults={"title": row["title"], "summary": row["summary"]})


def dump_filing(folder: Path) -> None:
    def rows(model: type[models.Model]) -> list[dict[str, str]]:
        named = model._default_manager.all()
        return [{"key": row.slug, "title": row.title, "summary": row.summary} for row in named]  # type: ignore[attr-defined]

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


STUDY_COLUMNS = [field.name for field in Study._meta.concrete_fields if field.name != "id"]


def load_studies(folder: Path) -> None:
    """Studies that do not exist yet. Raises ContentError with row and column."""
    with (folder / "studies.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            if Study.objects.filter(key=row["key"]).exists():
                continue
            study = Study(**{name: row[name] for name in STUDY_COLUMNS})
            try:
                study.full_clean()
            except ValidationError as error:
                column, (message, *_) = next(iter(error.message_dict.items()))
                raise ContentError(f"studies.csv, row {number}, column {column}: {message}") from None
            study.save()


def dump_studies(folder: Path) -> None:
    with (folder / "studies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(STUDY_COLUMNS)
        writer.writerows(Study.objects.order_by("pk").values_list(*STUDY_COLUMNS))


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


# Pages: each kind knows how it is filled from a file and described by one


def _save(content: Publishable) -> None:
    """Save after the checks of a form, so that no file brings in what an editor could not save."""
    content.full_clean()
    content.save()


def fill_contributor(contributor: Contributor, file: ContentFile) -> None:
    front = file.front
    contributor.name, contributor.slug = front["name"], front["slug"]
    contributor.credentials, contributor.interests = front.get("credentials", ""), front.get("interests", "")
    contributor.biography = richtext.clean_simple(to_html(file.body))
    _save(contributor)


def describe_contributor(contributor: Contributor) -> ContentFile:
    names = ("name", "slug", "credentials", "interests")
    front = {name: getattr(contributor, name) for name in names}
    return ContentFile(contributor.key, front, to_markdown(contributor.biography))


def fill_site_page(page: SitePage, file: ContentFile) -> None:
    page.title, page.slug = file.front["title"], file.front["slug"]
    page.standfirst = file.front.get("standfirst", "")
    page.body = richtext.clean_full(to_html(file.body))
    _save(page)


def describe_site_page(page: SitePage) -> ContentFile:
    front = {"title": page.title, "slug": page.slug, "standfirst": page.standfirst}
    return ContentFile(page.key, front, to_markdown(page.body))


def fill_disclaimer(disclaimer: Disclaimer, file: ContentFile) -> None:
    disclaimer.title, disclaimer.notice = file.front["title"], file.front["notice"]
    disclaimer.body = richtext.clean_simple(to_html(file.body))
    _save(disclaimer)
    disclaimer.additions.all().delete()
    for number, row in enumerate(file.front.get("additions", []), 1):
        subject, _ = Subject.objects.get_or_create(slug=row["subject"], defaults={"name": row["name"]})
        Addition.objects.create(parent=disclaimer, subject=subject, text=row["text"], ordering=number * 10)


def describe_disclaimer(disclaimer: Disclaimer) -> ContentFile:
    additions = [
        {"subject": row.subject.slug, "name": row.subject.name, "text": row.text}
        for row in disclaimer.additions.select_related("subject")
    ]
    front = {"title": disclaimer.title, "notice": disclaimer.notice, "additions": additions}
    return ContentFile(disclaimer.key, front, to_markdown(disclaimer.body))


def fill_article(article: Article, file: ContentFile) -> None:
    front = file.front
    article.title, article.slug = front["title"], front["slug"]
    article.standfirst = front.get("standfirst", "")
    article.key_points = "\n".join(front.get("key_points", []))
    article.topic = Topic.objects.get(slug=front["topic"])
    article.series = Series.objects.get(slug=front["series"]) if "series" in front else None
    article.series_position = front.get("series_position")
    article.hero = Picture.objects.get(key=front["hero"]) if "hero" in front else None
    reviewer = front.get("medical_reviewer")
    article.medical_reviewer = Contributor.objects.get(key=reviewer) if reviewer else None
    blocks = make_blocks(article, read_blocks(file.body, first_line=file.first_line))
    _save(article)
    article.authors.set([Contributor.objects.get(key=key) for key in front.get("authors", [])])
    article.disclaimer_subjects.set([Subject.objects.get(slug=slug) for slug in front.get("disclaimer_subjects", [])])
    article.tags.set(front.get("tags", []))
    for part in article.working_parts:
        part._default_manager.filter(parent=article).delete()
    for block in blocks:
        block.save()


def describe_article(article: Article) -> ContentFile:
    front = {
        "title": article.title,
        "slug": article.slug,
        "standfirst": article.standfirst,
        "key_points": article.key_point_list,
        "topic": article.topic.slug,
        "series": article.series.slug if article.series else None,
        "series_position": article.series_position,
        "tags": sorted(article.tags.names()),
        "authors": [author.key for author in article.authors.all()],
        "medical_reviewer": article.medical_reviewer.key if article.medical_reviewer else None,
        "disclaimer_subjects": [subject.slug for subject in article.disclaimer_subjects.all()],
        "hero": article.hero.key if article.hero else None,
    }
    return ContentFile(article.key, front, write_blocks(describe_blocks(article)))


@dataclass(frozen=True)
class Kind:
    """One kind of page and its place in the folder. A path that ends in `.md` is a single file."""

    model: type[Publishable]
    place: str
    fill: Any
    describe: Any

    def files(self, folder: Path) -> list[ContentFile]:
        if self.place.endswith(".md"):
            return [ContentFile.read(folder / self.place)]
        return list(markdown_files(folder / self.place))

    def path(self, folder: Path, key: str) -> Path:
        return folder / self.place if self.place.endswith(".md") else folder / self.place / f"{key}.md"


#: In the order in which they need each other.
KINDS = [
    Kind(Disclaimer, "disclaimer.md", fill_disclaimer, describe_disclaimer),
    Kind(Contributor, "contributors", fill_contributor, describe_contributor),
    Kind(SitePage, "pages", fill_site_page, describe_site_page),
    Kind(Article, "articles", fill_article, describe_article),
]
