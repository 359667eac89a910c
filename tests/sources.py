"""One file of the project as the rules of the house see it: its text, its syntax, and what it imports."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Import:
    """One module that a source names; `from a import b` may mean the module a.b, and is taken so."""

    line: int
    target: tuple[str, ...]
    at_import: bool  # False inside a function, and for type checkers only


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One file of the project, or what a test pretends to be one."""

    path: PurePosixPath  # from the root of the checkout
    text: str
    tree: ast.Module
    imports: tuple[Import, ...]

    @classmethod
    def of(cls, path: str, text: str) -> "Source":
        tree = ast.parse(text, path)
        visitor = _ImportVisitor(PurePosixPath(path))
        visitor.visit(tree)
        return cls(PurePosixPath(path), text, tree, tuple(visitor.found))

    @property
    def room(self) -> str:
        """The first part below cifar_desktop/: a folder's or a module's name."""
        return self.path.with_suffix("").parts[1]

    def lies_in(self, *folder: str) -> bool:
        return self.path.parts[: len(folder)] == folder

    def says(self, line: int, what: str) -> "Violation":
        return Violation(str(self.path), line, what)


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


class _ImportVisitor(ast.NodeVisitor):
    """Collects imports, relative and by `import_module("name")` too."""

    def __init__(self, path: PurePosixPath) -> None:
        self.found: list[Import] = []
        self._package = path.parts[:-1]
        self._at_import = True

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._add(alias.lineno, tuple(alias.name.split(".")))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = self._package[: len(self._package) - node.level + 1] if node.level else ()
        base += tuple(node.module.split(".")) if node.module else ()
        for alias in node.names:
            self._add(alias.lineno, (*base, alias.name))

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in {"import_module", "__import__"} and node.args and isinstance(node.args[0], ast.Constant):
            self._add(node.lineno, tuple(str(node.args[0].value).split(".")))
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        if "TYPE_CHECKING" in ast.unparse(node.test):
            self._visit_later(node.body)
            for statement in node.orelse:
                self.visit(statement)
        else:
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._visit_later(node.body)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._visit_later(node.body)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._visit_later([node.body])

    def _visit_later(self, nodes: Sequence[ast.AST]) -> None:
        """Visit what does not run when the module is imported."""
        outside, self._at_import = self._at_import, False
        for node in nodes:
            self.visit(node)
        self._at_import = outside

    def _add(self, line: int, target: tuple[str, ...]) -> None:
        self.found.append(Import(line, target, self._at_import))
