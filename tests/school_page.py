"""A page of another site, such as the school's own website, on which the widget stands."""

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

HTML = "text/html; charset=utf-8"


@contextmanager
def served(answer: Callable[[str], tuple[str, str]], policy: Callable[[], str] = str) -> Iterator[str]:
    """Serve the kind and the text that ``answer`` gives for a path, under a policy if any; give the site's origin."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = answer(self.path)
            self.send_response(200)
            self.send_header("Content-Type", kind)
            if policy():
                self.send_header("Content-Security-Policy", policy())
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()
