"""How fast a page is, as a ratio to the limit measured in the same run.

Starts the production server with the starter content in a temporary folder, asks for an article and for constants of
the same size in alternating rounds, and prints medians with their spread. Needs Linux and wrk (apt-get install wrk).
"""

import os
import platform
import statistics
import tempfile

from benchmarks.servers import (
    ARTICLE,
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

PAGES = {
    "article": ARTICLE,
    "list of articles": "/articles/",
    "search for therapists": "/therapists/?near=Texas",
    "therapist": "/therapists/odalys-ferrowen/",
}
VIEW, FUNCTION = "Django view, no middleware", "WSGI function"
CONSTANTS = {VIEW: Target("/__view__/"), FUNCTION: Target("/__wsgi__/")}
#: What most Django sites are served with.
USUAL = "Django view, no middleware, under gunicorn with two sync workers"


def targets(port: int) -> dict[str, Target]:
    """Each page uncached, kept, and as a 304; and the constants."""
    found = {}
    for name, path in PAGES.items():
        tag = ask(port, path)[1]["ETag"]
        found[f"{name}, uncached"] = Target(path, ("X-Uncached: 1",))
        found[f"{name}, kept"] = Target(path)
        found[f"{name}, 304"] = Target(path, (f"If-None-Match: {tag}",))
    return found | CONSTANTS


def middle_rate(rounds: list[Measured]) -> float:
    return statistics.median(one.rate for one in rounds)


def report(connections: int, results: dict[str, list[Measured]]) -> None:
    view, function = middle_rate(results[VIEW]), middle_rate(results[FUNCTION])
    print(f"\n{connections} connection{'s' if connections > 1 else ''}\n")
    print("| page | requests a second, median (least–most) | of the view | of the function | processor, ms | p99, ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, rounds in results.items():
        rates = [one.rate for one in rounds]
        middle = middle_rate(rounds)
        cost, p99 = (statistics.median(getattr(one, field) for one in rounds) for field in ("cost", "p99"))
        print(
            f"| {name} | {middle:,.0f} ({min(rates):,.0f}–{max(rates):,.0f}) | {middle / view:.2f} "
            f"| {middle / function:.2f} | {cost:.3f} | {p99:.1f} |"
        )
    if USUAL in results:
        usual = middle_rate(results[USUAL])
        times = [middle_rate(rounds) / usual for name, rounds in results.items() if "kept" in name]
        print(f"\nKept pages: {min(times):.1f} to {max(times):.1f} times the {USUAL}.")


def main() -> None:
    arguments = asked_for(__doc__)
    need_wrk()
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = environment_in(folder, port)
        prepare(environment)
        with serving(environment, port, arguments.server):
            size = len(ask(port, ARTICLE)[0])
        print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {arguments.server}, {size:,} bytes a page")
        environment |= {"BENCHMARK_BYTES": str(size)}
        other = free_port()
        with serving(environment, port, arguments.server) as server, serving(environment, other, "gunicorn") as usual:
            asked = {name: (server, port, target) for name, target in targets(port).items()}
            asked[USUAL] = (usual, other, CONSTANTS[VIEW])
            for one in asked.values():
                measure(*one, 1, 1)
            for connections in (1, 32):
                results: dict[str, list[Measured]] = {name: [] for name in asked}
                for _ in range(arguments.rounds):
                    for name, one in asked.items():
                        results[name].append(measure(*one, connections, arguments.seconds))
                report(connections, results)


if __name__ == "__main__":
    main()
