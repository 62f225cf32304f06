# SPDX-License-Identifier: MIT
# kmsmirror_options: the flags of every target of the project.
add_library(kmsmirror_options INTERFACE)
target_include_directories(kmsmirror_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/daemon)
target_compile_options(kmsmirror_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor;-Wold-style-cast;-Woverloaded-virtual>
  $<$<BOOL:${KMSMIRROR_WERROR}>:-Werror>)
# 64-bit time and file offsets, also on 32-bit boards
target_compile_definitions(kmsmirror_options INTERFACE _FILE_OFFSET_BITS=64)
if(KMSMIRROR_SANITIZE)
  add_compile_options(-fsanitize=${KMSMIRROR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${KMSMIRROR_SANITIZE})
endif()
