#!/usr/bin/env bash
# Installs a .deb of Stylize on Debian or Ubuntu, uses it, and removes it. Fails if anything does not work or is left behind.
# Usage: test-deb.sh stylize_<version>_<architecture>.deb
set -euo pipefail
deb=$(realpath "$1") root=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
check() { echo "$1"; shift; "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; echo "FAILED: $*" >&2; exit 1; }; }

if command -v lintian >/dev/null; then check "lintian" lintian --fail-on error --allow-root "$deb"; fi
as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes "$deb" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
dpkg -L stylize >"$work/files"
cd "$work"
check "version" test "$(stylize --version)" = "$(dpkg-query -W -f '${Version}' stylize)"
check "pixel art of a JPEG" stylize pixel-art "$root/PesterTests/photo.jpg" -o out
check "dot art of a PNG" stylize dot-art out/photo.pixelart.png -o dots.png --include-results
check "regions of a plate in SQLite" stylize segment "$root/samples/plate" --channel DAPI --measure-channel GFP -o plate
check "the results exist" test -s dots.png -a -s plate/segmentation.sqlite
if command -v man >/dev/null; then check "man page" grep -q pixel-art <<<"$(MANPAGER=cat man stylize)"; fi
if [ -e /usr/share/bash-completion/bash_completion ]; then
  completed=$(bash --norc -c '. /usr/share/bash-completion/bash_completion
    if type _comp_load >/dev/null 2>&1; then _comp_load stylize; else _completion_loader stylize; fi
    COMP_WORDS=(stylize pix); COMP_CWORD=1; _stylize; echo "${COMPREPLY[@]}"')
  check "completion in bash" test "$completed" = pixel-art
fi
as_root apt-get purge --yes stylize >/dev/null 2>&1
cd / # The folders of other packages stay.
while read -r path; do
  case $path in */stylize*|*_stylize) check "removed: $path" test ! -e "$path" ;; esac
done <"$work/files"
echo "Installed, used and removed."
