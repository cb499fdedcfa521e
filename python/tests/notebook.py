"""Runs a notebook from its first cell to its last; one that fails ends this."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient


def main(path: str) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    assert any("text/html" in output.get("data", {}) for output in outputs), f"{path} shows nothing"
    print(f"{Path(path).name}: {len(cells)} cells")


if __name__ == "__main__":
    main(sys.argv[1])
