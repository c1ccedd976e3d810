#include "web/api/central_sight.h"

#include "forms/export/row_agreement.h"
#include "forms/instance_intake.h"
#include "forms/withheld.h"
#include "storage/ledger_entry.h"

#include <algorithm>
#include <set>

namespace minka::web {

namespace {

using storage::Reader;

/// The land of a grant, read once for a request.
struct Land {
    std::set<Uuid> schools;
    std::set<std::string, std::less<>> school_codes;
    std::set<Uuid> senders;  ///< Accounts that work in it.
};

Result<Land> land_of(Reader& reader, const registry::Scope& scope) {
    Land land;
    MINKA_TRY_ASSIGN(const auto territories, registry::territories_within(reader, scope));
    std::set<Uuid> within;
    for (const auto& territory : territories) {
        within.insert(territory.uuid);
    }
    const auto take_school = [&](const storage::Row& row) -> Result<> {
        const auto id = row.get<Uuid>(0);
        if (!scope.withholds(id) && (within.contains(row.get<Uuid>(2)) || within.contains(row.get<Uuid>(3)))) {
            land.schools.insert(id);
            land.school_codes.insert(row.get<std::string>(1));
        }
        return {};
    };
    MINKA_TRY(reader.each(
        "SELECT id, code, civil_territory_id, administration_territory_id FROM school WHERE programme_id = $1",
        take_school, reader.programme()));
    const auto take_sender = [&](const storage::Row& row) -> Result<> {
        const auto territory = row.get<std::optional<Uuid>>(1);
        if (territory ? within.contains(*territory) : !scope.territory()) {
            land.senders.insert(row.get<Uuid>(0));
        }
        return {};
    };
    MINKA_TRY(reader.each("SELECT account_id, territory_id FROM access_grant WHERE programme_id = $1", take_sender,
                          reader.programme()));
    return land;
}

/// Where submissions stand, asked one after the other.
class Standing {
public:
    Standing(const Call& call, Land land) : call_(call), land_(std::move(land)) {}

    Result<bool> is_seen(const forms::FeedRow& row) const {
        MINKA_TRY_ASSIGN(const auto instance, forms::Instance::read(row.xml));
        const auto& premises = call_.premises();
        const auto look = [&](Reader& reader) -> Result<std::optional<bool>> {
            return stands_within(reader, instance, row.form_version);
        };
        MINKA_TRY_ASSIGN(const auto bound, premises.database.read(call_.programme(), look));
        if (bound) {
            return *bound;
        }
        const bool has_whole = !call_.passage().grant.territory_id;
        return has_whole || (row.sender && land_.senders.contains(*row.sender));
    }

private:
    // Nothing when the form binds no place, or none was answered.
    Result<std::optional<bool>> stands_within(Reader& reader, const forms::Instance& instance,
                                              const std::string& version) const {
        MINKA_TRY_ASSIGN(const auto form,
                         call_.premises().submissions.forms().find(reader, instance.form_id(), version));
        std::optional<bool> within;
        for (const auto& bind : form == nullptr ? std::vector<forms::XFormBind>() : form->document.binds) {
            const bool is_visit = binds(bind.fact, ".visit");
            if (!is_visit && !binds(bind.fact, ".school")) {
                continue;
            }
            for (const auto node : instance.nodes_at(bind.path)) {
                const auto value = instance.value(node);
                if (!value.empty()) {
                    MINKA_TRY_ASSIGN(const bool is_in, is_visit ? visit_within(reader, value) : school_within(value));
                    within = within.value_or(true) && is_in;
                }
            }
        }
        return within;
    }

    static bool binds(std::string_view facts, std::string_view field) {
        for (std::size_t at = facts.find(field); at != std::string_view::npos; at = facts.find(field, at + 1)) {
            const auto end = at + field.size();
            if (end == facts.size() || facts[end] == ' ') {
                return true;
            }
        }
        return false;
    }

    Result<bool> school_within(const std::string& value) const {
        const auto uuid = parse_uuid(value);
        return uuid ? land_.schools.contains(*uuid) : land_.school_codes.contains(value);
    }

