# Sourced by the checks in a browser: finds Chromium, or installs it by apt, and asks for npm.
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$chromium" ]; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends chromium fonts-dejavu
    chromium=$(command -v chromium)
fi
command -v npm >/dev/null || { echo "npm is needed" >&2; exit 3; }
