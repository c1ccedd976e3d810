#pragma once

#include "forms/submission.h"
#include "identity/data_read.h"
#include "identity/field_device.h"
#include "identity/permission.h"
#include "identity/sign_in.h"
#include "planning/visit_counts.h"
#include "programme/folder_shelf.h"
#include "registry/need_to_know.h"
#include "registry/person_names.h"
#include "web/http_message.h"
#include "web/report_desk.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace minka::web {

class GroupDesk;
class IdentityProvider;
class LandExportDesk;

/// What every route works with; lives as long as the server.
struct Premises {
    storage::Database& database;
    const privacy::Vault& vault;
    identity::SignInDesk sign_in;
    programme::FolderShelf& folders;
    ReportDesk& reports;
    forms::SubmissionBook& submissions;
    std::function<std::string()> metrics_text;
    registry::NeedToKnow& need_to_know;
    registry::NameIndex& names;
    planning::VisitCounts& visit_counts;
    identity::ReadLog& reads;
    std::filesystem::path backups;  ///< The folder for them; empty when the server has none.
    IdentityProvider* provider;     ///< Nothing when people sign in with passwords alone.
    LandExportDesk& land_exports;
    GroupDesk& groups;
};

/// The visitor's way into the programme that a path names.
struct Passage {
    ProgrammeId programme;
    identity::AccessGrant grant;
    registry::WithheldSchools withheld;  ///< From a grant without need to know.
};

/// One request, after it was matched with its route and let in: what a route's function sees of HTTP.
class Call {
public:
    Call(const Premises& premises, const HttpRequest& request) : premises_(&premises), request_(&request) {}

    const Premises& premises() const { return *premises_; }
    const HttpRequest& request() const { return *request_; }

    /// Who asks; only of routes that let nobody in unknown.
    const identity::Visitor& visitor() const { return *visitor_; }
    bool has_visitor() const { return visitor_.has_value(); }
    /// Only of routes of a programme.
    const Passage& passage() const { return *passage_; }
    ProgrammeId programme() const { return passage_ ? passage_->programme : ProgrammeId{}; }

    /// The field device that asks, if one does.
    const std::optional<identity::FieldDeviceId>& device() const { return device_; }

    /// The part of the programme the visitor's grant covers.
    registry::Scope scope(registry::Purpose purpose) const;
    /// One territory within it, which the caller has made sure of.
    registry::Scope scope_of(const registry::TerritoryId& territory, registry::Purpose purpose) const;

    /// "es" or "en".
    std::string_view language() const { return language_; }
    bool is_spanish() const { return language_ == "es"; }

    /// What stands in a path in place of {name}. The route's path has it.
    const std::string& part(std::string_view name) const;
    /// The same as an identifier. Problems: `not_found`: no record has such an identifier.
    template <typename RecordId>
    Result<RecordId> id(std::string_view name) const {
        MINKA_TRY_ASSIGN(const auto uuid, part_uuid(name));
        return RecordId{uuid};
    }

    /// The query's parameters, as the route declares them; nothing when one is absent or empty.
    std::optional<std::string> query(std::string_view name) const;
    std::optional<std::int64_t> query_integer(std::string_view name) const;
    std::optional<LocalDate> query_date(std::string_view name) const;
    std::optional<Uuid> query_uuid(std::string_view name) const;

    /// The date a list is of: the parameter as_of, or today.
    registry::TwoTimes times() const;
    LocalDate today() const;

    /// The same act for every record a route writes.
    storage::Act act(std::string_view name) const;

    // Filled in by the endpoint.
    void let_in(identity::Visitor visitor) { visitor_ = std::move(visitor); }
    void carry(identity::FieldDeviceId device) { device_ = device; }
    void pass(Passage passage) { passage_ = std::move(passage); }
    void speak(std::string language) { language_ = std::move(language); }
    void take_parts(std::vector<std::pair<std::string_view, std::string>> parts) { parts_ = std::move(parts); }
    void take_query(std::vector<std::pair<std::string, std::string>> query) { query_ = std::move(query); }

private:
    Result<Uuid> part_uuid(std::string_view name) const;

    const Premises* premises_;
    const HttpRequest* request_;
    std::optional<identity::Visitor> visitor_;
    std::optional<Passage> passage_;
    std::optional<identity::FieldDeviceId> device_;
    std::string language_ = "es";
    std::vector<std::pair<std::string_view, std::string>> parts_;
    std::vector<std::pair<std::string, std::string>> query_;
};

}  // namespace minka::web
