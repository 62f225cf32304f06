# SPDX-License-Identifier: MIT
# kmsmirror_options: the flags of every target of the project.
add_library(kmsmirror_options INTERFACE)
target_include_directories(kmsmirror_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/daemon)
target_compile_options(kmsmirror_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor;-Wold-style-cast;-Woverloaded-virtual>
  $<$<BOOL:${KMSMIRROR_WERROR}>:-Werror>)
# 64-bit file offsets and time, also on 32-bit boards. glibc has that time since 2.34; others ignore it.
target_compile_definitions(kmsmirror_options INTERFACE _FILE_OFFSET_BITS=64)
if(CMAKE_SIZEOF_VOID_P EQUAL 4)
  target_compile_definitions(kmsmirror_options INTERFACE _TIME_BITS=64)
endif()
if(KMSMIRROR_SANITIZE)
  add_compile_options(-fsanitize=${KMSMIRROR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${KMSMIRROR_SANITIZE})
  # For what takes longer to optimize than to run.
  set(KMSMIRROR_QUICK_BUILD -O0)
endif()

# Compiling again what was compiled before, also in another clone, costs nothing.
option(KMSMIRROR_CCACHE "Compile through ccache where it is installed" OFF)
find_program(KMSMIRROR_CCACHE_PROGRAM ccache)
if(KMSMIRROR_CCACHE AND KMSMIRROR_CCACHE_PROGRAM)
  set(cache_folder $ENV{KMSMIRROR_CACHE})
  if(NOT cache_folder)
    set(cache_folder $ENV{HOME}/.cache/kmsmirror)
  endif()
  set(launcher env CCACHE_DIR=${cache_folder}/ccache CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_COMPILERCHECK=content ${KMSMIRROR_CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
