"""``assistant evaluate``: measure understanding and post checking on the labelled samples."""

import json
from pathlib import Path
from typing import Annotated, Any

import matplotlib as mpl
import typer
from rich.console import Console
from rich.table import Table

from assistant.cli.understand import Understanding
from assistant.core.errors import SettingsError
from assistant.evaluation.goals import GoalScores, LabelledMessage, score_goals
from assistant.evaluation.posts import labelled_post, score_posts
from assistant.settings import PROJECT
from assistant.wiring import wiring

SAMPLES = PROJECT / "benchmarks" / "samples"

console = Console()


def evaluate(
    samples: Annotated[Path, typer.Argument(help="the folder of utterances.jsonl and posts.jsonl")] = SAMPLES,
    reports: Annotated[Path, typer.Option(help="where the picture is written")] = PROJECT / "reports",
) -> None:
    """Print how often goals and posts are right, per goal and category, and draw the confusion matrix."""
    if not (samples / "utterances.jsonl").exists():
        raise SettingsError(f"{samples}: there are no labelled samples (utterances.jsonl, posts.jsonl)")
    _evaluate_goals(_rows(samples / "utterances.jsonl"), reports)
    _evaluate_posts(_rows(samples / "posts.jsonl"))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _evaluate_goals(rows: list[dict[str, Any]], reports: Path) -> None:
    understanding = Understanding()
    messages = [LabelledMessage(row["text"], row["goal"], frozenset(row["accept"])) for row in rows]
    found = [understanding.rank(message.text)[0][0] for message in messages]
    scores = score_goals(messages, found)
    table = Table("goal", "right", "of")
    for goal, (right, total) in sorted(scores.by_goal.items()):
        table.add_row(goal, str(right), str(total))
    console.print(table)
    console.print(
        f"goals right: {scores.right:.1%} of {len(messages)}; danger found: {scores.danger_found:.1%}; "
        f"false alarms: {scores.false_alarms:.1%}"
    )
    reports.mkdir(parents=True, exist_ok=True)
    _draw(scores, reports / "goals.png")
    console.print(f"confusion matrix: {reports / 'goals.png'}")


def _evaluate_posts(rows: list[dict[str, Any]]) -> None:
    posts = [labelled_post(row) for row in rows]
    scores = score_posts(posts, wiring().post_reader.read([post.text for post in posts]))
    table = Table("category", "F1")
    for category, f1 in scores.f1.items():
        table.add_row(category, f"{f1:.2f}")
    console.print(table)
    console.print(
        f"posts: macro F1 {scores.macro_f1:.3f}; flagged where needed {scores.flagged:.1%}; "
        f"clean left alone {scores.left_alone:.1%}; level right {scores.level:.1%} of {len(posts)}"
    )


def _draw(scores: GoalScores, target: Path) -> None:
    mpl.use("Agg")
    from matplotlib import pyplot

    names = list(scores.goals)
    matrix = [[scores.confusion.get((row, column), 0) for column in names] for row in names]
    figure, axes = pyplot.subplots(figsize=(14, 13))
    axes.imshow(matrix, cmap="Blues")
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_xlabel("found")
    axes.set_ylabel("meant")
    axes.set_title("What was meant, and what was found")
    figure.tight_layout()
    figure.savefig(target, dpi=110)
    pyplot.close(figure)
