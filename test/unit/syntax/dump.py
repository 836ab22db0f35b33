"""Prints the syntax trees of Python files in the compact form of dump.ts, as CPython's own `ast` reads them.

Usage: dump.py FILE...; one line of JSON per file: {"file", "statements"} or {"file", "error"}.
"""

import ast
import json
import struct
import sys

OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "MatMult": "@",
    "LShift": "<<", "RShift": ">>", "BitAnd": "&", "BitOr": "|", "BitXor": "^",
    "UAdd": "+", "USub": "-", "Invert": "~", "Not": "not", "And": "and", "Or": "or",
    "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=",
    "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}  # fmt: skip


class Offsets:
    """Line and column (UTF-8 bytes) to an offset in UTF-16 units."""

    def __init__(self, source):
        self.lines = source.splitlines(keepends=True) if "\f" not in source else split_lines(source)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + utf16(line))

    def __call__(self, line, column):
        text = self.lines[line - 1].encode("utf-8")[:column].decode("utf-8")
        return self.starts[line - 1] + utf16(text)


def split_lines(source):
    return [line + "\n" for line in source.split("\n")]


def utf16(text):
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def op(node):
    return OPERATORS[type(node).__name__]


def quote(text):
    return json.dumps(text)


class Dump:
    def __init__(self, source):
        self.offsets = Offsets(source)

    def span(self, node):
        start = self.offsets(node.lineno, node.col_offset)
        return f"{start}-{self.offsets(node.end_lineno, node.end_col_offset)}"

    def list(self, nodes):
        return "[" + " ".join(self.expr(n) for n in nodes) + "]"

    def body(self, nodes):
        return "{" + " ".join(self.stmt(n) for n in nodes) + "}"

    def opt(self, node):
        return "-" if node is None else self.expr(node)

    def keywords(self, nodes):
        return "[" + " ".join(f"{k.arg or '**'}={self.expr(k.value)}" for k in nodes) + "]"

    def expr(self, n):
        return getattr(self, "e_" + type(n).__name__)(n)

    def e_Constant(self, n):
        v = n.value
        if v is None or v is True or v is False:
            return str(v)
        if v is ...:
            return "..."
        if isinstance(v, int):
            return str(v) if v < 10**4000 else hex(v)
        if isinstance(v, float):
            return "f" + struct.pack(">d", v).hex()
        if isinstance(v, complex):
            return "c" + struct.pack(">d", v.imag).hex()
        if isinstance(v, bytes):
            return "b" + quote(v.decode("latin-1"))
        return quote(v)

    def parts(self, values):
        merged = []
        for v in values:
            if isinstance(v, ast.Constant):
                if merged and merged[-1][0] == "text":
                    merged[-1] = ("text", merged[-1][1] + v.value)
                elif v.value:
                    merged.append(("text", v.value))
            else:
                spec = "-" if v.format_spec is None else self.expr(v.format_spec)
                conversion = chr(v.conversion) if v.conversion > 0 else "-"
                merged.append(("field", f"(field {self.expr(v.value)} {conversion} {spec})"))
        return " ".join(quote(v) if kind == "text" else v for kind, v in merged)

    def e_JoinedStr(self, n):
        return f"(fstring {self.parts(n.values)})"

    def e_Name(self, n):
        return n.id

    def e_Attribute(self, n):
        return f"(. {self.expr(n.value)} {n.attr})"

    def e_Subscript(self, n):
        return f"(subscript {self.expr(n.value)} {self.expr(n.slice)})"

    def e_Slice(self, n):
        return f"(slice {self.opt(n.lower)} {self.opt(n.upper)} {self.opt(n.step)})"

    def e_Call(self, n):
        return f"(call@{self.span(n)} {self.expr(n.func)} {self.list(n.args)} {self.keywords(n.keywords)})"

    def e_UnaryOp(self, n):
        return f"({op(n.op)} {self.expr(n.operand)})"

    def e_BinOp(self, n):
        return f"({op(n.op)} {self.expr(n.left)} {self.expr(n.right)})"

    def e_BoolOp(self, n):
        return f"({op(n.op)} {self.list(n.values)})"

    def e_Compare(self, n):
        rest = " ".join(f"{op(o)} {self.expr(c)}" for o, c in zip(n.ops, n.comparators))
        return f"(compare {self.expr(n.left)} {rest})"

    def e_IfExp(self, n):
        return f"(conditional {self.expr(n.test)} {self.expr(n.body)} {self.expr(n.orelse)})"

    def e_Lambda(self, n):
        return f"(lambda {self.params(n.args)} {self.expr(n.body)})"

    def e_Tuple(self, n):
        return f"(tuple {self.list(n.elts)})"

    def e_List(self, n):
        return f"(list {self.list(n.elts)})"

    def e_Set(self, n):
        return f"(set {self.list(n.elts)})"

    def e_Dict(self, n):
        entries = " ".join(f"{'**' if k is None else self.expr(k)}:{self.expr(v)}" for k, v in zip(n.keys, n.values))
        return f"(dict {entries})"

    def comprehension(self, kind, element, value, generators):
        clauses = []
        for g in generators:
            keyword = "async-for" if g.is_async else "for"
            clauses.append(f"({keyword} {self.expr(g.target)} {self.expr(g.iter)})")
            clauses += [f"(if {self.expr(test)})" for test in g.ifs]
        return f"({kind}-comprehension {self.expr(element)} {self.opt(value)} {' '.join(clauses)})"

    def e_ListComp(self, n):
        return self.comprehension("list", n.elt, None, n.generators)

    def e_SetComp(self, n):
        return self.comprehension("set", n.elt, None, n.generators)

    def e_DictComp(self, n):
        return self.comprehension("dict", n.key, n.value, n.generators)

    def e_GeneratorExp(self, n):
        return self.comprehension("generator", n.elt, None, n.generators)

    def e_Starred(self, n):
        return f"(* {self.expr(n.value)})"

    def e_NamedExpr(self, n):
        return f"(:= {self.expr(n.target)} {self.expr(n.value)})"

    def e_Await(self, n):
        return f"(await {self.expr(n.value)})"

    def e_Yield(self, n):
        return f"(yield {self.opt(n.value)})"

    def e_YieldFrom(self, n):
        return f"(yield-from {self.expr(n.value)})"

    def params(self, a):
        positional = a.posonlyargs + a.args
        defaults = [None] * (len(positional) - len(a.defaults)) + a.defaults
        out = []
        for i, (p, d) in enumerate(zip(positional, defaults)):
            out.append(self.param("positionalOnly" if i < len(a.posonlyargs) else "normal", p, d))
        if a.vararg:
            out.append(self.param("varArgs", a.vararg, None))
        out += [self.param("keywordOnly", p, d) for p, d in zip(a.kwonlyargs, a.kw_defaults)]
        if a.kwarg:
            out.append(self.param("varKeywords", a.kwarg, None))
        return "[" + " ".join(out) + "]"

    def param(self, kind, p, default):
        return f"({kind} {p.arg} {self.opt(p.annotation)} {self.opt(default)})"

    def stmt(self, n):
        return getattr(self, "s_" + type(n).__name__)(n)

    def s_Expr(self, n):
        return f"(expr {self.expr(n.value)})"

    def s_Assign(self, n):
        return f"(assign {self.list(n.targets)} {self.expr(n.value)})"

    def s_AugAssign(self, n):
        return f"(aug {op(n.op)} {self.expr(n.target)} {self.expr(n.value)})"

    def s_AnnAssign(self, n):
        return f"(ann {self.expr(n.target)} {self.expr(n.annotation)} {self.opt(n.value)})"

    def s_Return(self, n):
        return f"(return {self.opt(n.value)})"

    def s_Delete(self, n):
        return f"(delete {self.list(n.targets)})"

    def s_Pass(self, n):
        return "(pass)"

    def s_Break(self, n):
        return "(break)"

    def s_Continue(self, n):
        return "(continue)"

    def s_If(self, n):
        return f"(if {self.expr(n.test)} {self.body(n.body)} {self.body(n.orelse)})"

    def s_While(self, n):
        return f"(while {self.expr(n.test)} {self.body(n.body)} {self.body(n.orelse)})"

    def for_(self, keyword, n):
        return f"({keyword} {self.expr(n.target)} {self.expr(n.iter)} {self.body(n.body)} {self.body(n.orelse)})"

    def s_For(self, n):
        return self.for_("for", n)

    def s_AsyncFor(self, n):
        return self.for_("async-for", n)

    def with_(self, keyword, n):
        items = " ".join(f"({self.expr(i.context_expr)} {self.opt(i.optional_vars)})" for i in n.items)
        return f"({keyword} [{items}] {self.body(n.body)})"

    def s_With(self, n):
        return self.with_("with", n)

    def s_AsyncWith(self, n):
        return self.with_("async-with", n)

    def try_(self, star, n):
        handlers = " ".join(
            f"(except{star} {self.opt(h.type)} {h.name or '-'} {self.body(h.body)})" for h in n.handlers
        )
        return f"(try {self.body(n.body)} [{handlers}] {self.body(n.orelse)} {self.body(n.finalbody)})"

    def s_Try(self, n):
        return self.try_("", n)

    def s_TryStar(self, n):
        return self.try_("*", n)

    def s_Raise(self, n):
        return f"(raise {self.opt(n.exc)} {self.opt(n.cause)})"

    def s_Assert(self, n):
        return f"(assert {self.expr(n.test)} {self.opt(n.msg)})"

    def aliases(self, names):
        return "[" + " ".join(f"{a.name} as {a.asname}" if a.asname else a.name for a in names) + "]"

    def s_Import(self, n):
        return f"(import {self.aliases(n.names)})"

    def s_ImportFrom(self, n):
        return f"(from {'.' * n.level}{n.module or ''} {self.aliases(n.names)})"

    def s_Global(self, n):
        return f"(global {' '.join(n.names)})"

    def s_Nonlocal(self, n):
        return f"(nonlocal {' '.join(n.names)})"

    def function(self, keyword, n):
        decorators = self.list(n.decorator_list)
        return f"({keyword} {n.name} {decorators} {self.params(n.args)} {self.opt(n.returns)} {self.body(n.body)})"

    def s_FunctionDef(self, n):
        return self.function("def", n)

    def s_AsyncFunctionDef(self, n):
        return self.function("async-def", n)

    def s_ClassDef(self, n):
        decorators = self.list(n.decorator_list)
        return f"(class {n.name} {decorators} {self.list(n.bases)} {self.keywords(n.keywords)} {self.body(n.body)})"

    def s_TypeAlias(self, n):
        return f"(type {n.name.id} {self.expr(n.value)})"

    def s_Match(self, n):
        cases = " ".join(
            f"(case {self.pattern(c.pattern)} {self.opt(c.guard)} {self.body(c.body)})" for c in n.cases
        )
        return f"(match {self.expr(n.subject)} {cases})"

    def patterns(self, nodes):
        return "[" + " ".join(self.pattern(p) for p in nodes) + "]"

    def pattern(self, p):
        kind = type(p).__name__
        if kind == "MatchValue":
            return f"(value {self.expr(p.value)})"
        if kind == "MatchSingleton":
            return f"(singleton {p.value})"
        if kind == "MatchSequence":
            return f"(sequence {self.patterns(p.patterns)})"
        if kind == "MatchStar":
            return f"(star {p.name or '-'})"
        if kind == "MatchMapping":
            entries = " ".join(f"{self.expr(k)}:{self.pattern(v)}" for k, v in zip(p.keys, p.patterns))
            return f"(mapping [{entries}] {p.rest or '-'})"
        if kind == "MatchClass":
            keywords = " ".join(f"{k}={self.pattern(v)}" for k, v in zip(p.kwd_attrs, p.kwd_patterns))
            return f"(class {self.expr(p.cls)} {self.patterns(p.patterns)} [{keywords}])"
        if kind == "MatchOr":
            return f"(or {self.patterns(p.patterns)})"
        return f"(as {'-' if p.pattern is None else self.pattern(p.pattern)} {p.name or '-'})"


def main():
    sys.setrecursionlimit(20000)
    for file in sys.argv[1:]:
        try:
            with open(file, encoding="utf-8", newline="") as handle:
                source = handle.read()
            tree = ast.parse(source)
            dump = Dump(source)
            result = {"file": file, "statements": [dump.stmt(s) for s in tree.body]}
        except (SyntaxError, ValueError, RecursionError) as error:
            result = {"file": file, "error": str(error)}
        print(json.dumps(result))


main()
