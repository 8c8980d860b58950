"""Who does the work of an ensemble: threads of this process, processes of this machine, or a cluster that is there."""

import logging
import os
import re
import signal
import struct
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING, Any

from care2040.engine.ensembles.block import Stopped, remote
from care2040.engine.ensembles.ensemble import Ensemble, Submit, here
from care2040.files.problems import CareError

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

LOOPBACK = "127.0.0.1"
ADDRESS = re.compile(r"(?P<protocol>tcp://|tls://)?(\[[0-9A-Fa-f:.%]+\]|[\w.-]{1,253})(:(?P<port>\d{1,5}))?")
"""Of a scheduler: over TCP, with TLS or without."""
LAST_PORT = 65535
KEYS = {
    "ca_file": "DASK_DISTRIBUTED__COMM__TLS__CA_FILE",
    "cert": "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT",
    "key": "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY",
}
"""What Dask reads the files for TLS from."""
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


@dataclass(frozen=True)
class Pool:
    """Processes that run whatever they are given, and how many pieces of work keep all of them at it."""

    submit: Callable[..., Any]
    most: int


@contextmanager
def workers(wanted: Ensemble, processes: int | None = None, scheduler: str | None = None) -> Iterator[Workers]:
    """Give whoever does the work on blocks; on leaving nobody is left working."""
    if scheduler is None and processes is None:
        with _threads(wanted) as threads:
            yield threads
        return
    with pool(processes, scheduler) as far:
        yield Workers(lambda work, drawn: far.submit(remote, work, drawn), far.most)


@contextmanager
def pool(processes: int | None = None, scheduler: str | None = None) -> Iterator[Pool]:
    """Give processes of this machine, or those of a scheduler; what one had that died is given to another.

    Raises
    ------
    LostWorkersError
        When workers die again and again, or cannot be reached any more.
    NoSchedulerError
        When no scheduler answers, or it has no workers.
    """
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    try:
        with _cluster(processes or 1) if scheduler is None else _connected(scheduler) as client:
            yield _of_client(client)
    except KilledWorker as error:
        message = f"workers died again and again over the same block ({error.last_worker.address})"
        raise LostWorkersError(message, "is there enough memory? take fewer workers, or --resolution city") from None
    except (CancelledError, CommClosedError):
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
    from distributed import Client, WorkerPlugin

    class IgnoreInterrupt(WorkerPlugin):
        """Ctrl-C goes to every process of a terminal: who asked for the work stops it, and says so once."""

        def setup(self, worker: Any) -> None:
            signal.signal(signal.SIGINT, signal.SIG_IGN)

    with _local(processes) as cluster, Client(cluster) as client:  # type: ignore[no-untyped-call]
        client.register_plugin(IgnoreInterrupt())
        yield client


def _local(processes: int) -> "LocalCluster":
    """Start processes of this machine that nobody else can reach: on loopback, with keys that exist in memory only."""
    import dask
    from distributed import LocalCluster
    from distributed.security import Security

    nobody_looks: dict[str, Any] = {f"distributed.{who}.http.routes": [] for who in ("scheduler", "worker")}
    try:
        with dask.config.set(
            {**nobody_looks, "distributed.nanny.environ.DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]"}
        ):
            return LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=processes,
                threads_per_worker=1,
                processes=True,
                host=LOOPBACK,
                protocol="tls://",
                security=Security.temporary(),  # type: ignore[no-untyped-call]
                dashboard_address=None,
                # any free port: without one Dask takes 8787, and warns when somebody has it
                scheduler_kwargs={"dashboard_address": f"{LOOPBACK}:0"},
                memory_limit=None,
                silence_logs=logging.CRITICAL,
            )
    except (OSError, RuntimeError) as error:
        why = str(error).partition("\n")[0] or type(error).__name__
        hint = "is there enough memory? take fewer --workers, or leave it out to use threads"
        raise LostWorkersError(f"the workers could not start ({why})", hint) from error


def check_address(address: str) -> None:
    """Refuse what cannot be the address of a scheduler, before anybody is called."""
    parts = ADDRESS.fullmatch(address)
    if parts is None or int(parts["port"] or 1) > LAST_PORT:
        message = f"'{address}' is no address of a dask scheduler that can be used here"
        raise NoSchedulerError(message, "write it as tcp://HOST:PORT, or tls://HOST:PORT")
    if parts["protocol"] == "tls://":
        from distributed.security import Security

        keys: dict[str, Any] = Security().get_tls_config_for_role("client")  # type: ignore[no-untyped-call]
        missing = [name for key, name in KEYS.items() if not keys.get(key)]
        if missing:
            message = f"for {address} the files with its certificates are not given"
            raise NoSchedulerError(message, f"set {', '.join(missing)} to the files that the scheduler knows")


@contextmanager
def _connected(address: str) -> Iterator["Client"]:
    from distributed import Client

    check_address(address)
    try:
        client = Client(address, timeout=ANSWER_WITHIN)  # type: ignore[no-untyped-call]
    except (MemoryError, struct.error):
        # whatever it sends is taken for the length of a message
        message = f"what answers at {address} is no dask scheduler"
        raise NoSchedulerError(message, "give the address that 'dask scheduler' tells when it starts") from None
    except (OSError, TimeoutError, ValueError, TypeError, RuntimeError, EOFError) as error:
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


def _of_client(client: "Client") -> Pool:
    known: Any = client.scheduler_info(n_workers=-1)
    threads = sum(worker["nthreads"] for worker in known["workers"].values())
    executor: Any = client.get_executor(pure=False, retries=RETRIES)  # type: ignore[no-untyped-call]
    return Pool(executor.submit, AHEAD * max(1, threads))
