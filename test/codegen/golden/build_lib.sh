#!/usr/bin/env bash
# Builds firmware/tiny.so, a shared library with tiny_float and tiny_double, for simulation on this
# machine. CXX and CXXFLAGS choose another compiler and other options.
set -euo pipefail
cd "$(dirname "$0")"

"${CXX:-g++}" ${CXXFLAGS:--O2 -std=c++17} -fPIC -shared -Ifirmware/ap_types \
  firmware/tiny.cpp tiny_bridge.cpp -o firmware/tiny.so
