"""What running instances use: the last reading of each, and the rates since the one before."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from pileus.manager.model.rows import Base, UtcTime


class Load:
    """How busy an instance was. Rates by the second; they are None where there was no reading before."""

    memory_kib: Mapped[int] = mapped_column(BigInteger)
    memory_free_kib: Mapped[int] = mapped_column(BigInteger)
    cpu_share: Mapped[float | None] = mapped_column(default=None)
    """Of all its processors, from 0 to 1."""
    disk_read_rate: Mapped[float | None] = mapped_column(default=None)
    disk_write_rate: Mapped[float | None] = mapped_column(default=None)
    disk_read_request_rate: Mapped[float | None] = mapped_column(default=None)
    disk_write_request_rate: Mapped[float | None] = mapped_column(default=None)
    net_received_rate: Mapped[float | None] = mapped_column(default=None)
    net_sent_rate: Mapped[float | None] = mapped_column(default=None)


class InstanceStatistics(Load, Base):
    """One row for each running instance. Counters as its host gave them, since the guest started."""

    __tablename__ = "instance_statistics"

    instance_id: Mapped[str] = mapped_column(String(36), ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True)
    taken: Mapped[datetime] = mapped_column(UtcTime)
    """By the host's clock."""
    seen: Mapped[datetime] = mapped_column(UtcTime)
    """By ours."""
    vcpus: Mapped[int]
    cpu_ns: Mapped[int] = mapped_column(BigInteger)
    disk_read_bytes: Mapped[int] = mapped_column(BigInteger)
    disk_write_bytes: Mapped[int] = mapped_column(BigInteger)
    disk_read_requests: Mapped[int] = mapped_column(BigInteger)
    disk_write_requests: Mapped[int] = mapped_column(BigInteger)
    net_received_bytes: Mapped[int] = mapped_column(BigInteger)
    net_sent_bytes: Mapped[int] = mapped_column(BigInteger)


class InstanceSample(Load, Base):
    """What an instance used at one moment; kept for as long as a setting says."""

    __tablename__ = "instance_sample"

    instance_id: Mapped[str] = mapped_column(String(36), ForeignKey("instance.id", ondelete="CASCADE"), primary_key=True)
    taken: Mapped[datetime] = mapped_column(UtcTime, primary_key=True, index=True)
