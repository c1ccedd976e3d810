#include "identity/field_device.h"

#include "base/base64.h"
#include "base/check.h"
#include "base/text.h"
#include "documents/json.h"
#include "identity/permission.h"
#include "storage/ledger_entry.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace minka::identity {

namespace {

constexpr std::size_t secret_bytes = 24;
constexpr std::size_t longest_label = 80;
constexpr int longest_days = 400;

std::string hash_of_secret(std::string_view secret) { return to_hex(storage::hash_of(as_bytes(secret))); }

}  // namespace

Result<EnrolledDevice> enrol_device(storage::Writer& writer, const NewDevice& request, LocalDate today) {
    const auto label = is_utf8(request.label) ? tidy_text(request.label) : std::string();
    if (label.empty() || label.size() > longest_label) {
        return invalid("A device needs a name people call it by, at most 80 characters.", "label");
    }
    if (request.days < 1 || request.days > longest_days) {
        return invalid("A device is enrolled for 1 to 400 days.", "days");
    }
    MINKA_TRY(require_account(writer, request.account));
    MINKA_TRY_ASSIGN(const auto access, access_of(writer, request.account, today));
    const bool captures = std::ranges::any_of(access, [&](const GrantedAccess& entry) {
        return entry.programme == writer.programme() && may(entry.grant.role, Permission::capture);
    });
    if (!captures) {
        return problem(ProblemCode::forbidden, "The account has no role in this programme that sends forms.",
                       "account");
    }
    std::array<std::uint8_t, secret_bytes> bytes{};
    SystemRandom random;  // never the seeded one of a demo
    random.fill(bytes);
    EnrolledDevice enrolled;
    enrolled.secret = to_hex(bytes);
    enrolled.device = {
        request.id, request.account, label, hash_of_secret(enrolled.secret), today, today.plus_days(request.days)};
    MINKA_TRY(writer.create(enrolled.device));
    return enrolled;
}

Result<std::vector<FieldDevice>> field_devices(storage::Reader& reader) {
    MINKA_TRY_ASSIGN(const auto rows, reader.all<FieldDevice>("ORDER BY valid_from, id"));
    std::vector<FieldDevice> devices;
    for (const auto& row : rows) {
        devices.push_back(row.record);
    }
    return devices;
}

Result<> revoke_device(storage::Writer& writer, const FieldDeviceId& id, LocalDate on) {
    MINKA_TRY_ASSIGN(auto device, writer.require<FieldDevice>(id));
    device.record.valid_to = std::min(device.record.valid_to, on);
    MINKA_TRY(writer.change(device.record, device.version));
    return {};
}

Result<std::optional<DeviceVisit>> visit_of_device(storage::Reader& reader, std::string_view secret, LocalDate today) {
    MINKA_TRY_ASSIGN(const auto devices,
                     reader.all<FieldDevice>("AND token_hash = $2 AND valid_from <= $3 AND valid_to > $3",
                                             hash_of_secret(secret), today));
    if (devices.empty()) {
        return std::nullopt;
    }
    const auto& device = devices.front().record;
    MINKA_TRY_ASSIGN(const auto account, reader.in_programme(installation).find<Account>(device.account_id));
    if (!account || !account->record.is_open) {
        return std::nullopt;
    }
    return DeviceVisit{{account->record, false, {}}, device.id};
}

std::string collect_settings_code(const CollectSettings& settings) {
    using documents::json_object;
    const auto text = documents::to_json(json_object({{"general", json_object({{"protocol", "odk_default"},
                                                                               {"server_url", settings.server_url},
                                                                               {"username", ""},
                                                                               {"password", ""},
                                                                               {"form_update_mode", "match_exactly"},
                                                                               {"autosend", "wifi_and_cellular"}})},
                                                      {"project", json_object({{"name", settings.project_name}})},
                                                      {"admin", json_object({})}}));
    auto size = compressBound(static_cast<uLong>(text.size()));
    Bytes packed(size);
    MINKA_CHECK(compress2(packed.data(), &size, as_bytes(text).data(), static_cast<uLong>(text.size()),
                          Z_BEST_COMPRESSION) == Z_OK);
    packed.resize(size);
    return to_base64(packed);
}

}  // namespace minka::identity
