"""Files that bots send: uploaded once, then named by a file_id that only that bot may use."""

import hashlib
import struct

from town.keeper import Keeper
from town.request import Parameters, Upload
from town.telegram import errors
from town.telegram.errors import Refused
from town.telegram.limits import (
    LARGEST_FILE,
    LARGEST_PHOTO,
    LARGEST_PHOTO_RATIO,
    LARGEST_PHOTO_SIDES,
)
from town.world import AttachmentKind, Bot, File

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
# JPEG segments that hold the picture's size: SOF0–SOF15 without DHT, JPG, DAC (ITU-T T.81, table B.1)
# Ogg, MP3 and M4A (which says so behind its first size) are voice notes, all else is taken as a document
# (core.telegram.org/bots/api, sendVoice).
VOICES = {
    b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"ftyp": "audio/mp4",
}
JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def file_for(keeper: Keeper, bot: Bot, given: Parameters, kind: AttachmentKind) -> File:
    """The file that the call uploads or names. Raises Refused."""
    named = given.text(kind.value)
    upload = given.files.get(named.removeprefix("attach://")) or given.files.get(kind.value)
    if upload is not None:
        return _store(keeper, bot, kind, upload)
    if not named:
        raise Refused(errors.there_is_no(kind.value))
    file = keeper.world.files.get(named)
    if file is None or file.bot != bot.id or file.kind is not kind:
        raise Refused(errors.WRONG_FILE)
    return file


def _store(keeper: Keeper, bot: Bot, kind: AttachmentKind, upload: Upload) -> File:
    if not upload.body:
        raise Refused(errors.FILE_EMPTY)
    if len(upload.body) > LARGEST_FILE:
        raise Refused(errors.TOO_LARGE)
    width, height, media_type = 0, 0, upload.media_type
    if kind is AttachmentKind.PHOTO:
        width, height, media_type = _photo(upload.body)
    if kind is AttachmentKind.VOICE:
        kind, media_type = _voice(upload)
    digest = hashlib.sha256(upload.body).hexdigest()[:20]
    keeper.put_blob(digest, upload.body)
    file = File(
        id=f"{kind.value}-{bot.id}-{digest}",
        unique_id=digest,
        bot=bot.id,
        kind=kind,
        blob=digest,
        name=upload.name,
        media_type=media_type,
        size=len(upload.body),
        width=width,
        height=height,
    )
    keeper.world.files[file.id] = file
    return file


def _voice(upload: Upload) -> tuple[AttachmentKind, str]:
    """What is no voice note arrives as a plain file."""
    for begins, media_type in VOICES.items():
        if upload.body[4 if begins == b"ftyp" else 0 :].startswith(begins):
            return AttachmentKind.VOICE, media_type
    return AttachmentKind.DOCUMENT, upload.media_type


def _photo(body: bytes) -> tuple[int, int, str]:
    """Width, height, media type. Raises Refused for what is no photo or too large a one."""
    if body.startswith(PNG) and len(body) >= 24:
        width, height = struct.unpack(">II", body[16:24])
        media_type = "image/png"
    elif body.startswith(JPEG):
        width, height = _jpeg_size(body)
        media_type = "image/jpeg"
    else:
        raise Refused(errors.PHOTO_UNREADABLE)
    if len(body) > LARGEST_PHOTO:
        raise Refused(errors.TOO_LARGE)
    short, long = sorted((width, height))
    if not short or short + long > LARGEST_PHOTO_SIDES or long / short > LARGEST_PHOTO_RATIO:
        raise Refused(errors.PHOTO_DIMENSIONS)
    return width, height, media_type


def _jpeg_size(body: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(body) and body[at] == 0xFF:
        marker, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4], "big")
        if marker in JPEG_SIZES:
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise Refused(errors.PHOTO_UNREADABLE)
