"""From the text of a `.lp` file to statements as plain data; clingo parses, and goes on behind what it can't parse."""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product

from clingo import MessageCode, SymbolType
from clingo.ast import AST, ASTType, UnaryOperator, parse_string

from ixasp.knowledge.characters import readable
from ixasp.knowledge.sources import INCLUDE
from ixasp.workshop.syntax.kinds import COMPARED, HEADS, OPERATORS, OTHERS
from ixasp.workshop.syntax.messages import messages_in
from ixasp.workshop.syntax.statements import (
    Atom,
    Comment,
    Comparison,
    Operation,
    ParsedFile,
    Role,
    Sign,
    Statement,
    SyntaxMessage,
    Term,
    compound,
    counted,
)

"""A line that includes a file."""

_MOST_ALTERNATIVES = 256
"""A pool is told apart up to so many alternatives; beyond that the first ones stand for all."""
_SIGNS = (Sign.POSITIVE, Sign.NEGATIVE, Sign.DOUBLE)


@lru_cache(maxsize=256)
def parse(text: str) -> ParsedFile:
    """Return what a file says, and what clingo can't parse in it; the files that it includes are not read."""
    nodes: list[AST] = []
    readable_text, strange = readable(INCLUDE.sub(lambda found: " " * len(found[0]), text))
    messages: list[SyntaxMessage] = [SyntaxMessage(*found) for found in strange]

    def logged(code: MessageCode, message: str) -> None:
        if code is MessageCode.RuntimeError:
            messages.extend(SyntaxMessage(line, f"clingo says: {said}") for line, said in messages_in(message))

    try:
        parse_string(readable_text, nodes.append, logger=logged)
    except RuntimeError as error:
        messages = messages or [SyntaxMessage(1, f"clingo says: {error}")]
    lines = text.splitlines()
    comments = tuple(_comment(node, lines) for node in nodes if node.ast_type is ASTType.Comment)
    others = (node for node in nodes if node.ast_type is not ASTType.Comment)
    statements = tuple(_statement(node) for node in others if not _starts_base(node))
    return ParsedFile(statements, comments, tuple(dict.fromkeys(messages)))


def _starts_base(node: AST) -> bool:
    return node.ast_type is ASTType.Program and node.name == "base" and not node.parameters


def _comment(node: AST, lines: list[str]) -> Comment:
    begin, end = node.location.begin, node.location.end
    # Columns count bytes.
    before = lines[begin.line - 1].encode()[: begin.column - 1] if begin.line <= len(lines) else b""
    return Comment(str(node.value), begin.line, end.line, not before.strip())


def _statement(node: AST) -> Statement:
    node_type = node.ast_type  # asked of clingo each time
    if node_type is not ASTType.Rule:
        kind = OTHERS.get(node_type.name, "program part")
        text = f"defined({node.name}/{node.arity})" if kind == "defined" else str(node)
        reader = _Reader()
        for key in node.child_keys:
            reader.read_all(getattr(node, key), Role.BODY)
        return _made(reader, kind, text, node)
    head, body = node.head, list(node.body)
    head_type = head.ast_type
    kind = HEADS.get(head_type.name, "rule")
    if head_type is ASTType.Literal:
        atom_type = head.atom.ast_type
        if atom_type is ASTType.BooleanConstant:
            kind = "rule" if head.atom.value else "constraint"
        elif atom_type is ASTType.Comparison:
            kind = "constraint"
    reader = _Reader(expand=bool(body))
    reader.read(head, Role.HEAD)
    reader.read_all(body, Role.BODY)
    made = _made(reader, kind, str(node), node)
    return made._replace(head_text=str(head), body_texts=tuple(map(str, body)))


def _made(reader: "_Reader", kind: str, text: str, node: AST) -> Statement:
    place = node.location
    return Statement(
        kind=kind,
        line=place.begin.line,
        last_line=place.end.line,
        text=text,
        atoms=tuple(reader.atoms),
        comparisons=tuple(reader.comparisons),
        operations=tuple(reader.operations),
        variables=counted(reader.variables),
        conditions=tuple(reader.conditions),
    )


