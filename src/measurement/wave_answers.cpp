#include "measurement/wave_answers.h"

#include "base/text.h"
#include "forms/submission.h"
#include "measurement/response_projection.h"
#include "privacy/sealing.h"

#include <algorithm>
#include <chrono>
#include <set>

namespace minka::measurement {

namespace {

using forms::SubmissionId;

// Of a sheet that the ledger counts among others of its day only the day is known: it is known when the day is over.
Result<Instant> counted_arrival(storage::Reader& reader, const SubmissionId& submission) {
    MINKA_TRY_ASSIGN(
        const auto day,
        reader.value<LocalDate>(
            "SELECT submission.received_on FROM submission JOIN anonymous_tally ON anonymous_tally.programme_id = $1 "
            "AND anonymous_tally.form = submission.form AND anonymous_tally.form_version = submission.form_version "
            "AND anonymous_tally.received_on = submission.received_on WHERE submission.programme_id = $1 AND "
            "submission.id = $2 AND submission.received_at IS NULL",
            reader.programme(), submission));
    if (!day) {
        return problem(ProblemCode::integrity_broken,
                       "The submission " + to_string(submission) + " has no entry in the ledger.");
    }
    return end_of_day(*day);
}

Result<Instant> arrival_of(storage::Reader& reader, const SubmissionId& submission) {
    MINKA_TRY_ASSIGN(const auto arrived, reader.value<Instant>("SELECT recorded_at FROM ledger WHERE programme_id = $1 "
                                                               "AND subject = $2 AND kind = 'submission'",
                                                               reader.programme(), submission));
    return arrived ? Result<Instant>(*arrived) : counted_arrival(reader, submission);
}

Result<std::vector<SubmissionId>> batches_of(storage::Reader& reader, const programme::WaveId& wave) {
    std::vector<SubmissionId> found;
    MINKA_TRY(reader.each(
        "SELECT submission_id FROM response_batch WHERE programme_id = $1 AND wave_id = $2 ORDER BY submission_id",
        [&](const storage::Row& row) -> Result<> {
            found.push_back(row.get<SubmissionId>(0));
            return {};
        },
        reader.programme(), wave));
    return found;
}

// What a correction that came later took out of the tables cannot be counted as known before.
Result<> refuse_later_corrections(storage::Reader& reader, const WaveFrame& frame,
                                  const std::vector<SubmissionId>& batches, Instant known_at) {
    std::map<SubmissionId, SubmissionId> corrected;  // by the correction
    MINKA_TRY(reader.each(
        "SELECT id, supersedes FROM submission WHERE programme_id = $1 AND form = $2 AND state = 'accepted' "
        "AND supersedes IS NOT NULL",
        [&](const storage::Row& row) -> Result<> {
            corrected.emplace(row.get<SubmissionId>(0), row.get<SubmissionId>(1));
            return {};
        },
        reader.programme(), response_form_name(frame.index.code)));
    for (const auto& batch : batches) {
        for (auto step = corrected.find(batch); step != corrected.end(); step = corrected.find(step->second)) {
            MINKA_TRY_ASSIGN(const auto correction, arrival_of(reader, step->first));
            MINKA_TRY_ASSIGN(const auto original, arrival_of(reader, step->second));
            if (correction > known_at && original <= known_at) {
                return problem(ProblemCode::not_ready,
                               "The answers known on " + to_string(known_at) + " were corrected on " +
                                   to_string(correction) + "; they are sealed and no figure can be made of them.",
                               "known_at");
            }
        }
    }
    return {};
}

/// Where a submission's items stand in the form the index has now.
struct FormMatch {
    std::size_t informant = 0;
    std::size_t width = 0;           ///< Items of the submission.
    std::vector<std::size_t> place;  ///< By item of the index's form; nowhere when it was not asked.
    static constexpr std::size_t nowhere = SIZE_MAX;
};

class AnswerReading {
public:
    AnswerReading(storage::Reader& reader, const privacy::Vault& vault, const WaveFrame& frame, WaveAnswers& answers)
        : reader_(reader), vault_(vault), frame_(frame), answers_(answers) {}

