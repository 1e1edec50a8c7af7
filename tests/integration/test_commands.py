"""The console commands, run as a person runs them."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.adapters.sql import tables
from assistant.adapters.sql.schema import known_versions
from assistant.core.goals import GOALS
from assistant.models import dialogue_model, posts_model
from assistant.settings import Settings, read_settings

PROJECT = Path(__file__).parents[2]
CONTENT = PROJECT / "assistant" / "content"

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A process that has imported the commands and runs each in a fork of itself: the imports take seconds."""
    script = tmp_path_factory.mktemp("warm") / "warm.py"
    script.write_text(WARM, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, str(script)], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


WARM = """
import json, os, sys
sys.path.insert(0, os.getcwd())
import assistant.cli

for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if child == 0:
        os.chdir(asked["cwd"])
        for number, (name, how) in enumerate((("in", os.O_RDONLY), ("out", os.O_WRONLY), ("err", os.O_WRONLY))):
            os.dup2(os.open(asked[name], how), number)
        os.environ.clear()
        os.environ.update(asked["env"])
        sys.argv = ["assistant", *asked["arguments"]]
        sys.stdin = open(0, encoding="utf-8", closefd=False)
        status = 0
        try:
            assistant.cli.main()
        except SystemExit as end:
            status = end.code or 0
        except BaseException:
            import traceback
            traceback.print_exc()
            status = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@pytest.fixture
def run(tmp_path: Path, warm: subprocess.Popen[str]) -> Run:
    """Run ``assistant …`` in an empty folder, with no settings but those given and the trained models.

    ``alone`` runs the console command itself, from the start.
    """
    work = tmp_path / "work"
    work.mkdir()
    kept = {
        "ASSISTANT_MODELS_DIR",
        "ASSISTANT_DIALOGUE_MODEL",
        "ASSISTANT_POSTS_MODEL",
        "ASSISTANT_CACHE_DIR",
    }
    inherited = {name: value for name, value in os.environ.items() if name in kept or not name.startswith("ASSISTANT_")}

    def run(*arguments: str, stdin: str = "", alone: bool = False, **settings: str) -> subprocess.CompletedProcess[str]:
        env = inherited | {"ASSISTANT_DATA_DIR": str(tmp_path / "var"), "COLUMNS": "200"} | settings
        files = {name: tmp_path / name for name in ("in", "out", "err")}
        for name, path in files.items():
            path.write_bytes(stdin.encode() if name == "in" else b"")
        if alone:
            with (
                files["in"].open("rb") as given,
                files["out"].open("wb") as out,
                files["err"].open("wb") as err,
            ):
                command = [str(Path(sys.executable).with_name("assistant")), *arguments]
                status = subprocess.run(
                    command, cwd=work, env=env, stdin=given, stdout=out, stderr=err, check=False
                ).returncode
        else:
            assert warm.stdin is not None
            assert warm.stdout is not None
            paths = {name: str(path) for name, path in files.items()}
            warm.stdin.write(json.dumps({"arguments": arguments, "cwd": str(work), "env": env} | paths) + "\n")
            warm.stdin.flush()
            status = int(warm.stdout.readline())
        out, err = (files[name].read_text(encoding="utf-8") for name in ("out", "err"))
        return subprocess.CompletedProcess(arguments, status, out, err)

    return run


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A school's own copy of the content, its hosts checked today."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    _change(content / "hosts.yml", lambda hosts: hosts.update(checked_on=datetime.now(UTC).date()))
    return content


def _change(path: Path, change: Callable[[Any], object]) -> None:
    whole = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(whole)
    path.write_text(yaml.safe_dump(whole, allow_unicode=True), encoding="utf-8")


def _need(model: Path) -> None:
    if not model.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{model.name} is not trained, and CI never skips it: run  assistant train")
        pytest.skip(f"{model.name} is not trained: run  assistant train")


GOOD = "Bilton Infant School: 29 clauses and 23 topics are in order"
OVERDUE = "warning: policy.yml: the policy's review was due by 31 December 2023; the school should review it"


EXAMPLES = [
    *(
        f"warning: routes.yml: places > {place} still has an example number"
        for place in ("local_authority", "admissions", "exclusions")
    ),
    "warning: retention.yml: this is the example schedule; let the school check it, then put the day after `adopted`",
    "warning: look.yml: complaints_form still has an example address",
]


def test_policy_check_warns_of_the_review_and_of_examples_and_passes(run: Run, content: Path) -> None:
    done = run("policy", "check", str(content))
    posts = ["office", "headteacher", "safeguarding_lead", "chair_of_governors", "clerk", "social_care", "lado"]
    warnings = [f"warning: contacts.yml: {post} still has an example address or number" for post in posts]
    assert done.stdout.splitlines() == [OVERDUE, *warnings, *EXAMPLES, GOOD]
    assert (done.returncode, done.stderr) == (0, "")


def test_policy_check_of_a_policy_in_date_does_not_warn_of_its_review(run: Run, content: Path) -> None:
    _change(content / "policy.yml", lambda policy: policy.update(review_due="2999-12-31"))
    done = run("policy", "check", ASSISTANT_CONTENT_DIR=str(content))
    assert (done.returncode, "review" in done.stdout, done.stdout.splitlines()[-1]) == (0, False, GOOD)


@pytest.mark.parametrize(
    ("file", "change", "lines"),
    [
        (
            "policy.yml",
            lambda policy: policy["sections"][1]["clauses"].pop(),
            [
                "error: policy.yml: the clause overview.who_is_a_parent is missing",
                (
                    "error: policy.yml: the topic who_is_a_parent quotes the clause overview.who_is_a_parent, "
                    "which is not in the file"
                ),
            ],
        ),
        (
            "policy.yml",
            lambda policy: policy["topics"].append({"id": "weather", "lead": "x", "clauses": ["objectives"]}),
            ["error: policy.yml: the topic weather is not one that the assistant knows"],
        ),
        (
            "calendar.yml",
            lambda calendar: calendar["terms"][1].update(first=calendar["terms"][0]["last"]),
            ["error: calendar.yml: terms: Autumn term 2025 and Spring term 2026 overlap; look at 19 December 2025"],
        ),
        (
            "procedure.yml",
            lambda procedure: procedure["due_in_school_days"].pop("close"),
            ["error: procedure.yml: due_in_school_days: close is missing"],
        ),
        (
            "contacts.yml",
            lambda contacts: contacts["clerk"].update(email="nobody"),
            ["error: contacts.yml: clerk: 'nobody' is not an e-mail address"],
        ),
        (
            "hosts.yml",
            lambda hosts: hosts["hosts"][0].pop("steps"),
            ["error: hosts.yml: hosts > 1 > steps: is missing"],
        ),
    ],
)
def test_policy_check_tells_what_must_be_mended(
    run: Run, content: Path, file: str, change: Callable[[Any], object], lines: list[str]
) -> None:
    _change(content / file, change)
    done = run("policy", "check", str(content))
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (1, lines, "")


def test_policy_check_tells_the_letter_and_the_line_that_must_be_mended(run: Run, content: Path) -> None:
    letter = content / "letters" / "written_warning.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("{{ deadline }}", "{{ dedline }}"), encoding="utf-8")
    (content / "letters" / "note_to_police.md").write_text("Dear officer", encoding="utf-8")
    line = next(
        at for at, text in enumerate(letter.read_text(encoding="utf-8").splitlines(), start=1) if "dedline" in text
    )
    done = run("policy", "check", str(content))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        (
            f"error: letters: written_warning.md: line {line}: dedline is not a name that this letter knows; "
            "is deadline meant?"
        ),
        (
            "error: letters: note_to_police.md: "
            "the head is missing; the file begins with a line of ---, and another ends the head"
        ),
    ]


def test_policy_check_warns_of_hosts_that_nobody_has_checked_for_long(run: Run, content: Path) -> None:
    long_ago = datetime.now(UTC).date() - timedelta(days=181)
    _change(content / "hosts.yml", lambda hosts: hosts.update(checked_on=long_ago, helplines=hosts["helplines"][1:]))
    done = run("policy", "check", str(content))
    day = f"{long_ago.day} {long_ago:%B %Y}"
    assert [line for line in done.stdout.splitlines() if "hosts.yml" in line or line == GOOD] == [
        f"warning: hosts.yml: the entries were checked on {day}; open each address and put today's date there",
        "warning: hosts.yml: helplines: the Professionals Online Safety Helpline is missing (its id is posh)",
        GOOD,
    ]
    assert (done.returncode, done.stderr) == (0, "")


def test_policy_check_warns_before_the_calendar_runs_out(run: Run, content: Path) -> None:
    in_a_month = datetime.now(UTC).date() + timedelta(days=30)
    term = {"name": "a term", "first": in_a_month, "last": in_a_month}
    short = {"valid_until": in_a_month, "terms": [term], "holidays": [], "inset_days": []}
    _change(content / "calendar.yml", lambda calendar: calendar.update(short))
    done = run("policy", "check", str(content))
    named = f"{in_a_month.day} {in_a_month:%B %Y}"
    assert [line for line in done.stdout.splitlines() if "calendar.yml" in line or line == GOOD] == [
        f"warning: calendar.yml: the dates end on {named}, in 30 days; put in those of the next school year",
        GOOD,
    ]
    assert (done.returncode, done.stderr) == (0, "")


def test_policy_check_tells_the_line_of_a_broken_layout(run: Run, content: Path) -> None:
    (content / "policy.yml").write_text("school: A School\ntitle: [\n", encoding="utf-8")
    done = run("policy", "check", str(content))
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        (
            "error: policy.yml: line 3: the layout is broken; "
            "check the spaces at the line's start, colons and quotation marks"
        )
    ]


def test_policy_check_names_the_mistakes_of_every_file(run: Run, content: Path) -> None:
    _change(content / "contacts.yml", lambda contacts: contacts["clerk"].update(email="nobody"))
    _change(content / "sms_service.yml", lambda words: words.pop("news"))
    _change(content / "hosts.yml", lambda hosts: hosts["hosts"][0].pop("steps"))
    done = run("policy", "check", str(content))
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (
        1,
        [
            "error: contacts.yml: clerk: 'nobody' is not an e-mail address",
            "error: hosts.yml: hosts > 1 > steps: is missing",
        ],
        "",
    )
    _change(content / "contacts.yml", lambda contacts: contacts["clerk"].update(email="clerk@school.test"))
    assert run("policy", "check", str(content)).stdout.splitlines() == [
        "error: sms_service.yml: news: is missing",
        "error: hosts.yml: hosts > 1 > steps: is missing",
    ]


def test_a_new_key_file_is_its_owners_alone_and_never_replaces_one(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "keys" / "master.json"
    done = run("keys", "new", str(file))
    assert (done.returncode, done.stderr, file.stat().st_mode & 0o777) == (0, "", 0o600)
    assert done.stdout.startswith(f"Written: {file}. Name it in ASSISTANT_MASTER_KEY_FILE.")
    written = file.read_bytes()
    again = run("keys", "new", str(file))
    assert (again.returncode, again.stdout, again.stderr) == (2, "", f"assistant: {file}: File exists\n")
    assert file.read_bytes() == written


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("records", "show", "x", "--as", "boss"), "Invalid value for '--as': 'boss' is not one of 'office', "),
        (("staff", "add", "--email", "a@b.test", "--name", "A"), "Missing option '--role'. Choose from: office, "),
        (("serve", "--port", "99999"), "Invalid value for '--port': Input should be less than or equal to 65535"),
        (("staff", "ad"), "No such command 'ad'. Did you mean 'add'?"),
    ],
)
def test_a_wrong_option_is_one_line_that_names_it(run: Run, arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert done.stderr.startswith(f"assistant: {told}")


def test_a_database_that_cannot_be_opened_is_told_with_the_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "assistant.db").mkdir()
    done = run("staff", "list")
    assert (done.returncode, done.stderr) == (
        2,
        "assistant: the database cannot be reached: unable to open database file\n",
    )
    done = run("db", "upgrade")
    assert (done.returncode, done.stderr) == (
        2,
        "assistant: the database could not be upgraded: unable to open database file\n",
    )


LINES = [
    json.dumps({"text": "Miss Grubb is a fat lazy useless cow"}),
    "not json",
    json.dumps({"words": "no text"}),
    json.dumps(["a list"]),
    json.dumps({"text": 7}),
    "",
    json.dumps({"text": "", "id": 1}),
    json.dumps({"text": "a\x00\ud83d lone half"}),
    json.dumps({"text": "Thank you to everyone who helped at the cake sale – lovely! 🎂"}),
]
ERRORS = {
    1: "the line is not JSON in UTF-8",
    2: 'the object has no "text" that is a string',
    3: "the line is not a JSON object",
    4: 'the object has no "text" that is a string',
    5: "the line is not JSON in UTF-8",
}


def _answers(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert {at: answer for at, answer in enumerate(answers) if "error" in answer} == {
        at: {"error": error} for at, error in ERRORS.items()
    }
    good = [at for at in range(len(LINES)) if at not in ERRORS]
    assert [answers[at]["text"] for at in good] == [json.loads(LINES[at])["text"] for at in good]
    return [answers[at] for at in good]


def test_check_post_answers_line_by_line(run: Run) -> None:
    _need(posts_model(read_settings()))
    answers = _answers(run("check-post", "-", stdin="\n".join(LINES) + "\n", alone=True))
    assert {tuple(answer) for answer in answers} == {
        ("text", "level", "categories", "names_individual", "identifies_child", "advice")
    }
    assert [answer["level"] for answer in answers] == ["do_not_post", "ok", "ok", "ok"]
    rude = answers[0]
    assert {tuple(found) for found in rude["categories"]} == {("category", "clause", "confidence", "spans", "why")}
    offensive = next(found for found in rude["categories"] if found["category"] == "offensive")
    assert offensive["clause"] == "inappropriate.offensive"
    assert rude["names_individual"] is True
    assert [span for span in offensive["spans"] if not 0 <= span[0] < span[1] <= len(rude["text"])] == []


def test_check_post_reads_a_file_and_goes_on_after_bytes_that_are_no_utf_8(run: Run, tmp_path: Path) -> None:
    _need(posts_model(read_settings()))
    file = tmp_path / "posts.jsonl"
    file.write_bytes(b'{"text": "caf\xe9"}\n{"text": "See you all at the fair"}')
    done = run("check-post", str(file))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answers[0], answers[1]["level"], len(answers)] == [
        {"error": "the line is not JSON in UTF-8"},
        "ok",
        2,
    ]


def test_understand_answers_line_by_line(run: Run) -> None:
    _need(dialogue_model(read_settings()))
    lines = [*LINES, json.dumps({"text": "When does the school call the police about a post?"})]
    done = run("understand", stdin="\n".join(lines), alone=True)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert {at: answer["error"] for at, answer in enumerate(answers) if "error" in answer} == ERRORS
    good = [answer for answer in answers if "error" not in answer]
    assert {tuple(answer) for answer in good} == {("text", "goal", "confidence", "alternatives")}
    assert {answer["goal"] for answer in good} <= set(GOALS)
    assert [answer["text"] for answer in good][-1] == json.loads(lines[-1])["text"]
    assert [answer["goal"] for answer in good][-1] == "policy/police"
    for answer in good:
        shares = [answer["confidence"], *(other["confidence"] for other in answer["alternatives"])]
        assert shares == sorted(shares, reverse=True)
        assert answer["goal"] not in [other["goal"] for other in answer["alternatives"]]


@pytest.mark.parametrize("command", ["check-post", "understand"])
def test_an_unusable_file_is_one_line_and_exit_2(run: Run, tmp_path: Path, command: str) -> None:
    missing = tmp_path / "none.jsonl"
    done = run(command, str(missing))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"assistant: {missing}: the file cannot be read\n"


def test_a_folder_is_an_unusable_file(run: Run, tmp_path: Path) -> None:
    done = run("check-post", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"assistant: {tmp_path}: the file cannot be read\n"


def test_a_command_without_its_model_says_what_to_do(run: Run, tmp_path: Path) -> None:
    settings = {"ASSISTANT_POSTS_MODEL": str(tmp_path / "none.joblib")}
    done = run("check-post", stdin='{"text": "x"}', **settings)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "assistant: the post checker is not trained for the present data: run  assistant train\n"


@pytest.mark.parametrize("arguments", [("check-post", "a", "b"), ("check-post", "--nonsense"), ("nonsense",)])
def test_unusable_arguments_are_one_line_and_exit_2(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_settings_prints_each_with_its_meaning_and_no_secret(run: Run) -> None:
    done = run("settings", ASSISTANT_RASA_SECRET="planted-secret", ASSISTANT_SESSION_MINUTES="45")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.partition("=")[0] for line in lines[::2]] == [
        field.validation_alias or f"ASSISTANT_{name.upper()}" for name, field in Settings.model_fields.items()
    ]
    assert {"ASSISTANT_RASA_SECRET=**********", "ASSISTANT_SESSION_MINUTES=45"} <= set(lines)
    assert "planted-secret" not in done.stdout


def test_a_bad_setting_is_one_line_and_exit_2(run: Run) -> None:
    done = run("settings", ASSISTANT_CHAT_DAYS="3")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("assistant: ASSISTANT_CHAT_DAYS: ")
    assert len(done.stderr.splitlines()) == 1


def test_db_upgrade_makes_the_tables_and_can_run_again(run: Run, tmp_path: Path) -> None:
    for _ in range(2):
        done = run("db", "upgrade")
        assert (done.returncode, done.stdout, done.stderr) == (0, "The database is up to date.\n", "")
    with sqlite3.connect(tmp_path / "var" / "assistant.db") as database:
        names = {name for (name,) in database.execute("select name from sqlite_master where type = 'table'")}
    assert names == {"alembic_version", *tables.metadata.tables}
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700


def test_a_command_on_a_database_without_tables_says_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    done = run("worker", "--once")
    assert (done.returncode, done.stdout) == (2, "")
    newest = known_versions()[-1]
    assert done.stderr == (
        f"assistant: the database is at version none and this program needs {newest}: run  assistant db upgrade\n"
    )


def _sms(name: str, **values: object) -> Callable[[Any], object]:
    """Return a change of a response's form for text messages; ``None`` takes the whole form away."""

    def change(domain: Any) -> None:
        variants = domain["responses"][name]
        form = next(variant for variant in variants if variant.get("channel") == "sms")
        form.update(values) if values else variants.remove(form)

    return change


