"""Names as parameters: how objects may be called, and how DNS names may be written."""

from typing import Annotated

from msgspec import Meta

Name = Annotated[str, Meta(min_length=1, max_length=255, pattern=r"\S", description="a name of 1 to 255 characters that is not blank")]
"""What people call an object, where its kind asks for no more."""

_LABEL = "[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?"

Suffix = Annotated[
    str,
    Meta(pattern=rf"^({_LABEL}(\.{_LABEL})*)?$", max_length=190, description="a domain name: labels of letters, digits and hyphens"),
]
"""The suffix that guests' host names get. Empty takes it away where one is changed."""
