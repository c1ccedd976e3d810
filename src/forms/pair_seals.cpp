#include "forms/pair_seals.h"

#include "forms/submission_file.h"

#include <algorithm>
#include <tuple>

namespace minka::forms {

namespace {

// Crockford's base 32: without I, L, O and U, which eyes mistake.
constexpr std::string_view seal_letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view episode_letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";
constexpr std::size_t longest_episode = 60;
constexpr unsigned random_uuid = 4;

bool is_made_of(std::string_view text, std::string_view letters) {
    return text.find_first_not_of(letters) == std::string_view::npos;
}

Problem refused(std::string_view what) {
    return {ProblemCode::invalid_input, "What a phone says of an exchange has " + std::string(what) + ".", "pair"};
}

}  // namespace

Result<PairSeals> read_pair_seals(const documents::JsonValue& json) {
    documents::JsonReader reader(json, "pair");
    const auto id = reader.text("id");
    auto episode = reader.text("episode");
    auto seat = reader.text("seat");
    auto own = reader.text("own");
    auto partner = reader.text("partner");
    if (!id || !episode || !seat || !own || !partner || !reader.finish()) {
        return std::unexpected(refused("an id, an episode, a seat and two seals, and nothing else"));
    }
    const auto uuid = parse_uuid(*id);
    if (!uuid || uuid->bytes[6] >> 4U != random_uuid) {
        return std::unexpected(refused("a random identifier (a UUID of version 4)"));
    }
    if (episode->empty() || episode->size() > longest_episode || !is_made_of(*episode, episode_letters) ||
        (*seat != "a" && *seat != "b")) {
        return std::unexpected(refused("the code of an episode and the place a or b"));
    }
    for (const auto& seal : {*own, *partner}) {
        if (seal.size() != seal_length || !is_made_of(seal, seal_letters)) {
            return std::unexpected(refused("seals of twenty letters and digits"));
        }
    }
    return PairSeals{PairSealsId{*uuid}, *std::move(episode), *std::move(seat),
                     *std::move(own),    *std::move(partner), {}};
}

Result<TakenSeals> take_pair_seals(storage::Writer& writer, const PairSeals& seals) {
    MINKA_TRY_ASSIGN(const auto known, writer.find<PairSeals>(seals.id));
    if (known) {
        const auto& kept = known->record;
        if (std::tie(kept.episode, kept.seat, kept.own, kept.partner) !=
            std::tie(seals.episode, seals.seat, seals.own, seals.partner)) {
            return problem(ProblemCode::conflict, "Another exchange has the same identifier.", "pair");
        }
        return TakenSeals{false, kept.received_on};
    }
    auto fresh = seals;
    MINKA_TRY_ASSIGN(const auto now, writer.recorded_at());
    fresh.received_on = utc_date(now);
    MINKA_TRY(writer.create(fresh));
    return TakenSeals{true, fresh.received_on};
}

Result<std::vector<PairSeals>> pair_seals(storage::Reader& reader, const std::string& episode) {
    MINKA_TRY_ASSIGN(const auto stored,
                     reader.all<PairSeals>("AND ($2 = '' OR episode = $2) ORDER BY episode, id", episode));
    std::vector<PairSeals> found;
    for (const auto& one : stored) {
        found.push_back(one.record);
    }
    return found;
}

Result<std::optional<std::string>> seal_salt(storage::Reader& reader, const privacy::Vault& vault,
                                             const SubmissionId& submission) {
    MINKA_TRY_ASSIGN(const auto files, files_of_submission(reader, vault, submission));
    const auto file = std::ranges::find(files, pair_file, &SubmissionFile::name);
    if (file == files.end()) {
        return std::nullopt;
    }
    MINKA_TRY_ASSIGN(const auto content, privacy::read_attachment(reader, vault, file->attachment));
    const auto json = documents::parse_json(as_text(content));
    const auto* salt = json ? json->find("salt") : nullptr;
    const auto* text = salt != nullptr ? salt->if_text() : nullptr;
    const bool is_salt = text != nullptr && text->size() == salt_length && is_made_of(*text, seal_letters);
    return is_salt ? std::optional(*text) : std::nullopt;
}

}  // namespace minka::forms
