"""Makers of test data: each makes something whole and valid, and takes what a test cares about as arguments."""

from io import BytesIO
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission, User
from PIL import Image

from articles.models import Article, RichText, Series, SitePage, Topic
from disclaimers.models import Addition, Disclaimer, Subject
from editorial.models import Contributor
from evidence.models import Claim, EvidenceSearch, Study
from pictures import processing
from pictures.models import Picture
from publishing import ledger
from publishing.models import Edition
from techniques.models import (
    Condition,
    ConditionCareCard,
    EvidenceProfile,
    Finding,
    Technique,
    TechniqueContraindication,
)

_numbers = count(1)


def make_user(name: str, permissions: Any) -> User:
    user = User.objects.create_user(f"{name}-{next(_numbers)}", is_staff=True)
    user.user_permissions.set(permissions)
    return user


def make_editor() -> User:
    return make_user("editor", Permission.objects.all())


def make_writer() -> User:
    return make_user("writer", Permission.objects.exclude(codename__startswith="publish_"))


def make_topic(**values: Any) -> Topic:
    number = next(_numbers)
    return Topic.objects.create(**{"slug": f"topic-{number}", "title": f"Topic {number}"} | values)


def make_contributor(**values: Any) -> Contributor:
    number = next(_numbers)
    defaults = {"name": f"Person {number}", "slug": f"person-{number}", "interests": "None.", "credentials": "MD"}
    person = Contributor(**defaults | values)
    person.save()
    ledger.keep_draft(person, by=None)
    return person


def make_article(*, text: str = "<p>Some words about backs.</p>", authors: Any = None, **values: Any) -> Article:
    """A complete article, saved as an editor would, not published."""
    number = next(_numbers)
    defaults = {
        "title": f"Article {number}",
        "slug": f"article-{number}",
        "standfirst": "What this article says.",
        "key_points": "One point.\nAnother point.",
    }
    topic = values.pop("topic", None) or Topic.objects.first() or make_topic()
    tags = values.pop("tags", [])
    article = Article(topic=topic, **defaults | values)
    article.save()
    article.authors.set(authors or [Contributor.objects.first() or make_contributor()])
    article.tags.set(tags)
    RichText.objects.create(parent=article, region="main", ordering=10, body=text)
    ledger.keep_draft(article, by=None)
    return article


def make_live_article(*, by: Any = None, **values: Any) -> tuple[Article, Edition]:
    article = make_article(**values)
    return article, ledger.publish(article, by=by)


def change_text(article: Article, text: str, *, by: Any = None) -> None:
    """Edit the first block of an article and save it, as an editor would."""
    RichText.objects.filter(parent=article).update(body=text)
    ledger.keep_draft(article, by=by)


def make_site_page(**values: Any) -> SitePage:
    number = next(_numbers)
    defaults = {"title": f"Page {number}", "slug": f"page-{number}", "standfirst": "A page.", "body": "<p>Words.</p>"}
    page = SitePage(**defaults | values)
    page.save()
    ledger.keep_draft(page, by=None)
    return page


def make_disclaimer(**values: Any) -> Disclaimer:
    defaults = {"title": "Disclaimer", "notice": "Not medical advice.", "body": "<p>The whole text.</p>"}
    disclaimer = Disclaimer(**defaults | values)
    disclaimer.save()
    ledger.keep_draft(disclaimer, by=None)
    return disclaimer


def make_study(**values: Any) -> Study:
    number = next(_numbers)
    defaults = {
        "key": f"study-{number}",
        "title": f"Study {number}",
        "authors": "Doe J, Roe R",
        "journal": "Journal of Backs",
        "year": 2020,
        "study_type": "trial",
        "finding": "It found little.",
        "confidence": "high",
    }
    study = Study.objects.create(**defaults | values)
    ledger.keep_draft(study, by=None)
    return study


def make_live_study(**values: Any) -> Study:
    study = make_study(**values)
    ledger.publish(study, by=None)
    return study


def make_claim(**values: Any) -> Claim:
    number = next(_numbers)
    defaults = {"name": f"Claim {number}", "phrases": "flush* ... toxin*", "why": "Not supported.", "say_instead": ""}
    return Claim.objects.create(**defaults | values)


def make_search(**values: Any) -> EvidenceSearch:
    defaults = {
        "key": f"search-{next(_numbers)}",
        "searched_on": "2026-11-01",
        "place": "PubMed",
        "question": "massage",
    }
    search = EvidenceSearch(**defaults | values)
    search.full_clean()
    search.save()
    return search


