import pytest

from editorial.models import Contributor
from tests import factories


@pytest.fixture
def author(db: None) -> Contributor:
    """Somebody with a page of their own, whom pages name unless they say otherwise."""
    return factories.publish(factories.make_contributor())
