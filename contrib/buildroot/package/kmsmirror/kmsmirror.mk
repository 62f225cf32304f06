# SPDX-License-Identifier: MIT
################################################################################
#
# kmsmirror
#
################################################################################

KMSMIRROR_VERSION = 0.1.0
# The checkout that this external tree is in.
KMSMIRROR_SITE = $(realpath $(BR2_EXTERNAL_KMSMIRROR_PATH)/../..)
KMSMIRROR_SITE_METHOD = local
KMSMIRROR_OVERRIDE_SRCDIR_RSYNC_EXCLUSIONS = --exclude build
KMSMIRROR_LICENSE = MIT
KMSMIRROR_LICENSE_FILES = LICENSES/MIT.txt
KMSMIRROR_INSTALL_STAGING = YES
KMSMIRROR_DEPENDENCIES = \
	host-pkgconf host-sdbus-cpp \
	boost cli11 fmt json-for-modern-cpp libdrm libgbm libpng pixman sdbus-cpp systemd tl-expected zlib
KMSMIRROR_CONF_OPTS = \
	-DKMSMIRROR_BUILD_TESTS=OFF \
	-DKMSMIRROR_GSTREAMER=OFF \
	-DKMSMIRROR_MAN=OFF

define KMSMIRROR_USERS
	kmsmirror -1 kmsmirror -1 * - - video USB display mirror
endef

# The first USB display, or the first call on the bus, starts it: a preset keeps Buildroot from enabling the unit.
define KMSMIRROR_INSTALL_INIT_SYSTEMD
	$(INSTALL) -D -m 0644 $(KMSMIRROR_PKGDIR)/50-kmsmirror.preset \
		$(TARGET_DIR)/usr/lib/systemd/system-preset/50-kmsmirror.preset
endef

$(eval $(cmake-package))
