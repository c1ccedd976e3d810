#pragma once

#include "identity/sign_in.h"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::identity {

using FieldDeviceId = Id<struct FieldDeviceTag>;

/// A phone or tablet that sends filled forms for an account, in one programme. What it shows is a secret in the address
/// it was given; with it comes what the account may do as `capture`, and nothing else.
struct FieldDevice {
    FieldDeviceId id;
    AccountId account_id;
    std::string label;       ///< "Tableta 3, Quebrada": what people call it.
    std::string token_hash;  ///< BLAKE2b of the secret, in hexadecimal; the secret itself is shown once.
    LocalDate valid_from;
    LocalDate valid_to;  ///< Exclusive; revoking brings it forward.
};
BOOST_DESCRIBE_STRUCT(FieldDevice, (), (id, account_id, label, token_hash, valid_from, valid_to))

struct EnrolledDevice {
    FieldDevice device;
    std::string secret;
};

struct NewDevice {
    FieldDeviceId id;
    AccountId account;
    std::string label;
    int days = 0;
};

/// Enrols a device in the writer's programme; the secret is in the answer and nowhere else. Problems: `not_found` for
/// the account; `forbidden` when it has no role in the programme that captures; `invalid_input` for a label of none or
/// over 80 characters and a term that is not 1 to 400 days.
Result<EnrolledDevice> enrol_device(storage::Writer& writer, const NewDevice& request, LocalDate today);

/// Every device of the reader's programme, ended ones too, by its first day.
Result<std::vector<FieldDevice>> field_devices(storage::Reader& reader);

/// Ends a device's enrolment: nothing it sends is taken from that day on. Problems: `not_found`.
Result<> revoke_device(storage::Writer& writer, const FieldDeviceId& device, LocalDate on);

/// Who stands behind a secret in the reader's programme; nothing for a secret that is not, or no longer, good there.
struct DeviceVisit {
    Visitor visitor;
    FieldDeviceId device;
};
Result<std::optional<DeviceVisit>> visit_of_device(storage::Reader& reader, std::string_view secret, LocalDate today);

/// The settings of ODK Collect for a device.
struct CollectSettings {
    std::string server_url;    ///< "https://host/key/<secret>/programmes/<id>"
    std::string project_name;  ///< What Collect calls the project.
};
/// What Collect's QR code holds: the settings as JSON, deflated (zlib), in base 64.
///
/// Source: docs.getodk.org/collect-import-export, "QR code settings".
std::string collect_settings_code(const CollectSettings& settings);

}  // namespace minka::identity

template <>
inline constexpr std::string_view minka::storage::record_table<minka::identity::FieldDevice> = "field_device";
