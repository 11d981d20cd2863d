"""What several files of tests about the site as a whole need."""

import pytest

from tests import factories
from tests.door import Door


@pytest.fixture
def door(db: None) -> Door:
    """The site behind its page cache, with one article."""
    factories.make_live_disclaimer()
    factories.make_live_article(slug="live", title="The first title")
    return Door()
