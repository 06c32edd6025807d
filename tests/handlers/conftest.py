import pytest

from storage.database import Database
from tests.handlers.village import Village


@pytest.fixture
def village(database: Database) -> Village:
    return Village(database)
