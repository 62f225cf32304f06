# SPDX-License-Identifier: MIT
"""What tests/vm/run is made of: the cache, the boards, their images, the machine."""
