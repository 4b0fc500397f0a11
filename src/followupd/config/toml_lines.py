"""The line of every key in a TOML text, for messages that say where a fault is.

The standard library's parser keeps no positions; tree-sitter's grammar does. It is loaded only when
a line is asked for.
"""

from collections import Counter

Path = tuple[str | int, ...]


class Lines:
    """Maps a path such as ("contact", 3, "every") to its 1-based line; unknown paths give the nearest above."""

    def __init__(self, text: bytes) -> None:
        self._lines: dict[Path, int] = {}
        self._arrays: Counter[Path] = Counter()
        self._read(text)

    def at(self, path: Path) -> int | None:
        """The line of a key, from 1; None where it cannot be told."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return None

    def _read(self, text: bytes) -> None:
        for node in _parsed(text).children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._table(node)

    def _table(self, node) -> None:  # type: ignore[no-untyped-def]
        keys = [child for child in node.named_children if child.type.endswith("key")]
        path = self._resolve(_parts(keys[0])) if keys else ()
        if node.type == "table_array_element":
            index = self._arrays[path]
            self._arrays[path] += 1
            path = (*path, index)
        self._note(path, node)
        for child in node.named_children:
            if child.type == "pair":
                self._pair(child, path)

    def _resolve(self, parts: tuple[str, ...]) -> Path:
        """`[a.b]` below `[[a]]` belongs to the newest element of `a`."""
        path: Path = ()
        for part in parts[:-1]:
            path = (*path, part)
            if self._arrays[path]:
                path = (*path, self._arrays[path] - 1)
        return (*path, parts[-1])

    def _pair(self, node, above: Path) -> None:  # type: ignore[no-untyped-def]
        key, value = node.named_children[0], node.named_children[-1]
        path: Path = above
        for part in _parts(key):
            path = (*path, part)
            self._note(path, node)
        self._value(value, path)

    def _value(self, node, path: Path) -> None:  # type: ignore[no-untyped-def]
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self._pair(child, path)
        elif node.type == "array":
            values = [child for child in node.named_children if child.type != "comment"]
            for index, child in enumerate(values):
                self._note((*path, index), child)
                self._value(child, (*path, index))

    def _note(self, path: Path, node) -> None:  # type: ignore[no-untyped-def]
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], node.start_point[0] + 1)


def tables(text: bytes) -> list[tuple[int, tuple[str, ...]]] | None:
    """Where the line of each table's header begins, in bytes, and its keys; a table within another of the same list
    belongs to that. None for text that is no TOML."""
    root = _parsed(text)
    if root.has_error:
        return None
    found: list[tuple[int, tuple[str, ...]]] = []
    for node in root.children:
        if node.type in ("table", "table_array_element"):
            keys = _parts(next(child for child in node.named_children if child.type.endswith("key")))
            if len(keys) == 1 or found == [] or found[-1][1] != keys[:1]:
                found.append((text.rfind(b"\n", 0, node.start_byte) + 1, keys))
    return found


def _parsed(text: bytes):  # type: ignore[no-untyped-def]
    import tree_sitter_toml
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_toml.language())).parse(text).root_node


def _parts(key) -> tuple[str, ...]:  # type: ignore[no-untyped-def]
    if key.type == "dotted_key":
        return tuple(part for child in key.named_children for part in _parts(child))
    text = key.text.decode("utf-8", "replace")
    return (text.strip("\"'"),)
