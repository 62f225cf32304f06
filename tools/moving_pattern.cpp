// SPDX-License-Identifier: MIT
#include "tools/moving_pattern.h"

#include <algorithm>
#include <string>

namespace kmsmirror::tools {
namespace {

bool is_same(const kmsmirror_rect& a, const kmsmirror_rect& b) {
    return a.x1 == b.x1 && a.y1 == b.y1 && a.x2 == b.x2 && a.y2 == b.y2;
}

bool overlap(const kmsmirror_rect& a, const kmsmirror_rect& b) {
    return std::max(a.x1, b.x1) < std::min(a.x2, b.x2) && std::max(a.y1, b.y1) < std::min(a.y2, b.y2);
}

}  // namespace

void MovingPattern::draw_first(std::uint64_t frame) {
    scene_ = scene_of(frame);
    draw_background(scene_, canvas_.whole());
    things_.clear();
    draw_things(frame);
}

void MovingPattern::draw_next(std::uint64_t frame) {
    if (scene_of(frame) != scene_) {
        draw_first(frame);
        add_damage(canvas_.whole());
        return;
    }
    things_before_.swap(things_);
    for (const Thing& thing : things_before_)
        draw_background(scene_, thing.area);
    things_.clear();
    draw_things(frame);
    for (std::size_t i = 0; i < things_.size(); ++i)
        add_damage_of(things_before_[i], things_[i]);
}

void MovingPattern::add_damage_of(const Thing& before, const Thing& now) {
    const kmsmirror_rect& from = before.area;
    const kmsmirror_rect& to = now.area;
    if (is_same(from, to) && before.look == now.look)
        return;
    if (overlap(from, to)) {
        add_damage(
            {std::min(from.x1, to.x1), std::min(from.y1, to.y1), std::max(from.x2, to.x2), std::max(from.y2, to.y2)});
    } else {
        add_damage(from);
        add_damage(to);
    }
}

std::int32_t bounce(std::uint64_t time, std::int32_t range) noexcept {
    if (range <= 0)
        return 0;
    const auto there_and_back = static_cast<std::uint64_t>(range) * 2;
    const auto phase = static_cast<std::int32_t>(time % there_and_back);
    return phase <= range ? phase : 2 * range - phase;
}

void Motion::draw_background(std::uint64_t /*scene*/, kmsmirror_rect area) {
    canvas_.fill(area, 0x203040);
}

void Motion::draw_things(std::uint64_t frame) {
    const std::int32_t bar_width = std::max(canvas_.width() / 16, 1);
    const auto x = static_cast<std::int32_t>(frame * 8 % static_cast<std::uint64_t>(canvas_.width()));
    const kmsmirror_rect bar{x, 0, x + bar_width, canvas_.height()};
    canvas_.fill(bar, 0xf0f0f0);
    add_thing(bar);
    const std::string number = std::to_string(frame);
    const std::int32_t scale = std::max(canvas_.height() / 64, 1);
    add_thing(canvas_.draw_text((canvas_.width() - text_width(number, scale)) / 2,
                                (canvas_.height() - text_height * scale) / 2, scale, number, 0xff8000),
              frame);
}

}  // namespace kmsmirror::tools
