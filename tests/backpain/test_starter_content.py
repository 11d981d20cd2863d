"""The starter content is complete, sound, and loaded without ever overwriting what staff changed."""

import re
import shutil
import tempfile
from io import StringIO
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from articles.content_format import ContentError
from articles.models import Article, MenuItem, Series, SitePage, Topic
from backpain import content_files
from backpain.content_files import ContentFile
from disclaimers.models import Disclaimer
from editorial.models import Contributor
from evidence import citations
from evidence.models import Study
from pictures.models import Picture
from publishing import ledger
from publishing.models import Draft, Edition, Mention
from tests import factories


def load(folder: Path = settings.CONTENT_DIR) -> str:
    said = StringIO()
    call_command("load_starter_content", folder, stdout=said)
    return said.getvalue()


def file_names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and path.name != "README.md"}


class FirstDay(TestCase):
    """The starter content in place, as on a site's first day."""

    @classmethod
    def setUpTestData(cls) -> None:
        load()

    def copy(self) -> Path:
        """The content folder, to change."""
        folder = Path(self.enterContext(tempfile.TemporaryDirectory())) / "content"
        shutil.copytree(settings.CONTENT_DIR, folder)
        return folder

    # What is there
    def test_ten_articles_seven_pages_a_contributor_and_the_disclaimer_are_live(self) -> None:
        live = Edition.objects.live()
        assert live.of(Article).count() == Article.objects.count() == 10
        assert live.of(SitePage).count() == SitePage.objects.count() == 7
        assert live.of(Contributor).count() == Contributor.objects.count() == 1
        assert live.of(Disclaimer).count() == 1
        assert {edition.number for edition in live} == {1}

    def test_every_article_has_its_place_in_the_series_and_on_a_topic(self) -> None:
        places = Article.objects.order_by("series_position").values_list("series__slug", "series_position")
        assert list(places) == [("basics", place) for place in range(1, 11)]
        assert Series.objects.count() == 1
        assert all(topic.articles.exists() for topic in Topic.objects.all())

    def test_both_menus_lead_to_live_pages(self) -> None:
        addresses = {item.place: item.address for item in MenuItem.objects.with_addresses()}
        assert set(addresses) == set(MenuItem.Place.values)
        assert all(item.address for item in MenuItem.objects.with_addresses())

    def test_every_link_and_picture_of_every_page_is_there(self) -> None:
        pages = {address: self.read(address) for address in self.starting_points()}
        broken = []
        for address, page in list(pages.items()):
            assert page is not None, address
            for tag in page.select("body a[href], main img[src]"):
                target = tag.get("href") or tag["src"]
                path, anchor = urldefrag(urljoin(address, str(target)))
                if not path.startswith("/"):
                    continue
                if path not in pages:
                    pages[path] = self.read(path)
                found = pages[path]
                if found is None or (anchor and found.find(id=anchor) is None):
                    broken.append(f"{address} leads to {target}")
        assert not broken

    def read(self, address: str) -> BeautifulSoup | None:
        """What stands at an address, or nothing if it is not there at once, without a redirect."""
        response = self.client.get(address)
        content = b"".join(response) if response.streaming else response.content  # type: ignore[call-overload]
        return BeautifulSoup(content, "html.parser") if response.status_code == 200 else None

    def starting_points(self) -> list[str]:
        paths = [edition.path for edition in Edition.objects.live()]
        return ["/", "/articles/", "/contributors/", *paths, *(f"{path}history/" for path in paths)]

    def test_every_citation_names_a_study(self) -> None:
        cited = {
            key for file in settings.CONTENT_DIR.rglob("*/*.md") for key in citations.keys_in(file.read_text("utf-8"))
        }
        assert cited
        assert cited <= set(Study.objects.values_list("key", flat=True))

    def test_every_article_cites_a_study(self) -> None:
        without = {
            edition.reference for edition in Edition.objects.live().of(Article) if not edition.facts["references"]
        }
        assert without == set()

    def test_every_picture_of_an_article_is_described(self) -> None:
        assert Picture.objects.count() == len(list((settings.CONTENT_DIR / "drawings").iterdir()))
        assert not Picture.objects.filter(alt="", is_decorative=False).exists()

    def test_no_page_has_a_problem_that_an_editor_would_be_told_of(self) -> None:
        contents = [content for kind in content_files.KINDS for content in kind.model._default_manager.all()]
        told = {str(content): content.compose().problems for content in contents}
        assert {title: problems for title, problems in told.items() if problems} == {}

    def test_readers_are_told_that_no_clinician_has_reviewed_it_yet(self) -> None:
        for edition in Edition.objects.live().of(Article):
            page = self.client.get(edition.path).text
            assert "Not yet clinically reviewed: this starter text is waiting for your clinician’s sign-off." in page
            assert "No clinician has reviewed this page yet." in page

    def test_every_article_waits_in_the_review_queue(self) -> None:
        waiting = Edition.objects.awaiting_review().values_list("reference", flat=True)
        assert set(waiting) == {article.reference for article in Article.objects.all()}

    def test_words_about_a_subject_join_the_notice_only_on_its_pages(self) -> None:
        words = "Pregnancy changes what is safe for you."
        pages = {e.reference: self.client.get(e.path).text.partition("<main")[0] for e in Edition.objects.live()}
        assert [reference for reference, head in pages.items() if words in head] == ["article/massage-in-pregnancy"]

    # Loading it again

    def rows(self) -> tuple[int, ...]:
        models = (Edition, Draft, Mention, Article, SitePage, Study, Picture, Topic, Series, MenuItem)
        return tuple(model._default_manager.count() for model in models)

    def test_it_changes_nothing(self) -> None:
        before = self.rows()
        assert load() == "unchanged: 19\n"
        assert self.rows() == before

    def test_a_page_that_staff_changed_is_kept_as_they_left_it(self) -> None:
        editor, page = factories.make_editor(), SitePage.objects.get(key="about")
        page.title = "Who we are"
        page.save()
        ledger.keep_draft(page, by=editor)
        folder = self.copy()
        self.rewrite(folder / "pages/about.md", "title: ", "title: The new file's ")

        said = load(folder)

        page.refresh_from_db()
        assert page.title == "Who we are"
        assert "kept, because staff changed it: 1" in said

    def test_a_page_that_staff_published_is_kept_even_if_they_changed_no_word(self) -> None:
        ledger.publish(SitePage.objects.get(key="about"), by=factories.make_editor(), note="We stand by it.")
        folder = self.copy()
        self.rewrite(folder / "pages/about.md", "title: ", "title: The new file's ")
        assert "kept, because staff changed it: 1" in load(folder)

    def test_a_changed_file_updates_a_page_that_nobody_touched(self) -> None:
        folder = self.copy()
        self.rewrite(folder / "articles/after-your-session.md", "\n---\n\n", "\n---\n\nA sentence that is new.\n\n")

        said = load(folder)

        edition = Edition.objects.live().get(reference="article/after-your-session")
        assert "updated: 1" in said
        assert edition.number == 2
        assert "A sentence that is new." in self.client.get(edition.path).text

    def test_a_change_of_filing_alone_needs_no_edition(self) -> None:
        folder = self.copy()
        self.rewrite(folder / "articles/after-your-session.md", "topic: your-session", "topic: safety")

        load(folder)

        article = Article.objects.get(key="after-your-session")
        assert article.topic.slug == "safety"
        assert article.editions.count() == 1

    def test_a_new_file_becomes_a_page(self) -> None:
        folder = self.copy()
        (folder / "pages/new.md").write_text("---\ntitle: New\nslug: new\nstandfirst: A page.\n---\n\nWords.\n")
        assert "added and published: 1" in load(folder)
        assert self.client.get("/new/").status_code == 200

    @override_settings(PUBLISHING_REQUIRES_APPROVAL=True)
    def test_where_publishing_needs_approval_it_says_that_new_texts_had_none(self) -> None:
        folder = self.copy()
        (folder / "pages/new.md").write_text("---\ntitle: New\nslug: new\nstandfirst: A page.\n---\n\nWords.\n")
        assert "without a second person's approval" in load(folder)

    @staticmethod
    def rewrite(path: Path, old: str, new: str) -> None:
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    # Writing it out
    def test_the_export_is_the_starter_content_byte_for_byte(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        call_command("export_content", folder, stdout=StringIO())

        assert file_names(folder) == file_names(settings.CONTENT_DIR)
        differing = [
            name
            for name in sorted(file_names(folder))
            if (folder / name).read_bytes() != (settings.CONTENT_DIR / name).read_bytes()
        ]
        assert differing == []

    def test_it_never_writes_into_a_folder_that_holds_something(self) -> None:
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "mine.txt").write_text("Mine.")
        with pytest.raises(CommandError, match="is not empty"):
            call_command("export_content", folder)
        assert file_names(folder) == {"mine.txt"}

    def test_a_photograph_is_exported_in_its_largest_size(self) -> None:
        picture = factories.make_picture(key="a-photo")
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        call_command("export_content", folder, stdout=StringIO())
        assert (folder / "photographs/a-photo.webp").is_file()
        assert picture.alt in (folder / "pictures.yaml").read_text("utf-8")


