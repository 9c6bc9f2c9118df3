"""A telephone line that can be cut: a small TCP proxy between a browser and the service."""

import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

SENDING = b"POST /api/1/"
"""Where the bytes of a report begin."""
ASKING = b"GET "
PIECE = 65_536
AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER: close with a reset, as a line that breaks does."""

Way = Literal["out", "back"]
WAYS: tuple[Way, ...] = ("out", "back")


@dataclass
class Cut:
    """Break the line at the next report, when so many of its bytes have gone that way.

    It is down then: a browser that tries again by itself gets nowhere. `gone` counts the bytes of
    the report, and of its answer back.
    """

    way: Way
    after: int
    done: threading.Event = field(default_factory=threading.Event)
    gone: dict[Way, int] = field(default_factory=lambda: {"out": 0, "back": 0})


class Line:
    """Listens on a port of its own and carries bytes to `port`, until told to cut or to be down.

    While it `loses_reports` it breaks at each of them, and carries all else.
    """

    def __init__(self, port: int, scheme: str = "http") -> None:
        self._port = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"{scheme}://localhost:{self._door.getsockname()[1]}"
        self.cut: Cut | None = None
        self.is_down = False
        self.loses_reports = False
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Take no more calls, and end those that are."""
        self._door.close()
        self.hang_up()

    def go_down(self) -> None:
        """Be out of reach, as in a cellar."""
        self.is_down = True
        self.hang_up()

    def come_up(self) -> None:
        """Carry everything again."""
        self.is_down = self.loses_reports = False

    def hang_up(self) -> None:
        """Break every call."""
        with self._lock:
            calls, self._open = self._open, set()
        for call in calls:
            _break(call)

    def forget(self, *ends: socket.socket) -> None:
        """A call is over."""
        with self._lock:
            self._open -= set(ends)
        for end in ends:
            end.close()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._door.accept()
            except OSError:
                return
            if self.is_down:
                _break(caller)
                continue
            try:
                callee = socket.create_connection(("127.0.0.1", self._port))
            except OSError:  # the service is down itself
                _break(caller)
                continue
            with self._lock:
                self._open |= {caller, callee}
            if self._has_gone_down():  # since a moment ago
                self.hang_up()
                continue
            call = Call(self, caller, callee)
            for way in WAYS:
                threading.Thread(target=call.carry, args=(way,), daemon=True).start()

    def _has_gone_down(self) -> bool:
        return self.is_down


class Call:
    """One connection, both ways."""

    def __init__(self, line: Line, caller: socket.socket, callee: socket.socket) -> None:
        self._line = line
        self._ends: dict[Way, tuple[socket.socket, socket.socket]] = {
            "out": (caller, callee),
            "back": (callee, caller),
        }
        self._cut: Cut | None = None
        self._ended: set[Way] = set()

    def carry(self, way: Way) -> None:
        """Carry what comes from one end to the other."""
        source, target = self._ends[way]
        with suppress(OSError):
            while piece := source.recv(PIECE):
                if way == "out" and SENDING in piece:
                    piece = self._begin(piece, target)
                elif way == "out" and piece.startswith(ASKING):
                    self._cut = None  # the report and its answer went through
                cut = self._cut
                if cut and cut.way == way and len(piece) >= cut.after - cut.gone[way]:
                    target.sendall(piece[: cut.after - cut.gone[way]])
                    self._break(cut)
                    return
                target.sendall(piece)
                if cut:
                    cut.gone[way] += len(piece)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._ended.add(way)
        if len(self._ended) == len(WAYS):
            self._line.forget(source, target)

    def _begin(self, piece: bytes, target: socket.socket) -> bytes:
        """Count from where the report begins; what stood before it is carried first."""
        start = piece.index(SENDING)
        target.sendall(piece[:start])
        self._cut, self._line.cut = self._line.cut, None
        if self._line.loses_reports:
            self._cut = Cut("out", 0)
        return piece[start:]

    def _break(self, cut: Cut) -> None:
        self._line.is_down = not self._line.loses_reports
        cut.done.set()  # before whoever waits at an end can see it
        for end in self._ends["out"]:
            _break(end)


def _break(end: socket.socket) -> None:
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
