#pragma once

#include "storage/reader.h"

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace minka::web {

/// Answers that cost much to work out and little to keep, each until anything is recorded in its programme.
///
/// An answer is kept with the heads of the ledger's chains, read in the snapshot it was made from: every write of a
/// record moves its chain's head in the same transaction, so that what is kept is given out only where making it anew
/// would give the same. There is no time after which it ages. What is not in the ledger (sessions, the clock, what is
/// held in memory) must be in the key or play no part in the answer.
///
/// Of several who ask for the same at once, one makes it and the others wait. May be called from several threads.
class AnswerMemo {
public:
    explicit AnswerMemo(std::size_t most_bytes = std::size_t{16} << 20) : most_bytes_(most_bytes) {}

    using Make = std::function<Result<std::string>()>;

    /// What `make` answers in this snapshot, or answered in one that was equal to it. The key says everything besides
    /// the records that the answer depends on: who may see what, the day, the language, the page asked for.
    /// Problems: those of reading and of `make`; they are not kept.
    Result<std::shared_ptr<const std::string>> of(storage::Reader& reader, const std::string& key, const Make& make);

    std::size_t bytes() const;

private:
    struct Kept {
        std::string place;  ///< The programme and the key.
        std::string heads;
        std::shared_ptr<const std::string> answer;
    };
    using Order = std::list<Kept>;

    std::shared_ptr<const std::string> find(const std::string& place, const std::string& heads);
    void keep(const std::string& place, const std::string& heads, std::shared_ptr<const std::string> answer);
    void forget(Order::iterator kept);
    std::shared_ptr<std::mutex> turn_of(const std::string& place);

    const std::size_t most_bytes_;
    mutable std::mutex mutex_;
    Order order_;  ///< The last used first.
    std::map<std::string, Order::iterator, std::less<>> places_;
    std::map<std::string, std::weak_ptr<std::mutex>, std::less<>> turns_;
    std::size_t bytes_ = 0;
};

}  // namespace minka::web
