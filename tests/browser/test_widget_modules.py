"""The modules' own logic, each alone, in the browser that runs them; no chat is open."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from staff_gateway import Gateway, needs_chromium

pytestmark = needs_chromium

Run = Callable[..., Any]
OFFENSIVE, COMPLAINT = "offensive", "complaint"


@pytest.fixture(scope="module")
def blank(browser: Browser, gateway: Gateway) -> Iterator[Page]:
    """A page of the gateway without the widget."""
    context = browser.new_context()
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def run(blank: Page, gateway: Gateway) -> Run:
    """Run a function of a module's exports and of what is given, on a page that remembers nothing."""
    blank.goto(f"{gateway.url}/accessibility")

    def run(module: str, function: str, given: object = None) -> Any:
        script = f"async (given) => ({function})(await import('/static/{module}.js'), given)"
        return blank.evaluate(script, given)

    return run


def mark(start: int, end: int, category: str = OFFENSIVE) -> dict[str, Any]:
    return {"start": start, "end": end, "category": category, "clause": "inappropriate.offensive"}


@pytest.mark.parametrize(
    ("text", "marks", "parts"),
    [
        ("all is well", [], [("all is well", [])]),
        ("an idiot, he", [mark(3, 8)], [("an ", []), ("idiot", [OFFENSIVE]), (", he", [])]),
        ("idiot", [mark(0, 5)], [("idiot", [OFFENSIVE])]),
        ("😀 idiot", [mark(2, 7)], [("😀 ", []), ("idiot", [OFFENSIVE])]),
        (
            "abcdef",
            [mark(0, 4), mark(2, 6, COMPLAINT)],
            [("ab", [OFFENSIVE]), ("cd", [OFFENSIVE, COMPLAINT]), ("ef", [COMPLAINT])],
        ),
        ("abc", [mark(1, 9), mark(-1, 2), mark(2, 2)], [("abc", [])]),
        ("", [], []),
    ],
    ids=["no mark", "inside", "whole", "after an emoji", "overlapping", "outside", "no text"],
)
def test_a_text_is_cut_where_marks_begin_and_end(
    run: Run, text: str, marks: list[dict[str, Any]], parts: list[tuple[str, list[str]]]
) -> None:
    cut = "({ markedParts }, { text, marks }) => markedParts(text, marks)"
    found = run("marks", cut, {"text": text, "marks": marks})
    assert [(part["text"], [one["category"] for one in part["marks"]]) for part in found] == parts


def test_marks_on_the_same_words_share_a_button_and_name_each_reason_once(run: Run) -> None:
    given = [mark(0, 3), mark(0, 3), mark(0, 3, COMPLAINT)]
    drawn = """({ markedDraft }, marks) => {
      const quote = { clause: "inappropriate.offensive", section: "s", text: "the clause" };
      const drawn = markedDraft("bad", marks, [quote]);
      const button = drawn.querySelector("button"), reason = drawn.querySelector(".reason");
      const tells = (name) => button.getAttribute(`aria-${name}`);
      const states = () => [reason.hidden, tells("expanded"), tells("controls") === reason.id];
      const before = states();
      button.click();
      const reasons = [...reason.querySelectorAll("strong, blockquote")].map((part) => part.textContent);
      return [button.textContent, before, states(), reasons];
    }"""
    assert run("marks", drawn, given) == [
        "[Negative or offensive, example 4; Complaint, example 4]",
        [True, "false", True],
        [False, "true", True],
        ["Negative or offensive: ", "the clause", "Complaint: ", "the clause"],
    ]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Ring 01788 811332.", ["tel:01788811332"]),
        ("Call 999 or 116 123, or 0800 1111.", ["tel:999", "tel:116123", "tel:08001111"]),
        ("See https://a.example/b?c=d, please.", ["https://a.example/b?c=d"]),
        ("(https://a.example)", ["https://a.example/"]),
        ("Open /staff/cases/C-0041.", ["/staff/cases/C-0041"]),
        ("1234 5678 9012 3456", []),
        ("In 1999 or 9990 of 100%", []),
        ("javascript:alert(1)", []),
        ("‘https://a.example’", ["https://a.example/"]),
    ],
)
def test_addresses_and_numbers_become_links_and_nothing_else_does(
    run: Run, gateway: Gateway, text: str, links: list[str]
) -> None:
    found = """({ withLinks }, text) => {
      const nodes = withLinks(text).filter((one) => one.href);
      return nodes.map(({ href }) => href.replace(location.origin, ""));
    }"""
    assert run("links", found, text) == links


