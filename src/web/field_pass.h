#pragma once

#include "storage/ledger_entry.h"
#include "web/call.h"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>

namespace minka::web {

/// A device that was let in to send a form, and what for.
struct FieldPass {
    identity::Visitor visitor;
    identity::FieldDeviceId device;
    Passage passage;
};

/// Devices that were let in a moment ago: of a phone that sends its forms one after another, who it is is looked up
/// once a second. For sending alone: what hands something out asks each time. A write of an office through this server
/// ends every pass at once; one from elsewhere (the command line, another server) is seen within the second.
class FieldPasses {
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds term{1'000};

    /// Which pass an address means: a hash, so that no secret is kept.
    static storage::Hash key_of(std::string_view secret, std::string_view programme);

    std::optional<FieldPass> find(const storage::Hash& key, Clock::time_point now) const;

    /// To be asked before the rows are read that `remember` is told of: what was read before `end_all` is not kept.
    std::uint64_t round() const;
    void remember(const storage::Hash& key, FieldPass pass, std::uint64_t round, Clock::time_point now);
    void end_all();

private:
    struct Held {
        FieldPass pass;
        Clock::time_point until;
    };
    mutable std::mutex mutex_;
    std::map<storage::Hash, Held> held_;
    std::uint64_t round_ = 0;
};

}  // namespace minka::web
