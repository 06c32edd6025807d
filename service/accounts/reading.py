"""What was understood of the configuration, and what was not."""

from dataclasses import dataclass

from service.accounts.spec import Spec


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in CHANNELS_FILE that a person has to mend. `says` is Vietnamese and repeats no value:
    it may be a secret in the wrong place. `line` 0: the file as a whole; `account` "": it is not known whose."""

    file: str
    line: int
    says: str
    account: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.says}"


@dataclass(frozen=True, slots=True)
class Reading:
    """`specs` may be put into service as they are, whatever stands in `faults`."""

    specs: tuple[Spec, ...] = ()
    faults: tuple[Fault, ...] = ()

    def doubts(self, account: str) -> bool:
        """Whether an account that is not among `specs` may be meant all the same: then it stays as it is."""
        return any(fault.account in {"", account} for fault in self.faults)
