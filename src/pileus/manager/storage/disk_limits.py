"""How fast the disks of an offering may be: the parameters, the fields of answers, and what of it a host is told."""

from typing import Annotated

from msgspec import Meta

from pileus.manager.kernel.context import Ctx
from pileus.manager.kernel.declare import Doc, Params, View, Wire
from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.kernel.settings import Setting, SettingValues, number, within

Rate = Annotated[int, Meta(ge=0, le=2**53)]
Seconds = Annotated[int, Meta(ge=0, le=2**32)]

NAMES = tuple(
    f"{unit}_{way}_rate{suffix}" for unit in ("bytes", "iops") for way in ("read", "write") for suffix in ("", "_max", "_max_length")
)
"""The limits, as parameters and rows have them."""


def _length(unit: str, way: str) -> Setting[int]:
    said = f"Longest seconds that a disk may {way} at its greatest {unit} rate; 0 is no limit."
    return number(f"vm.disk.{unit}.maximum.{way}.length", 0, said, check=within(0))


LENGTHS = {f"{unit}_{way}_rate_max_length": _length(unit, way) for unit in ("bytes", "iops") for way in ("read", "write")}


def _usual(unit: str, way: str) -> Setting[int]:
    said = f"{unit.capitalize()} by the second that disks of offerings without a limit of their own may {way}; 0 is no limit."
    return number(f"vm.disk.throttling.{unit}_{way}_rate", 0, said, check=within(0))


USUAL = {f"{unit}_{way}_rate": _usual(unit, way) for unit in ("bytes", "iops") for way in ("read", "write")}


class LimitParams(Params, frozen=True, kw_only=True):
    """What a disk may read and write by the second."""

    bytes_read_rate: Annotated[Rate | None, Doc("bytes a disk may read by the second")] = None
    bytes_read_rate_max: Annotated[Rate | None, Doc("bytes it may read by the second for a while")] = None
    bytes_read_rate_max_length: Annotated[Seconds | None, Doc("how many seconds that may last")] = None
    bytes_write_rate: Annotated[Rate | None, Doc("bytes a disk may write by the second")] = None
    bytes_write_rate_max: Annotated[Rate | None, Doc("bytes it may write by the second for a while")] = None
    bytes_write_rate_max_length: Annotated[Seconds | None, Doc("how many seconds that may last")] = None
    iops_read_rate: Annotated[Rate | None, Doc("reads a disk may do by the second")] = None
    iops_read_rate_max: Annotated[Rate | None, Doc("reads it may do by the second for a while")] = None
    iops_read_rate_max_length: Annotated[Seconds | None, Doc("how many seconds that may last")] = None
    iops_write_rate: Annotated[Rate | None, Doc("writes a disk may do by the second")] = None
    iops_write_rate_max: Annotated[Rate | None, Doc("writes it may do by the second for a while")] = None
    iops_write_rate_max_length: Annotated[Seconds | None, Doc("how many seconds that may last")] = None


class LimitView(View, kw_only=True):
    """What a disk may read and write by the second."""

    bytes_read_rate: Annotated[int | None, Wire("diskBytesReadRate")] = None
    bytes_read_rate_max: Annotated[int | None, Wire("diskBytesReadRateMax")] = None
    bytes_read_rate_max_length: Annotated[int | None, Wire("diskBytesReadRateMaxLength")] = None
    bytes_write_rate: Annotated[int | None, Wire("diskBytesWriteRate")] = None
    bytes_write_rate_max: Annotated[int | None, Wire("diskBytesWriteRateMax")] = None
    bytes_write_rate_max_length: Annotated[int | None, Wire("diskBytesWriteRateMaxLength")] = None
    iops_read_rate: Annotated[int | None, Wire("diskIopsReadRate")] = None
    iops_read_rate_max: Annotated[int | None, Wire("diskIopsReadRateMax")] = None
    iops_read_rate_max_length: Annotated[int | None, Wire("diskIopsReadRateMaxLength")] = None
    iops_write_rate: Annotated[int | None, Wire("diskIopsWriteRate")] = None
    iops_write_rate_max: Annotated[int | None, Wire("diskIopsWriteRateMax")] = None
    iops_write_rate_max_length: Annotated[int | None, Wire("diskIopsWriteRateMaxLength")] = None


def given(ctx: Ctx, p: LimitParams, before: dict[str, int] | None = None) -> dict[str, int]:
    """The limits that hold with these parameters: those of before, with what is given changed and 0 taken away."""
    wanted = dict(before or {}) | {name: value for name in NAMES if (value := getattr(p, name)) is not None}
    limits = {name: value for name, value in wanted.items() if value > 0}
    for name, value in limits.items():
        rate = name.removesuffix("_length")
        if name != rate and rate not in limits:
            raise InvalidValue(f"{wire(name)} needs {wire(rate)}; give both, or leave it out")
        rate = name.removesuffix("_max")
        if name != rate and value < limits.get(rate, value + 1):
            raise InvalidValue(f"{wire(name)} needs {wire(rate)}, and must not be below it; give both, or leave it out")
    for name, setting in LENGTHS.items():
        most = ctx.settings.get(setting)
        if most and limits.get(name, 0) > most:
            raise InvalidValue(f"{wire(name)} is {limits[name]} s, above setting {setting.name}, which is {most}; give less")
    return limits


def wire(name: str) -> str:
    """A limit's name on the wire."""
    return name.replace("_", "")


def of(settings: SettingValues, limits: dict[str, int]) -> dict[str, int]:
    """What holds for a disk: its offering's limits, else the settings'."""
    usual = {name: settings.get(setting) for name, setting in USUAL.items()}
    return {name: value for name, value in usual.items() if value} | limits
