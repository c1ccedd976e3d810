#include "web/api/observer_api.h"

#include "measurement/observer_certification.h"
#include "planning/pair_store.h"
#include "web/api/observation_json.h"
#include "web/api/person_label.h"

#include <algorithm>
#include <tuple>

namespace minka::web {

namespace {

using identity::Permission;
using programme::ObserverCertificate;
using registry::AccessRole;
using registry::PersonId;
using storage::Reader;
using storage::Writer;

// As observation systems in use have it.
constexpr int days_of_a_year = 365;

bool certifies(const Call& call) { return call.passage().grant.role == AccessRole::coordinator; }

// The one that holds on the day, or else the latest: by the last day it is good for.
std::optional<ObserverCertificate> best_of(const std::vector<storage::Stored<ObserverCertificate>>& all) {
    std::optional<ObserverCertificate> best;
    for (const auto& stored : all) {
        const auto rank = [](const ObserverCertificate& one) {
            return std::tuple(one.passes, one.valid_to, one.certified_on);
        };
        if (!best || rank(*best) < rank(stored.record)) {
            best = stored.record;
        }
    }
    return best;
}

ObserverStanding standing_of(const ObserverCertificate& certificate, LocalDate today) {
    if (!certificate.passes) {
        return ObserverStanding::failed;
    }
    if (certificate.valid_to <= today || certificate.certified_on > today) {
        return ObserverStanding::lapsed;
    }
    return certificate.waiver_reason ? ObserverStanding::waived : ObserverStanding::certified;
}

Result<ObserverItem> item_of(Reader& reader, const Call& call, const PersonId& person, const std::string& pair) {
    ObserverItem shown;
    shown.person_id = person;
    shown.pair = pair;
    MINKA_TRY_ASSIGN(shown.name, person_label(reader, call.premises().vault, person));
    MINKA_TRY_ASSIGN(const auto all, reader.all<ObserverCertificate>("AND person_id = $2 ORDER BY id", person));
    const auto best = best_of(all);
    shown.standing = best ? standing_of(*best, call.today()) : ObserverStanding::none;
    if (best) {
        shown.certified_on = best->certified_on;
        shown.valid_to = best->valid_to;
        shown.codes = best->codes;
        shown.exact = best->exact;
        shown.within_one = best->within_one;
        shown.waiver_reason = best->waiver_reason;
    }
    return shown;
}

Result<ObserverBoard> show_board(Reader& reader, const Call& call) {
    ObserverBoard board;
    MINKA_TRY_ASSIGN(const auto master, programme::newest_master(reader));
    if (master) {
        board.master = master->number;
        board.declared_on = master->declared_on;
    }
    board.may_certify = certifies(call);
    const auto& grant = call.passage().grant;
    MINKA_TRY_ASSIGN(const auto pairs, planning::pairs_on(reader, call.today()));
    for (const auto& pair : pairs) {
        for (const auto& person : pair.people) {
            if (board.may_certify || grant.person_id == person) {
                MINKA_TRY_ASSIGN(auto shown, item_of(reader, call, person, pair.pair.record.code));
                board.observers.push_back(std::move(shown));
            }
        }
    }
    std::ranges::sort(board.observers, [](const ObserverItem& one, const ObserverItem& other) {
        return std::tie(one.pair, one.name, one.person_id) < std::tie(other.pair, other.name, other.person_id);
    });
    return board;
}

Result<> refuse_others(const Call& call) {
    return certifies(call) ? Result<>{}
                           : problem(ProblemCode::forbidden, "Certifying observers is the coordinator's.", "person");
}

Result<ObserverBoard> certify(Writer& writer, const Call& call, const CertificateRequest& request) {
    MINKA_TRY(refuse_others(call));
    MINKA_TRY_ASSIGN(const auto master, programme::newest_master(writer));
    if (!master) {
        return problem(ProblemCode::not_ready, "The programme has no master codes yet; declare them first.", "master");
    }
    MINKA_TRY_ASSIGN(const auto rated, measurement::read_episode_codes(to_bytes(request.codes), "codes.csv"));
    MINKA_TRY_ASSIGN(const auto right, measurement::read_episode_codes(to_bytes(master->codes), "master.csv"));
    MINKA_TRY_ASSIGN(auto certificate, measurement::compare_codes(rated, right));
    certificate.master = master->number;
    MINKA_TRY_ASSIGN(certificate.person_id, call.id<PersonId>("person"));
    certificate.certified_on = request.on.value_or(call.today());
    if (certificate.certified_on > call.today()) {
        return invalid("A comparison is of today or before.", "on");
    }
    certificate.valid_to = certificate.certified_on.plus_days(days_of_a_year);
    certificate.id = call.premises().database.new_id<programme::ObserverCertificateId>();
    MINKA_TRY(programme::record_certificate(writer, certificate));
    return show_board(writer, call);
}

Result<ObserverBoard> waive(Writer& writer, const Call& call, const WaiverRequest& request) {
    MINKA_TRY(refuse_others(call));
    MINKA_TRY_ASSIGN(const auto master, programme::newest_master(writer));
    if (!master) {
        return problem(ProblemCode::not_ready, "The programme has no master codes yet; nothing is to be waived.",
                       "master");
    }
    ObserverCertificate certificate;
    certificate.id = call.premises().database.new_id<programme::ObserverCertificateId>();
    MINKA_TRY_ASSIGN(certificate.person_id, call.id<PersonId>("person"));
    certificate.master = master->number;
    certificate.passes = true;
    certificate.waiver_reason = request.reason;
    certificate.first_signer_id = request.first;
    certificate.second_signer_id = request.second;
    certificate.certified_on = call.today();
    certificate.valid_to = request.until.value_or(call.today().plus_days(days_of_a_year));
    if (certificate.valid_to <= call.today()) {
        return invalid("A waiver holds for a day at least.", "until");
    }
    MINKA_TRY(programme::record_certificate(writer, certificate));
    return show_board(writer, call);
}

}  // namespace

std::vector<Route> observer_routes() {
    return {
        read_route<ObserverBoard>({"/api/v1/programmes/{programme}/observers", Permission::visits_read,
                                   "Who observes today and with what certificate; oneself for a mediator"},
                                  show_board),
        write_route<CertificateRequest, ObserverBoard>(
            Method::post,
            {"/api/v1/programmes/{programme}/observers/{person}/certificate", Permission::visits_write,
             "Compare somebody's codes with the master's"},
            "certify observer", certify),
        write_route<WaiverRequest, ObserverBoard>(
            Method::post,
            {"/api/v1/programmes/{programme}/observers/{person}/waiver", Permission::visits_write,
             "Let somebody observe without a certificate: two people sign why"},
            "waive certificate", waive),
    };
}

}  // namespace minka::web