def test_what_is_no_link_stays_word_for_word(run: Run) -> None:
    whole = """({ withLinks }, text) => withLinks(text).map((one) => one.firstChild?.textContent ?? one).join("")"""
    text = "See https://a.example/b, ring 01788 811332. <b>Bye</b>"
    assert run("links", whole, text) == text


def test_the_memory_keeps_a_message_until_it_is_acknowledged(run: Run) -> None:
    told = """({ createMemory }) => {
      const saved = [];
      const memory = createMemory(undefined, (state) => saved.push(state.entries.length));
      memory.keepSession("s");
      memory.send("hello", { id: "1", text: "hello" }, ["a.png"]);
      memory.send("again", { id: "2", text: "again" }, []);
      const waiting = () => memory.entries().map(({ waiting }) => waiting?.id ?? null);
      const steps = [waiting()];
      memory.answered("1", [{ text: "Done.", reference: "1234" }], "");
      steps.push(waiting());
      memory.refused("2");
      steps.push(waiting());
      return { steps, saved, typed: memory.typed(), last: memory.entries().at(-1), session: memory.session() };
    }"""
    assert run("memory", told) == {
        "steps": [["1", "2"], [None, "2", None], [None, None]],
        "saved": [0, 1, 2, 3, 2],
        "typed": ["hello"],
        "last": {"answer": [{"text": "Done."}], "draft": ""},
        "session": "s",
    }


def test_the_memory_forgets_all_but_the_tab_and_whether_the_chat_is_open(run: Run) -> None:
    told = """({ createMemory }) => {
      const state = { tab: "t", at: 0, heard: 0, session: "s", open: true, draft: "half", entries: [] };
      let erased = 0;
      const memory = createMemory(state, () => {}, () => erased++);
      memory.send("hello", { id: "1", text: "hello" }, []);
      memory.forget();
      return [state.tab, memory.isOpen(), memory.session(), memory.draft(), memory.entries(), erased];
    }"""
    assert run("memory", told) == ["t", True, None, "", [], 1]


def test_the_memory_is_bounded(run: Run) -> None:
    told = """({ createMemory }) => {
      const memory = createMemory();
      for (let n = 0; n < 100; n++) memory.send(String(n), { id: String(n), text: String(n) }, []);
      return [memory.typed().length, memory.typed()[0], memory.typed().at(-1)];
    }"""
    assert run("memory", told) == [60, "40", "99"]


@pytest.mark.parametrize("stored", ["", "no JSON", "null", "3", '{"entries": 3}'])
def test_what_somebody_else_stored_is_no_memory(run: Run, stored: str) -> None:
    told = """async ({ createTabMemory, hasOpenChat, forgetTab }, stored) => {
      sessionStorage.setItem("school-assistant", stored);
      const { memory, duplicated } = await createTabMemory(30);
      return [hasOpenChat(), forgetTab(), memory.entries(), duplicated];
    }"""
    assert run("memory", told, stored) == [False, None, [], False]


@pytest.mark.parametrize(("minutes", "kept"), [(29, ["hello"]), (31, [])])
def test_a_tab_remembers_for_the_idle_time_of_a_chat(run: Run, minutes: int, kept: list[str]) -> None:
    told = """async ({ createTabMemory }, minutes) => {
      const at = Date.now() - minutes * 60000;
      const state = { tab: "t", at, heard: at, session: "s", open: true, draft: "", entries: [{ own: "hello" }] };
      sessionStorage.setItem("school-assistant", JSON.stringify(state));
      const { memory } = await createTabMemory(30);
      const left = sessionStorage.length;
      sessionStorage.clear();
      return [memory.typed(), left];
    }"""
    assert run("memory", told, minutes) == [kept, len(kept)]


