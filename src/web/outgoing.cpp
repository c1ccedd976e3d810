#include "web/outgoing.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>

namespace minka::web {

namespace {

constexpr std::size_t most_bytes = std::size_t{256} * 1024;
constexpr long connect_milliseconds = 5000;
constexpr long whole_milliseconds = 10000;

struct Received {
    std::string body;
    bool is_too_long = false;
};

std::size_t receive(char* data, std::size_t size, std::size_t count, void* into) {
    auto& received = *static_cast<Received*>(into);
    if (received.body.size() + size * count > most_bytes) {
        received.is_too_long = true;
        return 0;
    }
    received.body.append(data, size * count);
    return size * count;
}

// Once for the process, before any other thread uses the library.
bool is_library_ready() {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

std::string host_of(std::string_view address) {
    const auto begin = address.find("://");
    const auto rest = begin == std::string_view::npos ? address : address.substr(begin + 3);
    return std::string(rest.substr(0, rest.find_first_of("/?#")));
}

void set_limits(CURL* handle, const std::filesystem::path& authority) {
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, connect_milliseconds);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, whole_milliseconds);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "minka");
    if (!authority.empty()) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, authority.c_str());
    }
}

}  // namespace

bool is_outgoing_address(std::string_view address) {
    constexpr std::array here{std::string_view("127.0.0.1"), std::string_view("localhost"), std::string_view("[::1]")};
    const auto host = host_of(address);
    if (host.empty() || host.find('@') != std::string::npos ||
        address.find_first_of(" \t\r\n\\") != std::string_view::npos) {
        return false;
    }
    if (address.starts_with("https://")) {
        return true;
    }
    const auto name = host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':'));
    return address.starts_with("http://") && std::find(here.begin(), here.end(), name) != here.end();
}

std::string encode_percent(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                              c == '.' || c == '_' || c == '~';
        const auto byte = static_cast<unsigned char>(c);
        out += is_plain ? std::string(1, c) : std::string{'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

Result<OutgoingAnswer> send_outgoing(const OutgoingRequest& request, const std::filesystem::path& authority) {
    if (!is_outgoing_address(request.address)) {
        return invalid("Only https addresses are asked, and http ones of this machine.", host_of(request.address));
    }
    const std::unique_ptr<CURL, void (*)(CURL*)> handle(is_library_ready() ? curl_easy_init() : nullptr,
                                                        curl_easy_cleanup);
    if (!handle) {
        return problem(ProblemCode::io_failed, "No connection to another server can be made here.");
    }
    set_limits(handle.get(), authority);
    std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(nullptr, curl_slist_free_all);
    for (const auto& header : request.headers) {
        headers.reset(curl_slist_append(headers.release(), (header.name + ": " + header.value).c_str()));
    }
    Received received;
    curl_easy_setopt(handle.get(), CURLOPT_URL, request.address.c_str());
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &receive);
    curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &received);
    if (!request.form.empty()) {
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(request.form.size()));
        curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, request.form.c_str());
    }
    const auto outcome = curl_easy_perform(handle.get());
    if (received.is_too_long) {
        return problem(ProblemCode::too_large, "The other server's answer is too long.", host_of(request.address));
    }
    if (outcome != CURLE_OK) {
        return problem(ProblemCode::io_failed,
                       std::string("The other server gave no answer: ") + curl_easy_strerror(outcome),
                       host_of(request.address));
    }
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    return OutgoingAnswer{static_cast<int>(status), std::move(received.body)};
}

}  // namespace minka::web
