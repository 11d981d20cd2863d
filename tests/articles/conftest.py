import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture
def root(db: None) -> Client:
    """Signed in as somebody who may do everything, accounts included."""
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client
