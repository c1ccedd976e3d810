#include "measurement/response_indicators.h"

#include "measurement/response_projection.h"
#include "privacy/consent.h"

#include <algorithm>
#include <map>

namespace minka::measurement {

std::optional<programme::Share> response_rate(const InformantResult& informant) {
    if (!informant.eligible) {
        return std::nullopt;
    }
    return programme::Share{static_cast<std::int64_t>(informant.respondents), *informant.eligible};
}

Result<programme::Share> responses_with_basis(storage::Reader& reader, const programme::Wave& wave,
                                              const std::vector<Uuid>* submissions) {
    std::map<std::pair<std::string, std::int64_t>, std::int64_t> responses;
    MINKA_TRY(reader.each(
        "SELECT index_code, index_version, responses, submission_id FROM response_batch WHERE programme_id = $1 AND "
        "wave_id = $2",
        [&](const storage::Row& row) -> Result<> {
            if (submissions != nullptr && !std::ranges::binary_search(*submissions, row.get<Uuid>(3))) {
                return {};
            }
            responses[{row.get<std::string>(0), row.get<std::int64_t>(1)}] += row.get<std::int64_t>(2);
            return {};
        },
        reader.programme(), wave.id));
    programme::Share share;
    for (const auto& [form, count] : responses) {
        const auto basis = privacy::require_basis_for_form(reader, response_form_name(form.first),
                                                           std::to_string(form.second), wave.opens_on);
        if (!basis && basis.error().code != ProblemCode::forbidden) {
            return std::unexpected(basis.error());
        }
        share.total += count;
        share.n += basis ? count : 0;
    }
    return share;
}

}  // namespace minka::measurement
