"""How many processors and how much memory an instance gets: from its offering, or from the caller where the offering leaves it open."""

from dataclasses import dataclass

from pileus.manager.kernel.errors import InvalidValue
from pileus.manager.model.offering import ServiceOffering


@dataclass(frozen=True)
class Size:
    """Processors, their speed in MHz, memory in MiB."""

    cpus: int
    cpu_mhz: int
    memory_mib: int


SIZE = ("cpuNumber", "cpuSpeed", "memory")
"""Details that say how large an instance of a custom offering is."""


def size_of(offering: ServiceOffering, details: dict[str, str]) -> Size:
    """The size an instance of this offering has. A fixed offering takes no numbers; a custom one needs them within its bounds."""
    if not offering.is_customized:
        given = [name for name in SIZE if name in details]
        if given:
            raise InvalidValue(f"details: offering {offering.name} fixes its size; leave out {', '.join(given)}")
        return Size(offering.cpus or 1, offering.cpu_mhz or 1000, offering.memory_mib or 128)
    cpus = _number(details, "cpuNumber", None, offering.min_cpus, offering.max_cpus)
    memory = _number(details, "memory", None, offering.min_memory_mib, offering.max_memory_mib)
    mhz = _number(details, "cpuSpeed", offering.cpu_mhz or 1000, 100, 10000)
    return Size(cpus, mhz, memory)


def _number(details: dict[str, str], name: str, default: int | None, least: int, most: int) -> int:
    text = details.get(name)
    if text is None:
        if default is None:
            raise InvalidValue(f"details[0].{name} is missing; the offering is custom, give a number from {least} to {most}")
        return default
    if not text.isdecimal() or not least <= int(text) <= most:
        raise InvalidValue(f"details[0].{name}={text} is not a number from {least} to {most}")
    return int(text)
