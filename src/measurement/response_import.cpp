#include "measurement/response_import.h"

#include "measurement/response_projection.h"
#include "measurement/response_table.h"

#include <algorithm>
#include <map>

namespace minka::measurement {

namespace {

// The subject whose key makes fingerprints of files: without it nobody can test whether a class answered so.
constexpr Uuid fingerprint_subject{{0x6d, 0x69, 0x6e, 0x6b, 0x61, 0x00, 0x80, 0x00, 0x80, 0x00, 0, 0, 0, 0, 0, 6}};

struct EarlierBlock {
    std::string informant;
    registry::SchoolId school;
    forms::SubmissionId submission;
    std::int64_t responses = 0;
};

Result<> check_wave(const WaveFrame& frame) {
    if (frame.wave.state != programme::WaveState::open) {
        return problem(ProblemCode::not_ready,
                       "The wave " + frame.wave.code + " is " +
                           (frame.wave.state == programme::WaveState::draft ? "a draft" : "closed") +
                           "; answers are taken while it is open.",
                       "wave.state");
    }
    return {};
}

// Only groups that are asked for a code, in a wave that is linked, are tied to one.
Result<> check_anonymous(const WaveFrame& frame, std::span<const ResponseRows> rows) {
    for (const auto& part : rows) {
        if (!part.persons.empty() && !ties_people(frame, part.form.informant)) {
            return problem(ProblemCode::conflict,
                           "The answers of '" + part.form.informant + "' in this wave are anonymous, tied to no code.",
                           "persons");
        }
    }
    return {};
}

Result<std::optional<forms::SubmissionId>> same_answers(storage::Reader& reader, const ResponseBatch& batch) {
    return reader.value<forms::SubmissionId>(
        "SELECT submission_id FROM response_batch WHERE programme_id = $1 AND wave_id = $2 AND fingerprint = $3 "
        "AND responses > 0",
        reader.programme(), batch.wave, Bytes(batch.fingerprint.begin(), batch.fingerprint.end()));
}

// The blocks of other submissions that answer for the same informants and schools.
Result<std::vector<EarlierBlock>> earlier_blocks(storage::Reader& reader, const ResponseBatch& batch,
                                                 const std::optional<forms::SubmissionId>& replaced) {
    std::map<std::pair<std::string, registry::SchoolId>, EarlierBlock> stored;
    MINKA_TRY(reader.each(
        "SELECT informant, school_id, submission_id, responses FROM response_block WHERE programme_id = $1 "
        "AND wave_id = $2 AND (CAST($3 AS TEXT) IS NULL OR submission_id <> $4)",
        [&](const storage::Row& row) -> Result<> {
            EarlierBlock block{row.get<std::string>(0), row.get<registry::SchoolId>(1), row.get<forms::SubmissionId>(2),
                               row.get<std::int64_t>(3)};
            auto key = std::pair(block.informant, block.school);
            stored.insert_or_assign(std::move(key), std::move(block));
            return {};
        },
        reader.programme(), batch.wave, replaced ? std::optional<std::string>("replaced") : std::nullopt,
        replaced.value_or(forms::SubmissionId{})));
    std::vector<EarlierBlock> found;
    for (const auto& block : batch.blocks) {
        const auto earlier = stored.find({batch.forms[block.form].informant, block.school});
        if (earlier != stored.end()) {
            found.push_back(earlier->second);
        }
    }
    return found;
}

/// One batch on its way into the database.
class ResponseStore {
public:
    ResponseStore(storage::Database& database, const privacy::Vault& vault, forms::SubmissionBook& book,
                  const storage::Act& act, const WaveFrame& frame)
        : database_(database), vault_(vault), book_(book), act_(act), frame_(frame) {}

    std::optional<forms::SubmissionId> replaces;
    EarlierAnswers earlier = EarlierAnswers::refuse;

