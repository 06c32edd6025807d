"""The accounts that are configured, each with its channel and the way its updates come in."""

import logging

log = logging.getLogger(__name__)
