"""The long article in Wagtail beside the same article here, each with constants of its size from its own process.

Builds a virtual environment with the newest Wagtail and a project of `wagtail start` in a temporary folder, fills it
with the text of our article in as many blocks, serves both sites with the same server, and measures in alternating
rounds. Needs Linux, wrk (apt-get install wrk) and a package index for pip.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.pages import CONSTANTS, report
from benchmarks.servers import (
    ARTICLE,
    ROOT,
    SERVERS,
    Measured,
    Target,
    ask,
    asked_for,
    environment_in,
    free_port,
    measure,
    need_wrk,
    prepare,
    serving,
)

SOURCES = Path(__file__).with_name("wagtail_project")
#: Where the files of ours go in what `wagtail start` made.
PLACES = {
    "models.py": "home/models.py",
    "article_page.html": "home/templates/home/article_page.html",
    "section.html": "home/templates/home/section.html",
    "local.py": "demo/settings/local.py",
    "wsgi.py": "measured.py",
    "fill.py": "fill.py",
}
#: Prints the live article's title, summary and blocks as JSON.
EXPORT = f"""
import json
from publishing.models import Edition
edition = Edition.objects.live().get(path="{ARTICLE}")
rows = [row for rows in edition.working_copy["parts"].values() for row in rows]
rows.sort(key=lambda row: row["ordering"])
print(json.dumps({{"title": edition.title, "standfirst": edition.summary, "rows": rows}}))
"""


class Site(NamedTuple):
    """A site that is measured: its name, how to serve it, and what to ask."""

    name: str
    environment: dict[str, str]
    port: int
    programs: Path
    module: str
    targets: dict[str, Target]


def our_article(environment: dict[str, str]) -> dict[str, Any]:
    """Title, standfirst, and a block of Wagtail's for each of ours."""
    command = [sys.executable, ROOT / "manage.py", "shell", "-v0", "-c", EXPORT]
    exported = json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)
    return {
        "title": exported["title"],
        "standfirst": exported["standfirst"],
        "body": [block_of(row) for row in exported["rows"]],
    }


def block_of(row: dict[str, Any]) -> dict[str, Any]:
    links = "".join(f'<li><a href="/{page}/">{page}</a></li>' for page in row.get("pages", []))
    body = row.get("body") or f"<p>{row.get('caption', '')}</p>" + (links and f"<ul>{links}</ul>")
    heading = row.get("heading") or row.get("question")
    if heading:
        return {"type": "section", "value": {"heading": heading, "body": body}}
    return {"type": "text", "value": body}


def build_wagtail(folder: Path, environment: dict[str, str], article: dict[str, Any]) -> Path:
    """Make the environment, the project and its page. Returns the folder of the environment's programs."""
    programs, project = folder / "environment" / "bin", folder / "project"

    def run(program: str, *words: str, **more: Any) -> None:
        command = [programs / program, *words]
        subprocess.run(command, env=environment, cwd=project, check=True, stdout=sys.stderr, **more)

    project.mkdir()
    subprocess.run([sys.executable, "-m", "venv", folder / "environment"], check=True)
    run("pip", "install", "-qq", "--disable-pip-version-check", "wagtail", *SERVERS)
    run("wagtail", "start", "demo", ".")
    for name, place in PLACES.items():
        shutil.copy(SOURCES / name, project / place)
    for words in (["makemigrations", "-v0", "home"], ["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"]):
        run("python", "manage.py", *words)
    run("python", "fill.py", input=json.dumps(article), text=True)
    return programs


def ours(folder: Path) -> Site:
    port = free_port()
    environment = environment_in(str(folder), port)
    targets = {"article, uncached": Target(ARTICLE, ("X-Uncached: 1",)), "article, kept": Target(ARTICLE)}
    prepare(environment)
    return Site("this site", environment, port, Path(sys.executable).parent, "benchmarks.wsgi", targets)


def wagtail(folder: Path, article: dict[str, Any]) -> Site:
    environment = os.environ | {
        "SECRET_KEY": "benchmark", "DJANGO_SETTINGS_MODULE": "demo.settings.production", "BENCHMARK_BYTES": "1",
        "PYTHONPATH": f"{folder / 'project'}{os.pathsep}{ROOT}",
    }  # fmt: skip
    programs = build_wagtail(folder, environment, article)
    version = subprocess.check_output(
        [programs / "python", "-c", "import wagtail; print(wagtail.__version__)"], text=True
    )
    targets = {"article, Wagtail": Target("/article/")}
    return Site(f"Wagtail {version.strip()}", environment, free_port(), programs, "measured", targets)


def size_of(site: Site, server: str) -> int:
    """Bytes of the site's article."""
    with serving(site.environment, site.port, server, programs=site.programs, module=site.module):
        return len(ask(site.port, next(iter(site.targets.values())).path)[0])


def compare(sites: list[Site], server: str, rounds: int, seconds: int) -> None:
    with ExitStack() as stack:
        processes = {}
        for site in sites:
            size = size_of(site, server)
            print(f"{site.name}: {size:,} bytes a page")
            environment = site.environment | {"BENCHMARK_BYTES": str(size)}
            served = serving(environment, site.port, server, programs=site.programs, module=site.module)
            processes[site.name] = stack.enter_context(served)
        asked = [(site, name, target) for site in sites for name, target in (site.targets | CONSTANTS).items()]
        for site, _, target in asked:
            measure(processes[site.name], site.port, target, 1, 1)
        for connections in (1, 32):
            results: dict[str, dict[str, list[Measured]]] = {site.name: {} for site in sites}
            for _ in range(rounds):
                for site, name, target in asked:
                    measured = measure(processes[site.name], site.port, target, connections, seconds)
                    results[site.name].setdefault(name, []).append(measured)
            for name, rows in results.items():
                print(f"\n## {name}")
                report(connections, rows)


def main() -> None:
    arguments = asked_for(__doc__)
    need_wrk()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        this_site = ours(Path(one))
        article = our_article(this_site.environment)
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {arguments.server}")
        print(f"{len(article['body'])} blocks")
        compare([this_site, wagtail(Path(other), article)], arguments.server, arguments.rounds, arguments.seconds)


if __name__ == "__main__":
    main()
