#include "web/metrics.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::web {

void Metrics::count(const ServerCalls::Done& done) {
    const std::string route(done.route.empty() ? "none" : done.route);
    const std::scoped_lock lock(mutex_);
    ++answers_[{route, std::string(to_string(done.method)), done.status}];
    auto& times = times_[route];
    const auto place = std::ranges::lower_bound(bounds, done.took.count()) - bounds.begin();
    ++times.classes[static_cast<std::size_t>(place)];
    times.sum += done.took.count();
    sent_ += static_cast<std::int64_t>(done.sent);
}

std::string Metrics::text(const ServerCounts& server) const {
    const std::scoped_lock lock(mutex_);
    std::string out = "# HELP minka_requests_total Requests answered.\n# TYPE minka_requests_total counter\n";
    for (const auto& [key, count] : answers_) {
        const auto& [route, method, status] = key;
        out += fmt::format("minka_requests_total{{route=\"{}\",method=\"{}\",status=\"{}\"}} {}\n", route, method,
                           status, count);
    }
    out +=
        "# HELP minka_request_seconds From the first byte of a request to the last of its answer.\n"
        "# TYPE minka_request_seconds histogram\n";
    for (const auto& [route, times] : times_) {
        std::int64_t total = 0;
        for (std::size_t i = 0; i < times.classes.size(); ++i) {
            total += times.classes[i];
            const auto end = i < bounds.size() ? fmt::format("{}", static_cast<double>(bounds[i]) / 1e6) : "+Inf";
            out += fmt::format("minka_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route, end, total);
        }
        out +=
            fmt::format("minka_request_seconds_sum{{route=\"{}\"}} {}\n", route, static_cast<double>(times.sum) / 1e6);
        out += fmt::format("minka_request_seconds_count{{route=\"{}\"}} {}\n", route, total);
    }
    out += fmt::format(
        "# HELP minka_sent_bytes_total Content sent.\n# TYPE minka_sent_bytes_total counter\n"
        "minka_sent_bytes_total {}\n# HELP minka_connections Open connections.\n# TYPE minka_connections "
        "gauge\nminka_connections {}\n# HELP minka_waiting Requests that no worker has taken yet.\n# TYPE "
        "minka_waiting gauge\nminka_waiting {}\n",
        sent_, server.connections, server.waiting);
    return out;
}

}  // namespace minka::web
