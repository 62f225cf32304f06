// SPDX-License-Identifier: MIT
#include "ctl/commands/screenshot_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "base/text.h"
#include "ctl/model/names.h"
#include "ctl/picture.h"

namespace kmsmirror::ctl {
namespace {

struct FileCloser {
    void operator()(std::FILE* file) const noexcept { (void)std::fclose(file); }
};

void write_file(const Picture& picture, const std::string& name) {
    std::unique_ptr<std::FILE, FileCloser> file(std::fopen(name.c_str(), "wbe"));
    if (file != nullptr)
        write_png(picture, *file);
    if (file == nullptr || std::fclose(file.release()) != 0)
        throw Failure(ExitCode::failed,
                      fmt::format("cannot write {}: {}", printable(name), std::generic_category().message(errno)));
}

}  // namespace

void ScreenshotCommand::set_up(CLI::App& app) {
    app.add_option("SINK|SOURCE", name_, "Id, connector, model, or the beginning of one of them")->required();
    app.add_option("FILE", file_, "PNG file, - for standard output; default: CONNECTOR.png");
}

ExitCode ScreenshotCommand::run(Context& context) {
    const Output& output = context.output();
    const bool to_stdout = file_ == "-";
    if (to_stdout && output.is_terminal())
        throw Failure(ExitCode::usage, "a picture is nothing for a terminal: name a file, or redirect the output");
    if (to_stdout && output.is_json())
        throw Failure(ExitCode::usage, "standard output takes the picture or JSON, not both");
    const Status status = context.daemon().status();
    const Found found = find_source_or_sink(status, name_);
    const auto reply = found.sink != nullptr ? context.daemon().call(*found.sink, "Capture", append_no_options)
                                             : context.daemon().call(*found.source, "Capture", append_no_options);
    const UniqueFd pixels = bus::read_fd(reply.get());
    const Json info = bus::read_value(reply.get());
    const Picture picture = read_picture(pixels, info);
    if (to_stdout) {
        write_png(picture, *stdout);
        return ExitCode::ok;
    }
    std::string connector = found.sink != nullptr ? found.sink->connector : found.source->connector;
    std::replace(connector.begin(), connector.end(), '/', '_');
    const std::string name = file_.empty() ? connector + ".png" : file_;
    write_file(picture, name);
    if (output.is_json())
        output.json({{"file", printable(name)},
                     {"width", info.at("width")},
                     {"height", info.at("height")},
                     {"format", info.at("format")},
                     {"sequence", info.at("sequence")}});
    return ExitCode::ok;
}

}  // namespace kmsmirror::ctl
