"""Every router of the pages for a receipt; that of a further action is one more here."""

from assistant.web.receipt import additions, asking, copies, pages, withdrawing

ROUTERS = (pages.router, additions.router, withdrawing.router, copies.router, asking.router)
