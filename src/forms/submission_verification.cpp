#include "forms/submission.h"
#include "storage/ledger.h"

#include <map>

namespace minka::forms {

namespace {

// What the ledger says of submissions: the hash of each that has a note, and how many of each day have none.
struct Noted {
    std::map<Uuid, std::string> hashes;
    std::map<std::string, std::int64_t> counts;
};

std::string day_key(const std::string& form, const std::string& version, const std::string& date) {
    return form + " " + version + " " + date;
}

Result<Noted> noted_submissions(storage::Reader& reader) {
    Noted noted;
    MINKA_TRY(reader.each(
        "SELECT kind, subject, changes FROM ledger WHERE programme_id = $1 AND kind IN ($2, $3)",
        [&](const storage::Row& row) -> Result<> {
            MINKA_TRY_ASSIGN(const auto facts, storage::decode_changes(row.get<Bytes>(2)));
            std::map<std::string, storage::Value> values;
            for (const auto& fact : facts) {
                values[fact.column] = fact.after;
            }
            if (row.get<std::string>(0) == submission_note) {
                noted.hashes[row.get<Uuid>(1)] = storage::FromValue<std::string>::of(values["hash"]);
            } else {
                using Text = storage::FromValue<std::string>;
                noted.counts[day_key(Text::of(values["form"]), Text::of(values["form_version"]),
                                     Text::of(values["received_on"]))] +=
                    storage::FromValue<std::int64_t>::of(values["count"]);
            }
            return {};
        },
        reader.programme(), submission_note, anonymous_batch_note));
    MINKA_TRY(reader.each(
        "SELECT form, form_version, received_on, uncounted FROM anonymous_tally WHERE programme_id = $1",
        [&](const storage::Row& row) -> Result<> {
            noted.counts[day_key(row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2))] +=
                row.get<std::int64_t>(3);
            return {};
        },
        reader.programme()));
    return noted;
}

}  // namespace

Result<std::vector<std::string>> verify_submissions(storage::Reader& reader) {
    MINKA_TRY_ASSIGN(auto noted, noted_submissions(reader));
    std::vector<std::string> findings;
    MINKA_TRY(reader.each(
        "SELECT id, content, received_at, form, form_version, received_on FROM submission WHERE programme_id = $1",
        [&](const storage::Row& row) -> Result<> {
            const auto id = row.get<Uuid>(0);
            const auto note = noted.hashes.find(id);
            const bool has_instant = row.get<std::optional<Instant>>(2).has_value();
            if (note != noted.hashes.end()) {
                if (note->second != to_hex(storage::hash_of(row.get<Bytes>(1)))) {
                    findings.push_back("The submission " + to_string(id) + " was changed after it was received.");
                }
                noted.hashes.erase(note);
            } else if (has_instant) {
                findings.push_back("The submission " + to_string(id) + " has no entry in the ledger.");
            } else {
                --noted.counts[day_key(row.get<std::string>(3), row.get<std::string>(4), row.get<std::string>(5))];
            }
            return {};
        },
        reader.programme()));
    for (const auto& [id, hash] : noted.hashes) {
        findings.push_back("The submission " + to_string(id) + " is missing.");
    }
    for (const auto& [day, count] : noted.counts) {
        if (count != 0) {
            findings.push_back("Of the sheets of " + day + " " + std::to_string(count < 0 ? -count : count) +
                               (count < 0 ? " are too many." : " are missing."));
        }
    }
    return findings;
}

}  // namespace minka::forms
