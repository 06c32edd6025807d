"""One surface for a module: starting it costs more than what a test asks of it."""

import os
from collections.abc import Iterator

import pytest

from storage import database
from tests.surface.serving import Surface, serving


@pytest.fixture(scope="module")
def surface(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surface]:
    """No setting of the machine reaches it; a locked database is given up early."""
    folder = tmp_path_factory.mktemp("surface")
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith("HOCVUSO_"):
                patch.delenv(name)
        patch.chdir(folder)
        patch.setattr(database, "BUSY_TIMEOUT", 0.2)
        with serving(folder) as surface:
            yield surface
