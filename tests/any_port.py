"""A mail server's controller on a free port."""

from aiosmtpd.controller import Controller


class AnyPort(Controller):
    """A controller that takes a free port of the machine, and knocks at that one to see whether it is up."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