    Result<> pack(std::span<const ResponseRows> rows) {
        MINKA_TRY(check_wave(frame_));
        MINKA_TRY(check_anonymous(frame_, rows));
        MINKA_TRY_ASSIGN(const auto key, fingerprint_key());
        MINKA_TRY_ASSIGN(const auto coding, coding_for_import(database_, vault_, act_, frame_));
        MINKA_TRY_ASSIGN(batch_, make_response_batch({frame_.wave.id, frame_.index.code, frame_.index.version}, rows,
                                                     key, database_.random(), coding ? &*coding : nullptr));
        return {};
    }

    const ResponseBatch& batch() const { return batch_; }

    void count(ResponseImportReport& report) const {
        std::map<std::uint32_t, InformantCount> counts;
        for (const auto& block : batch_.blocks) {
            auto& count = counts[block.form];
            count.informant = batch_.forms[block.form].informant;
            count.responses += block.ids.size();
            ++count.schools;
        }
        for (auto& [form, count] : counts) {
            report.informants.push_back(std::move(count));
        }
    }

    // Seals and projects in one transaction, which sees again what was checked before it: another import may have come
    // in between.
    Result<> write(ResponseImportReport& report) {
        forms::SubmissionDraft draft;
        draft.instance = {make_uuid_v4(database_.random())};  // version 7 would carry the instant of arrival
        draft.form = response_form_name(frame_.index.code);
        draft.form_version = std::to_string(frame_.index.version);
        draft.supersedes = replaces;
        draft.is_anonymous = true;
        draft.content = encode_response_batch(batch_);
        MINKA_TRY_ASSIGN(const auto same,
                         database_.write(act_, [&](storage::Writer& writer) { return write_once(writer, draft); }));
        report.outcome = same ? ResponseImportReport::Outcome::unchanged : ResponseImportReport::Outcome::stored;
        report.submission = same.value_or(draft.instance);
        auto& count = report.table.count("response");
        (same ? count.unchanged : count.created) = batch_.response_count();
        report.table.was_written = true;
        return {};
    }

private:
    Result<privacy::SecretKey> fingerprint_key() {
        auto known = database_.read(act_.programme, [&](storage::Reader& reader) {
            return vault_.key_for_opening(reader, fingerprint_subject);
        });
        if (known || known.error().code != ProblemCode::not_found) {
            return known;
        }
        return database_.write(
            act_, [&](storage::Writer& writer) { return vault_.key_for_sealing(writer, fingerprint_subject); });
    }

    // The submission that holds the same answers already, if there is one.
    Result<std::optional<forms::SubmissionId>> write_once(storage::Writer& writer,
                                                          const forms::SubmissionDraft& draft) {
        using Same = std::optional<forms::SubmissionId>;
        MINKA_TRY_ASSIGN(const auto wave, writer.require<programme::Wave>(frame_.wave.id));
        auto now = frame_;
        now.wave = wave.record;
        MINKA_TRY(check_wave(now));
        MINKA_TRY_ASSIGN(const auto same, same_answers(writer, batch_));
        if (same) {
            return Same(*same);
        }
        if (earlier == EarlierAnswers::refuse) {
            MINKA_TRY_ASSIGN(const auto blocks, earlier_blocks(writer, batch_, replaces));
            if (!blocks.empty()) {
                return problem(ProblemCode::conflict,
                               std::to_string(blocks.size()) +
                                   " schools have answers of the same informants in this wave "
                                   "already. Replace the submission " +
                                   to_string(blocks.front().submission) + ", or add to it when these are other people.",
                               "school");
            }
        }
        MINKA_TRY_ASSIGN(const auto accepted, book_.accept(writer, draft));
        if (accepted == forms::Acceptance::quarantined) {
            MINKA_TRY_ASSIGN(const auto reason, writer.value<std::optional<std::string>>(
                                                    "SELECT reason FROM submission WHERE programme_id = $1 AND id = $2",
                                                    writer.programme(), draft.instance));
            return invalid(reason && *reason ? **reason : "The answers could not be projected.");
        }
        return Same();
    }

