"""The loops of C++ files as clang sees them, for test/cpp/libclang.test.ts.

Reads one JSON object a line, {"file", "arguments"}, and writes one a line: the number of errors, the line ranges
that the preprocessor skipped, and for each loop that the file itself spells (with where it stands, and which loop
of the same function holds it; -1 for none).
"""

import json
import sys
from ctypes import POINTER, Structure, c_uint

from clang.cindex import (CursorKind, Diagnostic, File, Index, SourceRange, TranslationUnit,
                          TranslationUnitLoadError, conf)

LOOPS = {
    CursorKind.FOR_STMT: "for",
    CursorKind.CXX_FOR_RANGE_STMT: "range",
    CursorKind.WHILE_STMT: "while",
    CursorKind.DO_STMT: "do",
}
FUNCTIONS = {
    CursorKind.FUNCTION_DECL,
    CursorKind.CXX_METHOD,
    CursorKind.CONSTRUCTOR,
    CursorKind.DESTRUCTOR,
    CursorKind.CONVERSION_FUNCTION,
    CursorKind.FUNCTION_TEMPLATE,
    CursorKind.LAMBDA_EXPR,
}


class RangeList(Structure):
    _fields_ = [("count", c_uint), ("ranges", POINTER(SourceRange))]


conf.lib.clang_getSkippedRanges.argtypes = [TranslationUnit, File]
conf.lib.clang_getSkippedRanges.restype = POINTER(RangeList)


def loops_of(unit, path):
    found = []

    def visit(cursor, holder):
        for child in cursor.get_children():
            inside = holder
            if child.kind in LOOPS:
                place = child.location
                if place.file is not None and place.file.name == path:
                    found.append({"kind": LOOPS[child.kind], "line": place.line, "column": place.column, "parent": holder})
                    inside = len(found) - 1
            elif child.kind in FUNCTIONS:
                inside = -1
            visit(child, inside)

    for top in unit.cursor.get_children():
        place = top.location
        if place.file is not None and place.file.name == path:
            if top.kind in LOOPS:
                continue
            visit(top, -1)
    return found


def skipped(unit, path):
    ranges = conf.lib.clang_getSkippedRanges(unit, unit.get_file(path)).contents
    return [[ranges.ranges[i].start.line, ranges.ranges[i].end.line] for i in range(ranges.count)]


def main():
    sys.setrecursionlimit(100000)
    index = Index.create()
    for line in sys.stdin:
        job = json.loads(line)
        try:
            unit = index.parse(job["file"], args=job["arguments"], options=TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD)
        except TranslationUnitLoadError:
            print(json.dumps({"file": job["file"], "errors": 1, "first": "not loaded", "skipped": [], "loops": []}))
            continue
        errors = [d for d in unit.diagnostics if d.severity >= Diagnostic.Error]
        print(
            json.dumps(
                {
                    "file": job["file"],
                    "errors": len(errors),
                    "first": errors[0].spelling if errors else "",
                    "skipped": skipped(unit, job["file"]),
                    "loops": loops_of(unit, job["file"]),
                }
            ),
            flush=True,
        )


main()
