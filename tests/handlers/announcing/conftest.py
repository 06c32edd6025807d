import pytest

from storage.database import Database
from tests.handlers.announcing.hamlet import Hamlet


@pytest.fixture
def hamlet(database: Database) -> Hamlet:
    return Hamlet(database)
