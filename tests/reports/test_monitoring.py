"""The words of the monitor: the same in both languages."""

from care2040.wording.texts import texts


def keys(tree: object) -> object:
    return {key: keys(below) for key, below in sorted(tree.items())} if isinstance(tree, dict) else None


def blanks(tree: object) -> object:
    if isinstance(tree, dict):
        return {key: blanks(below) for key, below in sorted(tree.items())}
    return sorted({part.partition("}")[0] for part in str(tree).split("{")[1:]})


def test_both_languages_say_the_same_things_with_the_same_numbers() -> None:
    known = texts("monitor")
    assert keys(known["nl"]) == keys(known["en"])
    assert blanks(known["nl"]) == blanks(known["en"])
