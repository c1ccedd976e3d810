#include "privacy/erasure_list.h"

#include "base/text.h"
#include "privacy/file_writing.h"
#include "storage/ledger_entry.h"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace minka::privacy {

namespace {

constexpr std::string_view title =
    "# Lista de supresiones de minka, 1. Se guarda con la llave maestra; una restauracion la aplica. No la edite.\n";

std::string content_of(const ErasureEntry& entry) {
    return to_string(entry.programme) + " " + to_string(entry.subject) + " " +
           boost::describe::enum_to_string(entry.basis, "") + " " + entry.requested_on.text() + " " +
           to_string(entry.erased_at);
}

std::string hash_after(const std::string& previous, const std::string& content) {
    return to_hex(storage::hash_of(as_bytes(previous + "\n" + content)));
}

Result<ErasureEntry> parse_entry(const std::vector<std::string_view>& words) {
    ErasureEntry entry;
    MINKA_TRY_ASSIGN(entry.programme.uuid, parse_uuid(words[0]));
    MINKA_TRY_ASSIGN(entry.subject, parse_uuid(words[1]));
    if (!boost::describe::enum_from_string(std::string(words[2]).c_str(), entry.basis)) {
        return invalid("There is no such basis of an erasure.");
    }
    MINKA_TRY_ASSIGN(entry.requested_on, LocalDate::parse(words[3]));
    MINKA_TRY_ASSIGN(entry.erased_at, parse_instant(words[4]));
    return entry;
}

class OpenFile {
public:
    OpenFile(const std::filesystem::path& file, int flags) : number_(open(file.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~OpenFile() {
        if (number_ >= 0) {
            close(number_);
        }
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int number() const { return number_; }

    Result<std::string> content(const std::filesystem::path& file) const {
        std::string text;
        std::array<char, 65536> part{};
        while (true) {
            const auto count = pread(number_, part.data(), part.size(), static_cast<off_t>(text.size()));
            if (count < 0) {
                return problem(ProblemCode::io_failed, "The list of erasures cannot be read.", file.string());
            }
            if (count == 0) {
                return text;
            }
            text.append(part.data(), static_cast<std::size_t>(count));
        }
    }

private:
    int number_;
};

std::unexpected<Problem> cannot_write(const std::filesystem::path& file) {
    return problem(ProblemCode::io_failed,
                   "The list of erasures cannot be written: " + std::string(std::strerror(errno)) + ".", file.string());
}

}  // namespace

std::filesystem::path ErasureList::file_for(const std::filesystem::path& master_key_file) {
    auto file = master_key_file;
    return file.extension() == ".key" ? file.replace_extension(".erasures") : file += ".erasures";
}

// Returns the length of the whole lines: what follows was cut short.
Result<std::size_t> ErasureList::parse(std::string_view text) {
    const auto last_end = text.rfind('\n');
    const auto whole = last_end == std::string_view::npos ? 0 : last_end + 1;
    if (whole < title.size() || !text.starts_with(title)) {
        return problem(ProblemCode::integrity_broken, "The file is not a list of erasures.", file_.string());
    }
    entries_.clear();
    hashes_.clear();
    int line_number = 1;
    for (auto rest = text.substr(title.size(), whole - title.size()); !rest.empty();) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        ++line_number;
        const auto words = split(line, ' ');
        const auto entry =
            words.size() == 6 ? parse_entry(words) : Result<ErasureEntry>(invalid("It has not six words."));
        const auto previous = hashes_.empty() ? std::string() : hashes_.back();
        if (!entry || hash_after(previous, content_of(*entry)) != words[5]) {
            return problem(
                ProblemCode::integrity_broken,
                "Line " + std::to_string(line_number) +
                    " of the list of erasures was changed, added or taken out; bring back the copy kept with the key.",
                file_.string() + ":" + std::to_string(line_number));
        }
        entries_.push_back(*entry);
        hashes_.emplace_back(words[5]);
    }
    return whole;
}

Result<ErasureList> ErasureList::load(const std::filesystem::path& file) {
    ErasureList list(file);
    const OpenFile opened(file, O_RDONLY);
    if (opened.number() < 0) {
        return problem(errno == ENOENT ? ProblemCode::not_found : ProblemCode::io_failed,
                       "The list of erasures that belongs to the master key cannot be read; put it beside the key.",
                       file.string());
    }
    MINKA_TRY_ASSIGN(const auto text, opened.content(file));
    MINKA_TRY(list.parse(text));
    return list;
}

Result<ErasureList> ErasureList::load_or_create(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) {
        const auto made = write_private_file(file, as_bytes(title), Existing::keep);
        if (!made && made.error().code != ProblemCode::conflict) {
            return std::unexpected(made.error());
        }
    }
    return load(file);
}

Result<> ErasureList::append(const ErasureEntry& entry) {
    const OpenFile opened(file_, O_RDWR);
    if (opened.number() < 0 || flock(opened.number(), LOCK_EX) != 0) {
        return cannot_write(file_);
    }
    MINKA_TRY_ASSIGN(const auto text, opened.content(file_));
    MINKA_TRY_ASSIGN(const auto whole, parse(text));
    if (contains(entry.programme, entry.subject)) {
        return {};
    }
    const auto content = content_of(entry);
    const auto hash = hash_after(hashes_.empty() ? std::string() : hashes_.back(), content);
    const auto line = content + " " + hash + "\n";
    const auto end = static_cast<off_t>(whole);
    if (ftruncate(opened.number(), end) != 0 ||
        pwrite(opened.number(), line.data(), line.size(), end) != static_cast<ssize_t>(line.size()) ||
        fsync(opened.number()) != 0) {
        return cannot_write(file_);
    }
    entries_.push_back(entry);
    hashes_.push_back(hash);
    return {};
}

bool ErasureList::contains(const ProgrammeId& programme, const Uuid& subject) const {
    return std::ranges::any_of(
        entries_, [&](const ErasureEntry& entry) { return entry.programme == programme && entry.subject == subject; });
}

ErasureHead ErasureList::head() const { return {hashes_.size(), hashes_.empty() ? std::string() : hashes_.back()}; }

bool ErasureList::continues(const ErasureHead& earlier) const {
    return earlier.count == 0 || (earlier.count <= hashes_.size() && hashes_[earlier.count - 1] == earlier.hash);
}

}  // namespace minka::privacy
