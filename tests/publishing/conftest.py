import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

from articles.models import SitePage
from tests.factories import make_editor, make_site_page
from tests.publishing.staff import change_body


@pytest.fixture
def written(db: None, settings: Settings) -> tuple[SitePage, User]:
    """A page that needs a second person, and the person who wrote it."""
    settings.PUBLISHING_REQUIRES_APPROVAL = True
    page, author = make_site_page(), make_editor()
    change_body(page, "<p>Mine.</p>", by=author)
    return page, author
