"""A site on which the disclaimer is looked for."""

from datetime import timedelta

from django.contrib.auth.models import Group, User
from django.http.response import HttpResponseBase
from django.test import TestCase

from articles.models import MenuItem
from disclaimers import words
from disclaimers.models import Subject
from places import finding
from publishing import clock, ledger
from tests import factories
from tests.disclaimers.proof import lacks
from tests.therapists import factories as directory


class TheSite(TestCase):
    """A site with one of everything, and of pages one in each state."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.disclaimer, _ = factories.make_live_disclaimer(
            notice="Not medical advice; call 911.", body="<p>The whole text, word for word.</p>"
        )
        cls.subject = Subject.objects.create(slug="pregnancy", name="Pregnancy")
        series = factories.make_series(slug="basics")
        topic = factories.make_topic(slug="safety")
        cls.author = factories.make_contributor(slug="ann", biography="<p>She writes.</p>")
        ledger.publish(cls.author, by=None)
        cls.study = factories.make_live_study(key="a-study")
        factories.make_claim()
        directory.make_place("Austin")
        finding.forget()
        cls.addClassCleanup(finding.forget)
        directory.make_therapist(slug="ana-ruiz")
        directory.make_therapist(slug="lapsed", licence={"status": "expired"})
        directory.make_therapist(slug="gone", status="withdrawn", status_reason="Moved.")
        cls.technique = factories.publish(factories.make_technique(slug="shiatsu", authors=[cls.author]))
        cls.condition = factories.publish(factories.make_condition(slug="sciatica", authors=[cls.author]))
        profile = factories.make_profile(
            slug="shiatsu-for-sciatica", technique=cls.technique, condition=cls.condition, authors=[cls.author],
            findings=[{"study": cls.study}],
        )  # fmt: skip
        factories.publish(profile)
        cls.picture = factories.make_picture()
        cls.article, cls.edition = factories.make_live_article(
            slug="live", topic=topic, tags=["sore"], series=series, series_position=1, hero=cls.picture,
            authors=[cls.author], text="<h2>Findings</h2><p>It helped.[@a-study]</p>",
        )  # fmt: skip
        page, _ = factories.make_live_page(slug="about")
        MenuItem.objects.create(place="main", label="About", page=page.reference)
        factories.make_moved_page(old="moved", new="arrived")
        withdrawn, _ = factories.make_live_page(slug="withdrawn")
        ledger.withdraw(withdrawn, by=None, reason="It was wrong.")
        scheduled = factories.make_site_page(slug="scheduled")
        ledger.publish(scheduled, by=None, live_from=clock.present() + timedelta(days=1))
        Group.objects.create(name="Writers")
        cls.superuser = User.objects.create_superuser("root", password="correct horse")
        cls.writer = factories.make_writer()

    def setUp(self) -> None:
        self.words = words.in_force()
        assert self.words.notice == "Not medical advice; call 911."

    def assert_carries(self, response: HttpResponseBase) -> None:
        missing = lacks(response, self.words)
        assert not missing, f"{response.status_code} {response.headers.get('Content-Type')} lacks {missing}"
