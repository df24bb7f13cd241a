"""A pretended console: enough of the RFB protocol to draw one still picture, and a serial line that echoes."""

import asyncio
import contextlib
import struct
from collections.abc import AsyncGenerator

WIDTH, HEIGHT = 640, 400
BACKGROUND, ACCENT = b"\x2e\x22\x1c\x00", b"\xe0\x9a\x4a\x00"
"""Blue, green, red, unused: 32-bit little-endian pixels."""


class FakeConsole:
    """The guest's end of a console. For `vnc` it speaks RFB 3.8 without authentication; `serial` greets and echoes.

    It belongs to the event loop in which it was made.
    """

    def __init__(self, name: str, kind: str) -> None:
        self._name = name
        self._out: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._in = bytearray()
        self._more = asyncio.Event()
        self.ended = False
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(self._vnc() if kind == "vnc" else self._serial())

    async def __aiter__(self) -> AsyncGenerator[bytes]:
        """What the guest sends."""
        while (data := await self._out.get()) is not None:
            yield data

    async def send(self, data: bytes) -> None:
        """Takes what was typed."""
        self._in += data
        self._more.set()

    async def close(self) -> None:
        """Ends it."""
        self._finish()

    def end(self) -> None:
        """Ends it, from any thread."""
        with contextlib.suppress(RuntimeError):  # its event loop is over, and so is it
            self._loop.call_soon_threadsafe(self._finish)

    def _finish(self) -> None:
        if not self.ended:
            self.ended = True
            self._task.cancel()
            self._out.put_nowait(None)

    async def _read(self, size: int) -> bytes:
        while len(self._in) < size:
            self._more.clear()
            await self._more.wait()
        data = bytes(self._in[:size])
        del self._in[:size]
        return data

    async def _serial(self) -> None:
        await self._out.put(f"\r\n{self._name}: simulated serial console, what you type comes back\r\n$ ".encode())
        while True:
            key = await self._read(1)
            await self._out.put(b"\r\n$ " if key in (b"\r", b"\n") else key)

    async def _vnc(self) -> None:
        await self._out.put(b"RFB 003.008\n")
        await self._read(12)
        await self._out.put(b"\x01\x01")
        await self._read(1)
        await self._out.put(bytes(4))
        await self._read(1)
        pixels = struct.pack(">BBBBHHHBBBxxx", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)
        name = self._name.encode()
        await self._out.put(struct.pack(">HH", WIDTH, HEIGHT) + pixels + struct.pack(">I", len(name)) + name)
        sizes = {0: 19, 3: 9, 4: 7, 5: 5}
        while True:
            kind = (await self._read(1))[0]
            if kind == 2:  # SetEncodings: a count, then as many numbers
                count = struct.unpack(">xH", await self._read(3))[0]
                await self._read(4 * count)
            elif kind == 6:  # ClientCutText: a length, then the text
                await self._read(struct.unpack(">xxxI", await self._read(7))[0])
            elif kind in sizes:
                body = await self._read(sizes[kind])
                if kind == 3 and not body[0]:  # a request for the whole picture; changes never come
                    await self._out.put(_picture())
            else:
                await self.close()
                return


def _picture() -> bytes:
    """A still picture: a hill under a small cap of cloud, in two raw rectangles of colour."""
    header = struct.pack(">BxH", 0, 2)
    whole = struct.pack(">HHHHi", 0, 0, WIDTH, HEIGHT, 0) + BACKGROUND * (WIDTH * HEIGHT)
    left, top, width, height = WIDTH // 4, HEIGHT // 2, WIDTH // 2, 24
    cap = struct.pack(">HHHHi", left, top, width, height, 0) + ACCENT * (width * height)
    return header + whole + cap
