# SPDX-License-Identifier: MIT
include $(sort $(wildcard $(BR2_EXTERNAL_KMSMIRROR_PATH)/package/*/*.mk))
