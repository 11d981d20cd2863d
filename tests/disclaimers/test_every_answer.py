"""The proof, continued: with whatever answer, in every status and format, it carries the disclaimer in force."""

from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, SimpleTestCase, override_settings
from django.urls import path

from backpain import urls
from evidence.admin import StudyAdmin
from tests import factories
from tests.disclaimers.proof import LINK, body_of, follow
from tests.disclaimers.site import TheSite


def a_view_that_fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("A fault of the program.")


# The site's addresses and one that fails, for the tests that ask for a page with a fault in it.
urlpatterns = [path("fails/", a_view_that_fails), *urls.urlpatterns]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


class EveryKindOfAnswer(TheSite):
    """Each status and format that the site can answer with, one by one."""

    def test_a_page(self) -> None:
        response = self.client.get("/articles/live/")
        assert response.status_code == 200
        self.assert_carries(response)

    def test_an_address_without_its_slash_redirects_to_a_page_that_carries_it(self) -> None:
        (_, redirect), (_, page) = follow(self.client, "/articles/live")
        assert (redirect.status_code, page.status_code) == (301, 200)
        self.assert_carries(redirect)
        self.assert_carries(page)

    def test_a_moved_page_redirects_to_a_page_that_carries_it(self) -> None:
        (_, redirect), (address, page) = follow(self.client, "/moved/")
        assert (redirect.status_code, page.status_code, address) == (301, 200, "/arrived/")
        self.assert_carries(redirect)
        self.assert_carries(page)

    def test_a_page_for_staff_redirects_to_a_login_that_carries_it(self) -> None:
        (_, redirect), (_, page) = follow(self.client, "/admin/")
        assert (redirect.status_code, page.status_code) == (302, 200)
        self.assert_carries(redirect)
        self.assert_carries(page)

    def test_a_malformed_address(self) -> None:
        response = self.client.get("/articles/?page=1%00")
        assert response.status_code == 400
        self.assert_carries(response)

    def test_a_host_that_is_not_ours(self) -> None:
        response = self.client.get("/articles", headers={"host": "evil.example"})
        assert response.status_code == 400
        self.assert_carries(response)

    def test_a_refusal_for_want_of_permission(self) -> None:
        self.client.force_login(self.writer)
        response = self.client.get(f"/admin/articles/article/{self.article.pk}/publish/")
        assert response.status_code == 403
        self.assert_carries(response)

    def test_a_refusal_for_want_of_a_csrf_token(self) -> None:
        response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "root"})
        assert response.status_code == 403
        self.assert_carries(response)

    def test_a_page_that_never_was(self) -> None:
        response = self.client.get("/no-such-page/")
        assert response.status_code == 404
        self.assert_carries(response)

    def test_a_method_that_a_page_does_not_know(self) -> None:
        response = self.client.post("/articles/")
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"
        self.assert_carries(response)

    def test_a_withdrawn_page(self) -> None:
        response = self.client.get("/withdrawn/")
        assert response.status_code == 410
        self.assert_carries(response)

    def test_an_upload_that_is_too_large(self) -> None:
        with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100):
            response = self.client.post("/admin/login/", {"username": "x" * 1000})
        assert response.status_code in {400, 413}
        self.assert_carries(response)

    def test_an_address_that_is_too_long(self) -> None:
        response = self.client.get("/" + "a" * 10_000)
        assert response.status_code == 414
        self.assert_carries(response)

    @override_settings(ROOT_URLCONF=__name__)
    def test_a_fault_of_the_program(self) -> None:
        response = Client(raise_request_exception=False).get("/fails/")
        assert response.status_code == 500
        self.assert_carries(response)

    def test_an_empty_list(self) -> None:
        factories.make_topic(slug="empty")
        response = self.client.get("/topics/empty/")
        assert "No article here yet" in body_of(response)
        self.assert_carries(response)

    def test_a_list_and_a_comparison_that_were_narrowed_down(self) -> None:
        for address, said in [
            ("/techniques/?condition=sciatica", "Before any massage:"),
            ("/techniques/compare/?technique=shiatsu", "One technique; choose another"),
            ("/techniques/compare/?technique=nothing", "There is no technique “nothing”."),
            ("/evidence/studies/?type=trial", "1 study"),
            ("/evidence/studies/?type=survey", "No study of this type is listed."),
        ]:
            with self.subTest(address):
                response = self.client.get(address)
                assert said in body_of(response)
                self.assert_carries(response)

    def test_every_outcome_of_a_search_for_therapists(self) -> None:
        for address, said in [
            ("/therapists/?near=Austin", "1 listing within 25 miles of Austin"),
            ("/therapists/?near=Austin&language=fr", "No listing found"),
            ("/therapists/?near=Atlantis", "We do not know"),
            ("/therapists/compare/?therapist=ana-ruiz&therapist=lapsed", "not shown today"),
        ]:
            with self.subTest(address):
                response = self.client.get(address)
                assert said in unescape(body_of(response))
                assert "A listing is not a recommendation" in body_of(response)
                self.assert_carries(response)

    def test_json_of_the_directory(self) -> None:
        for address in ("/api/therapists/?near=Austin", "/therapists/places.json?q=aus"):
            with self.subTest(address):
                response = self.client.get(address)
                assert response.json()["disclaimer"] == self.words.notice
                self.assert_carries(response)

    def test_a_machine_that_asks_too_often(self) -> None:
        with override_settings(API_REQUESTS_A_MINUTE=0):
            response = self.client.get("/api/therapists/")
        assert response.status_code == 429
        assert response.json()["disclaimer"] == self.words.notice
        self.assert_carries(response)

    def test_a_page_one_of_whose_sources_is_in_doubt(self) -> None:
        self.study.notice, self.study.notice_words = "retracted", "Its data were made up."
        self.study.save()
        response = self.client.get("/evidence/shiatsu-for-sciatica/")
        assert "A source of this page is in doubt" in body_of(response)
        self.assert_carries(response)

    def test_a_login_that_failed(self) -> None:
        response = self.client.post("/admin/login/", {"username": "root", "password": "wrong"})
        assert "Please enter the correct" in body_of(response)
        self.assert_carries(response)

    def test_a_publish_form_that_was_refused(self) -> None:
        self.client.force_login(self.superuser)
        response = self.client.post(f"/admin/articles/article/{self.article.pk}/publish/", {"when": "later"})
        assert "Say at what date and time" in body_of(response)
        self.assert_carries(response)

    def test_an_editing_form_that_was_refused(self) -> None:
        self.client.force_login(self.superuser)
        response = self.client.post("/admin/articles/topic/add/", {"title": "", "slug": "", "position": "x"})
        assert "Please correct the errors below" in body_of(response)
        self.assert_carries(response)

    def test_the_page_before_many_pages_are_published(self) -> None:
        self.client.force_login(self.superuser)
        sent = {"action": "publish_selected", "_selected_action": [str(self.technique.pk)]}
        response = self.client.post("/admin/techniques/technique/", sent)
        assert "Publish them" in body_of(response)
        self.assert_carries(response)

    def import_studies(self, text: str) -> HttpResponse:
        self.client.force_login(self.superuser)
        file = SimpleUploadedFile("studies.csv", text.encode(), content_type="text/csv")
        formats = [kind.title for kind in StudyAdmin.formats]
        return self.client.post(
            "/admin/evidence/study/import/", {"format": str(formats.index("CSV")), "import_file": file}
        )

    def test_an_import_that_says_what_would_change(self) -> None:
        response = self.import_studies("key,title,authors,journal,year\nroe-2021,Hands,Roe R,Backs,2021\n")
        assert "What would change" in body_of(response)
        self.assert_carries(response)

    def test_an_import_that_was_refused(self) -> None:
        for text, said in [
            ("no,such,columns\n1,2,3\n", "Unknown column"),
            ("key,title,authors,journal,year\nroe-2021,Hands,Roe R,Backs,1066\n", "Nothing was imported"),
        ]:
            with self.subTest(said):
                response = self.import_studies(text)
                assert said in body_of(response)
                self.assert_carries(response)

    def test_an_export_of_studies_leads_to_it(self) -> None:
        self.client.force_login(self.superuser)
        for number, kind in enumerate(StudyAdmin.formats):
            with self.subTest(kind.title):
                response = self.client.post("/admin/evidence/study/export/", {"format": str(number)})
                assert response["Content-Disposition"].startswith("attachment")
                assert "a-study" in body_of(response)
                assert response["Link"] == LINK

    def test_a_window_that_closes_itself(self) -> None:
        self.client.force_login(self.superuser)
        fields = {"title": "New", "slug": "new", "position": "1", "summary": "", "_popup": "1"}
        response = self.client.post("/admin/articles/topic/add/?_popup=1", fields)
        assert "popup_response.js" in body_of(response)
        self.assert_carries(response)

    def test_a_page_in_the_time_machine(self) -> None:
        self.client.force_login(self.superuser)
        self.client.post("/admin/time-machine/", {"moment_0": "2100-01-01", "moment_1": "12:00"})
        response = self.client.get("/articles/live/")
        assert "You see the site as of Jan. 1, 2100" in body_of(response)
        self.assert_carries(response)

    def test_a_preview(self) -> None:
        self.client.force_login(self.superuser)
        preview = self.client.get(f"/admin/articles/article/{self.article.pk}/preview/")
        assert "Readers do not see this page" in body_of(preview)
        self.assert_carries(preview)

    def test_a_feed(self) -> None:
        response = self.client.get("/articles/feed/")
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        self.assert_carries(response)

    def test_json(self) -> None:
        response = self.client.get("/healthz")
        assert response.json()["disclaimer"] == self.words.notice
        self.assert_carries(response)

    def test_robots_txt(self) -> None:
        response = self.client.get("/robots.txt")
        assert response["Content-Type"] == "text/plain; charset=utf-8"
        self.assert_carries(response)

    def test_a_table_for_spreadsheets(self) -> None:
        response = self.client.get("/evidence/matrix.csv")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert len(body_of(response).splitlines()) == 3
        self.assert_carries(response)

    def test_the_sitemap(self) -> None:
        response = self.client.get("/sitemap.xml")
        assert response["Content-Type"] == "application/xml"
        self.assert_carries(response)

    def test_a_picture(self) -> None:
        response = self.client.get("/" + "media/" + self.picture.renditions[0]["name"])
        assert response["Content-Type"] == "image/avif"
        self.assert_carries(response)

    def test_the_answer_to_head_and_options(self) -> None:
        for method in ("HEAD", "OPTIONS"):
            with self.subTest(method):
                self.assert_carries(self.client.generic(method, "/articles/live/"))


class AStaticFile(SimpleTestCase):
    def test_a_static_file(self) -> None:
        with TemporaryDirectory() as folder, override_settings(STATIC_ROOT=folder):
            (Path(folder) / "site.css").write_text("p { color: teal }")
            response = Client().get("/static/site.css")
            assert "teal" in body_of(response)
        assert response["Link"] == LINK
