"""Hears what the product logs, from INFO on."""

import logging


class Listener(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__(logging.INFO)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self._heard.append(self.format(record))
