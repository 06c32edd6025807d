"""Buttons and marked-up text as bots hand them in: checked, and reduced to what a phone shows."""

from html.parser import HTMLParser

from town.request import Parameters
from town.telegram import errors
from town.telegram.errors import Refusal, Refused
from town.telegram.limits import LONGEST_CALLBACK_DATA, MOST_BUTTONS
from town.world import Button

# core.telegram.org/bots/api#html-style
TAGS = frozenset(
    {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler"}
    | {"a", "tg-emoji", "code", "pre", "blockquote"}
)


def keyboard(given: Parameters) -> list[list[Button]]:
    """The inline buttons; other kinds of markup are accepted and not shown. Raises Refused."""
    markup = given.json("reply_markup")
    if markup is None:
        return []
    if not isinstance(markup, dict):
        raise Refused(errors.MARKUP_NOT_JSON)
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Refused(errors.cannot_parse("inline keyboard: array of arrays expected"))
    buttons = [[_button(each) for each in row] for row in rows]
    if sum(map(len, buttons)) > MOST_BUTTONS:
        raise Refused(errors.MARKUP_TOO_LONG)
    return [row for row in buttons if row]


def _button(given: object) -> Button:
    if not isinstance(given, dict):
        raise Refused(errors.cannot_parse("inline keyboard button: object expected"))
    label, data, url = given.get("text"), given.get("callback_data"), given.get("url")
    if not isinstance(label, str) or not label:
        raise Refused(
            errors.cannot_parse('inline keyboard button: Field "text" must be of type String')
        )
    if isinstance(data, str):
        if not 1 <= len(data.encode()) <= LONGEST_CALLBACK_DATA:
            raise Refused(errors.BUTTON_DATA_INVALID)
        return Button(label, data=data)
    if isinstance(url, str):
        return Button(label, url=url)
    raise Refused(
        errors.cannot_parse(
            "inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    )


def plain(text: str, parse_mode: str) -> str:
    """The text as it is read: HTML tags taken out. Markdown is shown as it was typed. Raises Refused."""
    match parse_mode.lower():
        case "" | "markdown" | "markdownv2":
            return text
        case "html":
            reader = _Reader()
            reader.feed(text)
            reader.close()
            return reader.finish()
        case _:
            raise Refused(errors.PARSE_MODE_UNKNOWN)


class _Reader(HTMLParser):
    """Telegram's HTML: few tags, each closed in its turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._text: list[str] = []
        self._open: list[str] = []

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs  # links and classes are not shown
        if tag not in TAGS:
            raise Refused(self._fault(f'Unsupported start tag "{tag}"'))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open:
            raise Refused(self._fault("Unexpected end tag"))
        expected = self._open.pop()
        if expected != tag:
            raise Refused(
                self._fault(f'Unmatched end tag, expected "</{expected}>", found "</{tag}>"')
            )

    def finish(self) -> str:
        if self._open:
            raise Refused(
                errors.cannot_parse(
                    f'entities: Can\'t find end tag corresponding to start tag "{self._open[-1]}"'
                )
            )
        return "".join(self._text)

    def _fault(self, what: str) -> Refusal:
        return errors.cannot_parse(f"entities: {what} at byte offset {self.getpos()[1]}")
