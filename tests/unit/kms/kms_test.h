// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include "fakes/fake_drm.h"
#include "fakes/faulty_drm.h"
#include "fakes/screen.h"
#include "kms/format.h"

namespace kmsmirror::kms {

inline constexpr const char* source_path = "/dev/dri/card0";
inline constexpr const char* sink_path = "/dev/dri/card1";

// A pl111 source and a udl sink on the model, with a fault injector before it. Looks for leaks at the end.
class KmsTest : public testing::Test {
protected:
    KmsTest() : faulty_(fake_) {
        fake_.add_card(source_path, fakes::pl111());
        fake_.add_card(sink_path, fakes::udl());
    }
    void TearDown() override { fake_.verify_no_leaks(); }

    [[nodiscard]] std::uint64_t calls(fakes::Call call) { return faulty_.calls(call); }

    fakes::FakeDrm fake_;
    fakes::FaultyDrm faulty_;
};

}  // namespace kmsmirror::kms
