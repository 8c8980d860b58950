"""Where each district lies on a map of tiles."""

TILES = {
    "noordwest": (0, 2),
    "overvecht": (0, 3),
    "noordoost": (0, 4),
    "vleuten_de_meern": (1, 0),
    "leidsche_rijn": (1, 1),
    "west": (1, 2),
    "binnenstad": (1, 3),
    "oost": (1, 4),
    "zuidwest": (2, 2),
    "zuid": (2, 3),
}
"""Row from the north and column from the west of each district."""
