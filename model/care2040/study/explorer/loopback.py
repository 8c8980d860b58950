"""A folder shown to this computer alone, as a careful host would: nobody else can reach it, and no page of others."""

import errno
import logging
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from care2040.files.problems import CareError, InvalidInput, Problem
from care2040.study.explorer.page import POLICY

LOOPBACK = "127.0.0.1"
FIRST = "index.html"
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Loopback(ThreadingHTTPServer):
    """A server on 127.0.0.1 and nowhere else."""

    daemon_threads = True

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{LOOPBACK}:{self.server_address[1]}/"


class _Handler(SimpleHTTPRequestHandler):
    """Gives files of one folder, to who asks for them by the name of this computer alone."""

    def do_GET(self) -> None:
        if self._known_host():
            super().do_GET()

    def do_HEAD(self) -> None:
        if self._known_host():
            super().do_HEAD()

    def _known_host(self) -> bool:
        """Refuse a name of somebody else that was made to point here."""
        host = (self.headers.get("Host") or "").partition(":")[0]
        if host in (LOOPBACK, "localhost"):
            return True
        self.send_error(421)
        return False

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """Show no list of files."""
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request, but to who listens to everything."""
        logging.getLogger(__name__).debug(format, *args)


def server_of(folder: Path, port: int) -> Loopback:
    """Return a server of a folder; it serves once `serve_forever` is called.

    Raises
    ------
    InvalidInput
        When the folder holds no page.
    CareError
        When the port is taken.
    """
    if not (folder / FIRST).is_file():
        hint = f"write one first: care2040 explorer --split --to {folder}"
        raise InvalidInput([Problem(str(folder), 0, 0, "E945", f"'{folder}' holds no {FIRST}", hint)])
    try:
        return Loopback((LOOPBACK, port), partial(_Handler, directory=str(folder)))
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise CareError(
            f"port {port} is taken or not allowed", "give another one, or --port 0 for one that is free"
        ) from None
