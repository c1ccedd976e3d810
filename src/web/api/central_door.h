#pragma once

#include "web/basic_sign_in.h"
#include "web/route.h"

#include <string>
#include <string_view>
#include <vector>

namespace minka::web {

/// Who is let in to an address that tools for ODK Central know.
enum class CentralAdmission {
    everybody,  ///< Signing in itself.
    visitors,   ///< Who has signed in: their own account and projects.
    readers,    ///< Who may read submissions in the programme that is the {project}.
};

/// One line of the table of those addresses. A part of the path may end in a fixed text ("{form}.svc"); "{rest*}" takes
/// all that follows.
struct CentralRoute {
    Method method{};
    std::string_view path;  ///< "/v1/projects/{project}/forms/{form}.svc"
    CentralAdmission admission{};
    std::string_view act;  ///< What the ledger calls it; empty for a read that leaves no entry.
    std::string_view summary;
    std::size_t body_limit = 0;
    RunCall run;
};

/// Every address, the more special before the more general.
const std::vector<CentralRoute>& central_routes();

/// Answers as ODK Central does: signs in by session token or Basic (never by cookie, so that no other site can use a
/// browser's), and tells problems as {"message", "code"}.
class CentralDoor {
public:
    explicit CentralDoor(const Premises& premises, const std::vector<CentralRoute>& table)
        : premises_(premises), table_(table) {}

    static bool is_of_central(std::string_view path) { return path.starts_with("/v1/"); }
    HttpResponse answer(const HttpRequest& request) const;
    std::size_t body_limit(Method method, std::string_view path) const;

private:
    Result<HttpResponse> run(const CentralRoute& route, Call& call) const;
    Result<> find_visitor(Call& call) const;
    Result<> find_passage(Call& call) const;

    Premises premises_;
    const std::vector<CentralRoute>& table_;
    mutable BasicSignIn basic_;
};

/// Where an address of Central stands in the table, and its parts.
struct CentralMatch {
    const CentralRoute* route = nullptr;
    std::vector<std::pair<std::string_view, std::string>> parts;
    bool is_known_path = false;
};
CentralMatch match_central(const std::vector<CentralRoute>& table, Method method, std::string_view path);

/// {"message": "...", "code": 404.1} with the problem's status.
HttpResponse central_problem(const Problem& problem);

/// The scheme and host a client reached us by: "https://minka.example".
std::string own_address(const HttpRequest& request);

}  // namespace minka::web
