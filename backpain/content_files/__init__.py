"""Reading and writing the files of `content/`, which `content/README.md` describes for people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from articles.models import Article, SitePage
from backpain.content_files import catalogue, pages
from backpain.content_files.files import ContentFile, markdown_files
from disclaimers.models import Disclaimer
from editorial.models import Contributor
from evidence.models import Study
from publishing.models import Publishable
from techniques.models import Condition, EvidenceProfile, Technique


@dataclass(frozen=True)
class Kind:
    """One kind of page and its place in the folder. A path that ends in `.md` is a single file."""

    model: type[Publishable]
    place: str
    fill: Callable[[Any, ContentFile], None]
    describe: Callable[[Any], ContentFile]

    def files(self, folder: Path) -> Iterable[ContentFile]:
        if self.place.endswith(".md"):
            return [ContentFile.read(folder / self.place)]
        return markdown_files(folder / self.place)

    def path(self, folder: Path, key: str) -> Path:
        return folder / self.place if self.place.endswith(".md") else folder / self.place / f"{key}.md"

    def write(self, folder: Path) -> int:
        """Writes every page of this kind. Returns how many there are."""
        contents = self.model._default_manager.order_by("key")
        for content in contents:
            self.describe(content).write(self.path(folder, content.key))
        return len(contents)


class StudyTable(Kind):
    """Studies stand in one table, a row each, because reference managers and spreadsheets read that."""

    def files(self, folder: Path) -> Iterable[ContentFile]:
        return catalogue.read_studies(folder / self.place)

    def path(self, folder: Path, key: str) -> Path:
        return folder / self.place

    def write(self, folder: Path) -> int:
        return catalogue.write_studies(folder / self.place)


#: In the order in which they need each other.
KINDS = [
    Kind(Disclaimer, "disclaimer.md", pages.fill_disclaimer, pages.describe_disclaimer),
    Kind(Contributor, "contributors", pages.fill_contributor, pages.describe_contributor),
    StudyTable(Study, "studies.csv", catalogue.fill_study, catalogue.describe_study),
    Kind(SitePage, "pages", pages.fill_site_page, pages.describe_site_page),
    Kind(Technique, "techniques", catalogue.fill_technique, catalogue.describe_technique),
    Kind(Condition, "conditions", catalogue.fill_condition, catalogue.describe_condition),
    Kind(EvidenceProfile, "evidence", catalogue.fill_profile, catalogue.describe_profile),
    Kind(Article, "articles", pages.fill_article, pages.describe_article),
]
