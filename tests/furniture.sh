#!/usr/bin/env bash
# Workflows, their updates, issue templates and the citation against their schemas, and links of the
# book. Needs check-jsonschema from PyPI: tests/furniture.sh BIN
set -euo pipefail
cd "$(dirname "$0")/.."
check=$1/check-jsonschema
"$check" --builtin-schema vendor.github-workflows .github/workflows/*.yml
"$check" --builtin-schema custom.github-workflows-require-timeout .github/workflows/*.yml
for template in .github/ISSUE_TEMPLATE/*.yml; do
    case $template in */config.yml) continue ;; esac
    for key in name description body; do
        grep -q "^$key:" "$template" || { echo "$template has no $key"; exit 1; }
    done
done
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
grep -q "^version: $version$" CITATION.cff || { echo "CITATION.cff is not of $version"; exit 1; }
