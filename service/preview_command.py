"""`hocvuso lessons preview`: opens the page for authors on this machine until it is stopped."""

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from service.clock import today_in_vietnam
from service.preview.desk import Desk
from service.preview.routes import create_preview

USAGE, ENVIRONMENT = 2, 3
HOST = "127.0.0.1"  # never another: there is no account, and drafts are nobody else's business


def preview(place: Path, port: int, *, contact: str, strict: bool) -> int:
    """`place`: a folder of lessons, or one lesson's file in it. An exit code; 0 once it was stopped."""
    trouble = amiss(place)
    if trouble:
        print(trouble, file=sys.stderr)
        return USAGE
    folder, file = (place.parent, place.name) if place.is_file() else (place, "")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with listener:
        try:
            listener.bind((HOST, port))
            listener.listen()
        except OSError as error:
            print(
                f"Chưa mở được cổng {port} ({error.strerror}): có lẽ một chương trình khác đang dùng. "
                f"Thử cổng khác: --port {port + 1 if port < 65535 else 8090}.",
                file=sys.stderr,
            )
            return ENVIRONMENT
        desk = Desk(folder, today_in_vietnam, file=file, contact=contact, strict=strict)
        print(
            f"Xem thử bài học: mở http://{HOST}:{port}/ trong trình duyệt. Dừng: Ctrl+C.",
            flush=True,
        )
        config = uvicorn.Config(
            create_preview(desk, port), log_level="warning", lifespan="off", server_header=False
        )
        _Server(config).run(sockets=[listener])
    return 0


def amiss(place: Path) -> str | None:
    """Why there is nothing to preview; None: there is."""
    if not place.exists():
        return f"Không thấy “{place}”: xem lại tên tệp hoặc thư mục."
    if place.is_file():
        return None if place.suffix == ".md" else f"“{place}” không phải tệp bài học (đuôi .md)."
    try:
        found = any(path.suffix == ".md" for path in place.iterdir())
    except OSError as error:
        return f"Không mở được thư mục “{place}”: {error.strerror}."
    return None if found else f"Thư mục “{place}” chưa có bài học nào (tệp đuôi .md)."


class _Server(uvicorn.Server):
    """Being stopped is how it ends: nothing to tell the shell of."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        stops = (signal.SIGINT, signal.SIGTERM)
        before = [(sign, signal.signal(sign, self.handle_exit)) for sign in stops]
        try:
            yield
        finally:
            for sign, handler in before:
                signal.signal(sign, handler)
