"""Check a post before it is posted."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.speaking import Said, by_text, goal_buttons
from assistant.adapters.content import PostSmsWords
from assistant.core.posts import Finding, Level, Reading, find_draft
from assistant.core.said import shows_the_draft
from assistant.services.check_post import check_post
from assistant.wiring import wiring

_NEXT = {
    Level.OK: ["check_post", "policy/before_you_post"],
    Level.RECONSIDER: ["check_post", "raise_concern", "make_complaint"],
    Level.DO_NOT_POST: ["check_post", "raise_concern", "make_complaint"],
    Level.SERIOUS: ["make_complaint", "raise_concern", "ask_human"],
}

_QUOTED_BY_TEXT = 2
"""Findings that a text message names, and whose clauses it quotes."""


class ActionFindDraft(Action):
    """Takes the draft out of the request where it stands in it, or is all of it, so that it is not asked for."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_find_draft"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Set the draft, or clear it so that the form asks."""
        message = tracker.latest_message.get("text") or ""
        found = find_draft(message)
        if found is None and shows_the_draft(_message_before(tracker), message):
            return [SlotSet("draft", message)]
        return [SlotSet("draft", message[slice(*found)] if found else None)]


class ActionCheckPost(Action):
    """Says what the draft may hold, with the clause, and what to do instead."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_check_post"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Said:
        """Read the draft; the tracker store forgets its words after this action."""
        message = tracker.latest_message.get("text") or ""
        draft = tracker.get_slot("draft") or ""
        reading = check_post(wiring().post_reader, draft)
        if tracker.latest_message.get("danger") and not reading.findings:
            dispatcher.utter_message(response="utter_check_post_danger")
            return [SlotSet("draft", None)]
        self._say(dispatcher, reading, offset=max(message.find(draft), 0), by_text=by_text(tracker))
        return [SlotSet("draft", None)]

    def _say(self, dispatcher: CollectingDispatcher, reading: Reading, *, offset: int, by_text: bool) -> None:
        words = wiring().post_words
        quoted = reading.worst(_QUOTED_BY_TEXT) if by_text else reading.findings
        findings = [_line(finding, words.why[finding.category], offset) for finding in reading.findings]
        if reading.findings and reading.identifies_child:
            findings.append(words.identifies_child)
        elif reading.findings and reading.names_individual:
            findings.append(words.names_individual)
        dispatcher.utter_message(
            response="utter_check_post_result" if findings else "utter_check_post_nothing_found",
            verdict=words.verdict[reading.level],
            findings="\n".join(f"- {line}" for line in findings),
            sms_verdict=words.sms.verdict[reading.level],
            sms_findings=_in_short(words.sms, reading),
            sms_advice=words.sms.advice[reading.level],
            json_message={
                "level": reading.level,
                "quotes": list(dict.fromkeys(finding.clause for finding in quoted)),
                "marks": [
                    {
                        "start": offset + start,
                        "end": offset + end,
                        "category": finding.category,
                        "clause": finding.clause,
                    }
                    for finding in reading.findings
                    for start, end in finding.spans
                ],
            },
        )
        dispatcher.utter_message(
            response="utter_check_post_advice",
            advice=words.advice[reading.level],
            buttons=goal_buttons(_NEXT[reading.level]),
        )


def _message_before(tracker: Tracker) -> str:
    said = [str(event.get("text") or "") for event in tracker.events if event.get("event") == "user"]
    return said[-2] if len(said) > 1 else ""


def _in_short(words: PostSmsWords, reading: Reading) -> str:
    """Return the gravest findings in a line for a text message."""
    found = words.found_words([finding.category for finding in reading.worst(_QUOTED_BY_TEXT)])
    if reading.identifies_child:
        return f"{found} {words.identifies_child}"
    return f"{found} {words.names_individual}" if reading.names_individual else found


def _line(finding: Finding, why: str, offset: int) -> str:
    """Return one line about a finding; ``⟨start:end⟩`` stands for words that only the gateway puts in."""
    places = " ".join(f"⟨{offset + start}:{offset + end}⟩" for start, end in finding.spans[:2])
    return f"{places} {why}."