    storage::Database& database_;
    const privacy::Vault& vault_;
    forms::SubmissionBook& book_;
    const storage::Act& act_;
    const WaveFrame& frame_;
    ResponseBatch batch_;
};

/// A file's import: reads, checks, tells, writes.
class ResponseImport {
public:
    ResponseImport(storage::Database& database, const storage::Act& act, const ResponseImportOptions& options,
                   const WaveFrame& frame, std::optional<PersonCoding> coding, SchoolCodes schools)
        : database_(database),
          act_(act),
          options_(options),
          frame_(frame),
          coding_(std::move(coding)),
          schools_(std::move(schools)),
          problems_(options.table.file.filename().string()) {}

    Result<ResponseImportReport> run(ResponseStore& store) {
        ResponseImportReport report;
        report.table.file = problems_.file();
        MINKA_TRY_ASSIGN(auto table, read_response_table(options_.table, frame_, options_.informant,
                                                         coding_ ? &*coding_ : nullptr, schools_, problems_));
        report.table.rows = table.rows_read;
        report.table.unused_columns = table.unused_columns;
        if (table.blank_rows > 0) {
            report.notices.push_back(std::to_string(table.blank_rows) +
                                     " rows hold no answer at all and were left out.");
        }
        if (table.rows_without_code > 0) {
            report.notices.push_back(std::to_string(table.rows_without_code) +
                                     " rows have no code of the person; they are counted and tied to nobody.");
        }
        if (problems_.empty()) {
            MINKA_TRY(store.pack(table.rows));
            store.count(report);
            MINKA_TRY(check_against_database(store, report));
        }
        report.table.take_problems(problems_);
        if (report.table.problem_count > 0) {
            return report;
        }
        if (options_.table.stop.stop_requested()) {
            return problem(ProblemCode::cancelled, "The import was stopped; nothing was written.");
        }
        if (options_.table.run == registry::ImportOptions::Run::write) {
            MINKA_TRY(store.write(report));
        }
        return report;
    }

private:
    Result<> check_against_database(const ResponseStore& store, ResponseImportReport& report) {
        return database_.read(act_.programme, [&](storage::Reader& reader) -> Result<> {
            MINKA_TRY_ASSIGN(const auto same, same_answers(reader, store.batch()));
            if (same) {
                return {};
            }
            if (store.batch().blocks.empty()) {
                problems_.add(0, "", "", "The file holds no answers.");
                return {};
            }
            MINKA_TRY_ASSIGN(const auto blocks, earlier_blocks(reader, store.batch(), options_.replaces));
            if (options_.earlier == EarlierAnswers::refuse) {
                for (const auto& block : blocks) {
                    problems_.add(0, "school", schools_.name(block.school),
                                  "The school has " + std::to_string(block.responses) + " answers of '" +
                                      block.informant + "' in this wave already. Replace the submission " +
                                      to_string(block.submission) + ", or add to it when these are other people.",
                                  ProblemCode::conflict);
                }
            }
            return tell_eligible(reader, store.batch(), blocks, report);
        });
    }

    Result<> tell_eligible(storage::Reader& reader, const ResponseBatch& batch,
                           const std::vector<EarlierBlock>& earlier, ResponseImportReport& report) const {
        MINKA_TRY_ASSIGN(const auto rows, reader.all<programme::WaveEligible>("AND wave_id = $2", frame_.wave.id));
        std::map<std::pair<std::string, registry::SchoolId>, std::int64_t> eligible;
        for (const auto& row : rows) {
            eligible[{row.record.informant, row.record.school_id}] = row.record.eligible;
        }
        std::map<std::pair<std::string, registry::SchoolId>, std::int64_t> before;
        if (options_.earlier == EarlierAnswers::add) {
            for (const auto& block : earlier) {
                before[{block.informant, block.school}] += block.responses;
            }
        }
        std::size_t uncounted = 0;
        for (const auto& block : batch.blocks) {
            const std::pair key(batch.forms[block.form].informant, block.school);
            const auto answers = static_cast<std::int64_t>(block.ids.size()) + before[key];
            const auto known = eligible.find(key);
            uncounted += known == eligible.end() ? 1U : 0U;
            if (known != eligible.end() && answers > known->second) {
                report.notices.push_back("School " + schools_.name(block.school) + ": " + std::to_string(answers) +
                                         " answers of '" + key.first + "' and " + std::to_string(known->second) +
                                         " eligible people; correct the count or look for a file sent twice.");
            }
        }
        if (uncounted > 0) {
            report.notices.push_back(
                std::to_string(uncounted) +
                " groups of a school have no count of eligible people, so that their response rate "
                "is unknown.");
        }
        return {};
    }

