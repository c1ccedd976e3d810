#pragma once

#include "web/basic_sign_in.h"
#include "web/field_pass.h"
#include "web/route.h"

namespace minka::web {

/// Answers requests: finds the route, asks who it is and whether they may, checks the query, runs the route, and turns
/// problems into answers. Adds the headers that every answer carries.
class Endpoint {
public:
    explicit Endpoint(const Premises& premises, const std::vector<Route>& table) : premises_(premises), table_(table) {}

    HttpResponse answer(const HttpRequest& request) const;

    /// How long a content a path takes: 0 where nothing is.
    std::size_t body_limit(Method method, std::string_view path) const;

private:
    Result<HttpResponse> run(const Route& route, Call& call) const;
    Result<> find_visitor(Call& call) const;
    Result<> find_bearer(const Route& route, Call& call) const;
    Result<> let_field_in(const Route& route, Call& call) const;
    Result<> enter_device(Call& call, std::string_view secret) const;
    Result<> find_device(Call& call) const;
    Result<> find_passage(const Route& route, Call& call) const;

    Premises premises_;
    const std::vector<Route>& table_;
    mutable BasicSignIn basic_;
    mutable FieldPasses passes_;
};

/// The names of the cookies; under TLS with the prefix that lets no other host set them.
std::string session_cookie_name(bool is_tls);
std::string device_cookie_name(bool is_tls);

/// The value of a cookie that a request carries.
std::optional<std::string> cookie(const HttpRequest& request, std::string_view name);

/// Adds the headers that keep a browser from doing what an answer does not need.
void add_security_headers(HttpResponse& response, bool is_tls);

/// Problems: `forbidden` for a write that another site's page sends with this site's cookies.
Result<> check_origin(const HttpRequest& request);

}  // namespace minka::web
