"""Machine code that was made before: found under a key in which everything counts that it hangs on."""

from dataclasses import replace
from types import ModuleType

import pytest

from care2040.engine.compiler.system import Kind, build
from care2040.engine.native import kernels, library
from care2040.files.memory import cache
from care2040.language.dependencies import ModelError
from care2040.language.equations import flow, indicator, stock
from care2040.language.model import collect

pytest.importorskip("llvmlite", reason="llvmlite has no wheel for this platform")

AXES = {"district": ("west", "oost", "zuid"), "age": (0, 1)}
KINDS = {
    "people_at_start": Kind(("district", "age"), "person"),
    "leaving_rate": Kind((), "1/year"),
    "joining_rate": Kind((), "1/year"),
}


def model(rate=lambda residents, leaving_rate: residents * leaving_rate, **more):
    @stock("person", ("district", "age"), **more)
    def residents(people_at_start):
        return people_at_start

    def departures(residents, leaving_rate):
        return rate(residents, leaving_rate)

    def arrivals(residents, joining_rate):
        return residents * joining_rate

    @indicator("person")
    def everyone(residents):
        return residents.sum(("district", "age"))

    module = ModuleType(__name__)
    flows = (flow("person/year", ("district", "age"), source="residents")(departures),)
    flows += (flow("person/year", ("district", "age"), sink="residents")(arrivals),)
    vars(module).update({law.__name__: law for law in (residents, *flows, everyone)})
    return collect([module])


def key(of=None, axes=AXES, kinds=KINDS, varying=("leaving_rate",), seen=None, lanes=8, own=("leaving_rate",)):
    system = build(of or model(), axes, kinds, frozenset(varying), seen)
    return kernels.key_of(system, lanes, own)


def halved(residents, leaving_rate):
    return residents * leaving_rate * 0.5


HALF = 0.5


def by_constant(residents, leaving_rate):
    return residents * leaving_rate * HALF


def helper(residents):
    return residents * 0.5


def by_helper(residents, leaving_rate):
    return helper(residents) * leaving_rate


CHANGES = {
    "another law": lambda: {"of": model(halved)},
    "another number in what a law calls": lambda: {"of": model(lambda residents, leaving_rate: helper(residents))},
    "a stock that restarts": lambda: {"of": model(restarts=True)},
    "another member": lambda: {"axes": {**AXES, "district": ("west", "oost", "noord")}},
    "members in another order": lambda: {"axes": {**AXES, "district": ("oost", "west", "zuid")}},
    "another length": lambda: {"axes": {**AXES, "age": (0, 1, 2)}},
    "another unit": lambda: {"kinds": {**KINDS, "joining_rate": Kind((), "dimensionless/year")}},
    "another axis of a parameter": lambda: {"kinds": {**KINDS, "joining_rate": Kind(("district",), "1/year")}},
    "what moves": lambda: {"varying": ("leaving_rate", "joining_rate")},
    "what differs between runs": lambda: {"own": ("leaving_rate", "joining_rate")},
    "what is seen": lambda: {"seen": frozenset({"everyone"})},
    "lanes": lambda: {"lanes": 4},
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_has_another_key(change):
    assert key(**CHANGES[change]()) != key()


def test_the_same_question_has_the_same_key():
    assert key() == key()
    assert key(own=("leaving_rate", "nobody")) == key()  # no parameter of the model


def test_a_number_beside_a_law_counts_and_so_does_what_it_calls(monkeypatch):
    before = key(model(by_constant)), key(model(by_helper))
    monkeypatch.setattr(f"{__name__}.HALF", 0.25)
    monkeypatch.setattr(f"{__name__}.helper", lambda residents: residents * 0.25)
    after = key(model(by_constant)), key(model(by_helper))
    assert before[0] != after[0]
    assert before[1] != after[1]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("care2040.engine.native.kernels.MADE_BY", "other sources of language, planner and printer"),
        ("care2040.engine.native.kernels.available", lambda: "llvmlite 99"),
        ("care2040.engine.native.kernels.processor", lambda: "linux x86_64 another +avx"),
        ("care2040.engine.native.kernels.version", lambda name: "99"),
    ],
    ids=["sources", "compiler", "processor", "version"],
)
def test_who_makes_it_and_for_what_counts(monkeypatch, place, value):
    before = key()
    monkeypatch.setattr(place, value)
    assert key() != before


def test_a_law_of_the_shipped_model_that_is_chosen_counts(whole):
    quantity, others = next(iter(whole.model.other_laws.items()))
    other = whole.model.with_laws({quantity: others[0]})
    assert kernels.fingerprint(other) != kernels.fingerprint(whole.model)


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    monkeypatch.setattr(kernels, "_held", type(kernels._held)())


@pytest.mark.usefixtures("fresh")
def test_it_is_found_on_disk_without_calling_a_law(monkeypatch):
    system = build(model(), AXES, KINDS, frozenset())
    made = kernels.code_of(system, 8, KINDS)
    kernels._held.clear()
    monkeypatch.setattr(kernels, "run_plan", lambda *_: pytest.fail("it was made again"))
    again = build(model(), AXES, KINDS, frozenset())
    found = kernels.code_of(again, 8, KINDS)
    assert found.layout == made.layout
    assert "traced" not in vars(again)


@pytest.mark.usefixtures("fresh")
def test_machine_code_that_was_cut_short_is_made_anew(monkeypatch):
    system = build(model(), AXES, KINDS, frozenset())
    kernels.code_of(system, 8, KINDS)
    (path,) = cache.kept().files
    path.write_bytes(path.read_bytes()[:-100])
    kernels._held.clear()
    compiled, texts = library.compiled, []
    monkeypatch.setattr(kernels, "compiled", lambda text: texts.append(text) or compiled(text))
    assert kernels.code_of(system, 8, KINDS).lanes == 8
    assert len(texts) == 1


def test_a_law_that_has_no_machine_code_is_named_with_what_to_do(monkeypatch):
    from care2040.engine.native import printer

    table = dict(printer.ELEMENTWISE)
    table["multiply"] = replace(table["multiply"], llvm=replace(table["multiply"].llvm, kind="unheard of"))
    monkeypatch.setattr(printer, "ELEMENTWISE", table)
    with pytest.raises(ModelError, match="'departures' uses 'multiply', which has no machine code"):
        kernels._made(build(model(), AXES, KINDS, frozenset()), "key", 8, KINDS)
