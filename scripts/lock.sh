#!/usr/bin/env bash
# Pin every dependency with its hashes for all Pythons we support: needs `uv` on the PATH. No index address is written.
set -euo pipefail
cd "$(dirname "$0")/.."
pin() { uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet "$@"; }
pin --group build --output-file requirements.lock
pin --group dev --constraint requirements.lock --output-file requirements-dev.lock
