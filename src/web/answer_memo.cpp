#include "web/answer_memo.h"

#include "base/bytes.h"
#include "identity/account_rules.h"

namespace minka::web {

namespace {

std::string place_of(const ProgrammeId& programme, const std::string& key) { return to_string(programme) + key; }

// The chains of the programme and of the installation, whose accounts a page may name.
Result<std::string> heads_of(storage::Reader& reader) {
    std::string heads;
    MINKA_TRY(reader.each(
        "SELECT node, hash FROM ledger_head WHERE programme_id = $1 OR programme_id = $2 ORDER BY programme_id, node",
        [&](const storage::Row& row) -> Result<> {
            heads += to_string(row.get<Uuid>(0));
            heads += as_text(row.get<Bytes>(1));
            return {};
        },
        reader.programme(), identity::installation));
    return heads;
}

}  // namespace

std::shared_ptr<const std::string> AnswerMemo::find(const std::string& place, const std::string& heads) {
    const std::scoped_lock lock(mutex_);
    const auto found = places_.find(place);
    if (found == places_.end() || found->second->heads != heads) {
        return nullptr;
    }
    order_.splice(order_.begin(), order_, found->second);
    return found->second->answer;
}

void AnswerMemo::forget(Order::iterator kept) {
    bytes_ -= kept->place.size() + kept->heads.size() + kept->answer->size();
    places_.erase(kept->place);
    order_.erase(kept);
}

void AnswerMemo::keep(const std::string& place, const std::string& heads, std::shared_ptr<const std::string> answer) {
    const auto size = place.size() + heads.size() + answer->size();
    const std::scoped_lock lock(mutex_);
    if (const auto known = places_.find(place); known != places_.end()) {
        forget(known->second);
    }
    // What was made of an earlier state of the programme goes at once: nobody will ask for it, and it may name people
    // who were erased meanwhile.
    const std::string_view programme = std::string_view(place).substr(0, to_string(ProgrammeId{}).size());
    for (auto kept = places_.lower_bound(programme); kept != places_.end() && kept->first.starts_with(programme);) {
        const auto next = std::next(kept);
        if (kept->second->heads != heads) {
            forget(kept->second);
        }
        kept = next;
    }
    if (size > most_bytes_) {
        return;
    }
    while (bytes_ + size > most_bytes_) {
        forget(std::prev(order_.end()));
    }
    order_.push_front({place, heads, std::move(answer)});
    places_[place] = order_.begin();
    bytes_ += size;
}

std::shared_ptr<std::mutex> AnswerMemo::turn_of(const std::string& place) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(turns_, [](const auto& entry) { return entry.second.expired(); });
    auto& kept = turns_[place];
    auto turn = kept.lock();
    if (turn == nullptr) {
        turn = std::make_shared<std::mutex>();
        kept = turn;
    }
    return turn;
}

Result<std::shared_ptr<const std::string>> AnswerMemo::of(storage::Reader& reader, const std::string& key,
                                                          const Make& make) {
    MINKA_TRY_ASSIGN(const auto heads, heads_of(reader));
    const auto place = place_of(reader.programme(), key);
    if (auto answer = find(place, heads)) {
        return answer;
    }
    const auto turn = turn_of(place);
    const std::scoped_lock own_turn(*turn);
    if (auto answer = find(place, heads)) {
        return answer;
    }
    MINKA_TRY_ASSIGN(auto made, make());
    auto answer = std::make_shared<const std::string>(std::move(made));
    keep(place, heads, answer);
    return answer;
}

std::size_t AnswerMemo::bytes() const {
    const std::scoped_lock lock(mutex_);
    return bytes_;
}

}  // namespace minka::web
