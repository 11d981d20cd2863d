"""The starter content is complete, sound, and loaded without ever overwriting what staff changed."""

import shutil
import tempfile
from io import StringIO
from itertools import product
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from articles.models import Article, MenuItem, Series, SitePage, Topic
from backpain import content_files
from disclaimers.models import Disclaimer
from editorial.models import Contributor
from evidence import citations
from evidence.models import Claim, EvidenceSearch, Study
from pictures.models import Picture
from publishing import composition, ledger
from publishing.models import Draft, Edition, Mention
from techniques.models import Condition, EvidenceProfile, Finding, Technique
from tests import factories
from tests.backpain.content import load


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
    def test_everything_is_live(self) -> None:
        counts = {
            Article: 10, SitePage: 7, Contributor: 1, Disclaimer: 1, Technique: 5, Condition: 4, EvidenceProfile: 24,
            Study: 53,
        }  # fmt: skip
        live = Edition.objects.live()
        assert set(counts) == {kind.model for kind in content_files.KINDS}
        assert {kind: kind._default_manager.count() for kind in counts} == counts
        assert {kind: live.of(kind).count() for kind in counts} == counts
        assert {edition.number for edition in live} == {1}

    def test_every_cell_of_the_matrix_was_looked_into(self) -> None:
        cells = set(EvidenceProfile.objects.values_list("technique__key", "condition__key"))
        techniques = [None, *Technique.objects.values_list("key", flat=True)]
        assert cells == set(product(techniques, Condition.objects.values_list("key", flat=True)))
        matrix = BeautifulSoup(self.client.get("/evidence/").content, "html.parser")
        assert len(matrix.select("td[role=cell]")) == 24
        assert "Not searched yet" not in matrix.get_text()

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
        content = b"".join(response) if response.streaming else response.content
        return BeautifulSoup(content, "html.parser") if response.status_code == 200 else None

    def starting_points(self) -> list[str]:
        paths = [edition.path for edition in Edition.objects.live()]
        lists = [
            "/",
            "/articles/",
            "/contributors/",
            "/techniques/",
            "/conditions/",
            "/evidence/",
            "/evidence/studies/",
        ]
        narrowed = [f"/techniques/?condition={condition.slug}" for condition in Condition.objects.all()]
        return [*lists, *narrowed, *paths, *(f"{path}history/" for path in paths)]

    def test_every_citation_names_a_study(self) -> None:
        cited = {
            key for file in settings.CONTENT_DIR.rglob("*/*.md") for key in citations.keys_in(file.read_text("utf-8"))
        }
        assert cited
        assert cited <= set(Study.objects.values_list("key", flat=True))

    def test_every_study_says_what_it_is_and_what_it_found(self) -> None:
        assert not Study.objects.filter(study_type="").exists()
        assert not Study.objects.filter(finding="").exists()
        assert Study.objects.exclude(doi="", pmid="").count() >= 35

    def test_no_study_is_in_doubt(self) -> None:
        assert not Study.objects.in_doubt().exists()

    def test_every_article_technique_and_condition_cites_a_study(self) -> None:
        live = Edition.objects.live().of_kinds(Article, Technique, Condition)
        assert {edition.reference for edition in live if not edition.facts["references"]} == set()

    def test_every_profile_rests_on_a_study_or_says_that_there_is_none_and_where_it_looked(self) -> None:
        for profile in Edition.objects.live().of(EvidenceProfile):
            direct = [finding for finding in profile.facts["findings"] if not finding["is_indirect"]]
            assert bool(direct) is not profile.summary.startswith("No studies found"), profile.reference
            assert profile.facts["searches"], profile.reference
            assert "Where we looked" in self.client.get(profile.path).text

    def test_certainty_is_given_only_where_a_source_states_it(self) -> None:
        stated = Finding.objects.exclude(certainty="not-graded").exclude(study__certainty_words__icontains="GRADE")
        assert {f"{finding.parent}: {finding}" for finding in stated} == set()

    def test_every_picture_of_an_article_is_described(self) -> None:
        assert Picture.objects.count() == len(list((settings.CONTENT_DIR / "drawings").iterdir()))
        assert not Picture.objects.filter(alt="", is_decorative=False).exists()

    def test_no_page_has_a_problem_that_an_editor_would_be_told_of(self) -> None:
        assert Claim.objects.filter(is_active=True).count() == 16
        contents = [content for kind in content_files.KINDS for content in kind.model._default_manager.all()]
        told = {content.reference: composition.problems_of(content.compose()) for content in contents}
        assert {reference: problems for reference, problems in told.items() if problems} == {}

    def test_the_claims_that_come_with_it_are_looked_for(self) -> None:
        page = SitePage.objects.get(key="about")
        page.body = "<p>A massage flushes toxins out of your muscles.</p>"
        page.save()
        with pytest.raises(ledger.NotReady, match="flushes toxins"):
            ledger.publish(page, by=None, note="Better than ever.")

    def test_readers_are_told_that_no_clinician_has_reviewed_it_yet(self) -> None:
        for edition in Edition.objects.live().filter(is_medical=True):
            page = self.client.get(edition.path).text
            assert "Not yet clinically reviewed: this starter text is waiting for your clinician’s sign-off." in page
            assert "No clinician has reviewed this page yet." in page

    def test_every_medical_page_waits_in_the_review_queue(self) -> None:
        waiting = Edition.objects.awaiting_review().values_list("reference", flat=True)
        medical = (Article, Technique, Condition, EvidenceProfile)
        assert set(waiting) == {content.reference for kind in medical for content in kind._default_manager.all()}

    def test_words_about_a_subject_join_the_notice_only_on_its_pages(self) -> None:
        words = "Pregnancy changes what is safe for you."
        pages = {e.reference: self.client.get(e.path).text.partition("<main")[0] for e in Edition.objects.live()}
        assert [reference for reference, head in pages.items() if words in head] == ["article/massage-in-pregnancy"]

    # Loading it again

    def rows(self) -> tuple[int, ...]:
        models = (
            Edition, Draft, Mention, Article, SitePage, Study, Picture, Topic, Series, MenuItem, Technique, Condition,
            EvidenceProfile, Finding, EvidenceSearch, Claim,
        )  # fmt: skip
        return tuple(model._default_manager.count() for model in models)

    def test_it_changes_nothing(self) -> None:
        before = self.rows()
        assert load() == "unchanged: 105\n"
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

        assert file_names(folder) == file_names(settings.CONTENT_DIR) - {"directory.yaml"}
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
