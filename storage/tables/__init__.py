"""Every table. A class ends in `Row` so that nobody takes it for the thing itself in `bot`.

Texts of a closed set hold the value of the enumeration named beside them.
"""

from sqlalchemy import Table
from sqlmodel import SQLModel

# Names for constraints, so that migrations can speak of them on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

from storage.tables.announcing import BroadcastRow, RecipientRow, RelayRow  # noqa: E402
from storage.tables.learning import (  # noqa: E402
    DueRow,
    ProgressRow,
    RevisionRow,
    RunRow,
    StepEventRow,
)
from storage.tables.people import (  # noqa: E402
    CodeRow,
    ConsentRow,
    GroupRow,
    IdentityRow,
    LearnerRow,
    PersonRow,
    TicketRow,
    TryRow,
)
from storage.tables.places import (  # noqa: E402
    ChannelRow,
    DoorwayRow,
    InvitationRow,
    MemberRow,
    TeamRow,
    TokenRow,
    UnitRow,
    UsageRow,
)
from storage.tables.post import HoldRow, InboundRow, MessageRow  # noqa: E402
from storage.tables.records import AuditRow, KeepsakeRow, TallyRow  # noqa: E402
from storage.tables.visiting import (  # noqa: E402
    ConfirmationRow,
    DigestRow,
    HouseholdRow,
    VisitRow,
)

__all__ = [
    "AuditRow",
    "BroadcastRow",
    "ChannelRow",
    "CodeRow",
    "ConfirmationRow",
    "ConsentRow",
    "DigestRow",
    "DoorwayRow",
    "DueRow",
    "GroupRow",
    "HoldRow",
    "HouseholdRow",
    "IdentityRow",
    "InboundRow",
    "InvitationRow",
    "KeepsakeRow",
    "LearnerRow",
    "MemberRow",
    "MessageRow",
    "PersonRow",
    "ProgressRow",
    "RecipientRow",
    "RelayRow",
    "RevisionRow",
    "RunRow",
    "StepEventRow",
    "TallyRow",
    "TeamRow",
    "TicketRow",
    "TokenRow",
    "TryRow",
    "UnitRow",
    "UsageRow",
    "VisitRow",
    "metadata",
    "table",
]

metadata = SQLModel.metadata


def table(row: type[SQLModel]) -> Table:
    """The table behind a row class, for statements that skip the ORM."""
    return metadata.tables[str(row.__tablename__)]
