#!/bin/sh
# Create the virtual environment $1 with the Python $2, or with the first suitable one where $2 is empty.
# A shell script, because there may be no Python to run one with.
set -eu
venv=$1
wanted=${2:-}

found=
useless=
incomplete=
for candidate in ${wanted:-python3.11 python3.12 python3.13 python3 python}; do
    # A shim of pyenv is there and still fails, so it is run and not only looked for.
    version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    case $version in
        3.11 | 3.12 | 3.13) ;;
        *) useless="$useless $candidate is $version,"; continue ;;
    esac
    # Debian splits Python: without python3-venv, ensurepip is missing and a half-made environment would be left.
    if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
        found=$candidate
        break
    fi
    incomplete=$version
done

if [ -z "$found" ]; then
    if [ -n "$incomplete" ]; then
        echo "Python $incomplete is here, but it cannot make virtual environments: its venv or ensurepip module is missing."
        echo "On Debian and Ubuntu, this line installs them:"
        echo "    sudo apt-get update && sudo apt-get install -y python$incomplete-venv"
    else
        echo "CIFAR Desktop needs Python 3.11, 3.12 or 3.13, and found none${wanted:+ under the name $wanted}${useless:+ (${useless# }}${useless:+ which does not fit)}."
        echo "Install one from https://www.python.org or with the system's package manager, or say where it is:"
        echo "    make setup PYTHON=/path/to/python3.12"
    fi
    exit 1
fi >&2

echo "Making $venv with $found ($version)"
# --clear: what lies there is damaged, or belongs to a Python that is gone.
"$found" -m venv --clear "$venv"
