"""What an Official Account is known by and what it must keep to itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """`app_secret` is the developer app's, for tokens; `secret_key` is the OA Secret Key that stands on
    the webhook's page, for signatures. All ids are texts: they are longer than a float is exact."""

    oa_id: str
    app_id: str
    app_secret: str
    secret_key: str

    def __repr__(self) -> str:
        return f"Keys(oa_id={self.oa_id!r}, app_id={self.app_id!r}, …)"
