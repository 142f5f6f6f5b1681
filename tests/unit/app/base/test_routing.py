"""Routes are read when they are first asked for, and are then what FastAPI makes of them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import fastapi
import pytest
from fastapi import FastAPI
from fastapi.exceptions import FastAPIError
from starlette.testclient import TestClient

from app.base.routing import Route, Router
from app.main import _all_routes


def both(number: int, letter: str = "a") -> dict[str, str]:
    return {"said": f"{number}{letter}"}


def a_route(**declared: Any) -> Route:
    router = Router()
    router.get("/things/{number}", **declared)(both)
    (route,) = router.routes
    assert isinstance(route, Route)
    return route


def serving(route: Route) -> TestClient:
    application = FastAPI()
    application.router.routes.append(route)
    return TestClient(application)


def is_read(route: Route) -> bool:
    return "app" in route.__dict__


def test_a_route_is_read_when_somebody_first_asks_for_it() -> None:
    route = a_route()
    client = serving(route)
    assert client.get("/others/3").status_code == 404
    assert client.get("/things/3/more").status_code == 404
    assert not is_read(route)
    assert client.get("/things/3", params={"letter": "b"}).json() == {"said": "3b"}
    assert is_read(route)
    assert client.get("/things/x").status_code == 422
    assert client.post("/things/3").status_code == 405


def test_the_description_is_the_one_that_fastapi_makes() -> None:
    theirs = fastapi.APIRouter(tags=["things"])  # noqa: TID251 - it is compared with ours
    ours = Router(tags=["things"])
    described = []
    for router in (theirs, ours):
        router.get("/things/{number}", summary="A thing", status_code=201)(both)
        application = FastAPI()
        application.router.routes.extend(router.routes)
        described.append(application.openapi())
    assert described[0] == described[1]
    assert described[0]["paths"]["/things/{number}"]["get"]["summary"] == "A thing"


def test_what_was_changed_before_it_was_read_stays() -> None:
    route = a_route()
    route.include_in_schema = False
    assert route.dependant.path_params
    assert not route.include_in_schema


def test_an_address_below_another_one_is_found() -> None:
    client = TestClient(serving(a_route()).app, root_path="/passport")
    assert client.get("/passport/things/3").json() == {"said": "3a"}


def test_what_no_route_has_ours_has_not_either() -> None:
    route = a_route()
    for _ in range(2):
        with pytest.raises(AttributeError):
            _ = route.colour


def test_a_wrong_declaration_is_told_each_time() -> None:
    class Odd:
        """No form that could be read from a request."""

    def odd(thing: Odd) -> None:
        del thing

    route = Route("/odd", odd)
    for _ in range(2):
        with pytest.raises(FastAPIError):
            _ = route.app


def test_several_threads_may_be_the_first() -> None:
    routes = [a_route() for _ in range(20)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda at: routes[at // 8].app, range(160)))
    assert [found[at * 8] is route.app for at, route in enumerate(routes)] == [True] * 20
    assert None not in found


def test_every_route_of_the_service_can_be_read() -> None:
    routes = [route for route in _all_routes() if isinstance(route, Route)]
    assert len(routes) > 400
    assert all(route.dependant.call is route.endpoint for route in routes)
