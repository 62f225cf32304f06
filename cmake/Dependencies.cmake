# SPDX-License-Identifier: MIT
# Looks for all that the build needs before it complains, and then says in which Debian packages it is.
include(CheckCXXSourceCompiles)
include(CheckIncludeFileCXX)
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)  # Boost says itself where it is, where CMake is new enough to leave it to that
endif()

set(missing "")
set(missing_debian "")

# lacks NAME DEBIAN...: the build needs NAME, which is not there.
macro(lacks name)
  list(APPEND missing ${name})
  list(APPEND missing_debian ${ARGN})
endmacro()

# need_package PACKAGE DEBIAN...: what CMake finds.
macro(need_package package)
  find_package(${package} QUIET)
  if(NOT ${package}_FOUND)
    lacks(${package} ${ARGN})
  endif()
endmacro()

# need_module PREFIX MODULE DEBIAN...: what pkg-config finds, as PkgConfig::PREFIX.
macro(need_module prefix module)
  if(PkgConfig_FOUND)
    pkg_check_modules(${prefix} QUIET IMPORTED_TARGET ${module})
  endif()
  if(NOT ${prefix}_FOUND)
    lacks(${module} ${ARGN})
  endif()
endmacro()

need_package(PkgConfig pkg-config)
need_package(Boost libboost-dev)
need_package(CLI11 libcli11-dev)
need_package(Threads libc6-dev)
need_package(ZLIB zlib1g-dev)
need_package(fmt libfmt-dev)
need_package(nlohmann_json nlohmann-json3-dev)
need_package(sdbus-c++ libsdbus-c++-dev)
if(KMSMIRROR_GBM)
  need_module(gbm gbm libgbm-dev)
endif()
need_module(libdrm libdrm libdrm-dev)
need_module(libsystemd libsystemd libsystemd-dev)
need_module(libudev libudev libudev-dev)
need_module(pixman pixman-1 libpixman-1-dev)
need_module(png libpng libpng-dev)
if(KMSMIRROR_GSTREAMER STREQUAL AUTO AND PkgConfig_FOUND)
  pkg_check_modules(gstreamer QUIET IMPORTED_TARGET gstreamer-video-1.0>=1.20)
elseif(KMSMIRROR_GSTREAMER)
  need_module(gstreamer gstreamer-video-1.0>=1.20 libgstreamer-plugins-base1.0-dev)
endif()
if(KMSMIRROR_BUILD_TESTS)
  need_package(GTest libgtest-dev libgmock-dev)
  need_module(lz4 liblz4 liblz4-dev)
endif()

# The glue of D-Bus is made by a program that some put where only CMake knows of it.
find_program(SDBUS_XML2CPP sdbus-c++-xml2cpp)
if(NOT SDBUS_XML2CPP)
  find_package(sdbus-c++-tools QUIET)
  if(sdbus-c++-tools_FOUND)
    set(SDBUS_XML2CPP SDBusCpp::sdbus-c++-xml2cpp)
  else()
    lacks(sdbus-c++-xml2cpp libsdbus-c++-bin)
  endif()
endif()

if(KMSMIRROR_MAN)
  find_program(KMSMIRROR_SCDOC scdoc)
  if(NOT KMSMIRROR_SCDOC)
    lacks("scdoc (or -DKMSMIRROR_MAN=OFF, without manual pages)" scdoc)
  endif()
endif()

# C++23 where its library has all of std::expected, else C++20 with tl-expected: base/expected.h decides in the same way.
set(CMAKE_CXX_STANDARD 23)
check_cxx_source_compiles("#include <expected>
int main() { return std::expected<int, int>(0).transform([](int value) { return value; }).value(); }"
  KMSMIRROR_HAS_STD_EXPECTED)
if(NOT KMSMIRROR_HAS_STD_EXPECTED)
  set(CMAKE_CXX_STANDARD 20)
  check_include_file_cxx(tl/expected.hpp KMSMIRROR_HAS_TL_EXPECTED)
  if(NOT KMSMIRROR_HAS_TL_EXPECTED)
    lacks("tl-expected (or a compiler with std::expected, such as g++ 13)" libexpected-dev)
  endif()
endif()

if(missing)
  list(JOIN missing "\n  " missing)
  list(JOIN missing_debian " " missing_debian)
  message(FATAL_ERROR "The build needs what is not here:\n  ${missing}\nOn Debian and Ubuntu:\n  apt install ${missing_debian}")
endif()
