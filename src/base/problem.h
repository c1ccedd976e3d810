#pragma once

#include <span>
#include <string>
#include <string_view>

namespace minka {

/// What went wrong, in terms a caller can act on. Every code is listed in docs/reference/problems.md; a code is
/// never renumbered and never reused.
enum class ProblemCode {
    invalid_input = 1,       ///< A value breaks a rule of its field.
    not_found = 2,           ///< What was asked for does not exist in this programme.
    conflict = 3,            ///< The record was changed meanwhile, or another record holds the same unique value.
    forbidden = 4,           ///< The act needs a permission, a consent or a basis that is not there.
    storage_failed = 5,      ///< The database or the disk refused; nothing was written.
    malformed_file = 6,      ///< A file is torn, wrongly encoded or not of the kind it should be.
    too_large = 7,           ///< A file, value or archive is over its limit.
    not_ready = 8,           ///< A gate of a lifecycle is not met yet.
    integrity_broken = 9,    ///< A ledger, hash, key or backup does not hold what it should.
    newer_version = 10,      ///< Data was written by a newer minka than this one.
    busy = 11,               ///< Another process holds the writer lease.
    withheld = 12,           ///< The figure exists and is withheld by a privacy rule.
    cancelled = 13,          ///< The person or the system asked to stop; nothing was written.
    io_failed = 14,          ///< A file or folder could not be read or written.
    unauthenticated = 15,    ///< Nobody is signed in, or what was typed does not sign anybody in.
    too_many_attempts = 16,  ///< So many attempts failed that the next one has to wait.
};

/// A failure that the caller is expected to handle or to show. Never used for programming errors.
struct Problem {
    ProblemCode code{};
    std::string message;  ///< One sentence for people, without the code: what is wrong and what to do.
    std::string field;    ///< The input at fault, e.g. "visits[3].date" or "schools.csv:17:name"; empty when none.

    friend bool operator==(const Problem&, const Problem&) = default;
};

/// One line of the catalogue: the code's name, number, HTTP status and title in Spanish and English.
struct ProblemKind {
    ProblemCode code{};
    std::string_view name;
    int http_status = 500;
    std::string_view title_es;
    std::string_view title_en;
};

/// Every code, in the order of its number.
std::span<const ProblemKind> problem_catalogue();

std::string_view to_string(ProblemCode code);

/// "message (field)" for a log line or a terminal.
std::string to_sentence(const Problem& problem);

}  // namespace minka
