# SPDX-License-Identifier: MIT
SUMMARY = "Mirrors the display of a board to USB displays"
DESCRIPTION = "A daemon that owns the display of the board and shares its scanout buffers with the USB displays that the \
kernel drives with udl or gud, a command to control it, and a C library for clients that draw."
HOMEPAGE = "https://kmsmirror.invalid"
SECTION = "graphics"
LICENSE = "MIT"
LIC_FILES_CHKSUM = "file://LICENSES/MIT.txt;md5=d169f3c768307f4c30d9563ef4bd589b"

DEPENDS = "boost cli11 fmt libdrm libpng nlohmann-json pixman sdbus-c++ sdbus-c++-tools-native systemd zlib"

inherit cmake externalsrc features_check pkgconfig systemd useradd

REQUIRED_DISTRO_FEATURES = "systemd"

# For Allocator=gbm, for clients that render with a GPU. libgbm comes with Mesa.
PACKAGECONFIG ??= "${@bb.utils.contains('DISTRO_FEATURES', 'opengl', 'gbm', '', d)}"
PACKAGECONFIG[gbm] = "-DKMSMIRROR_GBM=ON,-DKMSMIRROR_GBM=OFF,virtual/libgbm"

# Builds the checkout that this layer is in. To build another, set EXTERNALSRC to its folder.
KMSMIRROR_CHECKOUT := "${THISDIR}/../../../../.."
EXTERNALSRC ?= "${@os.path.realpath(d.getVar('KMSMIRROR_CHECKOUT'))}"
EXTERNALSRC_BUILD ?= "${WORKDIR}/build"

EXTRA_OECMAKE = "\
    -DKMSMIRROR_BUILD_TESTS=OFF \
    -DKMSMIRROR_GSTREAMER=OFF \
    -DKMSMIRROR_MAN=OFF \
    -DKMSMIRROR_SYSTEMD_UNIT_DIR=${systemd_system_unitdir} \
    -DKMSMIRROR_UDEV_RULES_DIR=${nonarch_base_libdir}/udev/rules.d \
    -DKMSMIRROR_SYSUSERS_DIR=${nonarch_libdir}/sysusers.d \
    -DKMSMIRROR_TMPFILES_DIR=${nonarch_libdir}/tmpfiles.d \
    -DKMSMIRROR_MODPROBE_DIR=${nonarch_base_libdir}/modprobe.d \
"

# Where the root is read-only, nobody can make it later.
do_install:append() {
    install -d -m 0700 -o kmsmirror -g kmsmirror ${D}${localstatedir}/lib/kmsmirror
}

USERADD_PACKAGES = "${PN}"
USERADD_PARAM:${PN} = "--system --user-group --groups video --no-create-home --home-dir /nonexistent --shell /sbin/nologin kmsmirror"

# The first USB display, or the first call on the bus, starts it. On a board without a compositor: "enable".
SYSTEMD_SERVICE:${PN} = "kmsmirrord.service"
SYSTEMD_AUTO_ENABLE:${PN} ?= "disable"

PACKAGES =+ "libkmsmirror"
FILES:libkmsmirror = "${libdir}/libkmsmirror.so.*"
FILES:${PN} += "\
    ${datadir}/dbus-1 \
    ${datadir}/polkit-1 \
    ${nonarch_base_libdir}/modprobe.d \
    ${nonarch_base_libdir}/udev/rules.d \
    ${nonarch_libdir}/kmsmirror \
    ${nonarch_libdir}/sysusers.d \
    ${nonarch_libdir}/tmpfiles.d \
"
FILES:${PN}-dev += "${datadir}/python-dbusmock"
PACKAGE_BEFORE_PN += "${PN}-completions"
FILES:${PN}-completions = "\
    ${datadir}/bash-completion \
    ${datadir}/fish \
    ${datadir}/zsh \
"

RDEPENDS:${PN} = "dbus"
RRECOMMENDS:${PN} = "kernel-module-gm12u320 kernel-module-gud kernel-module-udl"
