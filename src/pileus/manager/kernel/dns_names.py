"""DNS names as parameters: how they may be written."""

from typing import Annotated

from msgspec import Meta

_LABEL = "[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?"

Suffix = Annotated[
    str,
    Meta(pattern=rf"^({_LABEL}(\.{_LABEL})*)?$", max_length=190, description="a domain name: labels of letters, digits and hyphens"),
]
"""The suffix that guests' host names get. Empty takes it away where one is changed."""
