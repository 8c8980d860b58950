"""Who does the work: what cannot be an address is refused before anybody is called, and nobody else joins a cluster."""

import socket
import warnings
from typing import Any

import pytest

from care2040.engine.ensembles import workers


@pytest.mark.parametrize(
    "address",
    ["ucx://127.0.0.1:8786", "inproc://a/b", "ws://a:1", "", "tcp://", "a b", "tcp://127.0.0.1:99999", "::", "a:b:c"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(workers.NoSchedulerError, match="no address") as refused:
        workers.check_address(address)
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "127.0.0.1:8786", "cluster.example", "tcp://[::1]:8786"])
def test_an_address_is_one(address: str) -> None:
    workers.check_address(address)


def test_tls_without_certificates_says_what_to_set() -> None:
    with pytest.raises(workers.NoSchedulerError, match="certificates are not given") as refused:
        workers.check_address("tls://127.0.0.1:8786")
    assert "DASK_DISTRIBUTED__COMM__TLS__CA_FILE" in refused.value.hint


def test_workers_that_do_not_start_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import distributed

    def killed(**_: Any) -> None:
        raise RuntimeError("Nanny failed to start.")

    monkeypatch.setattr(distributed, "LocalCluster", killed)
    with pytest.raises(workers.LostWorkersError, match=r"could not start \(Nanny failed to start"):
        workers._local(2)


@pytest.mark.slow
def test_nobody_without_its_keys_joins_a_local_cluster_and_a_taken_port_is_no_matter() -> None:
    from distributed import Client

    taken = socket.socket()
    try:
        taken.bind(("127.0.0.1", 8787))
        taken.listen()
    except OSError:
        pass  # somebody else has it
    with warnings.catch_warnings(record=True) as raw, workers._local(1) as cluster:
        warnings.simplefilter("always")
        address = cluster.scheduler_address
        assert address.startswith("tls://127.0.0.1:")
        assert cluster.scheduler.http_server.port != 8787
        with pytest.raises((OSError, TypeError)):
            Client(address.replace("tls://", "tcp://"), timeout=2)
    taken.close()
    assert not [one for one in raw if "8787" in str(one.message)]
