#include "web/api/second_factor_api.h"

#include "identity/second_factor.h"

namespace minka::web {

struct SecondFactorShown {
    bool is_on = false;
    std::int64_t paper_codes_left = 0;
};
MINKA_JSON(SecondFactorShown, (is_on, paper_codes_left))

struct SecondFactorOffered {
    std::string secret;   ///< To type where no camera is.
    std::string address;  ///< What the QR code holds.
};
MINKA_JSON(SecondFactorOffered, (secret, address))

struct SecondFactorRequest {
    std::string secret;
    std::string code;
    std::string current;
};
MINKA_JSON(SecondFactorRequest, (secret, code, current))

struct PaperCodes {
    std::vector<std::string> codes;  ///< Shown once, to be written on paper; each is good once.
};
MINKA_JSON(PaperCodes, (codes))

struct OwnPassword {
    std::string current;
};
MINKA_JSON(OwnPassword, (current))

namespace {

Result<> check_is_session(const Call& call) {
    return call.visitor().session.empty()
               ? Result<>(problem(ProblemCode::forbidden, "A token can't do this; sign in with the password."))
               : Result<>{};
}

Result<HttpResponse> show_state(const Call& call) {
    MINKA_TRY_ASSIGN(const auto state,
                     call.premises().database.read(identity::installation, [&](storage::Reader& reader) {
                         return identity::second_factor_of(reader, call.visitor().account.id);
                     }));
    return json_response(to_json_text(SecondFactorShown{state.is_on, state.paper_codes_left}));
}

Result<HttpResponse> offer(const Call& call) {
    MINKA_TRY(check_is_session(call));
    const auto fresh = identity::offer_second_factor(call.visitor().account.login);
    return json_response(to_json_text(SecondFactorOffered{fresh.secret, fresh.address}));
}

Result<HttpResponse> start(const Call& call) {
    MINKA_TRY(check_is_session(call));
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto body, FromJson<SecondFactorRequest>::of(json, ""));
    MINKA_TRY_ASSIGN(auto codes,
                     identity::start_second_factor(call.premises().sign_in, call.visitor(),
                                                   {body.secret, body.code, body.current, call.request().peer}));
    return json_response(to_json_text(PaperCodes{std::move(codes)}), 201);
}

HttpResponse done() {
    HttpResponse response;
    response.status = 204;
    response.set("cache-control", "no-store");
    return response;
}

Result<HttpResponse> stop(const Call& call) {
    MINKA_TRY(check_is_session(call));
    MINKA_TRY_ASSIGN(const auto json, read_body(call.request()));
    MINKA_TRY_ASSIGN(const auto body, FromJson<OwnPassword>::of(json, ""));
    MINKA_TRY(identity::stop_second_factor(call.premises().sign_in, call.visitor(), body.current, call.request().peer));
    return done();
}

constexpr std::size_t small_body = std::size_t{16} * 1024;

}  // namespace

std::vector<Route> second_factor_routes() {
    auto state =
        own_route(Method::get, "/api/v1/me/second-factor", "", "Whether one's sign-in asks for a code", show_state);
    state.answer = &schema_of<SecondFactorShown>;
    auto offering = own_route(Method::post, "/api/v1/me/second-factor/offer", "offer second factor",
                              "A fresh secret for an authenticator app; nothing is stored yet", offer);
    offering.answer = &schema_of<SecondFactorOffered>;
    auto starting = own_route(Method::post, "/api/v1/me/second-factor", "start second factor",
                              "Ask for a code from now on; the codes for paper are shown once", start);
    starting.body = &schema_of<SecondFactorRequest>;
    starting.body_limit = small_body;
    starting.answer = &schema_of<PaperCodes>;
    starting.status = 201;
    auto stopping = own_route(Method::post, "/api/v1/me/second-factor/stop", "stop second factor",
                              "No longer ask for a code", stop);
    stopping.body = &schema_of<OwnPassword>;
    stopping.body_limit = small_body;
    stopping.status = 204;
    return {std::move(state), std::move(offering), std::move(starting), std::move(stopping)};
}

}  // namespace minka::web
