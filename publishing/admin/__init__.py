"""The ledger and what is published in the admin, by subject."""

from publishing.admin.ledger import EditionAdmin
from publishing.admin.mentioned import KeptWhileMentioned
from publishing.admin.publishable import PublishableAdmin, StatusFilter

__all__ = ["EditionAdmin", "KeptWhileMentioned", "PublishableAdmin", "StatusFilter"]