def _options(count: int) -> list[dict[str, str]]:
    return [{"title": f"Part {number}", "payload": "/greet"} for number in range(count)]


def test_sms_lint_passes_what_the_assistant_says(run: Run) -> None:
    done = run("sms", "lint")
    said = "every text message fits into two segments, in the alphabet of text messages\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")


@pytest.mark.parametrize(
    ("file", "change", "line"),
    [
        ("domain.yml", _sms("utter_thank"), "utter_thank: has no form for text messages (channel: sms)"),
        (
            "domain.yml",
            _sms("utter_thank", text="You’re welcome."),
            "utter_thank: '’' is not in the alphabet of text messages; write \"'\"",
        ),
        (
            "domain.yml",
            _sms("utter_out_of_scope", text="x" * 295 + "{phone}"),
            "utter_out_of_scope: 307 characters with the longest known values; at most 306",
        ),
        (
            "domain.yml",
            _sms("utter_thank", text="Is that all? Reply YES."),
            'utter_thank: "YES" invites a word that the network takes for itself',
        ),
        (
            "domain.yml",
            _sms("utter_ask_account_contact", buttons=[{"title": "End it here", "payload": "/cancel"}]),
            'utter_ask_account_contact: the option "End it here" begins with END, which the network takes for itself',
        ),
        (
            "domain.yml",
            _sms("utter_ask_account_contact", buttons=[]),
            "utter_ask_account_contact: an unnumbered choice: the chat has buttons for it, the text message has none",
        ),
        (
            "domain.yml",
            _sms("utter_ask_account_about", buttons=_options(9)),
            "utter_ask_account_about: 9 options; at most 8, since 9 is always for more",
        ),
        (
            "domain.yml",
            _sms("utter_thank", text="You're welcome, {name}."),
            "utter_thank: {name}: its longest value is not known",
        ),
        (
            "support.yml",
            lambda support: support["answers"]["child"].update(sms="Be brave. Call 999."),
            'answers > child > sms: must begin with "Call 999"',
        ),
        (
            "support.yml",
            lambda support: support["answers"]["child"].update(sms="Call 999. " + "x" * 151),
            (
                "answers > child > sms: with utter_offer_safeguarding: 307 characters with the longest known values; "
                "at most 306"
            ),
        ),
        (
            "posts.yml",
            lambda posts: posts["sms"]["levels"]["ok"].update(verdict="All is well – post it."),
            "sms > levels > ok > verdict: '–' is not in the alphabet of text messages; write '-'",
        ),
        (
            "policy.yml",
            lambda policy: policy["topics"][0].update(lead="x" * 307),
            "topics > purpose: 307 characters with the longest known values; at most 306",
        ),
        (
            "goals.yml",
            lambda goals: goals["titles"].update(ask_human="Help from a person"),
            'titles > ask_human: the option "Help from a person" begins with HELP, which the network takes for itself',
        ),
        (
            "sms.yml",
            lambda words: words.update(all_read="Press a button."),
            'all_read: an unnumbered choice: "Press" is for a page; a text message has numbers',
        ),
    ],
)
def test_sms_lint_names_the_file_the_entry_and_the_fault(
    run: Run, content: Path, file: str, change: Callable[[Any], object], line: str
) -> None:
    domain = Path(shutil.copy(PROJECT / "domain.yml", content))
    _change(content / file, change)
    done = run("sms", "lint", str(content), "--domain", str(domain))
    assert f"{file}: {line}" in done.stdout.splitlines()
    count = len(done.stdout.splitlines())
    assert (done.returncode, done.stderr) == (2, f"assistant: text messages: {count} to mend\n")


def test_sms_lint_of_a_file_that_is_not_there_is_one_line(run: Run, content: Path) -> None:
    (content / "sms.yml").unlink()
    done = run("sms", "lint", str(content))
    said = "assistant: sms.yml: the file cannot be read; is it there, and saved as UTF-8?\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
