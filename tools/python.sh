#!/bin/sh
# Print the Python interpreter to build the environment with, or say on stderr which one is missing.
#
#   sh tools/python.sh             python3, or the newest python3.N of the PATH where that is too old
#   sh tools/python.sh COMMAND     that one and no other: whoever names one means it
#
# It is shell, not Python, because it must also run where the only Python is an old one.
set -u
asked=${1:-}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

version_of() {
    "$1" -c 'import sys; print("Python %d.%d.%d" % sys.version_info[:3])' 2>/dev/null ||
        echo "not a Python that runs"
}

if [ -n "$asked" ]; then
    if ! command -v "$asked" >/dev/null 2>&1; then
        echo "PYTHON=$asked: there is no such command. Pharos needs Python 3.11 or newer." >&2
        exit 1
    fi
    if ! new_enough "$asked"; then
        echo "PYTHON=$asked is $(version_of "$asked"). Pharos needs Python 3.11 or newer." >&2
        exit 1
    fi
    command -v "$asked"
    exit 0
fi

for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
        command -v "$candidate"
        exit 0
    fi
done

if command -v python3 >/dev/null 2>&1; then
    echo "python3 is $(version_of python3). Pharos needs Python 3.11 or newer." >&2
else
    echo "There is no python3 on the PATH. Pharos needs Python 3.11 or newer." >&2
fi
echo "Install one (Debian and Ubuntu: apt-get install python3 python3-venv; macOS: brew install" >&2
echo "python; or python.org), or name the one to use: make run PYTHON=/path/to/python3.12" >&2
exit 1
