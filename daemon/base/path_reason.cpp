// SPDX-License-Identifier: MIT
#include "base/path_reason.h"

#include <algorithm>
#include <array>
#include <utility>

namespace kmsmirror::path_reason {

std::string_view decision_text(std::string_view call) noexcept {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> texts{
        {{choice, "that is chosen"},
         {geometry,
          "the picture is scaled, turned, mirrored or dithered, or has bars, which the display's driver cannot do"},
         {kernel, "on this kernel the display's driver does not tell when it cannot read the board's buffers"},
         {measured, "it turned out to be faster than prime-heap here"},
         {heap, "the source's buffers come from a dma-heap, for another display that cannot read the driver's own"}}};
    const auto* const found =
        std::find_if(texts.begin(), texts.end(), [&](const auto& text) { return text.first == call; });
    return found == texts.end() ? std::string_view() : found->second;
}

}  // namespace kmsmirror::path_reason
