// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include "contract/bench.h"
#include "kms/device.h"
#include "kms/libdrm_api.h"
#include "kms/pipeline.h"

// Runs the contract on this machine's cards. It takes their displays over: for a virtual board.
namespace {

using namespace kmsmirror;
namespace fs = std::filesystem;

struct Options {
    std::string source;
    std::vector<std::string> sinks;
    std::string mapping_switch;  // a file that takes Y and N
    int mapping_error = 0;       // of the source
};

class KernelBench final : public contract::Bench {
public:
    KernelBench(kms::DrmApi& api, const Options& options, std::string card)
        : api_(api),
          source_(options.source),
          card_(std::move(card)),
          mapping_switch_(options.mapping_switch),
          mapping_error_(options.mapping_error) {}
    ~KernelBench() override {
        if (!mapping_switch_.empty())
            KernelBench::set_kernel_mapping(true);
    }
    KernelBench(const KernelBench&) = delete;
    KernelBench& operator=(const KernelBench&) = delete;

    [[nodiscard]] kms::DrmApi& api() override { return api_; }
    [[nodiscard]] std::string source() const override { return source_; }
    [[nodiscard]] std::string card() const override { return card_; }
    [[nodiscard]] int mapping_error() const override { return mapping_error_; }
    void set_kernel_mapping(bool mapped) override {
        std::ofstream file(mapping_switch_);
        EXPECT_TRUE(file << (mapped ? 'Y' : 'N') << std::flush) << mapping_switch_;
    }
    void unplug() override { ADD_FAILURE() << "nobody can pull the plug here"; }
    void hold(bool /*slow*/) override {}

private:
    kms::DrmApi& api_;
    std::string source_;
    std::string card_;
    std::string mapping_switch_;
    int mapping_error_;
};

// The device behind /dev/dri/cardN hangs below a USB interface.
bool is_usb(const std::string& path) {
    const fs::path device = fs::path("/sys/class/drm") / fs::path(path).filename() / "device" / "subsystem";
    return fs::read_symlink(device).filename() == "usb";
}

void find_cards(Options& options) {
    for (const auto& entry : fs::directory_iterator("/dev/dri")) {
        const std::string path = entry.path();
        if (!entry.path().filename().string().starts_with("card"))
            continue;
        if (is_usb(path))
            options.sinks.push_back(path);
        else if (options.source.empty())
            options.source = path;
    }
}

contract::Traits probe(kms::DrmApi& api, const std::string& path, const Options& options) {
    const auto device = kms::Device::open(api, path);
    const auto connector = value_or_throw(device->get_connector(device->resources().connector_ids.at(0), true), "");
    const auto pipeline = value_or_throw(kms::find_pipeline(*device, connector), path.c_str());
    contract::Traits traits;
    traits.driver = device->driver();
    traits.is_source = path == options.source;
    traits.has_damage_clips = pipeline.plane.fb_damage_clips.has_value();
    traits.has_dirty = traits.driver != "pl111" && traits.driver != "exynos";
    traits.has_mapping_switch = !options.mapping_switch.empty();
    traits.mapping_error = options.mapping_error;
    traits.maps_at_import = traits.driver == "panel-mipi-dbi";
    // A flip waits for the next vblank there.
    traits.can_be_busy = traits.driver == "pl111" || traits.driver == "exynos";
    return traits;
}

std::optional<Options> parse(const std::vector<std::string>& arguments) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); i += 2) {
        if (i + 1 == arguments.size())
            return std::nullopt;
        if (arguments[i] == "--source")
            options.source = arguments[i + 1];
        else if (arguments[i] == "--sink")
            options.sinks.push_back(arguments[i + 1]);
        else if (arguments[i] == "--mapping-switch")
            options.mapping_switch = arguments[i + 1];
        else
            return std::nullopt;
    }
    return options;
}

int run(int argc, char** argv) {
    auto options = parse({argv + 1, argv + argc});
    if (!options) {
        fmt::print(stderr, "usage: contract_kernel [--source CARD --sink CARD...] [--mapping-switch FILE]\n");
        return 2;
    }
    if (options->source.empty() && options->sinks.empty())
        find_cards(*options);
    if (options->source.empty() || options->sinks.empty()) {
        fmt::print(stderr, "contract_kernel: needs a source and a sink\n");
        return 2;
    }
    kms::LibdrmApi api;
    // exynos_drm_gem_object_funcs has no vmap.
    if (kms::Device::open(api, options->source)->driver() == "exynos")
        options->mapping_error = EOPNOTSUPP;
    std::vector<std::string> cards = options->sinks;
    cards.push_back(options->source);
    for (const std::string& card : cards) {
        const contract::Traits traits = probe(api, card, *options);
        const std::string suite = fmt::format("{}_{}", traits.driver, fs::path(card).filename().string());
        contract::register_cases(suite, traits,
                                 [&, card] { return std::make_unique<KernelBench>(api, *options, card); });
    }
    return RUN_ALL_TESTS();
}

}  // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fputs(error.what(), stderr);
        return 1;
    }
}
