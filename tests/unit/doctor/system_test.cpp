// SPDX-License-Identifier: MIT
#include "ctl/doctor/system.h"

#include <gmock/gmock.h>

#include "fake_machine.h"

namespace kmsmirror::ctl::doctor {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(System, ReadsFilesBelowItsRoot) {
    const FakeMachine machine;
    machine.write("/a/file", "  one\ttwo\x1b\n\nthree\n");
    machine.link("/a/link", "../somewhere/name");
    const System system = machine.system();
    EXPECT_EQ(system.bytes("/a/file"), "  one\ttwo\x1b\n\nthree\n");
    EXPECT_EQ(system.bytes("/a/none"), std::nullopt);
    EXPECT_EQ(system.word("/proc/sys/kernel/osrelease"), "6.12.1-board");
    EXPECT_EQ(system.word("/a/none"), "");
    EXPECT_THAT(system.lines("/a/file"), ElementsAre("  one two?", "", "three"));
    EXPECT_THAT(system.names("/a"), ElementsAre("file", "link"));
    EXPECT_THAT(system.names("/none"), IsEmpty());
    EXPECT_EQ(system.link_name("/a/link"), "name");
    EXPECT_EQ(system.link_name("/a/file"), "");
    EXPECT_TRUE(system.has("/a/file"));
    EXPECT_FALSE(system.has("/etc/passwd"));
}

TEST(System, RunsNothingOnAnotherMachine) {
    const FakeMachine machine;
    EXPECT_TRUE(machine.system().is_here());
    const System system = System::elsewhere(machine.path_of("/"));
    EXPECT_FALSE(system.is_here());
    EXPECT_EQ(system.kernel_release(), "6.12.1-board");
    EXPECT_EQ(system.run({"echo"}), std::nullopt);
}

TEST(System, RunsProgramsThatAreThere) {
    EXPECT_EQ(System::run_program({"echo", "a b", "c"}), "a b c\n");
    EXPECT_EQ(System::run_program({"false"}), std::nullopt);
    EXPECT_EQ(System::run_program({"kmsmirror-there-is-no-such-program"}), std::nullopt);
    const auto much = System::run_program({"seq", "100000"});
    ASSERT_TRUE(much);
    EXPECT_TRUE(much->ends_with("\n100000\n"));
}

}  // namespace
}  // namespace kmsmirror::ctl::doctor
