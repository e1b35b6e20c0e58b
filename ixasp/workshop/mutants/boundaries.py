"""Numbers and comparisons that draw a line a little elsewhere."""

from collections.abc import Iterator

from clingo import Number, String, Symbol, SymbolType
from clingo.ast import AST, ASTType, ComparisonOperator, SymbolicTerm

from ixasp.knowledge.vocabulary import Limit
from ixasp.workshop.mutants.numbers import beside, decimal, written

_BOUNDARY = {
    ComparisonOperator.LessThan: ComparisonOperator.LessEqual,
    ComparisonOperator.LessEqual: ComparisonOperator.LessThan,
    ComparisonOperator.GreaterThan: ComparisonOperator.GreaterEqual,
    ComparisonOperator.GreaterEqual: ComparisonOperator.GreaterThan,
    ComparisonOperator.Equal: ComparisonOperator.NotEqual,
    ComparisonOperator.NotEqual: ComparisonOperator.Equal,
}
_SIGNS = {
    ComparisonOperator.LessThan: "<",
    ComparisonOperator.LessEqual: "<=",
    ComparisonOperator.GreaterThan: ">",
    ComparisonOperator.GreaterEqual: ">=",
    ComparisonOperator.Equal: "=",
    ComparisonOperator.NotEqual: "!=",
}

Changed = Iterator[tuple[str, AST]]
"""What was changed, in plain words, and the part of a rule as it then is."""


def other_decimal(term: AST, limits: tuple[Limit, ...]) -> Changed:
    """Yield a number in quotes a little lower and higher, written as the limits of its fact write it."""
    if term.ast_type is ASTType.SymbolicTerm and term.symbol.type is SymbolType.String:
        number = decimal(term.symbol.string)
        for near in beside(number) if number is not None else ():
            text = written(near, limits)
            yield f"`{term.symbol.string}` became `{text}`", _with(term, String(text))


def other_number(term: AST, least: int) -> Changed:
    """Yield a whole number one lower and one higher, if it is not below the least."""
    number = term.symbol.number
    for near in (number - 1, number + 1):
        if near >= least:
            yield f"`{number}` became `{near}`", _with(term, Number(near))


def other_comparison(node: AST) -> Changed:
    """Yield a comparison, or an aggregate with guards, that draws the line elsewhere."""
    if node.ast_type is ASTType.Comparison:
        for at, guard in enumerate(node.guards):
            what, other = _flipped(guard)
            yield what, node.update(guards=[*node.guards[:at], other, *node.guards[at + 1 :]])
        return
    for key in ("left_guard", "right_guard"):
        guard = getattr(node, key)
        if guard is not None:
            what, other = _flipped(guard)
            yield what, node.update(**{key: other})


def _flipped(guard: AST) -> tuple[str, AST]:
    before = ComparisonOperator(guard.comparison)
    after = _BOUNDARY[before]
    return f"`{_SIGNS[before]}` became `{_SIGNS[after]}`", guard.update(comparison=after)


def _with(term: AST, symbol: Symbol) -> AST:
    return SymbolicTerm(term.location, symbol)
