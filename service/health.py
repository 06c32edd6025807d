"""The addresses for machines that look after the service: alive? ready? how many?"""

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service import metrics
from service.checks import Check, Grade
from service.wiring import Service

_FRESH = {"cache-control": "no-store"}


def routes(service: Service) -> list[Route]:
    """`/healthz`, `/readyz` and `/metrics`. For the inside: nothing of a person's, but no public matter."""

    async def alive(_: Request) -> Response:
        """The process answers. Asks nobody: a database that is away must not get us killed."""
        return _json({"status": "ok"}, 200)

    async def ready(_: Request) -> Response:
        """503 only for what keeps this process from taking updates; the rest is said beside it."""
        found = await service.checkup.checks()
        failed = any(check.grade is Grade.FAILURE for check in found)
        return _json(report(found), 503 if failed else 200)

    async def counted(_: Request) -> Response:
        text = await service.checkup.metrics()
        return Response(text, media_type=metrics.CONTENT_TYPE, headers=_FRESH)

    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", counted)]


def application(service: Service) -> Starlette:
    """These alone, for a process that has no front door."""
    return Starlette(routes=routes(service))


def report(found: tuple[Check, ...]) -> dict[str, object]:
    """What is needed by name, "ok" or a sentence; what is amiss besides as a list."""
    failed = {check.name: check.says for check in found if check.grade is Grade.FAILURE}
    needed = {name: failed.get(name, "ok") for name in ("database", "disk", "zone", "lessons")}
    warnings = [
        {"check": check.name, "account": check.account, "says": check.says}
        for check in found
        if check.grade is Grade.WARNING
    ]
    return {**needed, "warnings": warnings}


def _json(value: object, status: int) -> Response:
    return Response(orjson.dumps(value), status, _FRESH, media_type="application/json")
