"""How long the provider waits for its answer: signed texts to a real gateway, each stored before it is answered.

python -m benchmarks.sms            # SQLite
BENCH_DATABASE_URL=postgresql+psycopg://…  python -m benchmarks.sms
"""

import os
import socket
import statistics
import tempfile
import threading
import time
from pathlib import Path

import httpx
import uvicorn
from twilio.request_validator import RequestValidator

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine, upgrade_schema
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.wiring import Wiring

TEXTS, AT_ONCE = 400, 4
ACCOUNT, TOKEN, PUBLIC = "AC" + "0" * 32, "an example token", "https://school.example"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            database_url=os.environ.get("BENCH_DATABASE_URL", ""),
            public_url=PUBLIC,
            rasa_secret="r" * 24,
            sms_account_sid=ACCOUNT,
            sms_auth_token=TOKEN,
        )
        write_key_file(settings.key_file)
        upgrade_schema(make_engine(settings.database))
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(create_app(Wiring(settings)), log_level="error", access_log=False, ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        seconds = _post_all(f"http://127.0.0.1:{listening.getsockname()[1]}")
        server.should_exit = True
        thread.join()
    cuts = statistics.quantiles(seconds, n=100)
    print(f"{len(seconds)} texts, {AT_ONCE} at once: p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms")
    print(f"worst {max(seconds) * 1000:.0f} ms; bar: p95 200 ms, ratio {cuts[94] / 0.2:.2f}")


def _post_all(url: str) -> list[float]:
    seconds: list[float] = []

    def some(first: int) -> None:
        with httpx.Client(base_url=url) as client:
            seconds.extend(_post(client, at) for at in range(first, TEXTS, AT_ONCE))

    threads = [threading.Thread(target=some, args=(first,)) for first in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds


def _post(client: httpx.Client, at: int) -> float:
    body = "he is going to kill me" if at % 10 == 0 else f"what does the policy say about question {at}?"
    fields = {
        "MessageSid": f"SM{at:032x}",
        "AccountSid": ACCOUNT,
        "From": f"+4477009{at % 50:05d}",
        "Body": body,
        "NumMedia": "0",
    }
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/api/sms/inbound", fields)
    began = time.perf_counter()
    answer = client.post("/api/sms/inbound", data=fields, headers={"X-Twilio-Signature": signature})
    answer.raise_for_status()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
