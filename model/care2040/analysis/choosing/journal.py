"""What a search has looked at, generation by generation, on the disk: a search that was killed goes on with it.

The search itself is not kept. It is made again from its seed, and asks for the same mixes; those that stand in the
journal are not run a second time, so that it ends the same to the last bit wherever it was stopped.
"""

import hashlib
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from care2040.analysis.choosing.search import Genes
from care2040.engine.compiler.trace import Array
from care2040.engine.ensembles.store import to_disk
from care2040.files.problems import CareError
from care2040.files.result_folder import ForeignResult

FACTS = "fingerprint"
DIGEST = 64
"""Letters of the checksum that each generation begins with."""


class NotWritten(CareError):
    """The journal of a search cannot be written; what stands in it is kept."""


class NothingYet(CareError):
    """A search has no generation that is whole, or has not begun."""


@dataclass(frozen=True)
class Journal:
    """A folder with a file for each generation; without a folder nothing is kept.

    Parameters
    ----------
    folder : Path or None
        Where it is.
    """

    folder: Path | None

    def begin(self, fingerprint: str, force: bool = False) -> int:
        """Make the folder, or take it when it holds the same search; return how many generations it holds.

        Raises
        ------
        ForeignResult
            When it holds another search, and nobody says that it may go.
        """
        if self.folder is None:
            return 0
        facts = self.folder / FACTS
        if self.folder.is_dir() and not (facts.is_file() and facts.read_text(encoding="utf-8") == fingerprint):
            if not force:
                hint = "put the experiment back as it was to go on, or throw it away with --force"
                raise ForeignResult(f"'{self.folder.name}' holds a search for another question", hint)
            self.clear()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write(facts, fingerprint.encode())
        return len(list(self.folder.glob("generation_*")))

    def belongs_to(self, fingerprint: str) -> bool:
        """Whether it holds this search."""
        facts = None if self.folder is None else self.folder / FACTS
        return facts is not None and facts.is_file() and facts.read_text(encoding="utf-8") == fingerprint

    def find(self, generation: int, genes: Genes) -> dict[str, Array] | None:
        """Return what the mixes of a generation came to, or None where it does not stand there whole."""
        if self.folder is None:
            return None
        try:
            whole = self._path(generation).read_bytes()
        except FileNotFoundError:
            return None
        digest, written = whole[:DIGEST], whole[DIGEST:]
        if hashlib.sha256(written).hexdigest().encode() != digest:
            return None
        with np.load(io.BytesIO(written), allow_pickle=False) as found:
            kept = {name: found[name] for name in found.files}
        same = np.array_equal(kept.pop("genes"), genes)
        return kept if same else None

    def keep(self, generation: int, genes: Genes, found: Mapping[str, Array]) -> None:
        """Write what the mixes of a generation came to; it appears whole, and would survive a power cut."""
        if self.folder is None:
            return
        buffer = io.BytesIO()
        np.savez_compressed(buffer, genes=genes, **dict(found))  # type: ignore[arg-type]
        written = buffer.getvalue()
        self._write(self._path(generation), hashlib.sha256(written).hexdigest().encode() + written)

    def clear(self) -> None:
        """Throw the journal away, once its result stands or nobody wants it."""
        if self.folder is None or not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            path.unlink()
        self.folder.rmdir()

    def _path(self, generation: int) -> Path:
        assert self.folder is not None
        return self.folder / f"generation_{generation:04d}"

    def _write(self, path: Path, content: bytes) -> None:
        fresh = path.with_name(f".{path.name}.partial")
        try:
            fresh.write_bytes(content)
            os.replace(fresh, path)
            to_disk(path)
        except OSError as error:
            why = error.strerror or str(error)
            raise NotWritten(
                f"what the search has looked at cannot be written: {why}", "make room, and go on"
            ) from None
