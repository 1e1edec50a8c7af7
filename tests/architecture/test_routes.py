"""Every route of the gateway says who may call it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fastapi import Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount

from assistant.adapters.crypto import write_key_file
from assistant.adapters.sql import make_engine
from assistant.core.staff import StaffRole
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.callers import CALLERS, anyone, require_roles
from tests.made_once import make_parts, make_tables


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    settings = Settings(data_dir=tmp_path, rasa_secret="r" * 24, actions_secret="a" * 24)  # type: ignore[arg-type]
    write_key_file(settings.key_file)
    make_tables(make_engine(settings.database))
    return create_app(make_parts(settings))


def _routes(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """Give each route, those of included routers too, which newer versions of FastAPI keep as one."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from _routes(included.routes)


def _called(dependant: Dependant) -> Iterator[object]:
    """Give each dependency, those of dependencies too: `require_roles` asks for a session in its turn."""
    for one in dependant.dependencies:
        yield one.call
        yield from _called(one)


def _undeclared(app: FastAPI) -> list[str]:
    """Return the paths that do not say who may call them; the static files' mount aside."""
    found = []
    for route in _routes(app.routes):
        if isinstance(route, Mount) and route.path == "/static":
            continue
        callers = _called(route.dependant) if isinstance(route, APIRoute) else []
        if not any(caller in CALLERS for caller in callers):
            found.append(getattr(route, "path", repr(route)))
    return found


def test_every_route_declares_its_caller(app: FastAPI) -> None:
    assert _undeclared(app) == []


def test_the_routes_are_those_of_the_contract(app: FastAPI) -> None:
    routes = {
        (method, route.path) for route in _routes(app.routes) if isinstance(route, APIRoute) for method in route.methods
    }
    assert {
        ("POST", "/api/chat/sessions"),
        ("POST", "/api/chat/messages"),
        ("POST", "/api/chat/attachments"),
        ("DELETE", "/api/chat/sessions/current"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/staff"),
        ("POST", "/staff/sign-in"),
    } <= routes


def test_a_route_without_a_caller_is_found(app: FastAPI) -> None:
    app.get("/declared", dependencies=[Depends(anyone)])(lambda: None)
    app.get("/open")(lambda: None)
    app.get("/roles", dependencies=[Depends(require_roles(StaffRole.CLERK))])(lambda: None)
    app.get("/other", dependencies=[Depends(lambda: None)])(lambda: None)
    app.add_route("/plain", lambda request: None)
    app.mount("/more", FastAPI())
    assert sorted(_undeclared(app)) == ["/more", "/open", "/other", "/plain"]
