"""The staff's actions over fakes, and what a tracker tells them."""

import asyncio
import inspect
from dataclasses import dataclass, field
from typing import Any

from case_fakes import FakeCases
from fakes import NOON, FakeDoor
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from assistant.core.posts import Category
from assistant.core.procedure import Facts, Location
from assistant.core.staff import StaffAccount, StaffRole
from assistant.services.case_desk import CaseView
from assistant.services.open_case import open_case
from assistant.services.ports import Credentials
from assistant.wiring import Wiring

RUDE = Facts(Location.SOCIAL_NETWORK, frozenset({Category.OFFENSIVE}))


@dataclass
class Answer:
    """What an action said and set."""

    messages: list[dict[str, Any]]
    slots: dict[str, Any]
    followup: str | None

    @property
    def responses(self) -> list[str]:
        return [message["response"] for message in self.messages]


@dataclass
class Stage:
    """Runs actions; remembers nothing between them but the cases."""

    parts: Wiring
    door: FakeDoor
    cases: FakeCases
    metadata: dict[str, str] = field(default_factory=dict)

    def account(self, *roles: StaffRole, name: str = "ann") -> StaffAccount:
        account = StaffAccount(name, f"{name}@school.test", name.title(), frozenset(roles), NOON, enrolled=True)
        self.door.store.rows.accounts[name] = account
        self.door.store.rows.credentials[name] = Credentials("hash", "secret")
        return account

    def sign_in(self, account: StaffAccount) -> None:
        self.metadata = {"channel": "web", "role": "staff", "staff": account.id}

    def open(self, actor: StaffAccount, title: str = "Song", facts: Facts = RUDE, **more: Any) -> CaseView:
        return open_case(self.parts.case_desk, actor=actor, title=title, facts=facts, request_id=title, **more)

    def run(
        self,
        action: Any,
        text: str = "",
        *,
        slots: dict[str, Any] | None = None,
        entities: dict[str, Any] | None = None,
        sender: str = "staff-1",
        message_id: str = "m",
        loop: str | None = None,
        given: dict[str, Any] | None = None,
        domain: dict[str, Any] | None = None,
        mark: dict[str, Any] | None = None,
    ) -> Answer:
        message = {
            "text": text,
            "intent": {"name": "case"},
            "intent_ranking": [] if entities else [{"name": "case", "confidence": 1.0}],
            "entities": [{"entity": name, "value": value} for name, value in ((entities or {}) | (mark or {})).items()],
            "metadata": self.metadata,
            "message_id": message_id,
        }
        active = {"name": loop} if loop else {}
        events_before = [{"event": "slot", "name": name, "value": value} for name, value in (given or {}).items()]
        known = {**(slots or {}), **(given or {})}
        tracker = Tracker(sender, known, message, events_before, False, None, active, "action_listen")
        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, tracker, domain or {})
        if inspect.isawaitable(events):
            events = asyncio.run(events)  # type: ignore[arg-type]
        set_slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        followups = [event["name"] for event in events if event["event"] == "followup"]
        return Answer(dispatcher.messages, set_slots, followups[0] if followups else None)
