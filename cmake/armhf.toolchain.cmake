# SPDX-License-Identifier: MIT
# Builds for armhf (Debian 12) against the sysroot that tests/vm/prepare makes,
# or against the one named by -DKMSMIRROR_SYSROOT=FOLDER.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(CMAKE_LIBRARY_ARCHITECTURE arm-linux-gnueabihf)
set(CMAKE_C_COMPILER arm-linux-gnueabihf-gcc)
set(CMAKE_CXX_COMPILER arm-linux-gnueabihf-g++)

if(NOT KMSMIRROR_SYSROOT)
  execute_process(
    COMMAND ${CMAKE_CURRENT_LIST_DIR}/../tests/vm/prepare sysroot
    OUTPUT_VARIABLE output OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "[^\n]*$" KMSMIRROR_SYSROOT "${output}")
  set(KMSMIRROR_SYSROOT "${KMSMIRROR_SYSROOT}" CACHE PATH "Root file system of the target")
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES KMSMIRROR_SYSROOT)
set(CMAKE_SYSROOT ${KMSMIRROR_SYSROOT})

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

set(ENV{PKG_CONFIG_DIR} "")
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR}
  ${CMAKE_SYSROOT}/usr/lib/arm-linux-gnueabihf/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)
