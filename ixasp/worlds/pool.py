"""Ground programs, kept by shape and lent to one thread at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.worlds.instances import Instances
from ixasp.worlds.recent import Recent
from ixasp.worlds.shape import Shape, worlds_program
from ixasp.worlds.solver import Solver, ground_instances
from ixasp.worlds.watch import WATCH_ATOMS, watch_rules

KEPT_SHAPES = 12
"""How many shapes are kept; the shape that was not asked for the longest goes first."""


class Pool:
    """Lends a solver for a shape; grounds a new one only where none is idle."""

    def __init__(self, policy: LoadedPolicy, watched: tuple[str, ...]) -> None:
        """Keep the policy; nothing is grounded before the first question."""
        self._policy = policy
        self._watched = watched
        self._idle: Recent[Shape, list[Solver]] = Recent(KEPT_SHAPES)
        self._instances: Recent[Shape, Instances] = Recent(KEPT_SHAPES)
        self._lock = Lock()

    @contextmanager
    def lend(self, shape: Shape) -> Iterator[Solver]:
        """Lend a solver to the calling thread until the block ends."""
        with self._lock:
            idle = self._idle.find(shape)
            solver = idle.pop() if idle else None
        if solver is None:
            worlds = f"{worlds_program(self._policy.vocabulary, shape)}\n{watch_rules(self._watched)}"
            values = {fact.name: len(fact.domain) for fact in self._policy.vocabulary.facts.values()}
            solver = Solver(self._policy.program, worlds, (*self._watched, *WATCH_ATOMS), values)
        try:
            yield solver
        finally:
            with self._lock:
                self._idle.get(shape, list).append(solver)

    def instances(self, shape: Shape) -> Instances:
        """Return the ground rules of a shape, each with its place; nothing is grounded before they are asked for."""
        with self._lock:
            known = self._instances.find(shape)
        # Grounded without the lock, so that nobody waits for it; two at once make the same.
        found = known or ground_instances(self._policy.program, worlds_program(self._policy.vocabulary, shape))
        with self._lock:
            return self._instances.get(shape, lambda: found)
