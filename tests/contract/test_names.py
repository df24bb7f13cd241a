"""Names of objects, the same for all kinds."""

import pytest
from tests.cloud import Cloud

from pileus.manager.http.generate import load
from pileus.manager.kernel.errors import ApiError
from pileus.manager.kernel.ids import new_id

load()

KINDS = (
    "Template",
    "Iso",
    "ServiceOffering",
    "DiskOffering",
    "NetworkOffering",
    "Network",
    "Zone",
    "Pod",
    "Host",
    "StoragePool",
    "ImageStore",
)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_renamed_to_a_blank(cloud: Cloud, kind: str) -> None:
    with pytest.raises(ApiError, match="a name of 1 to 255 characters that is not blank"):
        cloud.call(f"update{kind}", id=new_id(), name="  ")
