"""Pages of running text: how each kind is filled from a file, and described by one."""

from articles.content_format import (
    describe_blocks,
    make_blocks,
    read_blocks,
    to_html,
    to_markdown,
    write_blocks,
)
from articles.models import Article, Series, SitePage, Topic
from backpain.content_files.files import ContentFile
from disclaimers.models import Addition, Disclaimer, Subject
from editorial.models import Contributor
from pictures.models import Picture
from publishing import richtext
from publishing.models import Publishable


def save(content: Publishable) -> None:
    """Save after the checks of a form, so that no file brings in what an editor could not save."""
    content.full_clean()
    content.save()


def fill_contributor(contributor: Contributor, file: ContentFile) -> None:
    front = file.front
    contributor.name, contributor.slug = front["name"], front["slug"]
    contributor.credentials, contributor.interests = front.get("credentials", ""), front.get("interests", "")
    contributor.is_team = front.get("is_team", False)
    contributor.biography = richtext.clean_simple(to_html(file.body))
    save(contributor)


def describe_contributor(contributor: Contributor) -> ContentFile:
    names = ("name", "slug", "credentials", "interests")
    front = {name: getattr(contributor, name) for name in names} | {"is_team": contributor.is_team or None}
    return ContentFile(contributor.key, front, to_markdown(contributor.biography))


def fill_site_page(page: SitePage, file: ContentFile) -> None:
    page.title, page.slug = file.front["title"], file.front["slug"]
    page.standfirst = file.front.get("standfirst", "")
    page.body = richtext.clean_full(to_html(file.body))
    save(page)


def describe_site_page(page: SitePage) -> ContentFile:
    front = {"title": page.title, "slug": page.slug, "standfirst": page.standfirst}
    return ContentFile(page.key, front, to_markdown(page.body))


def fill_disclaimer(disclaimer: Disclaimer, file: ContentFile) -> None:
    disclaimer.title, disclaimer.notice = file.front["title"], file.front["notice"]
    disclaimer.body = richtext.clean_simple(to_html(file.body))
    save(disclaimer)
    disclaimer.additions.all().delete()
    for number, row in enumerate(file.front.get("additions", []), 1):
        subject, _ = Subject.objects.get_or_create(slug=row["subject"], defaults={"name": row["name"]})
        Addition.objects.create(parent=disclaimer, subject=subject, text=row["text"], ordering=number * 10)


def describe_disclaimer(disclaimer: Disclaimer) -> ContentFile:
    additions = [
        {"subject": row.subject.slug, "name": row.subject.name, "text": row.text}
        for row in disclaimer.additions.select_related("subject")
    ]
    front = {"title": disclaimer.title, "notice": disclaimer.notice, "additions": additions}
    return ContentFile(disclaimer.key, front, to_markdown(disclaimer.body))


def fill_article(article: Article, file: ContentFile) -> None:
    front = file.front
    article.title, article.slug = front["title"], front["slug"]
    article.standfirst = front.get("standfirst", "")
    article.key_points = "\n".join(front.get("key_points", []))
    article.topic = Topic.objects.get(slug=front["topic"])
    article.series = Series.objects.get(slug=front["series"]) if "series" in front else None
    article.series_position = front.get("series_position")
    article.hero = Picture.objects.get(key=front["hero"]) if "hero" in front else None
    reviewer = front.get("medical_reviewer")
    article.medical_reviewer = Contributor.objects.get(key=reviewer) if reviewer else None
    blocks = make_blocks(article, read_blocks(file.body, first_line=file.first_line))
    save(article)
    article.authors.set([Contributor.objects.get(key=key) for key in front.get("authors", [])])
    article.disclaimer_subjects.set([Subject.objects.get(slug=slug) for slug in front.get("disclaimer_subjects", [])])
    article.tags.set(front.get("tags", []))
    for part in article.working_parts:
        part._default_manager.filter(parent=article).delete()
    for block in blocks:
        block.save()


def describe_article(article: Article) -> ContentFile:
    front = {
        "title": article.title,
        "slug": article.slug,
        "standfirst": article.standfirst,
        "key_points": article.key_point_list,
        "topic": article.topic.slug,
        "series": article.series.slug if article.series else None,
        "series_position": article.series_position,
        "tags": sorted(article.tags.names()),
        "authors": [author.key for author in article.authors.all()],
        "medical_reviewer": article.medical_reviewer.key if article.medical_reviewer else None,
        "disclaimer_subjects": [subject.slug for subject in article.disclaimer_subjects.all()],
        "hero": article.hero.key if article.hero else None,
    }
    return ContentFile(article.key, front, write_blocks(describe_blocks(article)))