def make_technique(*, contraindications: int = 1, authors: Any = None, **values: Any) -> Technique:
    """A complete technique, saved as an editor would, not published."""
    number = next(_numbers)
    sections = {name: f"<p>Words on {name} of technique {number}.</p>" for name in Technique.sections}
    defaults = {
        "name": f"Technique {number}", "slug": f"technique-{number}", "standfirst": "A way of giving a massage.",
        "pressure_least": 1, "pressure_most": 3, "minutes_least": 30, "minutes_most": 60,
        "clothing": "Covered by a sheet.", "equipment": "A table.",
    }  # fmt: skip
    technique = Technique.objects.create(**sections | defaults | values)
    technique.authors.set(authors or [Contributor.objects.first() or make_contributor()])
    for place in range(contraindications):
        TechniqueContraindication.objects.create(
            parent=technique, kind="absolute", what=f"A clot {place}", reason="It can move.", source="Custom.",
            ordering=place,
        )  # fmt: skip
    ledger.keep_draft(technique, by=None)
    return technique


def make_condition(*, care_cards: int = 1, authors: Any = None, **values: Any) -> Condition:
    """A complete condition, saved as an editor would, not published."""
    number = next(_numbers)
    sections = {name: f"<p>Words on {name} of condition {number}.</p>" for name in Condition.sections}
    defaults = {"name": f"Condition {number}", "slug": f"condition-{number}", "standfirst": "A kind of back pain."}
    condition = Condition.objects.create(**sections | defaults | values)
    condition.authors.set(authors or [Contributor.objects.first() or make_contributor()])
    for place in range(care_cards):
        ConditionCareCard.objects.create(
            parent=condition, level="emergency", heading="Call 911 now if:", body="<p>You cannot feel your legs.</p>",
            ordering=place,
        )  # fmt: skip
    ledger.keep_draft(condition, by=None)
    return condition


def make_profile(
    *, findings: Any = (), technique: Technique | None = None, condition: Condition | None = None, authors: Any = None,
    **values: Any,
) -> EvidenceProfile:  # fmt: skip
    """A complete profile, not published. `findings` are values of its findings; without any it says so."""
    number = next(_numbers)
    defaults = {
        "title": f"Profile {number}",
        "slug": f"profile-{number}",
        "conclusion": "May help a little." if findings else "No studies found.",
        "meaning": "<p>What it means.</p>",
    }
    profile = EvidenceProfile.objects.create(
        technique=technique, condition=condition or make_condition(), **defaults | values
    )
    profile.authors.set(authors or [Contributor.objects.first() or make_contributor()])
    profile.searches.set([EvidenceSearch.objects.first() or make_search()])
    for place, finding in enumerate(findings):
        row = {"outcome": "pain", "direction": "better", "size": "A little.", "ordering": place}
        row |= {"study": finding.get("study") or make_live_study()} | finding
        Finding.objects.create(parent=profile, **row)
    ledger.keep_draft(profile, by=None)
    return profile


def publish(content: Any, **values: Any) -> Any:
    """Publish and hand back the content itself."""
    ledger.publish(content, by=None, **values)
    return content


def make_image_file(*, size: tuple[int, int] = (900, 600), image_format: str = "JPEG", **options: Any) -> BytesIO:
    """The bytes of a real picture, with a name, ready to upload."""
    file = BytesIO()
    Image.radial_gradient("L").resize(size).convert("RGB").save(file, image_format, **options)
    file.seek(0)
    file.name = f"photo.{image_format.lower()}"
    return file


def make_picture(**values: Any) -> Picture:
    stored = processing.store(Image.new("RGB", (100, 80), "teal"))
    defaults = {"key": f"picture-{next(_numbers)}", "alt": "A teal square."}
    return Picture.objects.create(**defaults | stored | values)


def make_live_disclaimer(**values: Any) -> tuple[Disclaimer, Edition]:
    """The disclaimer in force, published as the starter content is: by a command."""
    disclaimer = make_disclaimer(**values)
    return disclaimer, ledger.publish(disclaimer, by=None, without_approval=True)


def make_disclaimer_about(slug: str, text: str) -> Subject:
    """The disclaimer in force, with words that join it on pages about the subject that is returned."""
    disclaimer, subject = make_disclaimer(), Subject.objects.create(slug=slug, name=slug.capitalize())
    Addition.objects.create(parent=disclaimer, subject=subject, text=text)
    ledger.publish(disclaimer, by=None, without_approval=True)
    return subject


def make_series(**values: Any) -> Series:
    number = next(_numbers)
    return Series.objects.create(**{"slug": f"series-{number}", "title": f"Series {number}"} | values)


def make_live_page(**values: Any) -> tuple[SitePage, Edition]:
    page = make_site_page(**values)
    return page, ledger.publish(page, by=None)


def make_moved_page(*, old: str, new: str) -> SitePage:
    """A page that was live at one address and is live at another."""
    page, _ = make_live_page(slug=old)
    page.slug = new
    page.save()
    return publish(page)