    Result<bool> visit_within(Reader& reader, const std::string& value) const {
        const auto uuid = parse_uuid(value);
        if (!uuid) {
            return false;
        }
        MINKA_TRY_ASSIGN(const auto school,
                         reader.value<Uuid>("SELECT school_id FROM visit WHERE programme_id = $1 AND id = $2",
                                            reader.programme(), *uuid));
        // A report may come before its plan: who answers for the whole programme sees it meanwhile.
        return school ? land_.schools.contains(*school) : !call_.passage().grant.territory_id;
    }

    Call call_;
    Land land_;
};

}  // namespace

Result<CentralSight> central_sight(const Call& call, const std::string& form_id) {
    using identity::Permission;
    const auto& grant = call.passage().grant;
    CentralSight sight;
    sight.layout.withholds_persons = !identity::may(grant.role, Permission::people_read);
    sight.layout.withholds_places = !identity::may(grant.role, Permission::need_to_know);
    const auto scope = call.scope(registry::Purpose::evaluation);
    const bool is_restricted =
        grant.territory_id.has_value() || (call.passage().withheld && !call.passage().withheld->empty());
    std::optional<Land> land;
    const auto look = [&](Reader& reader) -> Result<> {
        MINKA_TRY_ASSIGN(const auto form, forms::require_form(reader, form_id));
        if (form.is_anonymous) {
            const bool is_evaluator = grant.role == registry::AccessRole::evaluator;
            MINKA_TRY_ASSIGN(const auto agreement,
                             forms::agreement_in_force(reader, form_id, call.visitor().account.id.uuid, call.today()));
            if (!is_evaluator || !agreement) {
                return problem(ProblemCode::forbidden,
                               "The form is anonymous: its rows are for an evaluator under an agreement in force. The "
                               "released tables are in the reports.",
                               form_id);
            }
            sight.agreement = agreement->id.uuid;
        }
        if (is_restricted) {
            MINKA_TRY_ASSIGN(land, land_of(reader, scope));
        }
        return {};
    };
    MINKA_TRY(call.premises().database.read(call.programme(), look));
    if (land) {
        const auto standing = std::make_shared<const Standing>(call, *std::move(land));
        sight.content = [standing](const forms::FeedRow& row) { return standing->is_seen(row); };
    }
    return sight;
}

namespace {

// The identifier just before another in their order.
forms::SubmissionId before(forms::SubmissionId id) {
    for (auto byte = id.uuid.bytes.rbegin(); byte != id.uuid.bytes.rend(); ++byte) {
        if ((*byte)-- != 0) {
            break;
        }
    }
    return id;
}

}  // namespace

std::int64_t central_number(const Uuid& account) {
    const auto hash = storage::hash_of(account.bytes);
    std::int64_t number = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        number = number * 256 + hash[i];
    }
    return number + 1;
}

Result<CentralSubmission> require_central_submission(const Call& call) {
    const auto& form_id = call.part("form");
    const auto absent = [] {
        return problem(ProblemCode::not_found, "The form has no such submission.", "instanceId");
    };
    CentralSubmission found;
    MINKA_TRY_ASSIGN(found.sight, central_sight(call, form_id));
    auto id = forms::submission_id_of(call.premises().vault, call.part("instance"), {});
    const auto find_current = [&](Reader& reader) -> Result<forms::SubmissionId> {
        constexpr int longest_chain = 1000;
        auto current = id;
        for (int step = 0; step < longest_chain; ++step) {
            MINKA_TRY_ASSIGN(const auto next,
                             reader.value<forms::SubmissionId>("SELECT id FROM submission WHERE programme_id = $1 AND "
                                                               "supersedes = $2 AND state = 'accepted'",
                                                               reader.programme(), current));
            if (!next) {
                break;
            }
            current = *next;
        }
        return current;
    };
    MINKA_TRY_ASSIGN(id, call.premises().database.read(call.programme(), find_current));
    forms::SubmissionFeed feed(call.premises().database, call.premises().submissions, call.programme(),
                               {form_id, {}, before(id), {}, found.sight.content});
    MINKA_TRY_ASSIGN(auto rows, feed.next(1));
    if (rows.empty() || rows.front().id != id) {
        // A sheet that is shut is as absent as one that never came; only the ledger says that somebody asked for it.
        auto& premises = call.premises();
        MINKA_TRY(premises.database.write(call.act("read submissions"), [&](storage::Writer& writer) {
            return forms::note_if_withheld(writer, premises.submissions, id);
        }));
        return absent();
    }
    found.row = std::move(rows.front());
    return found;
}

}  // namespace minka::web
