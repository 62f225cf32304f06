// SPDX-License-Identifier: MIT
#include "source/still_source.h"

namespace kmsmirror::source {
namespace {

constexpr pixels::Sequence only_frame = 1;

}  // namespace

StillSource::StillSource(Size size, const Draw& draw)
    : traits_{.size = size, .format = kms::format_xrgb8888}, frame_(Frame{.sequence = only_frame}) {
    auto journal = std::make_shared<pixels::DamageJournal>(size);
    journal->add(only_frame, pixels::Region(rect_of(size)));
    journal_ = std::move(journal);
    auto shadow = std::make_shared<Shadow>(size, pixels::Format::xrgb8888);
    shadow->draw(draw, only_frame);
    pixels_ = {std::move(shadow), only_frame};
}

}  // namespace kmsmirror::source
