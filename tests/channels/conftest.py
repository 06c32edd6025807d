import struct
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.pictures import Pictures
from channels.telegram.adapter import Telegram
from tests.channels.fake_wire import SECRET, TOKEN, Wire

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# A grey square, 64 by 64.
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * 64) * 64))
    + _chunk(b"IEND", b"")
)


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire()
    await wire.open()
    yield wire
    await wire.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    (tmp_path / "hinh").mkdir()
    (tmp_path / "hinh" / "kho.png").write_bytes(PNG)
    return tmp_path


@pytest.fixture
async def telegram(wire: Wire, pictures: Path) -> AsyncIterator[Telegram]:
    channel = Telegram(
        "telegram",
        TOKEN,
        lambda: NOW,
        secrets=(SECRET,),
        api_url=wire.url,
        pictures=Pictures(pictures),
        username="hocvuso_bot",
    )
    await channel.open()
    yield channel
    await channel.close()
