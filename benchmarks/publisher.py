"""Publishes the measured article once for every line that it reads, each edition with its number in the title.

Prints the number and the moment, on the monotonic clock, at which the transaction had been committed.
"""

import sys
from itertools import count
from time import monotonic

import django
from django.db import transaction

from benchmarks.servers import ARTICLE


def publish_on_demand() -> None:
    from articles.models import Article
    from publishing import ledger

    article = Article.objects.get(slug=ARTICLE.strip("/").rpartition("/")[2])
    for number, _ in zip(count(article.editions.count() + 1), sys.stdin, strict=False):
        article.title = f"Benchmark edition {number}"
        with transaction.atomic():
            article.save()
            ledger.publish(article, by=None)
        print(number, monotonic(), flush=True)


if __name__ == "__main__":
    django.setup()
    publish_on_demand()