    storage::Database& database_;
    const storage::Act& act_;
    const ResponseImportOptions& options_;
    const WaveFrame& frame_;
    std::optional<PersonCoding> coding_;
    SchoolCodes schools_;
    registry::ImportProblems problems_;
};

}  // namespace

Result<ResponseImportReport> import_responses(storage::Database& database, const privacy::Vault& vault,
                                              forms::SubmissionBook& book, const storage::Act& act,
                                              const ResponseImportOptions& options) {
    MINKA_TRY_ASSIGN(const auto frame, database.read(act.programme, [&](storage::Reader& reader) {
        return find_wave(reader, options.cycle, options.wave);
    }));
    if (!options.instrument.empty() && options.instrument != frame.index.code) {
        return problem(ProblemCode::conflict,
                       "The wave " + frame.wave.code + " uses the instrument " + frame.index.code + ", not " +
                           options.instrument + ".",
                       "instrument");
    }
    MINKA_TRY(check_wave(frame));
    MINKA_TRY_ASSIGN(auto schools, database.read(act.programme, [&](storage::Reader& reader) {
        return SchoolCodes::read(reader, frame);
    }));
    MINKA_TRY_ASSIGN(auto coding, coding_for_import(database, vault, act, frame));
    ResponseStore store(database, vault, book, act, frame);
    store.replaces = options.replaces;
    store.earlier = options.earlier;
    return ResponseImport(database, act, options, frame, std::move(coding), std::move(schools)).run(store);
}

Result<ResponseImportReport> store_responses(storage::Database& database, const privacy::Vault& vault,
                                             forms::SubmissionBook& book, const storage::Act& act,
                                             const WaveFrame& frame, std::span<const ResponseRows> rows,
                                             std::optional<forms::SubmissionId> replaces) {
    ResponseStore store(database, vault, book, act, frame);
    store.replaces = replaces;
    MINKA_TRY(store.pack(rows));
    ResponseImportReport report;
    store.count(report);
    MINKA_TRY(store.write(report));
    return report;
}

Result<forms::SubmissionId> withdraw_responses(storage::Database& database, forms::SubmissionBook& book,
                                               const storage::Act& act, const forms::SubmissionId& submission) {
    const forms::SubmissionId id{make_uuid_v4(database.random())};
    return database.write(act, [&](storage::Writer& writer) -> Result<forms::SubmissionId> {
        ResponseBatch none;
        MINKA_TRY(writer.each(
            "SELECT wave_id, index_code, index_version FROM response_batch WHERE programme_id = $1 AND submission_id = "
            "$2 "
            "AND responses > 0",
            [&](const storage::Row& row) -> Result<> {
                none.wave = row.get<programme::WaveId>(0);
                none.index_code = row.get<std::string>(1);
                none.index_version = row.get<std::int64_t>(2);
                return {};
            },
            writer.programme(), submission));
        if (none.wave.is_nil()) {
            return problem(ProblemCode::not_found,
                           "The submission " + to_string(submission) + " has no answers in any wave.", "submission");
        }
        MINKA_TRY(book.accept(writer, {id, response_form_name(none.index_code), std::to_string(none.index_version),
                                       submission, true, encode_response_batch(none)}));
        return id;
    });
}

}  // namespace minka::measurement