#: A whole content folder in small.
SMALL = {
    "filing.yaml": "topics:\n- {key: safety, title: Safety, summary: Safe.}\nseries: []\n",
    "menus.yaml": "main: []\n",
    "pictures.yaml": "[]\n",
    "studies.csv": (
        "key,title,authors,journal,year,volume_pages,doi,pmid,study_type,population,finding,certainty,confidence\n"
        "doe-2020,Backs,Doe J,Backs,2020,,10.1000/x,,Trial,,Little.,not graded,high\n"
    ),
    "disclaimer.md": "---\ntitle: Disclaimer\nnotice: Not advice.\n---\n\nWords.\n",
    "contributors/team.md": "---\nname: Team\nslug: team\ninterests: None.\n---\n\nWords.\n",
    "pages/about.md": "---\ntitle: About\nslug: about\nstandfirst: Us.\n---\n\nWords.\n",
    "pages/privacy.md": "---\ntitle: Privacy\nslug: privacy\nstandfirst: You.\n---\n\nWords.\n",
    "articles/one.md": (
        "---\ntitle: One\nslug: one\nstandfirst: An article.\ntopic: safety\nauthors:\n- team\nkey_points:\n"
        "- A point.\n---\n\nWords.[@doe-2020]\n"
    ),
}
LAST_LINE = len(SMALL["articles/one.md"].splitlines())


