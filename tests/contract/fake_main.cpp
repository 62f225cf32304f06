// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "contract/bench.h"
#include "fakes/fake_drm.h"

namespace {

using namespace kmsmirror;

class FakeBench final : public contract::Bench {
public:
    FakeBench(fakes::Personality source, std::optional<fakes::Personality> sink)
        : mapping_error_(source.mapping_error) {
        fake_.add_card(source_, std::move(source));
        if (sink)
            fake_.add_card(sink_, std::move(*sink));
        card_ = sink ? sink_ : source_;
    }
    [[nodiscard]] kms::DrmApi& api() override { return fake_; }
    [[nodiscard]] std::string source() const override { return source_; }
    [[nodiscard]] std::string card() const override { return card_; }
    [[nodiscard]] int mapping_error() const override { return mapping_error_; }
    void set_kernel_mapping(bool mapped) override { fake_.set_kernel_mapping(source_, mapped); }
    void unplug() override { fake_.unplug(card_); }
    void hold(bool slow) override { fake_.hold_completions(card_, slow); }
    void finish() override { fake_.verify_no_leaks(); }

private:
    fakes::FakeDrm fake_;
    std::string source_ = "/dev/dri/card0";
    std::string sink_ = "/dev/dri/card1";
    std::string card_;
    int mapping_error_;
};

contract::Traits traits_of(const fakes::Personality& personality, const fakes::Personality& source, bool is_source) {
    contract::Traits traits;
    traits.driver = personality.driver;
    traits.is_source = is_source;
    traits.is_atomic = personality.atomic;
    traits.has_damage_clips = personality.has_damage_clips;
    traits.has_dirty = personality.has_dirty;
    traits.maps_at_import = personality.maps_at_import;
    traits.mapping_error = source.mapping_error;
    traits.has_mapping_switch = traits.mapping_error == 0;
    traits.can_unplug = traits.can_be_busy = true;
    return traits;
}

}  // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    for (const auto make_source : {fakes::pl111, fakes::virtio_gpu, fakes::exynos}) {
        const std::string source = make_source().driver;
        contract::register_cases(source, traits_of(make_source(), make_source(), true),
                                 [=] { return std::make_unique<FakeBench>(make_source(), std::nullopt); });
        for (const auto make_sink : {fakes::udl, fakes::gud, fakes::gm12u320, fakes::cirrus, fakes::legacy})
            contract::register_cases(make_sink().driver + "_of_" + source, traits_of(make_sink(), make_source(), false),
                                     [=] { return std::make_unique<FakeBench>(make_source(), make_sink()); });
        // It imports only what is contiguous.
        if (make_source().contiguous)
            contract::register_cases("panel_of_" + source, traits_of(fakes::mipi_dbi(), make_source(), false),
                                     [=] { return std::make_unique<FakeBench>(make_source(), fakes::mipi_dbi()); });
    }
    return RUN_ALL_TESTS();
}
