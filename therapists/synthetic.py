"""Invented therapists: the account that answers for samples, and practices in any number for trying the site at scale.

Every synthetic therapist follows from a seed and a number alone, so that making them can be interrupted and gone on
with. They are written in bulk, which sends no signals; what signals and `save` would do is done here.
"""

from django.contrib.auth.models import User

SAMPLE_ACCOUNT = "sample-data"
#: Where a sample's credential was looked up, as visitors read it.
SOURCE_WORDS = "Sample data, checked with nobody"


def sample_account() -> User:
    """The account that stands as the approver of samples.

    Nobody is listed without an approver, and no member of staff should answer for invented people. Nobody can sign in
    with it: it is not active and has no password.
    """
    made = {"is_active": False, "first_name": "Sample", "last_name": "data"}
    account, is_new = User.objects.get_or_create(username=SAMPLE_ACCOUNT, defaults=made)
    if is_new:
        account.set_unusable_password()
        account.save()
    return account