TRIED = """async ({ persist }, errors) => {
  const waits = [], told = [], left = [...errors], real = setTimeout;
  window.setTimeout = (end, ms) => { waits.push(ms / 1000); queueMicrotask(end); };
  const attempt = async () => { const error = left.shift(); if (error) throw error; return "done"; };
  const onWait = (error, seconds) => told.push(seconds);
  const ended = await persist(attempt, { signal: new AbortController().signal, onWait }).catch((error) => error.name);
  window.setTimeout = real;
  return [ended, waits, told.join() === waits.join(), left.length];
}"""


def failure(name: str, *, may_pass: bool = True, retry_after: int = 0) -> dict[str, Any]:
    return {"name": name, "mayPass": may_pass, "retryAfter": retry_after}


@pytest.mark.parametrize(
    ("errors", "ended", "waits"),
    [
        ([], "done", []),
        ([failure("1")] * 2, "done", [1, 2]),
        ([failure("1")] * 4, "done", [1, 2, 4, 8]),
        ([failure("1")] * 4 + [failure("last")], "last", [1, 2, 4, 8]),
        ([failure("refused", may_pass=False)], "refused", []),
        ([failure("1"), failure("refused", may_pass=False)], "refused", [1]),
        ([failure("busy", retry_after=30), failure("1")], "done", [30, 2]),
        ([failure("1", retry_after=60)], "done", [60]),
        ([failure("too busy", retry_after=61)], "too busy", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_attempt_is_made_again_with_back_off(
    run: Run, errors: list[dict[str, Any]], ended: str, waits: list[int]
) -> None:
    assert run("persist", TRIED, errors) == [ended, waits, True, 0]


@pytest.mark.parametrize(
    ("until_online", "ended", "waits"), [(True, "done", [8] * 9 + [1]), (False, "1", [1, 2, 4, 8])]
)
def test_a_device_without_a_network_does_not_use_the_back_off_up(
    run: Run, until_online: bool, ended: str, waits: list[int]
) -> None:
    offline = """async ({ persist }, untilOnline) => {
      const waits = [], real = setTimeout;
      let onLine = false, left = 10;
      Object.defineProperty(navigator, "onLine", { get: () => onLine, configurable: true });
      window.setTimeout = (end, ms) => { waits.push(ms / 1000); queueMicrotask(end); };
      const attempt = async () => {
        if (!left) return "done";
        left -= 1;
        onLine = left === 0;
        throw { name: "1", status: 0, mayPass: true };
      };
      const signal = new AbortController().signal;
      const ended = await persist(attempt, { signal, onWait: () => {}, untilOnline }).catch(({ name }) => name);
      window.setTimeout = real;
      delete navigator.onLine;
      return [ended, waits];
    }"""
    assert run("persist", offline, until_online) == [ended, waits]


@pytest.mark.parametrize(("event", "tried", "ended"), [("online", 2, "done"), ("abort", 2, "aborted")])
def test_a_network_that_is_back_or_a_halt_ends_the_wait(run: Run, event: str, tried: int, ended: str) -> None:
    waits = """async ({ persist }, event) => {
      const stop = new AbortController();
      let tries = 0;
      const attempt = async () => {
        tries += 1;
        if (tries === 1) throw { mayPass: true, retryAfter: 60 };
        if (stop.signal.aborted) throw { name: "aborted", mayPass: true };
        return "done";
      };
      const end = () => (event === "abort" ? stop.abort() : dispatchEvent(new Event(event)));
      const onWait = () => setTimeout(end, 0);
      const ended = await persist(attempt, { signal: stop.signal, onWait }).catch(({ name }) => name);
      return [tries, ended];
    }"""
    assert run("persist", waits, event) == [tried, ended]


@pytest.mark.parametrize(
    ("length", "counted", "warned"),
    [
        (0, "0 of 5,000 characters", ""),
        (4499, "4,499 of 5,000 characters", ""),
        (4500, "4,500 of 5,000 characters", "500 characters or fewer left."),
        (4899, "4,899 of 5,000 characters", "500 characters or fewer left."),
        (4900, "4,900 of 5,000 characters", "100 characters or fewer left."),
        (5000, "5,000 of 5,000 characters", "100 characters or fewer left."),
        (
            5001,
            "5,001 of 5,000 characters",
            "Too long to send: please shorten your message. Nothing has been cut off.",
        ),
    ],
)
def test_a_length_is_counted_and_warned_of_in_steps(run: Run, length: int, counted: str, warned: str) -> None:
    told = "({ countText, lengthWarning }, length) => [countText(length), lengthWarning(length)]"
    assert run("words", told, length) == [counted, warned]


def test_categories_and_clauses_have_names_and_unknown_ones_are_readable(run: Run) -> None:
    named = """({ categoryName, clauseName, clauseShortName }) => [
      categoryName("cyberbullying"), categoryName("some_new_kind"),
      ...["inappropriate.racist", "other"].flatMap((clause) => [clauseName(clause), clauseShortName(clause)]),
    ]"""
    assert run("words", named) == [
        "Cyber-bullying",
        "some new kind",
        "the policy’s example 5 of inappropriate use",
        "example 5",
        "the policy",
        "policy",
    ]


@pytest.mark.parametrize(
    ("files", "told"),
    [([], ""), (["a.png", "b.pdf"], "Please choose again what you had added: a.png, b.pdf.")],
)
def test_files_to_choose_again_are_named(run: Run, files: list[str], told: str) -> None:
    assert run("words", "({ chooseAgain }, files) => chooseAgain(files)", files) == told


@pytest.mark.parametrize(
    ("pressed", "left"),
    [
        ([100, 600, 1100], 1),
        ([100, 600], 0),
        ([100, 600, 2700], 0),
        ([100, 2700, 3200, 3700], 1),
        ([100, 600, 1100, 1600, 2100, 2600], 1),
    ],
)
def test_the_third_escape_in_a_row_leaves_once(run: Run, pressed: list[int], left: int) -> None:
    counted = """({ escapeCounter }, times) => {
      let left = 0;
      const count = escapeCounter(() => left++);
      for (const timeStamp of times) {
        count({ key: "Escape", repeat: false, timeStamp });
        count({ key: "Escape", repeat: true, timeStamp });
        count({ key: "a", repeat: false, timeStamp });
      }
      return left;
    }"""
    assert run("leave", counted, pressed) == left


def test_errors_tell_whether_to_try_again_and_whether_the_school_is_busy(run: Run) -> None:
    told = """({ ApiError }, statuses) => statuses.map((status) => {
      const error = new ApiError(status);
      return [error.mayPass, error.busy];
    })"""
    statuses = {0: [True, False], 401: [False, False], 422: [False, False], 429: [True, True], 500: [True, False]}
    assert run("api", told, list(statuses)) == list(statuses.values())


def test_an_answer_is_spoken_with_its_quotes_by_section_its_receipt_and_its_choices(run: Run) -> None:
    said = {
        "text": "Look.",
        "marks": [mark(0, 1)],
        "quotes": [
            {"clause": c, "section": s, "text": t} for c, s, t in [("a", "S", "1"), ("b", "S", "2"), ("c", "T", "3")]
        ],
        "reference": "1234",
        "buttons": [{"title": "Yes", "token": "y"}, {"title": "No", "token": "n"}],
    }
    assert run("message", "({ spoken }, message) => spoken(message)", said).splitlines() == [
        "Look.",
        "Your words are shown again with parts of them marked. Each mark has a button that says why.",
        "The policy says, under S: 1 2",
        "The policy says, under T: 3",
        "Write this down: it is shown once: 1234",
        "Choices: Yes, No",
    ]


def test_ids_are_random_uuids_with_and_without_the_browsers_help(run: Run) -> None:
    made = """({ newId }) => {
      const ids = [newId(), newId()];
      crypto.randomUUID = undefined;
      ids.push(newId(), newId());
      const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
      return [ids.every((id) => form.test(id)), new Set(ids).size];
    }"""
    assert run("ids", made) == [True, 4]


def test_paths_belong_to_the_server_that_the_script_came_from(run: Run) -> None:
    told = """({ at, useSite }) => {
      const before = at("/policy");
      useSite("https://assistant.school.example");
      return [before, at("/policy")];
    }"""
    assert run("site", told) == ["/policy", "https://assistant.school.example/policy"]
