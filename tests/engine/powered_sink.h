// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "engine/world.h"

namespace kmsmirror::tests {

// Displays that users turn off and on again while frames flow.
class PoweredSink : public World {
protected:
    PoweredSink() { start_with_two_displays(); }

    [[nodiscard]] bool is_dark(const std::string& name) { return fake_.shown_picture(card(name)).pixels.empty(); }
    [[nodiscard]] bool becomes(const std::string& name, const std::string& state) {
        return run_until([&] { return status(name).state == state; });
    }
    void turn_off(const std::string& name) {
        engine_->set_power(name, false);
        ASSERT_TRUE(becomes(name, "off"));
        ASSERT_TRUE(is_dark(name));
    }
    void turn_on(const std::string& name) {
        engine_->set_power(name, true);
        ASSERT_TRUE(run_until([&] { return shows_the_source(name) && status(name).state == "mirroring"; }));
    }
    // A picture on "right" has gone through, and with it all that "left" was told before.
    void let_a_frame_pass() {
        draw_something();
        ASSERT_TRUE(settles("right"));
        run_posted();
    }
    void expect_dark_and_untouched(const std::string& name, std::uint64_t commits) {
        EXPECT_TRUE(is_dark(name));
        EXPECT_EQ(fake_.commit_count(card(name)), commits);
        EXPECT_EQ(status(name).state, "off");
    }
};

}  // namespace kmsmirror::tests
