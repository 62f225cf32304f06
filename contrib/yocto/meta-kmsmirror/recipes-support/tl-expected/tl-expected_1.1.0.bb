# SPDX-License-Identifier: MIT
# meta-oe of scarthgap has no recipe of it.
SUMMARY = "std::expected for C++11 to C++20"
HOMEPAGE = "https://github.com/TartanLlama/expected"
SECTION = "libs"
LICENSE = "CC0-1.0"
LIC_FILES_CHKSUM = "file://COPYING;md5=65d3616852dbf7b1a6d4b53b00626032"

SRC_URI = "https://github.com/TartanLlama/expected/archive/refs/tags/v${PV}.tar.gz;downloadfilename=tl-expected-${PV}.tar.gz"
SRC_URI[sha256sum] = "1db357f46dd2b24447156aaf970c4c40a793ef12a8a9c2ad9e096d9801368df6"
S = "${WORKDIR}/expected-${PV}"

inherit cmake

EXTRA_OECMAKE = "-DEXPECTED_BUILD_TESTS=OFF -DEXPECTED_BUILD_PACKAGE=OFF"

# A header only.
ALLOW_EMPTY:${PN} = "1"
FILES:${PN}-dev += "${datadir}/cmake"
