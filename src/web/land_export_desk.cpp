#include "web/land_export_desk.h"

#include "base/check.h"
#include "base/random.h"
#include "documents/zip_writer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace minka::web {

namespace {

// The lists that make up a territory's data, by the routes that give each of them alone.
constexpr std::array lists{"schools", "people", "teams", "resolutions", "visits", "indicators"};

std::vector<const Route*> routes_for(registry::AccessRole role) {
    std::vector<const Route*> found;
    for (const auto* list : lists) {
        const auto path = "/api/v1/programmes/{programme}/exports/" + std::string(list);
        const auto route = std::ranges::find(routes(), std::string_view(path), &Route::path);
        MINKA_CHECK(route != routes().end());
        if (identity::may(role, *route->permission)) {
            found.push_back(&*route);
        }
    }
    return found;
}

// A folder that nobody else may enter, gone with what is in it.
class PassingFolder {
public:
    PassingFolder() {
        std::array<std::uint8_t, 16> bytes{};
        SystemRandom().fill(bytes);
        path_ = std::filesystem::temp_directory_path() / fmt::format("minka-{:02x}", fmt::join(bytes, ""));
    }
    ~PassingFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    PassingFolder(const PassingFolder&) = delete;
    PassingFolder& operator=(const PassingFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

    Result<> open() const {
        std::error_code failure;
        std::filesystem::create_directory(path_, failure);
        if (!failure) {
            std::filesystem::permissions(path_, std::filesystem::perms::owner_all, failure);
        }
        return failure ? Result<>(problem(ProblemCode::io_failed, "No folder could be made for the export."))
                       : Result<>{};
    }

    Result<documents::ZipPart> keep(const std::string& name, const std::string& content) const {
        const auto file = path_ / name;
        std::ofstream out(file, std::ios::binary);
        out << content;
        out.close();
        return out ? Result<documents::ZipPart>(documents::ZipPart{name, file})
                   : problem(ProblemCode::io_failed, "A table of the export could not be written; is the disk full?");
    }

private:
    std::filesystem::path path_;
};

// "escuelas.csv", from the header of the answer.
std::string file_name_of(const HttpResponse& response) {
    const std::string_view header = *response.find("content-disposition");
    const auto begin = header.find('"') + 1;
    return std::string(header.substr(begin, header.rfind('"') - begin));
}

}  // namespace

Result<LandExport> LandExportDesk::ask(const Call& call, const registry::TerritoryId& territory, std::string name) {
    LandExport shown;
    shown.id = call.premises().database.new_id<LandExportId>();
    shown.programme = call.programme();
    shown.territory = territory;
    shown.account = call.visitor().account.id;
    shown.name = std::move(name);
    shown.asked_at = call.premises().database.clock().now();
    shown.tables = std::ssize(routes_for(call.passage().grant.role));
    auto request = std::make_shared<const HttpRequest>();
    Call own(call.premises(), *request);
    own.let_in(call.visitor());
    own.speak(std::string(call.language()));
    auto passage = call.passage();
    passage.grant.territory_id = territory;
    own.pass(std::move(passage));
    const std::scoped_lock lock(mutex_);
    forget(shown.asked_at);
    const auto under_way = std::ranges::find_if(entries_, [&](const Entry& entry) {
        return !entry.has_ended() && entry.shown.account == shown.account && entry.shown.territory == territory;
    });
    if (under_way != entries_.end()) {
        return under_way->shown;
    }
    if (entries_.size() >= most_kept) {
        const auto oldest = std::ranges::find_if(entries_, &Entry::has_ended);
        if (oldest == entries_.end()) {
            return problem(ProblemCode::busy, "Many exports are being made; ask again in a minute.");
        }
        entries_.erase(oldest);
    }
    entries_.push_back({shown, std::move(request), std::move(own)});
    thread_.wake();
    return shown;
}

std::vector<LandExport> LandExportDesk::of(const Call& call, const registry::TerritoryId& territory) {
    const std::scoped_lock lock(mutex_);
    forget(call.premises().database.clock().now());
    std::vector<LandExport> found;
    for (const auto& entry : entries_) {
        if (entry.shown.programme == call.programme() && entry.shown.territory == territory &&
            entry.shown.account == call.visitor().account.id) {
            found.insert(found.begin(), entry.shown);
        }
    }
    return found;
}

void LandExportDesk::forget(Instant now) {
    constexpr std::int64_t microseconds_of_a_minute = 60'000'000;
    const auto oldest = now.microseconds - kept_minutes * microseconds_of_a_minute;
    std::erase_if(entries_,
                  [&](const Entry& entry) { return entry.has_ended() && entry.shown.ended_at->microseconds < oldest; });
}

void LandExportDesk::tell(const LandExport& shown) {
    const std::scoped_lock lock(mutex_);
    const auto own = std::ranges::find_if(entries_, [&](const Entry& entry) { return entry.shown.id == shown.id; });
    own->shown = shown;
}

std::function<void()> LandExportDesk::take_up() {
    const auto next =
        std::ranges::find(entries_, ReportState::waiting, [](const Entry& entry) { return entry.shown.state; });
    if (next == entries_.end()) {
        return {};
    }
    next->shown.state = ReportState::working;
    // The request lives as long as the call that points to it.
    return [this, request = next->request, call = next->call, shown = next->shown]() mutable {
        make(shown, call);
        tell(shown);
    };
}

void LandExportDesk::make(LandExport& shown, const Call& call) {
    const auto pack = [&]() -> Result<std::string> {
        const PassingFolder folder;
        MINKA_TRY(folder.open());
        std::vector<documents::ZipPart> parts;
        for (const auto* route : routes_for(call.passage().grant.role)) {
            const auto response = route->run(call);
            // A programme without teams has no table of them.
            if (!response && response.error().code != ProblemCode::not_found) {
                return std::unexpected(response.error());
            }
            if (response) {
                MINKA_TRY_ASSIGN(auto part, folder.keep(file_name_of(*response), response->body));
                parts.push_back(std::move(part));
            }
            ++shown.done;
            tell(shown);
        }
        const auto archive = folder.path() / "packed.zip";
        MINKA_TRY(documents::write_zip(archive, parts));
        std::ifstream in(archive, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    auto packed = pack();
    shown.state = packed ? ReportState::ready : ReportState::failed;
    if (packed) {
        shown.file = std::make_shared<const std::string>(*std::move(packed));
    } else {
        shown.problem = packed.error();
    }
    shown.ended_at = call.premises().database.clock().now();
}

}  // namespace minka::web
