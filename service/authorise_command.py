"""`hocvuso channels authorise`: an administrator of an Official Account gives us the right to speak for it."""

import asyncio
from collections.abc import Callable

from channels.setup import Unusable
from channels.zalo_oa.tokens import TokenState
from service import logs
from service.accounts.configured import built, configured
from service.accounts.means import command_means
from service.accounts.reading import Reading
from service.accounts.spec import Spec, ZaloOASpec
from service.settings import Settings
from storage.database import Database
from worker.tokens import TokenKeeper

# Asks a person for a line, and tells one something.
Ask = Callable[[str], str]
Say = Callable[[str], None]


def authorise(settings: Settings, name: str, *, pasted: bool, ask: Ask, say: Say) -> str | None:
    """None when done, else what is wrong. `pasted`: a refresh token of Zalo's API Explorer is given
    instead of asking an administrator to agree. Raises StorageError."""
    reading = configured(settings)
    spec = next((one for one in reading.specs if one.name == name), None)
    if not isinstance(spec, ZaloOASpec):
        return _no_account(spec, name, reading)
    logs.hide(spec.secrets)
    _made(settings)
    try:
        state = asyncio.run(_authorised(settings, spec, pasted=pasted, ask=ask, say=say))
    except Unusable as trouble:
        return str(trouble)
    say(
        f"Xong: {name} được gửi tin đến hết ngày {state.refresh_until:%d/%m/%Y} và tự gia hạn khi chương "
        "trình chạy. Chương trình đang chạy sẽ tự dùng quyền mới trong vòng vài phút."
    )
    return None


async def _authorised(
    settings: Settings, spec: ZaloOASpec, *, pasted: bool, ask: Ask, say: Say
) -> TokenState:
    async with command_means(settings) as means:
        account = built(spec, means)
        assert account.tokens is not None  # noqa: S101  there is a database
        try:
            if pasted:
                given = await asyncio.to_thread(ask, "Dán refresh token rồi bấm Enter")
                return await account.tokens.paste(given)
            return await _agreed(account.tokens, ask, say)
        finally:
            await account.close()


async def _agreed(tokens: TokenKeeper, ask: Ask, say: Say) -> TokenState:
    url, verifier = tokens.begin()
    say(
        "1. Quản trị viên của OA mở địa chỉ này trong trình duyệt, chọn đúng OA, bấm Đồng ý:\n\n"
        f"   {url}\n\n"
        "2. Sau khi đồng ý, trình duyệt chuyển sang một trang khác (trang trắng hay báo lỗi đều được).\n"
        "   Chép nguyên địa chỉ trên thanh địa chỉ của trang đó. Mã trong địa chỉ chỉ dùng được 10 phút."
    )
    given = await asyncio.to_thread(ask, "Dán địa chỉ đó (hoặc riêng mã code) rồi bấm Enter")
    return await tokens.finish(given, verifier)


def _made(settings: Settings) -> None:
    """The pair must have a place before it is asked for."""
    database = Database(settings.database_url)
    try:
        database.migrate()
    finally:
        database.close()


def _no_account(spec: Spec | None, name: str, reading: Reading) -> str:
    if spec is not None:
        return (
            f'"{name}" không phải Zalo OA: loại này dùng mã truy cập cố định, không cần cấp quyền.'
        )
    known = ", ".join(one.name for one in reading.specs if isinstance(one, ZaloOASpec))
    return f'Không có Zalo OA nào tên "{name}" (đang có: {known or "chưa có"}).'
