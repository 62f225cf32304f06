// SPDX-License-Identifier: MIT
#include "app/card_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "fakes/service_manager.h"

namespace kmsmirror::app {
namespace {

// The store of a service manager: what it is told on its socket, and what it leaves the process at its start. /dev/null
// and /dev/zero stand for cards: only what they are is looked at.
class TheCardStore : public testing::Test {
public:
    ~TheCardStore() override {
        for (const char* const name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
            unsetenv(name);
    }

protected:
    // As systemd does it: from descriptor 3 on.
    static void leave(UniqueFd fd, const std::string& name) {
        if (fd.get() == 3)
            static_cast<void>(fd.release());
        else
            ::dup2(fd.get(), 3);
        setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
        setenv("LISTEN_FDS", "1", 1);
        setenv("LISTEN_FDNAMES", name.c_str(), 1);
    }

    [[nodiscard]] std::string told() const { return manager_.told(); }

    fakes::ServiceManager manager_;
    loop::ServiceNotifier notifier_;
};

TEST_F(TheCardStore, KeepsACardUntilItIsForgotten) {
    CardStore store(notifier_);
    const UniqueFd card(::open("/dev/null", O_RDWR | O_CLOEXEC));
    store.keep("/dev/null", card.get());
    const std::string kept = told();
    EXPECT_THAT(kept, testing::StartsWith("FDSTORE=1\nFDPOLL=0\nFDNAME=null."));
    store.forget(card.get());
    EXPECT_EQ(told(), "FDSTOREREMOVE=1\nFDNAME=" + kept.substr(kept.find("null.")));
    store.forget(card.get());
    EXPECT_EQ(told(), "");
}

TEST_F(TheCardStore, GivesBackWhatWasLeftOnceAndOnlyForThatDevice) {
    leave(UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC)), "null.1");
    CardStore store(notifier_);
    EXPECT_TRUE(store.has_unclaimed());
    EXPECT_FALSE(store.take("/dev/zero"));
    const UniqueFd card = store.take("/dev/null");
    ASSERT_TRUE(card);
    EXPECT_FALSE(store.take("/dev/null"));
    EXPECT_FALSE(store.has_unclaimed());
    store.forget(card.get());
    EXPECT_EQ(told(), "FDSTOREREMOVE=1\nFDNAME=null.1");
}

TEST_F(TheCardStore, DropsWhatNobodyWants) {
    leave(UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC)), "null.1");
    CardStore store(notifier_);
    store.drop_unclaimed();
    EXPECT_EQ(told(), "FDSTOREREMOVE=1\nFDNAME=null.1");
    EXPECT_FALSE(store.take("/dev/null"));
}

TEST_F(TheCardStore, DropsAtOnceWhatIsNoDeviceAnyMore) {
    leave(UniqueFd(::memfd_create("not-a-device", MFD_CLOEXEC)), "gone.1");
    CardStore store(notifier_);
    EXPECT_EQ(told(), "FDSTOREREMOVE=1\nFDNAME=gone.1");
    EXPECT_FALSE(store.has_unclaimed());
}

}  // namespace
}  // namespace kmsmirror::app
