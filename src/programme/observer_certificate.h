#pragma once

#include "registry/person.h"
#include "storage/migration.h"
#include "storage/writer.h"

#include <boost/describe/class.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace minka::programme {

inline constexpr storage::Migration observer_schema{19, "observers", R"(
RECORD TABLE observation_master (number {integer} NOT NULL, codes {text} NOT NULL, declared_on {date} NOT NULL);
CREATE UNIQUE INDEX observation_master_by_number ON observation_master (programme_id, number);

RECORD TABLE observer_certificate (person_id {uuid} NOT NULL, certified_on {date} NOT NULL, valid_to {date} NOT NULL,
        master {integer} NOT NULL, codes {integer} NOT NULL, exact {integer} NOT NULL, within_one {integer} NOT NULL,
        passes {bool} NOT NULL, waiver_reason {text}, first_signer_id {uuid}, second_signer_id {uuid})
    CONSTRAINTS (FOREIGN KEY (programme_id, person_id) REFERENCES person (programme_id, id));
CREATE INDEX observer_certificate_by_person ON observer_certificate (programme_id, person_id, certified_on);
)"};

using ObservationMasterId = Id<struct ObservationMasterTag>;
using ObserverCertificateId = Id<struct ObserverCertificateTag>;

/// The codes of a master for a set of recorded episodes: what observers are compared with. The newest holds.
struct ObservationMaster {
    ObservationMasterId id;
    std::int64_t number = 0;  ///< 1, 2, 3 ...
    std::string codes;        ///< As declared: lines "episode,practice,code".
    LocalDate declared_on;
};
BOOST_DESCRIBE_STRUCT(ObservationMaster, (), (id, number, codes, declared_on))

/// How somebody's codes compare with a master's, or why they may observe without.
struct ObserverCertificate {
    ObserverCertificateId id;
    registry::PersonId person_id;
    LocalDate certified_on;
    LocalDate valid_to;       ///< Exclusive.
    std::int64_t master = 0;  ///< Its number; of a waiver the newest.
    std::int64_t codes = 0;   ///< Compared.
    std::int64_t exact = 0;
    std::int64_t within_one = 0;
    bool passes = false;  ///< Also of a waiver.
    std::optional<std::string> waiver_reason;
    std::optional<registry::PersonId> first_signer_id;  ///< Of a waiver: two people, neither the observer.
    std::optional<registry::PersonId> second_signer_id;
};
BOOST_DESCRIBE_STRUCT(ObserverCertificate, (),
                      (id, person_id, certified_on, valid_to, master, codes, exact, within_one, passes, waiver_reason,
                       first_signer_id, second_signer_id))

/// Declares a master's codes. Its number is one above the last.
Result<ObservationMaster> declare_master(storage::Writer& writer, ObservationMaster master);
/// Nothing when none was declared.
Result<std::optional<ObservationMaster>> newest_master(storage::Reader& reader);

/// Keeps the comparison. Problems: `not_found` for the person; of a waiver `invalid_input` without a reason, and with
/// one signer or the observer among them.
Result<> record_certificate(storage::Writer& writer, const ObserverCertificate& certificate);

/// Those of `people` who may not observe on the date: no certificate that passes and no waiver holds then. Empty when
/// the programme declared no master: then nothing is asked.
Result<std::vector<registry::PersonId>> uncertified(storage::Reader& reader, std::span<const registry::PersonId> people,
                                                    LocalDate on);

}  // namespace minka::programme

template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::ObservationMaster> =
    "observation_master";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::programme::ObserverCertificate> =
    "observer_certificate";
