"""The `pileus` command: what its words mean. What may not stand here: how anything is done; each subcommand calls one function of `host`.

Imports stand in the functions that need them, so that a small command, and the supervisor that stays in memory, do not pay for the others.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pileus.host.errors import HostError
from pileus.host.layout import Layout, layout

if TYPE_CHECKING:
    from pileus.host.progress import Progress

Action = Callable[[argparse.Namespace], int]

HIGHEST_PORT = 65535


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command and answers the exit status. Errors go to standard error: object, cause, next step."""
    arguments = _parser().parse_args(words)
    action: Action = arguments.action
    try:
        return action(arguments)
    except HostError as error:
        print(f"pileus: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("pileus: interrupted; the same command goes on from here", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has seen enough
        return 0


def _parser() -> argparse.ArgumentParser:
    anywhere = argparse.ArgumentParser(add_help=False)
    anywhere.add_argument(
        "--root",
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="the instance whose files lie below DIR (or PILEUS_ROOT); else this machine's",
    )
    parser = argparse.ArgumentParser(
        prog="pileus",
        parents=[anywhere],
        description="A private cloud in one command, compatible with Apache CloudStack.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, action: Action, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[anywhere], description=text, allow_abbrev=False, help=text)
        made.set_defaults(action=action)
        return made

    _up_options(add("up", _up, "make and start an instance; safe to repeat"))
    add("down", _down, "stop the instance; guests keep running")
    _json(add("status", _status, "tell how the instance stands"))
    doctor = _json(add("doctor", _doctor, "find what is wrong with the machine or the instance, and say what to do"))
    doctor.add_argument("--fix", action="store_true", help="repair what is the instance's own")
    api = add("api", _api, "call a command of the API as the first administrator, and print its answer")
    api.add_argument("command", metavar="COMMAND", help="such as listVirtualMachines; listApis lists them all")
    api.add_argument("parameters", nargs="*", metavar="KEY=VALUE", help="its parameters")
    uninstall = add("uninstall", _uninstall, "take away everything that Pileus made on this machine, and nothing else")
    uninstall.add_argument(
        "--destroy-guests", action="store_true", help="also guests and their disks; without it, they are a reason to refuse"
    )
    add("reset-admin", _reset_admin, "give the first administrator a new password (PILEUS_ADMIN_PASSWORD, else a random one)")
    for name, process in (("manager", _manager), ("agent", _agent), ("supervise", _supervise), ("prepare", _prepare)):
        add(name, process, "(run by the services)")
    return parser


def _json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true", help="for programs")
    return parser


def _up_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--simulator", action="store_true", help="fake hosts: no root rights, no libvirt, loopback only")
    parser.add_argument("--hosts", type=_count, metavar="N", help="simulator: number of fake hosts (1)")
    parser.add_argument("--empty", action="store_const", const=True, help="simulator: make no zone at all")
    parser.add_argument("--port", type=_port, metavar="N", help="plain HTTP on 127.0.0.1 (8080)")
    parser.add_argument(
        "--tls-port",
        type=_port_or_none,
        metavar="N",
        help="HTTPS on all addresses (8443; 0 closes it); of a simulator on loopback, if given",
    )
    parser.add_argument(
        "--agent-port", type=_port, metavar="N", help="for agents of other hosts (8250): kept for the day they can join, not opened"
    )
    parser.add_argument(
        "--integration-port", type=_port_or_none, metavar="N", help="unauthenticated API on 127.0.0.1 (off; 0 switches it off again)"
    )
    parser.add_argument("--foreground", action="store_true", help="stay, and stop with the interrupt key")


def _port(word: str) -> int:
    if (number := _port_or_none(word)) == 0:
        raise argparse.ArgumentTypeError("0 is no port")
    return number


def _port_or_none(word: str) -> int:
    if not word.isdecimal() or int(word) > HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{word!r} is no port: a number from 1 to {HIGHEST_PORT} is")
    return int(word)


def _count(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word!r} is no number of hosts: 1 or more is")
    return int(word)


def _where(arguments: argparse.Namespace) -> Layout:
    root: str | None = getattr(arguments, "root", None)
    return layout(root or os.environ.get("PILEUS_ROOT"))


def _progress() -> "Progress":
    from pileus.host.progress import Progress, quiet_logs  # noqa: PLC0415

    quiet_logs()
    return Progress()


# ---- for people


def _up(arguments: argparse.Namespace) -> int:
    from pileus.host.up import Options, up  # noqa: PLC0415

    options = Options(
        simulator=arguments.simulator,
        hosts=arguments.hosts,
        empty=arguments.empty,
        port=arguments.port,
        tls_port=arguments.tls_port,
        agent_port=arguments.agent_port,
        integration_port=arguments.integration_port,
        foreground=arguments.foreground,
    )
    return up(_where(arguments), options, _progress())


def _down(arguments: argparse.Namespace) -> int:
    from pileus.host.down import down  # noqa: PLC0415

    return down(_where(arguments), _progress())


def _status(arguments: argparse.Namespace) -> int:
    from pileus.host import status  # noqa: PLC0415

    found = status.status(_where(arguments))
    print(status.as_json(found) if arguments.json else status.as_text(found))
    return 0 if found.ready else 1


def _doctor(arguments: argparse.Namespace) -> int:
    from pileus.host import findings  # noqa: PLC0415
    from pileus.host.doctor import examine  # noqa: PLC0415
    from pileus.host.progress import quiet_logs  # noqa: PLC0415

    quiet_logs()
    found = examine(_where(arguments), fix=arguments.fix)
    print(findings.as_json(found) if arguments.json else findings.as_text(found))
    return 1 if findings.worst(found) is findings.Level.ERROR else 0


def _api(arguments: argparse.Namespace) -> int:
    from pileus.host.api import Api, account  # noqa: PLC0415

    parameters: dict[str, str] = {}
    for word in arguments.parameters:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise HostError(f"parameter {word!r}", "has no value", "write it as name=value")
        parameters[name] = value
    print(json.dumps(Api(account(_where(arguments))).run(arguments.command, parameters), indent=2, ensure_ascii=False))
    return 0


def _uninstall(arguments: argparse.Namespace) -> int:
    from pileus.host.uninstall import uninstall  # noqa: PLC0415

    return uninstall(_where(arguments), destroy_guests=arguments.destroy_guests, progress=_progress())


def _reset_admin(arguments: argparse.Namespace) -> int:
    from pileus.host.instance import existing  # noqa: PLC0415
    from pileus.host.processes import become_manager_user, reset_admin  # noqa: PLC0415

    where = _where(arguments)
    become_manager_user(where, existing(where))
    password = reset_admin(where, os.environ.get("PILEUS_ADMIN_PASSWORD"))
    print(
        f"The first administrator has a new password, and every session has ended.\n  account   admin, domain ROOT\n  password  {password}"
    )
    return 0


# ---- the instance's own processes


def _manager(arguments: argparse.Namespace) -> int:
    from pileus.host.processes import run_manager  # noqa: PLC0415

    return run_manager(_where(arguments))


def _agent(arguments: argparse.Namespace) -> int:
    from pileus.host.processes import run_agent  # noqa: PLC0415

    return run_agent(_where(arguments))


def _supervise(arguments: argparse.Namespace) -> int:
    from pileus.host.services.supervisor import supervise  # noqa: PLC0415

    return supervise(_where(arguments))


def _prepare(arguments: argparse.Namespace) -> int:
    """What a unit does as root before its process starts."""
    from pileus.host.instance import existing  # noqa: PLC0415
    from pileus.host.prepare import prepare  # noqa: PLC0415

    where = _where(arguments)
    prepare(where, existing(where))
    return 0


if __name__ == "__main__":
    sys.exit(main())
