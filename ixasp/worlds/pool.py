"""Ground programs, kept by shape and lent to one thread at a time."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.worlds.instances import Instances
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
        self._idle: OrderedDict[Shape, list[Solver]] = OrderedDict()
        self._instances: OrderedDict[Shape, Instances] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def lend(self, shape: Shape) -> Iterator[Solver]:
        """Lend a solver to the calling thread until the block ends."""
        with self._lock:
            idle = self._idle.get(shape)
            solver = idle.pop() if idle else None
        if solver is None:
            worlds = f"{worlds_program(self._policy.vocabulary, shape)}\n{watch_rules(self._watched)}"
            values = {fact.name: len(fact.domain) for fact in self._policy.vocabulary.facts.values()}
            solver = Solver(self._policy.program, worlds, (*self._watched, *WATCH_ATOMS), values)
        try:
            yield solver
        finally:
            with self._lock:
                self._idle.setdefault(shape, []).append(solver)
                self._idle.move_to_end(shape)
                while len(self._idle) > KEPT_SHAPES:
                    self._idle.popitem(last=False)

    def instances(self, shape: Shape) -> Instances:
        """Return the ground rules of a shape, each with its place; nothing is grounded before they are asked for."""
        with self._lock:
            if shape not in self._instances:
                worlds = worlds_program(self._policy.vocabulary, shape)
                self._instances[shape] = ground_instances(self._policy.program, worlds)
                while len(self._instances) > KEPT_SHAPES:
                    self._instances.popitem(last=False)
            self._instances.move_to_end(shape)
            return self._instances[shape]
