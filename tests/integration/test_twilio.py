"""Texts to Twilio: the requests, against a server that checks them; and what each refusal leads to."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from texts import ACCOUNT, PUBLIC, TOKEN, School, school, sid
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageList
from twilio_stand_in import KNOWN, Answer, TwilioStandIn

from assistant.adapters.sms import TwilioSms
from assistant.adapters.sql import tables
from assistant.core.sms import Outbound, OutKind
from assistant.core.sms_faults import Meaning
from assistant.services.sms_ports import SmsRefusedError

OURS = "+447700900000"
TEXT = Outbound("0b7e2f0c-1d0a-4b64-9f0c-2c6f0a3a9f11", "sms-1", OutKind.REPLY, "+447700900201", "Hello £5")
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


@pytest.fixture
def twilio() -> Iterator[TwilioStandIn]:
    stand_in = TwilioStandIn(ACCOUNT, TOKEN)
    yield stand_in
    stand_in.stop()


@pytest.fixture
def sms(twilio: TwilioStandIn) -> TwilioSms:
    return TwilioSms(ACCOUNT, TOKEN, number=OURS, status_url=f"{PUBLIC}/api/sms/status", api_url=twilio.url)


@pytest.fixture
def a_school(tmp_path: Path, twilio: TwilioStandIn) -> Iterator[School]:
    with school(tmp_path / "var", sms_provider="twilio", sms_number=OURS, sms_api_url=twilio.url) as parts:
        yield parts


def test_a_text_goes_out_from_the_number_with_an_address_for_its_status(twilio: TwilioStandIn, sms: TwilioSms) -> None:
    assert sms.send(TEXT) == sid(1)
    assert twilio.taken == [
        {
            "To": TEXT.number,
            "From": OURS,
            "Body": "Hello £5",
            "SmartEncoded": "false",
            "StatusCallback": f"{PUBLIC}/api/sms/status?text={TEXT.id}",
        }
    ]


def test_a_messaging_service_takes_the_place_of_the_number(twilio: TwilioStandIn, sms: TwilioSms) -> None:
    replace(sms, messaging_service="MG" + "1" * 32).send(TEXT)
    assert (twilio.taken[0]["MessagingServiceSid"], "From" in twilio.taken[0]) == ("MG" + "1" * 32, False)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": "+44", "From": OURS, "Body": "x", "Bodyy": "x"}, 20001),
        ({"From": OURS, "Body": "x"}, 21604),
        ({"To": "+44", "Body": "x"}, 21603),
        ({"To": "+44", "From": OURS, "MessagingServiceSid": "MG", "Body": "x"}, 21603),
        ({"To": "+44", "From": OURS, "Body": ""}, 21602),
        ({"To": "+44", "From": OURS, "Body": "x" * 1601}, 21617),
    ],
)
def test_the_stand_in_refuses_what_twilio_refuses(twilio: TwilioStandIn, fields: dict[str, str], code: int) -> None:
    answer = httpx.post(f"{twilio.url}{MESSAGES}", data=fields, auth=(ACCOUNT, TOKEN))
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_the_stand_in_knows_what_twilios_own_client_sends_and_where_to() -> None:
    class Wire(HttpClient):
        def __init__(self) -> None:
            pass

        def request(self, method: str, uri: str, *, data: dict[str, Any], **_: object) -> Response:  # type: ignore[override]
            seen.append((method, uri, set(data)))
            return Response(201, "{}")

    seen: list[tuple[str, str, set[str]]] = []
    names = set(inspect.signature(MessageList.create).parameters) - {"self"}
    lists = {"media_url", "persistent_action"}
    client = Client(ACCOUNT, TOKEN, http_client=Wire())
    client.messages.create(**{name: ["x"] if name in lists else "x" for name in names})
    assert seen == [("POST", f"https://api.twilio.com{MESSAGES}", KNOWN)]


def test_the_stand_in_refuses_a_request_without_the_accounts_token(twilio: TwilioStandIn) -> None:
    assert httpx.post(f"{twilio.url}{MESSAGES}", data={"To": "+44", "From": OURS, "Body": "x"}).status_code == 401


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (Answer(400, 21610), Meaning.OPTED_OUT),
        (Answer(429, 20429), Meaning.AGAIN),
        (Answer(400, 21614), Meaning.NEVER),
        (Answer(503, None), Meaning.AGAIN),
        (Answer(502, None, b"<html>bad gateway</html>"), Meaning.AGAIN),
        (Answer(201, None, b"[]"), Meaning.NEVER),
    ],
)
def test_a_refusal_says_what_it_means(twilio: TwilioStandIn, sms: TwilioSms, answer: Answer, meaning: Meaning) -> None:
    twilio.refuse_with = [answer]
    with pytest.raises(SmsRefusedError) as refused:
        sms.send(TEXT)
    assert refused.value.meaning == meaning


def test_a_wrong_token_and_a_server_that_is_not_there_are_tried_again(twilio: TwilioStandIn, sms: TwilioSms) -> None:
    with pytest.raises(SmsRefusedError) as refused:
        replace(sms, auth_token="another").send(TEXT)
    assert refused.value.meaning == Meaning.SETTINGS
    twilio.stop()
    with pytest.raises(SmsRefusedError) as refused:
        sms.send(TEXT)
    assert refused.value.meaning == Meaning.AGAIN


def test_the_office_is_told_once_a_day_that_the_provider_takes_nothing_and_why(
    a_school: School, twilio: TwilioStandIn, tmp_path: Path
) -> None:
    twilio.refuse_with = [Answer(400, 21660)] * 2 + [Answer(401, 99999)]
    a_school.comes_in("hello")
    for _ in range(2):
        a_school.works()
        a_school.clock.pass_by(timedelta(seconds=31))
    assert _mails(tmp_path) == ["the number that it comes from belongs to another account (code 21660)"]
    a_school.clock.pass_by(timedelta(days=1))
    a_school.works()
    assert _mails(tmp_path)[1:] == ["it gave no reason that is known (code 99999)"]
    a_school.clock.pass_by(timedelta(hours=1))
    a_school.works()
    assert (len(twilio.taken), len(_mails(tmp_path))) == (1, 2)


def test_what_is_not_taken_is_tried_again_after_growing_waits_under_the_same_id(
    a_school: School, twilio: TwilioStandIn
) -> None:
    twilio.refuse_with = [Answer(503, None), Answer(429, 20429)]
    a_school.comes_in("hello")
    a_school.works()
    for seconds, taken in ((9, 0), (2, 0), (29, 0), (2, 1), (3600, 1)):
        a_school.clock.pass_by(timedelta(seconds=seconds))
        a_school.send_due()
        assert len(twilio.taken) == taken
    assert _out(a_school) == [("sent", 3, sid(1), None)]


def test_a_text_whose_answer_was_lost_is_not_sent_again_once_it_is_reported(
    a_school: School, twilio: TwilioStandIn
) -> None:
    twilio.refuse_with = [Answer(201, None, lost=True)]
    a_school.comes_in("hello")
    a_school.works()
    a_school.clock.pass_by(timedelta(minutes=4))
    a_school.send_due()
    _report(a_school, "?" + twilio.taken[0]["StatusCallback"].partition("?")[2], "queued")
    a_school.clock.pass_by(timedelta(days=1))
    a_school.send_due()
    assert len(twilio.taken) == 1
    assert _out(a_school) == [("sent", 1, sid(1), None)]


def test_a_text_whose_answer_was_lost_and_of_which_nothing_is_reported_goes_out_twice_under_one_id(
    a_school: School, twilio: TwilioStandIn
) -> None:
    twilio.refuse_with = [Answer(201, None, lost=True)]
    a_school.comes_in("hello")
    a_school.works()
    a_school.clock.pass_by(timedelta(minutes=6))
    a_school.send_due()
    assert len(twilio.taken) == 2
    assert twilio.taken[0] == twilio.taken[1]
    assert _out(a_school) == [("sent", 2, sid(2), None)]


def test_what_is_never_taken_is_given_up_after_some_hours(a_school: School, twilio: TwilioStandIn) -> None:
    twilio.refuse_with = [Answer(503, None)] * 20
    a_school.comes_in("hello")
    for _ in range(20):
        a_school.works()
        a_school.clock.pass_by(timedelta(hours=2))
    assert _out(a_school) == [("failed", 8, None, None)]
    assert len(twilio.refuse_with) == 12


def test_somebody_whom_the_network_has_opted_out_gets_nothing_more(a_school: School, twilio: TwilioStandIn) -> None:
    twilio.refuse_with = [Answer(400, 21610)]
    a_school.comes_in("hello")
    a_school.works()
    a_school.comes_in("are you there?")
    a_school.works()
    assert _out(a_school) == [("failed", 1, None, 21610)]
    assert twilio.taken == []


def test_a_report_says_what_became_of_a_text_and_old_news_changes_nothing(
    a_school: School, twilio: TwilioStandIn
) -> None:
    a_school.comes_in("hello")
    a_school.works()
    query = "?" + twilio.taken[0]["StatusCallback"].partition("?")[2]
    for status, state in (("sent", "sent"), ("delivered", "delivered"), ("sent", "delivered"), ("odd", "delivered")):
        assert _report(a_school, query, status).status_code == 204
        assert _out(a_school) == [(state, 1, sid(1), None)]


def test_a_report_of_a_text_whose_sending_was_not_recorded_keeps_it_from_being_sent_again(
    a_school: School, twilio: TwilioStandIn
) -> None:
    a_school.comes_in("hello")
    a_school.works()
    query = "?" + twilio.taken[0]["StatusCallback"].partition("?")[2]
    with a_school.parts.engine.begin() as connection:
        connection.execute(
            sa.update(tables.sms_outbound).values(
                state="queued", due_at=a_school.clock.now(), provider_sid=None, sealed_body=b""
            )
        )
    _report(a_school, query, "sent")
    a_school.works()
    assert len(twilio.taken) == 1


def test_a_report_of_an_opt_out_opts_out(a_school: School, twilio: TwilioStandIn) -> None:
    a_school.comes_in("hello")
    a_school.works()
    query = "?" + twilio.taken[0]["StatusCallback"].partition("?")[2]
    _report(a_school, query, "failed", ErrorCode="21610")
    a_school.comes_in("are you there?")
    a_school.works()
    assert len(twilio.taken) == 1


@pytest.mark.parametrize(
    ("query", "fields", "status"),
    [
        ("", {}, 422),
        ("?text=none", {}, 422),
        ("?text=0b7e2f0c-1d0a-4b64-9f0c-2c6f0a3a9f11", {"MessageSid": "odd"}, 422),
        ("?text=0b7e2f0c-1d0a-4b64-9f0c-2c6f0a3a9f11", {}, 204),
    ],
)
def test_a_report_of_no_text_of_ours_is_refused_or_ignored(
    a_school: School, query: str, fields: dict[str, str], status: int
) -> None:
    assert _report(a_school, query, "sent", **fields).status_code == status


def _mails(folder: Path) -> list[str]:
    """Return why nothing was taken, as the office was told."""
    mails = sorted((folder / "var" / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    texts = [message_from_bytes(path.read_bytes(), policy=policy.default).get_content() for path in mails]
    return [re.findall(r"refuses what the assistant sends: (.*)\.\n", text)[0] for text in texts]


def _report(a_school: School, query: str, status: str, **more: str) -> httpx.Response:
    fields = {"MessageSid": sid(1), "AccountSid": ACCOUNT, "MessageStatus": status} | more
    answer: httpx.Response = a_school.post("status", query=query, **fields)
    return answer


def _out(a_school: School) -> list[tuple[str, int, str | None, int | None]]:
    table = tables.sms_outbound.c
    with a_school.parts.engine.connect() as connection:
        rows = connection.execute(
            sa.select(table.state, table.attempts, table.provider_sid, table.error_code).order_by(table.position)
        )
        return [tuple(row) for row in rows]
