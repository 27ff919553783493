"""Prints how many milliseconds a .star file takes, by CPython or by starlark-rust, without the program's start."""

import builtins
import sys
import time

language, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    text = file.read()


def show(value):
    builtins.print(value, file=sys.stderr)


if language == "python":
    start = time.perf_counter()
    exec(compile(text, path, "exec"), {"print": show})
    end = time.perf_counter()
else:
    import starlark

    scope = starlark.Globals.standard()
    module = starlark.Module()
    module.add_callable("print", show)
    dialect = starlark.Dialect.extended()
    start = time.perf_counter()
    starlark.eval(module, starlark.parse(path, text, dialect), scope)
    end = time.perf_counter()
print("%.3f" % ((end - start) * 1000))
