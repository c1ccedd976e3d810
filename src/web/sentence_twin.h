#pragma once

#include <span>
#include <string_view>

namespace minka::web {

/// A sentence as the rules write it, and its Spanish. What changes from time to time stands as {} in both, in one
/// order.
struct SentenceTwin {
    std::string_view english;
    std::string_view spanish;
};

/// What the importers say of a file and its rows.
std::span<const SentenceTwin> import_sentences();

/// What visits, teacher groups, observations, reports and the connection say.
std::span<const SentenceTwin> work_sentences();
/// What is told when the disk, the database or its server fails.
std::span<const SentenceTwin> storage_sentences();
/// What is told of a request before any route sees it.
std::span<const SentenceTwin> connection_sentences();

}  // namespace minka::web
