"""``python -m benchmarks.posts``: checking one post, and many, on one core, beside the encoder's own share of it."""

import json
import statistics
import time
from pathlib import Path

from assistant.wiring import wiring

SAMPLES = Path(__file__).parent / "samples"
ROUNDS = 3


def main() -> None:
    """Measure and print."""
    texts = [json.loads(line)["text"] for line in (SAMPLES / "posts.jsonl").read_text(encoding="utf-8").splitlines()]
    reader, encoder = wiring().post_reader, wiring().encoder
    reader.read(texts[:10])
    one = [_seconds(lambda text=text: reader.read([text])) for text in texts]
    encoded = [_seconds(lambda text=text: encoder.encode([text])) for text in texts]
    many = min(_seconds(lambda: reader.read(texts)) for _ in range(ROUNDS))
    p50, share = statistics.median(one), statistics.median(encoded) / statistics.median(one)
    print(f"one post: p50 {1000 * p50:.1f} ms, of which the encoder {share:.0%}, of {len(texts)}")
    print(f"many posts: {len(texts) / many:.0f} a second, {len(texts) * p50 / many:.1f} x as many as one by one")


def _seconds(call) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
