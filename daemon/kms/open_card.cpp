// SPDX-License-Identifier: MIT
#include "kms/open_card.h"

#include <utility>

namespace kmsmirror::kms {

OpenCard::OpenCard(DrmApi& api, const std::string& path)
    : api_(api), card_(value_or_throw(api.open_card(path), path.c_str())) {}

OpenCard::~OpenCard() {
    api_.close_card(std::move(card_.fd));
}

}  // namespace kmsmirror::kms
