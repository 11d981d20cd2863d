"""The starter content is complete, sound, and loaded without ever overwriting what staff changed."""

import re
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

from articles.content_format import ContentError
from articles.models import Article, MenuItem, Series, SitePage, Topic
from backpain import content_files
from backpain.content_files import ContentFile
from disclaimers.models import Disclaimer
from editorial.models import Contributor
from evidence import citations
from evidence.models import Claim, EvidenceSearch, Study
from pictures.models import Picture
from publishing import composition, ledger
from publishing.models import Draft, Edition, Mention
from techniques.models import Condition, EvidenceProfile, Finding, Technique
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
        content = b"".join(response) if response.streaming else response.content  # type: ignore[call-overload]
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


#: A whole content folder in small.
SMALL = {
    "filing.yaml": "topics:\n- {key: safety, title: Safety, summary: Safe.}\nseries: []\n",
    "menus.yaml": "main: []\n",
    "pictures.yaml": "[]\n",
    "studies.csv": (
        "key,title,authors,journal,year,volume,pages,doi,pmid,study_type,design,population,countries,funding,conflicts,"
        "finding,certainty,certainty_words,confidence,opened_by,opened_on,notice,notice_words,superseded_by\n"
        "doe-2020,Backs,Doe J,Backs,2020,3(2),1-9,10.1000/x,,trial,,,,,,Little.,not-graded,,high,,,,,\n"
    ),
    "searches.csv": "key,searched_on,place,question,limits\nfirst,2026-11-01,PubMed,massage,\n",
    "jurisdictions.csv": (
        "code,regulation,letters,agency,lookup_url,explanation,check_every_days,source,source_on,confidence,notes\n"
        "TX,license,LMT,The board,,,90,The law,2026-08-31,high,\n"
    ),
    "claims.csv": (
        "name,severity,phrases,why,say_instead\nToxins,error,flush* ... toxin*,Nobody measured any.,\n"
        "Effective,warning,effective ... pain,The evidence is weak.,It may help a little.\n"
    ),
    "techniques/shiatsu.md": (
        "---\nname: Shiatsu\nslug: shiatsu\nstandfirst: Pressing.\npressure_least: 2\npressure_most: 4\n"
        "minutes_least: 45\nminutes_most: 90\nclothing: Loose.\nequipment: A mat.\nauthors:\n- team\n"
        "contraindications:\n- kind: absolute\n  what: A clot\n  reason: It can move.\n  source: Custom.\n---\n\n"
        "## What it is\n\nPressing.[@doe-2020]\n\n## What it feels like\n\nFirm.\n\n"
        "## What a session is like\n\nCalm.\n\n## Who it may suit\n\nSome.\n\n## What studies found\n\nLittle.\n"
    ),
    "conditions/sciatica.md": (
        "---\nname: Sciatica\nslug: sciatica\nstandfirst: Pain down a leg.\nauthors:\n- team\ncare_cards:\n"
        "- level: emergency\n  heading: 'Call 911 now if:'\n  body: You cannot feel your legs.\n---\n\n"
        "## What it is\n\nA nerve.\n\n## How it feels\n\nSharp.\n\n## Usual course\n\nWeeks.\n\n"
        "## What helps most\n\nMoving.\n\n## Where massage fits\n\nLater.\n\n## What to avoid\n\nBed.\n\n"
        "## What studies found\n\nLittle.[@doe-2020]\n"
    ),
    "evidence/both.md": (
        "---\ntitle: Shiatsu for sciatica\nslug: both\ntechnique: shiatsu\ncondition: sciatica\n"
        "conclusion: It may help a little.\nauthors:\n- team\nsearches:\n- first\nfindings:\n- study: doe-2020\n"
        "  outcome: pain\n  direction: better\n  size: A little.\n  certainty: not-graded\n---\n\nNobody knows.\n"
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
        "studies.csv: row 2, column doi: A DOI looks like",
    ),
    "a study of a type that is none": (
        replaced("studies.csv", ",trial,", ",Trial,"),
        "row 2, column study_type: Value",
    ),
    "a study that found nothing": (replaced("studies.csv", "Little.", ""), "what the study found"),
    "a study that supersedes what is not there": (
        replaced("studies.csv", "high,,,,,", "high,,,superseded,Newer.,x"),
        "Study matching query does not exist",
    ),
    "a row of studies with a cell too few": (
        replaced("studies.csv", "high,,,,,", "high,,,,"),
        "studies.csv, row 2 has not as many cells",
    ),
    "a table of studies with other columns": (
        replaced("studies.csv", "volume,", "volume_pages,"),
        "studies.csv: the columns have to be key, title",
    ),
    "a table of searches with other columns": (replaced("searches.csv", "place,", "where,"), "the columns have to be"),
    "a search on a day that is none": (
        replaced("searches.csv", "2026-11-01", "1 November"),
        "searches.csv, row 2, column searched_on: “1 November”",
    ),
    "a claim with a phrase that cannot be read": (
        replaced("claims.csv", "flush* ... toxin*", "flush* ..."),
        "claims.csv, row 2, column phrases: ",
    ),
    "a claim of a severity that is none": (
        replaced("claims.csv", ",warning,", ",grave,"),
        "claims.csv, row 3, column severity: Value 'grave'",
    ),
    "a table of states with other columns": (
        replaced("jurisdictions.csv", "agency", "board"),
        "the columns have to be code, regulation",
    ),
    "a state that is none": (replaced("jurisdictions.csv", "TX", "XT"), "row 2, column code: “XT” is no state."),
    "a kind of regulation that is none": (
        replaced("jurisdictions.csv", "license", "permit"),
        "jurisdictions.csv, row 2, column regulation: Value 'permit'",
    ),
    "samples that are not YAML": ({"directory.yaml": "- name: ["}, "directory.yaml: the file cannot be read"),
    "a text that makes a claim": (extended("It flushes all toxins."), "“flushes all toxins”"),
    "a text that makes a claim which needs a reason": (extended("It is effective for pain."), "Say why this is right"),
    "a technique that lacks a value": (replaced("techniques/shiatsu.md", "clothing: Loose.\n", ""), "'clothing'"),
    "a technique with a pressure beyond the scale": (
        replaced("techniques/shiatsu.md", "pressure_most: 4", "pressure_most: 9"),
        "pressure_most: Value 9 is not a valid choice",
    ),
    "a technique that suits everybody": (
        replaced("techniques/shiatsu.md", "contraindications:", "also_known_as:\n- Finger pressure\nignored:"),
        "There is no contraindication",
    ),
    "a contraindication without a source": (
        replaced("techniques/shiatsu.md", "  source: Custom.\n", ""),
        "Name a study or another source.",
    ),
    "a technique without one of its sections": (
        replaced("techniques/shiatsu.md", "## Who it may suit\n\nSome.\n\n", ""),
        "the sections have to be “What it is”, “What it feels like”",
    ),
    "a technique with an empty section": (
        replaced("techniques/shiatsu.md", "Some.\n\n", ""),
        "suits: This field cannot be blank.",
    ),
    "a condition without an emergency card": (
        replaced("conditions/sciatica.md", "level: emergency", "level: advice"),
        "There is no emergency card",
    ),
    "a profile of a condition that is not there": (
        replaced("evidence/both.md", "condition: sciatica", "condition: x"),
        "Condition matching query does not exist",
    ),
    "a profile with a search that is not there": (
        replaced("evidence/both.md", "- first", "- second"),
        "EvidenceSearch matching query does not exist",
    ),
    "a finding of a study that is not there": (
        replaced("evidence/both.md", "study: doe-2020", "study: roe-2020"),
        "Study matching query does not exist",
    ),
    "a finding in a direction that is none": (
        replaced("evidence/both.md", "direction: better", "direction: wonderful"),
        "direction: Value 'wonderful' is not a valid choice",
    ),
    "a profile that hides its finding": (
        replaced("evidence/both.md", "It may help a little.", "No studies found."),
        "there is a direct finding",
    ),
    "two profiles of one cell": (
        {"evidence/twice.md": SMALL["evidence/both.md"].replace("slug: both", "slug: twice")},
        "There is already a profile of this technique for this condition.",
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
    assert load(write_small(tmp_path)) == "added and published: 9\nrules of states added: 1\n"
    assert load(tmp_path) == "unchanged: 9\n"


@pytest.mark.django_db
def test_a_folder_without_techniques_conditions_and_profiles_loads(tmp_path: Path) -> None:
    write_small(tmp_path)
    for name in ("techniques", "conditions", "evidence"):
        shutil.rmtree(tmp_path / name)
    assert load(tmp_path) == "added and published: 6\nrules of states added: 1\n"


@pytest.mark.django_db
def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no-such-folder"):
        load(tmp_path / "no-such-folder")


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.md"
    path.write_bytes("---\ntitle: Café\n---\n\nWords.\n".encode("latin-1"))
    with pytest.raises(ContentError, match=re.escape("latin.md: the front matter cannot be read")):
        ContentFile.read(path)
