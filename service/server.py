"""Runs the service under uvicorn, or its working half alone, until SIGTERM or Ctrl-C."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TextIO

import uvicorn
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from starlette.types import ASGIApp
from uvicorn.loops.auto import auto_loop_factory

from service import logs
from service.connection import Connection
from service.settings import Settings
from service.wiring import Service

# Requests under way get so long after SIGTERM (long polls end by themselves); see wiring.GRACE.
DRAIN = 5  # seconds
# Full collections were what made acknowledgements late at load: 65–70 ms became 13–17 ms
# (performance.md section 3).
GC_THRESHOLDS = (50_000, 20, 100)


def serve_web(settings: Settings, *, web_only: bool) -> int:
    """Everything (or only the front door) on HOCVUSO_HOST:HOCVUSO_PORT. Returns the exit code."""
    _set_up_logs(settings)
    taken = _why_taken(settings.host, settings.port, "HOCVUSO_PORT")
    if taken:
        print(taken, file=sys.stderr)
        return 3
    import webhook  # the front door imports the wiring, so not at the top

    service = Service(settings, sends=not web_only)
    config = http(webhook.create_app(service), settings)
    # `_Server` starts and stops the service, to say in a sentence why it cannot.
    config.lifespan = "off"
    _tame_the_collector()
    server = _Server(config, service, settings)
    server.run()
    return 0 if server.started else 3


def http(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the front door speaks HTTP."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=Connection,
        ws="none",  # nothing of ours speaks it
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=DRAIN,
        server_header=False,
    )


def serve_work(settings: Settings) -> int:
    """Senders and ticks only, beside other processes that take updates in; with HOCVUSO_WORK_PORT it
    says there how it is. Returns the exit code."""
    _set_up_logs(settings)
    port = settings.work_port
    taken = _why_taken(settings.host, port, "HOCVUSO_WORK_PORT") if port else None
    if taken:
        print(taken, file=sys.stderr)
        return 3

    async def work() -> None:
        service = Service(settings)
        stop = asyncio.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, stop.set)
        await service.start()
        _hear_of_changes(service)
        async with _telling(service, settings):
            await stop.wait()
        await service.stop()

    _tame_the_collector()
    loop = auto_loop_factory(use_subprocess=False)  # the same kind as the front door's
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(work())
    return 0


@asynccontextmanager
async def _telling(service: Service, settings: Settings) -> AsyncIterator[None]:
    """While it lasts, `/healthz`, `/readyz` and `/metrics` answer on the port for workers, if there is one."""
    if settings.work_port is None:
        yield
        return
    from service import health  # imports the wiring as the front door does

    server = _Guest(
        uvicorn.Config(
            health.application(service),
            host=settings.host,
            port=settings.work_port,
            http=Connection,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
        )
    )
    serving = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await serving


class _Guest(uvicorn.Server):
    """In somebody else's loop: signals are not its business."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Server(uvicorn.Server):
    """Starts the service before it listens, and stops it when nobody is being answered any more."""

    def __init__(self, config: uvicorn.Config, service: Service, settings: Settings) -> None:
        super().__init__(config)
        self._service = service
        self._settings = settings

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Raises StorageError: the command says it in a sentence."""
        await self._service.start()
        _hear_of_changes(self._service)
        await super().startup(sockets)
        if self.started:
            _welcome(self._settings, sys.stdout)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Pages that wait for news go first: every stop would take all of DRAIN and break them off."""
        await self._service.let_go()
        await super().shutdown(sockets)
        if not self.force_exit:
            await self._service.stop()


def _hear_of_changes(service: Service) -> None:
    """SIGHUP: lessons and accounts are read again at once. Not where somebody sits at a terminal: there
    it says that the window was closed, and has to end the program."""
    if hasattr(signal, "SIGHUP") and not (sys.stdin and sys.stdin.isatty()):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, service.reload_soon)


def _tame_the_collector() -> None:
    """What is loaded stays for good; what an update leaves is nearly all freed without the collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


def _set_up_logs(settings: Settings) -> None:
    secrets = list(settings.secrets)
    with suppress(ArgumentError, ValueError):  # the database will say so, without repeating it
        secrets.append(make_url(settings.database_url).password or "")
    logs.set_up(settings.log_level, settings.log_format, secrets)
    logs.catch_all()


def _why_taken(host: str, port: int, setting: str) -> str | None:
    """A sentence when the port cannot be had, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return (
                f"Không mở được cổng {host}:{port} ({error.strerror}). "
                f"Chương trình khác đang dùng? Đặt {setting} sang số khác."
            )
    return None


def _welcome(settings: Settings, out: TextIO) -> None:
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    base = settings.public_url or f"http://{host}:{settings.port}"
    lines = ["Học Vụ Số đang chạy. Mở trong trình duyệt:"]
    if settings.runs_town:
        lines.append(f"  Thị trấn thử (những chiếc điện thoại giả): {base}/town/")
    lines.append(f"  Trò chuyện trên trang web:                  {base}/chat/")
    lines.append("Dừng lại: Ctrl-C")
    print("\n".join(lines), file=out, flush=True)
