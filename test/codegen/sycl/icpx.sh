#!/usr/bin/env bash
# g++ under the command line of icpx, with our stand-in for SYCL (the folder SYCL_STAND_IN) in place of -fsycl; any
# other word that g++ does not know is an error, as a misspelled one would be.
set -euo pipefail
project="$(dirname "$0")"
words=()
for word in "$@"; do
  case "$word" in
  -fsycl)
    words+=(-DSYCL_LANGUAGE_VERSION=202001 "-I$SYCL_STAND_IN" "-I$project/firmware/ap_types")
    words+=(-Wno-attributes -Wno-unknown-pragmas)
    ;;
  -fintelfpga | -qactypes | -fconstexpr-steps=*) ;;
  *) words+=("$word") ;;
  esac
done
exec g++ "${words[@]}"