@dataclass
class _Reader:
    """Walks through a statement and keeps what stands in it."""

    expand: bool = True
    """Whether pools within arguments are told apart; a fact with a long list is not."""
    atoms: list[Atom] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    variables: list[tuple[str, int, int]] = field(default_factory=list)
    conditions: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    groups: int = 0

    def read_all(self, nodes: object, role: Role, group: int = 0) -> None:
        """Read one node or several; what is no node is nothing to read."""
        if isinstance(nodes, AST):
            self.read(nodes, role, group)
        elif nodes is not None and not isinstance(nodes, str):
            for node in nodes:  # type: ignore[attr-defined]  # a sequence of nodes
                self.read_all(node, role, group)

    def read(self, node: AST, role: Role, group: int = 0, sign: Sign = Sign.POSITIVE) -> None:
        """Read a node and what is below it."""
        match node.ast_type:
            case ASTType.Literal:
                self.read(node.atom, role, group, _SIGNS[node.sign])
            case ASTType.SymbolicAtom:
                self._read_atom(node, role, group, sign)
            case ASTType.Comparison:
                self._read_comparison(node, role, group)
            case ASTType.Variable:
                self.variables.append((str(node.name), group, node.location.begin.line))
            case ASTType.BinaryOperation:
                self._read_operation(node)
                self._below(node, role, group)
            case (
                ASTType.ConditionalLiteral
                | ASTType.BodyAggregateElement
                | ASTType.HeadAggregateElement
                | ASTType.TheoryAtomElement
            ):
                self._read_element(node, role)
            case _:
                self._below(node, role, group)

    def _below(self, node: AST, role: Role, group: int) -> None:
        for key in node.child_keys:
            self.read_all(getattr(node, key), role, group)

    def _read_element(self, node: AST, role: Role) -> None:
        self.groups += 1
        group = self.groups
        texts = list(map(str, node.condition))
        inner = Role.CONDITION if role is not Role.HEAD else Role.HEAD
        if node.ast_type is ASTType.ConditionalLiteral:
            self.read(node.literal, role, group)
        elif node.ast_type is ASTType.HeadAggregateElement:
            self.read(node.condition, inner, group)
            texts = list(map(str, node.condition.condition))
            self.conditions.append((group, tuple(texts)))
            return
        else:
            self.read_all(node.terms, inner, group)
        self.conditions.append((group, tuple(texts)))
        self.read_all(node.condition, Role.CONDITION, group)

    def _read_atom(self, node: AST, role: Role, group: int, sign: Sign) -> None:
        line = node.symbol.location.begin.line
        symbol, mark = node.symbol, ""
        if symbol.ast_type is ASTType.UnaryOperation:
            symbol, mark = symbol.argument, "-"
        for alternative in symbol.arguments if symbol.ast_type is ASTType.Pool else [symbol]:
            if alternative.ast_type is not ASTType.Function:
                continue
            written, name = list(alternative.arguments), mark + str(alternative.name)
            pools = [self._terms(argument) for argument in written]
            for arguments in islice(product(*pools), _MOST_ALTERNATIVES):
                self.atoms.append(Atom(name, arguments, role, sign, line, group))
            for argument, terms in zip(written, pools, strict=True):
                if not all(term.ground for term in terms):  # else no variable and no arithmetic is in it
                    self.read(argument, role, group)

    def _read_comparison(self, node: AST, role: Role, group: int) -> None:
        left = node.term
        for guard in node.guards:
            for one, other in product(self._terms(left), self._terms(guard.term)):
                operator = COMPARED[guard.comparison]
                self.comparisons.append(Comparison(operator, one, other, node.term.location.begin.line))
            left = guard.term
        self._below(node, role, group)

    def _read_operation(self, node: AST) -> None:
        operator = OPERATORS[node.operator_type]
        natural = all(_natural(side) for side in (node.left, node.right))
        self.operations.append(Operation(operator, natural, node.location.begin.line, str(node)))

    def _terms(self, node: AST) -> tuple[Term, ...]:
        """Return a term, or the alternatives of a pool."""
        node_type = node.ast_type
        if node_type is ASTType.Variable:
            return (Term(str(node.name), variable=str(node.name)),)
        if node_type is ASTType.SymbolicTerm:
            return (Term(str(node), ground=True),)
        if node_type is ASTType.Pool and self.expand:
            return tuple(term for argument in node.arguments for term in self._terms(argument))
        if node_type is ASTType.Function and not node.external:
            pools = product(*(self._terms(argument) for argument in node.arguments))
            return tuple(compound(str(node.name), arguments) for arguments in islice(pools, _MOST_ALTERNATIVES))
        if node_type is ASTType.UnaryOperation and node.operator_type == UnaryOperator.Minus:
            return (Term(str(node), ground=_number(node.argument)),)
        return (Term(str(node)),)


def _number(node: AST) -> bool:
    return node.ast_type is ASTType.SymbolicTerm and node.symbol.type is SymbolType.Number


def _natural(node: AST) -> bool:
    return _number(node) and node.symbol.number >= 0
