#include "measurement/observation.h"

#include "base/text.h"
#include "forms/pair_seals.h"
#include "measurement/observation_seal.h"
#include "registry/word_choice.h"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace minka::measurement {

namespace {

using storage::Reader;

constexpr std::string_view code_prefix = "code.";
constexpr std::string_view no_occasion = "9";

Result<std::set<std::string>> released_episodes(Reader& reader) {
    std::set<std::string> found;
    MINKA_TRY_ASSIGN(const auto releases, reader.all<ObservationRelease>(""));
    for (const auto& release : releases) {
        found.insert(release.record.episode);
    }
    return found;
}

EpisodeState state_of(const Episode& episode, bool was_released) {
    if (was_released) {
        return EpisodeState::single_rater;
    }
    if (episode.sheet(ObservationSeat::a) == nullptr || episode.sheet(ObservationSeat::b) == nullptr) {
        return EpisodeState::waiting;
    }
    return episode.sheet(ObservationSeat::consensus) == nullptr ? EpisodeState::both_sealed : EpisodeState::agreed;
}

Result<CodedSheet> read_sheet(Reader& reader, forms::SubmissionBook& book, const forms::SubmissionId& id,
                              std::string_view fact, std::string_view text_prefix) {
    MINKA_TRY_ASSIGN(const auto submission, book.require(reader, id));
    MINKA_TRY_ASSIGN(const auto rows, forms::rows_of_fact(reader, book, submission, fact));
    CodedSheet sheet;
    for (const auto& row : rows) {
        for (const auto& [field, text] : row.values) {
            if (field.starts_with(code_prefix)) {
                auto& practice = sheet[field.substr(code_prefix.size())];
                if (!text.empty() && text != no_occasion) {
                    practice.code = text[0] - '0';
                }
            } else if (field.starts_with(text_prefix)) {
                sheet[field.substr(text_prefix.size())].text = text;
            }
        }
    }
    return sheet;
}

// What the phones heard of each other, against the sheets that arrived. Nothing is said of a pair of which one sheet is
// missing or erased.
Result<SealCheck> check_seals(Reader& reader, forms::SubmissionBook& book, const Episode& episode,
                              const std::vector<forms::PairSeals>& heard) {
    const auto* first = episode.sheet(ObservationSeat::a);
    const auto* second = episode.sheet(ObservationSeat::b);
    if (first == nullptr || second == nullptr || heard.empty()) {
        return SealCheck::not_exchanged;
    }
    std::map<std::string, std::string> arrived;  // by seat; empty for a sheet that no phone of a pair sealed
    for (const auto* sheet : {first, second}) {
        MINKA_TRY_ASSIGN(const bool erased, privacy::was_erased(reader, sheet->submission.uuid));
        if (erased) {
            return SealCheck::not_exchanged;
        }
        MINKA_TRY_ASSIGN(const auto salt, forms::seal_salt(reader, book.vault(), sheet->submission));
        MINKA_TRY_ASSIGN(const auto coded, read_sheet(reader, book, sheet->submission, "observation", "evidence."));
        arrived[registry::name_of(sheet->seat)] =
            salt ? seal_code({reader.programme(), episode.code, sheet->seat}, *salt, coded) : std::string();
    }
    const bool all_fit = std::ranges::all_of(heard, [&](const forms::PairSeals& one) {
        return one.own == arrived[one.seat] && one.partner == arrived[one.seat == "a" ? "b" : "a"];
    });
    return all_fit ? SealCheck::matches : SealCheck::differs;
}

Result<std::vector<Episode>> read_episodes(Reader& reader, forms::SubmissionBook& book, const std::string& only) {
    std::vector<Episode> found;
    MINKA_TRY(reader.each(
        "SELECT episode, submission_id, seat, observer_id, teacher_id, visit_id, observed_on FROM observation_sheet "
        "WHERE programme_id = $1 AND ($2 = '' OR episode = $2) ORDER BY episode, seat",
        [&](const storage::Row& row) -> Result<> {
            auto code = row.get<std::string>(0);
            if (found.empty() || found.back().code != code) {
                found.emplace_back();
                found.back().code = std::move(code);
            }
            auto& episode = found.back();
            const auto seat = row.get<ObservationSeat>(2);
            episode.sheets.push_back(
                {row.get<forms::SubmissionId>(1), seat, row.get<std::optional<registry::PersonId>>(3)});
            if (seat != ObservationSeat::consensus && !episode.teacher) {
                episode.teacher = row.get<std::optional<registry::PersonId>>(4);
                episode.visit = row.get<std::optional<Uuid>>(5);
                episode.on = row.get<std::optional<LocalDate>>(6);
            }
            return {};
        },
        reader.programme(), only));
    MINKA_TRY_ASSIGN(const auto released, released_episodes(reader));
    MINKA_TRY_ASSIGN(const auto exchanged, forms::pair_seals(reader, only));
    std::map<std::string, std::vector<forms::PairSeals>> heard;
    for (const auto& one : exchanged) {
        heard[one.episode].push_back(one);
    }
    for (auto& episode : found) {
        episode.state = state_of(episode, released.contains(episode.code));
        MINKA_TRY_ASSIGN(episode.seals, check_seals(reader, book, episode, heard[episode.code]));
    }
    return found;
}

}  // namespace