def write_small(folder: Path, **changed: str) -> Path:
    for name, text in (SMALL | changed).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def replaced(name: str, old: str, new: str) -> dict[str, str]:
    assert old in SMALL[name]
    return {name: SMALL[name].replace(old, new, 1)}


def extended(words: str) -> dict[str, str]:
    """An article with more words, two lines below its last one."""
    return {"articles/one.md": f"{SMALL['articles/one.md']}\n{words}\n"}


HERE = f"line {LAST_LINE + 2}"
#: What is wrong, the file that is so, and what is said about it.
FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "an unknown block": (extended("::: video"), f"{HERE}: there is no block named “video”"),
    "a block without an end": (extended("::: key-fact\nWords."), f"{HERE}: this block does not end"),
    "a block that ends without a beginning": (extended(":::"), f"{HERE}: a block ends here that did not begin"),
    "a block inside a block": (
        extended("::: key-fact\n::: key-fact"),
        f"line {LAST_LINE + 3}: a block begins inside the block of {HERE}",
    ),
    "a value without its name": (extended('::: steps "Go"\n:::'), f"{HERE}: “Go” is not of the form"),
    "a quotation without an end": (extended('::: steps heading="Go\n:::'), f"{HERE}: No closing quotation"),
    "a block that lacks a value": (extended("::: steps\n1. Go.\n:::"), f"{HERE}: the block lacks 'heading'"),
    "a block with a value that is no choice": (
        extended('::: care-card level="extreme" heading="Run if:"\n- it burns\n:::'),
        f"{HERE}, level: Value 'extreme' is not a valid choice",
    ),
    "a block that names no study": (extended('::: evidence-note study="x"\nWords.\n:::'), f"{HERE}: "),
    "a block that names no picture": (extended('::: figure picture="x"\n:::'), f"{HERE}: "),
    "front matter that is not YAML": (
        replaced("articles/one.md", "title: ", "title: ["),
        "the front matter cannot be read",
    ),
    "no front matter": ({"pages/about.md": "Just words."}, "the front matter cannot be read"),
    "front matter that is a list": (
        {"pages/about.md": "---\n- one\n---\n\nWords."},
        "is not a list of names and values",
    ),
    "no title": (replaced("articles/one.md", "title: ", "heading: "), "'title'"),
    "a title that is too long": (
        replaced("articles/one.md", "title: ", "title: " + "long " * 40),
        "title: Ensure this",
    ),
    "an address that is none": (replaced("articles/one.md", "slug: ", "slug: not an address/ "), "slug: Enter a valid"),
    "a topic that is not there": (replaced("articles/one.md", "topic: safety", "topic: x"), "Topic"),
    "a link to a page that is not there": (
        extended("[See](page:article/x)"),
        "“article/x”, which does not exist",
    ),
    "a citation of no study": (extended("It helped.[@x]"), "[@x]"),
    "a study with a malformed DOI": (
        replaced("studies.csv", ",10.", ",doi:10."),
        "studies.csv, row 2, column doi: A DOI looks like",
    ),
    "two pages at one address": (replaced("pages/privacy.md", "slug: privacy", "slug: about"), "slug"),
    "a page at an address of the program": (replaced("pages/about.md", "slug: about", "slug: articles"), "fixed part"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_file_is_named_and_nothing_is_loaded(fault: str, tmp_path: Path) -> None:
    changed, message = FAULTS[fault]

    with pytest.raises(CommandError) as refusal:
        load(write_small(tmp_path, **changed))

    said = str(refusal.value)
    assert said.startswith("Nothing was loaded. ")
    assert Path(*changed).name in said
    assert message in said
    assert not Edition.objects.exists()
    assert not Topic.objects.exists()


@pytest.mark.django_db
def test_a_small_folder_of_ones_own_loads(tmp_path: Path) -> None:
    assert load(write_small(tmp_path)) == "added and published: 5\n"


@pytest.mark.django_db
def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no-such-folder"):
        load(tmp_path / "no-such-folder")


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.md"
    path.write_bytes("---\ntitle: Café\n---\n\nWords.\n".encode("latin-1"))
    with pytest.raises(ContentError, match=re.escape("latin.md: the front matter cannot be read")):
        ContentFile.read(path)
