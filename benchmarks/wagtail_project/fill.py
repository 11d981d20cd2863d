"""Reads an article as JSON and publishes it below the home page, at /article/."""

import json
import sys

import django


def publish(title: str, standfirst: str, body: list[dict]) -> None:
    from home.models import ArticlePage, HomePage
    from wagtail.models import Site

    Site.objects.update(hostname="127.0.0.1")
    article = ArticlePage(title=title, slug="article", standfirst=standfirst, body=json.dumps(body))
    HomePage.objects.get().add_child(instance=article).save_revision().publish()


if __name__ == "__main__":
    django.setup()
    publish(**json.load(sys.stdin))