    Result<> read(const std::set<SubmissionId>& batches) {
        for (const auto& batch : batches) {
            MINKA_TRY(read_forms(batch));
        }
        MINKA_TRY(find_schools(batches));
        if (batches.empty()) {
            return {};
        }
        MINKA_TRY_ASSIGN(const auto key, vault_.key_for_opening(reader_, response_block_subject));
        MINKA_TRY(find_links());
        return reader_.each(
            "SELECT informant, school_id, submission_id, responses, answers FROM response_block WHERE programme_id = "
            "$1 "
            "AND wave_id = $2 ORDER BY informant, school_id, submission_id",
            [&](const storage::Row& row) -> Result<> {
                const auto submission = row.get<SubmissionId>(2);
                const auto informant = row.get<std::string>(0);
                const auto school = row.get<registry::SchoolId>(1);
                const auto match = matches_.find({submission, informant});
                if (match != matches_.end()) {
                    const auto packed =
                        privacy::open_bytes(key.bytes(), response_block_context(submission, informant, school),
                                            std::get<Bytes>(row.cells()[4]));
                    if (!packed) {
                        return problem(ProblemCode::integrity_broken,
                                       "Answers of a school do not open: they were changed. Restore a backup.",
                                       to_string(school));
                    }
                    const auto rows = static_cast<std::size_t>(row.get<std::int64_t>(3));
                    return take_block(match->second, school, rows, *packed);
                }
                return {};
            },
            reader_.programme(), frame_.wave.id);
    }

private:
    Result<> read_forms(const SubmissionId& batch) {
        return reader_.each(
            "SELECT informant, items, category_counts FROM response_form WHERE programme_id = $1 AND submission_id = "
            "$2",
            [&](const storage::Row& row) -> Result<> {
                const auto informant = row.get<std::string>(0);
                const auto codes = row.get<std::string>(1);
                const auto counts = row.get<Bytes>(2);
                for (std::size_t i = 0; i < answers_.informants.size(); ++i) {
                    if (answers_.informants[i].form.informant == informant) {
                        MINKA_TRY_ASSIGN(auto match,
                                         match_form(answers_.informants[i].form, split(codes, ','), counts));
                        match.informant = i;
                        matches_.emplace(std::pair(batch, informant), std::move(match));
                    }
                }
                return {};
            },
            reader_.programme(), batch);
    }

    static Result<FormMatch> match_form(const ResponseForm& form, const std::vector<std::string_view>& codes,
                                        const Bytes& counts) {
        FormMatch match;
        match.width = codes.size();
        for (std::size_t item = 0; item < form.items.size(); ++item) {
            const auto found = std::ranges::find(codes, form.items[item]);
            const auto place = static_cast<std::size_t>(found - codes.begin());
            match.place.push_back(found == codes.end() ? FormMatch::nowhere : place);
            if (found != codes.end() && counts[place] != form.category_counts[item]) {
                return problem(ProblemCode::conflict,
                               "The item " + form.items[item] + " was answered in " + std::to_string(counts[place]) +
                                   " categories and has " + std::to_string(form.category_counts[item]) +
                                   " now; give the changed item a code of its own.",
                               "index.yaml");
            }
        }
        return match;
    }

    Result<> find_schools(const std::set<SubmissionId>& batches) {
        std::set<registry::SchoolId> schools(answers_.schools.begin(), answers_.schools.end());
        MINKA_TRY(reader_.each(
            "SELECT DISTINCT school_id, submission_id FROM response_block WHERE programme_id = $1 AND wave_id = $2",
            [&](const storage::Row& row) -> Result<> {
                if (batches.contains(row.get<SubmissionId>(1))) {
                    schools.insert(row.get<registry::SchoolId>(0));
                }
                return {};
            },
            reader_.programme(), frame_.wave.id));
        answers_.schools.assign(schools.begin(), schools.end());
        return {};
    }

    // The key of the cycle's links, unless it was erased: then answers are of nobody.
    Result<> find_links() {
        if (!ties_people(frame_)) {
            return {};
        }
        auto key = vault_.key_for_opening(reader_, frame_.cycle.id.uuid);
        if (key) {
            links_ = *std::move(key);
            return {};
        }
        answers_.links_destroyed = key.error().code == ProblemCode::forbidden;
        const bool is_known = answers_.links_destroyed || key.error().code == ProblemCode::not_found;
        return is_known ? Result<>() : std::unexpected(key.error());
    }

