"""The post checker as `make setup` trains it, and its training on a part of the project's own posts."""

import json
from pathlib import Path

import pytest

from assistant.adapters.encoder import SentenceEncoder
from assistant.adapters.post_checker import PostChecker, PostModelError, train_post_checker
from assistant.adapters.post_checker.signals import Signal, SignalFinder
from assistant.adapters.post_checker.spans import carrying, parts
from assistant.adapters.post_checker.training import load_posts
from assistant.core.errors import ContentError
from assistant.core.posts import Category, Level
from assistant.models import posts_model
from assistant.settings import Settings

_ROOT = Path(__file__).parents[3]
_EVERY = 25


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(_ROOT / ".cache" / "encoder")


@pytest.fixture(scope="session")
def some_posts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("posts")
    for file in (_ROOT / "data" / "posts").glob("*.jsonl"):
        lines = file.read_text(encoding="utf-8").splitlines()[::_EVERY]
        (folder / file.name).write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def checker(encoder: SentenceEncoder) -> PostChecker:
    return PostChecker(posts_model(Settings()), encoder)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        (
            "Mr Bagshaw has been stealing from the school fund for years, everyone knows it",
            Category.ALLEGATION,
        ),
        ("The bursar is a thief who faked the accounts and pocketed the money", Category.DEFAMATORY),
        (
            "Everyone tag Kelly and vote for the ugliest mum, share this and nobody talk to her",
            Category.CYBERBULLYING,
        ),
        (
            "Not good enough. Third email to the school office this week and still no reply",
            Category.COMPLAINT,
        ),
        ("Miss Grubb is a fat lazy useless cow", Category.OFFENSIVE),
        ("Send these foreigners back home, they are dirty and our country is full", Category.RACIST),
        ("I will smash his face in with a brick and burn his house down", Category.VIOLENCE),
    ],
)
def test_read_finds_a_plain_case_of_each_category(checker: PostChecker, text: str, category: Category) -> None:
    (reading,) = checker.read([text])
    assert [finding.category for finding in reading.findings if finding.category is category] == [category]


@pytest.mark.parametrize(
    "text",
    [
        "Thank you so much to everyone who helped at the cake sale, what a lovely afternoon",
        "Has anyone found a blue cardigan? Lost on Friday, thank you",
    ],
)
def test_read_leaves_a_clean_post_alone(checker: PostChecker, text: str) -> None:
    (reading,) = checker.read([text])
    assert (reading.level, reading.findings) == (Level.OK, ())


@pytest.mark.parametrize("text", ["", "   \n\t", "🐊🎉❤️", "\0\0", "\ud800", "...!?"])
def test_read_finds_nothing_where_there_are_no_words(checker: PostChecker, text: str) -> None:
    (reading,) = checker.read([text])
    assert (reading.findings, reading.names_individual, reading.serious_allegation) == ((), False, False)


@pytest.mark.parametrize(
    "text",
    [
        "  \n Miss Grubb is a fat lazy useless cow 🐄🐄  ",
        "🎉 Lovely day. But I will smash his face in with a brick, the rat \0 \ud800 end",
        "מורה טיפש. I will burn his house down \u202e and stab him",
        ("Lovely day at the fair. " * 200 + "I will stab him with a knife and burn his house down.")[-5000:],
        "a" * 5000,
    ],
)
def test_spans_lie_in_the_text_as_sent(checker: PostChecker, text: str) -> None:
    (reading,) = checker.read([text])
    for finding in reading.findings:
        ends = [offset for span in finding.spans for offset in span]
        assert finding.spans
        assert ends == sorted(set(ends))
        assert ends[-1] <= len(text)
        assert all(text[start:end].strip() for start, end in finding.spans)


def test_read_sees_the_last_line_of_a_long_post(checker: PostChecker) -> None:
    threat = "I will stab him with a knife and burn his house down."
    (reading,) = checker.read(["We had a lovely day at the fair. " * 100 + threat])
    assert reading.level is Level.SERIOUS


_CHATTY = (
    "What a gorgeous afternoon at the summer fair, thank you to everyone who baked, carried, painted and swept.",
    "The tombola made more than last year, the donkey behaved, and the little ones are all asleep by now.",
    "If anybody has found a small yellow cardigan with ducks on it, it is ours and it is missed.",
)
_GRAVE = (
    "I will smash his face in with a brick.",
    "Send these foreigners back home, they are dirty.",
    "I'm going to stab that teacher.",
    "We should burn the head's house down with her inside.",
    "Someone wants to put a brick through that teacher's window.",
    "These Gypsy kids are filthy thieves, keep them out of our school.",
)


@pytest.mark.parametrize("grave", _GRAVE)
@pytest.mark.parametrize("at", range(len(_CHATTY) + 1))
def test_no_post_is_milder_than_a_serious_sentence_in_it(checker: PostChecker, grave: str, at: int) -> None:
    whole = " ".join([*_CHATTY[:at], grave, *_CHATTY[at:]])
    assert [reading.level for reading in checker.read([grave, whole])] == [Level.SERIOUS, Level.SERIOUS]


def test_read_keeps_the_order_and_reads_a_post_alike_alone_and_among_others(checker: PostChecker) -> None:
    texts = ["", "Miss Grubb is a fat lazy useless cow", "Thank you all for a lovely cake sale"]
    together = checker.read(texts)
    alone = [checker.read([text])[0] for text in texts]
    assert [reading.level for reading in together] == [reading.level for reading in alone]
    assert checker.read([]) == []


def test_training_twice_gives_the_same_readings(encoder: SentenceEncoder, some_posts: Path, tmp_path: Path) -> None:
    texts = [post.text for post in load_posts(some_posts)[:20]]
    readings = []
    for name in ("once.joblib", "again.joblib"):
        train_post_checker(some_posts, encoder, tmp_path / name)
        readings.append(PostChecker(tmp_path / name, encoder).read(texts))
    assert readings[0] == readings[1]
    assert any(reading.findings for reading in readings[0])


def test_a_missing_model_is_named(encoder: SentenceEncoder, tmp_path: Path) -> None:
    with pytest.raises(PostModelError, match=r"none\.joblib"):
        PostChecker(tmp_path / "none.joblib", encoder)


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "a"}', json.dumps({"text": "a", "categories": ["rude"]})])
def test_load_posts_names_the_line_that_is_wrong(tmp_path: Path, line: str) -> None:
    (tmp_path / "posts.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"posts\.jsonl: line 2"):
        load_posts(tmp_path)


def test_load_posts_wants_posts(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="no labelled posts"):
        load_posts(tmp_path)


def test_signals_have_code_point_offsets() -> None:
    text = "🎉 that Mrs Grubb is a c*w"
    assert SignalFinder().find(text) == [
        Signal("title_and_name", 7, 16),
        Signal("masked_word", 22, 25),
    ]


def test_parts_are_sentences_cut_at_clauses_of_three_words() -> None:
    text = "Well, no. I like the hall, but the head is rude."
    assert [text[slice(*part)] for part in parts(text)] == [
        "Well, no.",
        "I like the hall",
        "but the head is rude.",
    ]


def test_carrying_takes_the_best_parts_and_the_words_of_signals() -> None:
    pieces = [(0, 10), (12, 20), (22, 30)]
    signals = [Signal("threat", 24, 28), Signal("insult", 13, 15)]
    assert carrying(Category.VIOLENCE, pieces, [0.9, 0.1, -0.2], signals) == ((0, 10), (24, 28))
    assert carrying(Category.COMPLAINT, pieces, [-0.3, -0.1, -0.2], signals) == ((12, 20),)
