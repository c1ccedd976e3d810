#include "programme/observer_certificate.h"

#include "base/text.h"

namespace minka::programme {

Result<ObservationMaster> declare_master(storage::Writer& writer, ObservationMaster master) {
    MINKA_TRY_ASSIGN(const auto last,
                     writer.value<std::int64_t>("SELECT coalesce(max(number), 0) FROM observation_master WHERE "
                                                "programme_id = $1",
                                                writer.programme()));
    master.number = last.value_or(0) + 1;
    MINKA_TRY(writer.create(master));
    return master;
}

Result<std::optional<ObservationMaster>> newest_master(storage::Reader& reader) {
    MINKA_TRY_ASSIGN(const auto found, reader.all<ObservationMaster>("ORDER BY number DESC LIMIT 1"));
    return found.empty() ? std::nullopt : std::optional(found.front().record);
}

Result<> record_certificate(storage::Writer& writer, const ObserverCertificate& certificate) {
    MINKA_TRY(writer.require<registry::Person>(certificate.person_id));
    if (certificate.waiver_reason) {
        const auto& first = certificate.first_signer_id;
        const auto& second = certificate.second_signer_id;
        if (trim(*certificate.waiver_reason).empty()) {
            return invalid("A waiver says why.", "reason");
        }
        if (!first || !second || *first == *second || *first == certificate.person_id ||
            *second == certificate.person_id) {
            return invalid("Two people sign a waiver, and the observer is neither.", "signers");
        }
        MINKA_TRY(writer.require<registry::Person>(*first));
        MINKA_TRY(writer.require<registry::Person>(*second));
    }
    return writer.create(certificate);
}

Result<std::vector<registry::PersonId>> uncertified(storage::Reader& reader, std::span<const registry::PersonId> people,
                                                    LocalDate on) {
    std::vector<registry::PersonId> missing;
    MINKA_TRY_ASSIGN(const auto master, newest_master(reader));
    if (!master) {
        return missing;
    }
    for (const auto& person : people) {
        MINKA_TRY_ASSIGN(const auto held,
                         reader.value<std::int64_t>(
                             "SELECT count(*) FROM observer_certificate WHERE programme_id = $1 AND person_id = $2 AND "
                             "passes AND certified_on <= $3 AND valid_to > $3",
                             reader.programme(), person, on));
        if (held.value_or(0) == 0) {
            missing.push_back(person);
        }
    }
    return missing;
}

}  // namespace minka::programme