    Result<> take_block(const FormMatch& match, const registry::SchoolId& school, std::size_t rows,
                        const Bytes& packed) {
        auto& informant = answers_.informants[match.informant];
        const auto place = std::ranges::lower_bound(answers_.schools, school) - answers_.schools.begin();
        for (std::size_t row = 0; row < rows; ++row) {
            informant.schools.push_back(static_cast<std::uint32_t>(place));
            const auto* const first = &packed[row * match.width];
            for (const auto item : match.place) {
                informant.answers.push_back(item == FormMatch::nowhere ? no_answer : first[item]);
            }
        }
        const auto sealed = ByteView(packed).subspan(rows * match.width);
        if (!links_ || (sealed.empty() && informant.persons.empty())) {
            return {};
        }
        informant.persons.resize(informant.row_count() - rows, no_person);
        if (!sealed.empty()) {
            const auto persons = open_persons(*links_, frame_.wave.id, informant.form.informant, school, sealed);
            if (!persons || persons->size() != rows) {
                return problem(ProblemCode::integrity_broken,
                               "The persons behind a school's answers do not open: they were changed. Restore a "
                               "backup.",
                               to_string(school));
            }
            informant.persons.insert(informant.persons.end(), persons->begin(), persons->end());
        }
        informant.persons.resize(informant.row_count(), no_person);
        return {};
    }

    storage::Reader& reader_;
    const privacy::Vault& vault_;
    const WaveFrame& frame_;
    WaveAnswers& answers_;
    std::optional<privacy::SecretKey> links_;
    std::map<std::pair<SubmissionId, std::string>, FormMatch> matches_;
};

Result<> read_eligible(storage::Reader& reader, WaveAnswers& answers, Instant known_at) {
    MINKA_TRY_ASSIGN(const auto rows,
                     reader.all_known<programme::WaveEligible>(known_at, "AND wave_id = $3", answers.wave.id));
    for (auto& informant : answers.informants) {
        informant.eligible.resize(answers.schools.size());
    }
    for (const auto& row : rows) {
        const auto school = std::ranges::lower_bound(answers.schools, row.record.school_id);
        if (school == answers.schools.end() || *school != row.record.school_id) {
            continue;  // it never took part: its people were not asked
        }
        for (auto& informant : answers.informants) {
            if (informant.form.informant == row.record.informant) {
                informant.eligible[static_cast<std::size_t>(school - answers.schools.begin())] = row.record.eligible;
            }
        }
    }
    return {};
}

}  // namespace

Instant end_of_day(LocalDate day) {
    const auto next = std::chrono::sys_time<std::chrono::microseconds>(day.plus_days(1).days());
    return {next.time_since_epoch().count() - 1};
}

Result<WaveAnswers> read_wave_answers(storage::Reader& reader, const privacy::Vault& vault, const WaveFrame& frame,
                                      Instant known_at) {
    WaveAnswers answers;
    answers.wave = frame.wave;
    for (const auto& informant : frame.index.informants) {
        MINKA_TRY_ASSIGN(auto form, form_of(frame.index, informant.code));
        answers.informants.push_back({std::move(form), {}, {}, {}, {}});
    }
    MINKA_TRY_ASSIGN(const auto batches, batches_of(reader, frame.wave.id));
    std::set<SubmissionId> known(batches.begin(), batches.end());
    if (known_at != end_of_time) {
        MINKA_TRY(refuse_later_corrections(reader, frame, batches, known_at));
        for (const auto& batch : batches) {
            MINKA_TRY_ASSIGN(const auto arrived, arrival_of(reader, batch));
            if (arrived > known_at) {
                known.erase(batch);
            }
        }
    }
    MINKA_TRY_ASSIGN(answers.schools, schools_of_cycle(reader, frame.cycle.id, frame.wave.closes_on, known_at));
    MINKA_TRY(AnswerReading(reader, vault, frame, answers).read(known));
    MINKA_TRY(read_eligible(reader, answers, known_at));
    for (const auto& batch : known) {
        answers.batches.push_back(batch.uuid);
    }
    return answers;
}

}  // namespace minka::measurement
