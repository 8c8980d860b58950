"""Who does the work of an ensemble: threads of this process, processes of this machine, or a cluster that is there."""

import logging
import os
import signal
import struct
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

from care2040.engine.ensembles.block import Stopped, remote
from care2040.engine.ensembles.ensemble import Ensemble, Submit, here
from care2040.files.problems import CareError

if TYPE_CHECKING:
    from distributed import Client

ANSWER_WITHIN = 8.0
"""Seconds in which a scheduler answers, and has a worker: with what goes around it, ten."""
AHEAD = 2
"""Blocks on their way per worker: one that is run, and one that waits for it."""
RETRIES = 2
"""Times a block is tried again when the worker that had it died."""


class LostWorkersError(CareError):
    """Whoever did the work is gone."""


class NoSchedulerError(LostWorkersError):
    """A scheduler does not answer, or has no workers."""

    exit_code = 3


@dataclass(frozen=True)
class Workers:
    """How a block is started, and how many are on their way at most."""

    submit: Submit
    most: int


@contextmanager
def workers(wanted: Ensemble, processes: int | None = None, scheduler: str | None = None) -> Iterator[Workers]:
    """Give whoever does the work; on leaving nobody is left working."""
    if scheduler is None and processes is None:
        with _threads(wanted) as threads:
            yield threads
        return
    from distributed.scheduler import KilledWorker

    try:
        with _cluster(processes or 1) if scheduler is None else _connected(scheduler) as client:
            yield _of_client(client)
    except KilledWorker as error:
        message = f"workers died again and again over the same block ({error.last_worker.address})"
        raise LostWorkersError(message, "is there enough memory? take fewer workers, or --resolution city") from None
    except CancelledError:
        raise LostWorkersError(
            "the connection with the workers was lost", "look at the scheduler and its workers"
        ) from None


@contextmanager
def _threads(wanted: Ensemble) -> Iterator[Workers]:
    """Give a thread for each core; NumPy lets go of the interpreter while it calculates."""
    stopped = Event()

    def check() -> None:
        if stopped.is_set():
            raise Stopped

    count = os.cpu_count() or 1
    pool = ThreadPoolExecutor(count)
    try:
        yield Workers(here(wanted, pool, check), AHEAD * count)
    finally:
        stopped.set()
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _cluster(processes: int) -> Iterator["Client"]:
    """Give a cluster of this machine; its processes end when this one does, however it ends."""
    from distributed import Client, LocalCluster, WorkerPlugin

    class IgnoreInterrupt(WorkerPlugin):
        """Ctrl-C goes to every process of a terminal: who asked for the work stops it, and says so once."""

        def setup(self, worker: Any) -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    with (
        LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=processes,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            memory_limit=None,
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        client.register_plugin(IgnoreInterrupt())
        yield client


@contextmanager
def _connected(address: str) -> Iterator["Client"]:
    from distributed import Client

    try:
        client = Client(address, timeout=ANSWER_WITHIN)  # type: ignore[no-untyped-call]
    except (MemoryError, struct.error):
        # whatever it sends is taken for the length of a message
        message = f"what answers at {address} is no dask scheduler"
        raise NoSchedulerError(message, "give the address that 'dask scheduler' tells when it starts") from None
    except (OSError, TimeoutError, ValueError, RuntimeError, EOFError) as error:
        hint = "start one with 'dask scheduler', and workers with 'dask worker ADDRESS'; then give its address"
        message = f"the scheduler {address} does not answer ({error})"
        raise NoSchedulerError(message, hint) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWER_WITHIN)
        except TimeoutError:
            message = f"the scheduler {address} has no workers"
            raise NoSchedulerError(message, f"start some: dask worker {address}") from None
        yield client


def _of_client(client: "Client") -> Workers:
    known: Any = client.scheduler_info(n_workers=-1)
    threads = sum(worker["nthreads"] for worker in known["workers"].values())
    pool: Any = client.get_executor(pure=False, retries=RETRIES)  # type: ignore[no-untyped-call]
    return Workers(lambda work, drawn: pool.submit(remote, work, drawn), AHEAD * max(1, threads))