const Episode::Sheet* Episode::sheet(ObservationSeat seat) const {
    const auto found = std::ranges::find(sheets, seat, &Sheet::seat);
    return found == sheets.end() ? nullptr : &*found;
}

Result<std::vector<Episode>> episodes(Reader& reader, forms::SubmissionBook& book) {
    return read_episodes(reader, book, "");
}

Result<Episode> episode_of(Reader& reader, forms::SubmissionBook& book, const std::string& code) {
    MINKA_TRY_ASSIGN(auto found, read_episodes(reader, book, code));
    if (code.empty() || found.empty()) {
        return problem(ProblemCode::not_found, "No sheet of the episode '" + code + "' is here.", "episode");
    }
    return std::move(found.front());
}

std::vector<std::string> differences(const OpenedEpisode& opened) {
    std::vector<std::string> found;
    for (const auto& [practice, first] : opened.first) {
        const auto second = opened.second.find(practice);
        if (second != opened.second.end() && first.code && second->second.code &&
            std::abs(*first.code - *second->second.code) > allowed_difference) {
            found.push_back(practice);
        }
    }
    return found;
}

std::vector<std::string> unreasoned(const OpenedEpisode& opened) {
    auto found = differences(opened);
    std::erase_if(found, [&](const std::string& practice) {
        if (!opened.consensus) {
            return false;
        }
        const auto agreed = opened.consensus->find(practice);
        return agreed != opened.consensus->end() && !trim(agreed->second.text).empty();
    });
    return found;
}

Result<bool> note_if_shut(storage::Writer& writer, const Episode& episode) {
    MINKA_TRY_ASSIGN(const bool open, is_open(writer, episode.code));
    if (!open) {
        MINKA_TRY(writer.note("observation refused", episode.sheets.front().submission.uuid, {}));
    }
    return !open;
}

Problem shut_problem(const std::string& code) {
    return {ProblemCode::forbidden,
            "Nobody sees a sheet of the episode " + code + " before both are sealed, or two people release it.",
            "episode"};
}

Result<OpenedEpisode> open_episode(Reader& reader, forms::SubmissionBook& book, const std::string& code) {
    OpenedEpisode opened;
    MINKA_TRY_ASSIGN(opened.episode, episode_of(reader, book, code));
    MINKA_TRY_ASSIGN(const bool open, is_open(reader, code));
    if (!open) {
        return std::unexpected(shut_problem(code));
    }
    for (const auto& sheet : opened.episode.sheets) {
        const bool agreed = sheet.seat == ObservationSeat::consensus;
        MINKA_TRY_ASSIGN(auto read, read_sheet(reader, book, sheet.submission, agreed ? "consensus" : "observation",
                                               agreed ? "reason." : "evidence."));
        if (agreed) {
            opened.consensus = std::move(read);
        } else if (opened.first.empty()) {
            opened.first = std::move(read);
        } else {
            opened.second = std::move(read);
        }
    }
    return opened;
}

Result<> release_single(storage::Writer& writer, forms::SubmissionBook& book, const ObservationRelease& release) {
    MINKA_TRY_ASSIGN(const auto episode, episode_of(writer, book, release.episode));
    MINKA_TRY_ASSIGN(const bool open, is_open(writer, release.episode));
    if (open) {
        return problem(ProblemCode::conflict, "The episode " + release.episode + " is open already.", "episode");
    }
    if (trim(release.reason).empty()) {
        return invalid("A release says why the partner's sheet does not come.", "reason");
    }
    const bool is_own = std::ranges::any_of(episode.sheets, [&](const Episode::Sheet& sheet) {
        return sheet.observer == release.first_signer_id || sheet.observer == release.second_signer_id;
    });
    if (release.first_signer_id == release.second_signer_id || is_own) {
        return invalid("Two people release a sheet, and its observer is neither.", "signers");
    }
    MINKA_TRY(writer.require<registry::Person>(release.first_signer_id));
    MINKA_TRY(writer.require<registry::Person>(release.second_signer_id));
    return writer.create(release);
}

Result<AgreementTable> agreement_table(Reader& reader, forms::SubmissionBook& book, LocalDate from, LocalDate to) {
    AgreementTable table;
    table.csv = "unit,rater,value\n";
    MINKA_TRY_ASSIGN(const auto all, episodes(reader, book));
    for (const auto& episode : all) {
        if (!episode.on || *episode.on < from || *episode.on > to) {
            continue;
        }
        if (episode.state == EpisodeState::waiting || episode.state == EpisodeState::single_rater) {
            ++table.left_out;
            continue;
        }
        ++table.episodes;
        MINKA_TRY_ASSIGN(const auto opened, open_episode(reader, book, episode.code));
        for (const auto& [practice, first] : opened.first) {
            const auto second = opened.second.find(practice);
            if (first.code && second != opened.second.end() && second->second.code) {
                const auto unit = episode.code + "/" + practice;
                table.csv += unit + ",a," + std::to_string(*first.code) + "\n" + unit + ",b," +
                             std::to_string(*second->second.code) + "\n";
                ++table.units;
            }
        }
    }
    return table;
}

}  // namespace minka::measurement
