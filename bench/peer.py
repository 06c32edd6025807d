"""The peer: python-telegram-bot's own custom-webhook example with a database, as one would write it first.

Application without updater inside FastAPI, updates put into its queue, a SQLModel session an update, the
default HTTP client (docs.python-telegram-bot.org, "customwebhookbot"). It does the service's work in
small: an update taken once, the learner's place kept by a durable commit, the step sent as a reply.
Started by `bench.programs`: `python -m bench.peer PORT DATABASE API_URL TOKEN`.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI, Request, Response
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bench.people import AGAIN, BACK, FARTHEST

STEPS = (
    "Mở kho ứng dụng",
    "Mở ô tìm kiếm",
    "Gõ tên ứng dụng",
    "Xem ai làm ra ứng dụng",
    "Bấm cài",
)
TEXT = (
    "Bác tìm đúng biểu tượng trên màn hình rồi chạm vào nhé. Tên nút có thể khác đôi chút, bác đọc chậm "
    "từng chữ là thấy. Nhắn XONG khi làm được, nhắn GIÚP nếu bị kẹt ạ."
)
KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Xong rồi", callback_data="1:0")],
        [InlineKeyboardButton("Chưa được", callback_data="1:1")],
        [InlineKeyboardButton("Quay lại", callback_data="1:2")],
    ]
)


class Inbound(SQLModel, table=True):
    update_id: int = Field(primary_key=True)


class Learner(SQLModel, table=True):
    user_id: int = Field(primary_key=True)
    step: int = 1
    seen_at: datetime


def create(database: str, api_url: str, token: str) -> FastAPI:
    engine = create_engine(f"sqlite:///{database}", connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def durable(connection, _) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    SQLModel.metadata.create_all(engine)
    application = (
        Application.builder().token(token).base_url(f"{api_url}/bot").updater(None).build()
    )

    async def said(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message, user = update.message, update.effective_user
        if message is None or user is None:
            return
        with Session(engine) as session:
            try:
                session.add(Inbound(update_id=update.update_id))
                session.flush()
            except IntegrityError:
                return  # a repeat
            learner = session.get(Learner, user.id)
            if learner is None:
                learner = Learner(user_id=user.id, seen_at=datetime.now(UTC))
            learner.step += _move(message.text or "", learner.step)
            learner.seen_at = datetime.now(UTC)
            step = learner.step
            session.add(learner)
            session.commit()
        text = f"Bước {step}/9 · {STEPS[step - 1]}\n{TEXT}"
        await message.reply_text(text, reply_markup=KEYBOARD)

    application.add_handler(MessageHandler(filters.TEXT, said))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with application:
            await application.start()
            yield
            await application.stop()

    app = FastAPI(lifespan=lifespan)

    @app.post("/telegram")
    async def telegram(request: Request) -> Response:
        await application.update_queue.put(
            Update.de_json(data=await request.json(), bot=application.bot)
        )
        return Response()

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    return app


def _move(text: str, step: int) -> int:
    if text in AGAIN:
        return 0
    return -1 * (step > 1) if text in BACK else 1 * (step < FARTHEST)


if __name__ == "__main__":
    port, database, api_url, token = sys.argv[1:]
    uvicorn.run(
        create(database, api_url, token), port=int(port), log_level="warning", access_log=False
    )
