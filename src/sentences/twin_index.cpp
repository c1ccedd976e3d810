#include "sentences/twin_index.h"

#include <algorithm>

namespace minka::sentences {

namespace {

constexpr std::string_view place = "{}";
// Long enough to tell sentences apart that begin alike, short enough that a look-up hashes little.
constexpr std::size_t longest_key = 24;

std::string_view start_key(std::string_view text) { return text.substr(0, longest_key); }
std::string_view end_key(std::string_view text) {
    return text.substr(text.size() - std::min(text.size(), longest_key));
}

// What stands in the places of {}, or nothing when the sentence is another. A piece is taken where it comes first: if
// any choice of places agrees, this one does. Nothing put in is empty.
std::optional<std::vector<std::string_view>> fills_of(std::string_view pattern, std::string_view sentence) {
    std::vector<std::string_view> found;
    auto at_place = pattern.find(place);
    if (!sentence.starts_with(pattern.substr(0, at_place))) {
        return std::nullopt;
    }
    sentence.remove_prefix(at_place);
    while (at_place != std::string_view::npos) {
        pattern.remove_prefix(at_place + place.size());
        at_place = pattern.find(place);
        const auto piece = pattern.substr(0, at_place);
        const bool is_last = at_place == std::string_view::npos;
        if (is_last && !sentence.ends_with(piece)) {
            return std::nullopt;
        }
        const auto at = is_last ? sentence.size() - piece.size() : sentence.find(piece, 1);
        if (at == std::string_view::npos || at == 0) {
            return std::nullopt;
        }
        found.push_back(sentence.substr(0, at));
        sentence.remove_prefix(at + piece.size());
    }
    return found;
}

std::size_t own_letters(const SentenceTwin* twin) {
    std::size_t places = 0;
    for (auto at = twin->english.find(place); at != std::string_view::npos; at = twin->english.find(place, at + 1)) {
        ++places;
    }
    return twin->english.size() - places * place.size();
}

std::optional<TwinMatch> find_in(const std::vector<const SentenceTwin*>& bucket, std::string_view sentence) {
    for (const auto* twin : bucket) {
        if (auto fills = fills_of(twin->english, sentence)) {
            return TwinMatch{twin, std::move(*fills)};
        }
    }
    return std::nullopt;
}

}  // namespace

void TwinIndex::add(std::span<const SentenceTwin> twins) {
    for (const auto& twin : twins) {
        const auto first = twin.english.find(place);
        if (first == std::string_view::npos) {
            whole_.emplace(twin.english, &twin);
        } else if (first > 0) {
            by_start_[start_key(twin.english.substr(0, first))].push_back(&twin);
        } else {
            const auto last = twin.english.rfind(place) + place.size();
            by_end_[end_key(twin.english.substr(last))].push_back(&twin);
        }
    }
}

void TwinIndex::sort() {
    for (auto* buckets : {&by_start_, &by_end_}) {
        for (auto& [key, bucket] : *buckets) {
            std::ranges::stable_sort(bucket, std::ranges::greater{}, own_letters);
        }
    }
}

std::optional<TwinMatch> TwinIndex::find(std::string_view sentence) const {
    if (const auto same = whole_.find(sentence); same != whole_.end()) {
        return TwinMatch{same->second, {}};
    }
    for (auto size = std::min(sentence.size(), longest_key); size > 0; --size) {
        if (const auto bucket = by_start_.find(sentence.substr(0, size)); bucket != by_start_.end()) {
            if (auto found = find_in(bucket->second, sentence)) {
                return found;
            }
        }
    }
    for (auto size = std::min(sentence.size(), longest_key) + 1; size-- > 0;) {
        if (const auto bucket = by_end_.find(sentence.substr(sentence.size() - size)); bucket != by_end_.end()) {
            if (auto found = find_in(bucket->second, sentence)) {
                return found;
            }
        }
    }
    return std::nullopt;
}

}  // namespace minka::sentences
