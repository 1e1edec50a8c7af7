"""``python -m benchmarks.conversation``: a whole message's way, a late turn beside an early one, start and memory.

Starts the assistant as ``make serve`` does, on a data folder of its own, and talks to it over HTTP.
"""

import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tests.conftest import Person, Site, start_site, stop_site

MESSAGES = 200
EARLY, LATE, AROUND = 5, 200, 4
"""A turn is measured as the median of the turns up to ``AROUND`` before and after it, over ``CHATS`` chats."""
CHATS = 3
QUESTIONS = (
    "What happens first when a post is reported?",
    "do you ever involve the police",
    "who counts as a parent in this",
    "can I moan about the school on facebook",
    "what is the policy for",
)


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        site = start_site(Path(folder), ASSISTANT_MESSAGES_PER_MINUTE="100000")
        ready = time.monotonic() - began
        try:
            _say_messages(site)
            _say_turns(site)
            _say_memory(site, ready)
        finally:
            stop_site(site)


def _say_messages(site: Site) -> None:
    times = []
    for at in range(MESSAGES):
        if at % 20 == 0:
            person = Person(site.url).arrive()
        times.append(_seconds(person, at))
    ordered = sorted(times)
    p50, p99 = statistics.median(ordered), ordered[int(0.99 * len(ordered))]
    print(
        f"one message, whole way: p50 {1000 * p50:.1f} ms, p99 {1000 * p99:.1f} ms ({p99 / p50:.1f} x), of {MESSAGES}"
    )


def _say_turns(site: Site) -> None:
    early, late = [], []
    for _ in range(CHATS):
        person = Person(site.url).arrive()
        turns = [_seconds(person, at) for at in range(LATE + AROUND)]
        early += turns[EARLY - AROUND - 1 : EARLY + AROUND]
        late += turns[LATE - AROUND - 1 : LATE + AROUND]
    ratio = statistics.median(late) / statistics.median(early)
    print(f"turn {LATE} beside turn {EARLY}: {ratio:.2f} x (medians of {len(late)} turns each)")


def _seconds(person: Person, at: int) -> float:
    began = time.perf_counter()
    person.say(QUESTIONS[at % len(QUESTIONS)])
    return time.perf_counter() - began


def _say_memory(site: Site, ready: float) -> None:
    lines = subprocess.run(
        ["ps", "-o", "rss=,args=", "--pid", str(site.process.pid), "--ppid", str(site.process.pid)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    parts = [(int(line.split()[0]) / 1024, _name(line)) for line in lines]
    each = ", ".join(f"{name} {size:.0f}" for size, name in parts)
    print(f"memory: {each}; together {sum(size for size, _ in parts):.0f} MiB")
    print(f"ready to answer after {ready:.1f} s")


def _name(line: str) -> str:
    words = line.split()
    return words[words.index("-m") + 2] if "rasa" not in words else "rasa"


if __name__ == "__main__":
    main()
