#include "forms/form_release.h"

#include "base/text.h"
#include "documents/md5.h"
#include "forms/choice_codes.h"
#include "forms/device_list.h"

#include <algorithm>

namespace minka::forms {

namespace {

constexpr std::size_t most_faults_told = 8;

Result<> check_anonymous(const XFormDocument& document, const std::string& place) {
    const auto traces = traces_in(document);
    if (traces.empty()) {
        return {};
    }
    std::string list;
    for (std::size_t i = 0; i < std::min(traces.size(), most_faults_told); ++i) {
        list += " " + traces[i];
    }
    return invalid("An anonymous form records neither who answers, nor where, nor when to the hour." + list, place);
}

Result<> check_facts(const XFormDocument& document, const std::vector<std::string>& known, const std::string& place) {
    for (const auto& bind : document.binds) {
        for (const auto fact : split(bind.fact, ' ')) {
            const bool is_known =
                fact.empty() || std::ranges::any_of(known, [&](const std::string& one) {
                    return one == fact || (one.ends_with(".*") && fact.starts_with(one.substr(0, one.size() - 1)));
                });
            if (!is_known) {
                return invalid("The question " + bind.path + " is bound to '" + std::string(fact) +
                                   "', which this program makes nothing of.",
                               place);
            }
        }
    }
    return {};
}

Result<> check_files(const XFormDocument& document, const FormReleaseRequest& request) {
    for (const auto& name : document.files) {
        if (!is_device_list(name) &&
            std::ranges::find(request.files, name, &FormReleaseRequest::File::name) == request.files.end()) {
            return invalid("The form refers to the file " + name + ", which was not given.", request.place);
        }
    }
    for (const auto& file : request.files) {
        if (is_device_list(file.name)) {
            return invalid("The file " + file.name + " is made by the server for each device; do not give it.",
                           request.place);
        }
        if (std::ranges::find(document.files, file.name) == document.files.end()) {
            return invalid("The form does not refer to the file " + file.name + ".", request.place);
        }
    }
    return {};
}

Result<> refuse_other_files(storage::Reader& reader, const FormRelease& release, const FormReleaseRequest& request) {
    MINKA_TRY_ASSIGN(const auto stored, files_of(reader, release.id));
    for (const auto& file : request.files) {
        const auto same = std::ranges::find(stored, file.name, &FormFile::name);
        if (same == stored.end() || as_text(same->content) != file.content) {
            return problem(ProblemCode::conflict,
                           "The form " + release.form_id + ", version " + release.form_version +
                               ", was released with another " + file.name + "; give it another version.",
                           request.place);
        }
    }
    return {};
}

// The release before the one to come.
Result<std::optional<FormRelease>> newest_release(storage::Reader& reader, const std::string& form_id) {
    MINKA_TRY_ASSIGN(auto rows, reader.all<FormRelease>("AND form_id = $2 ORDER BY number DESC LIMIT 1", form_id));
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front().record));
}

}  // namespace

Result<XFormDocument> check_form(const FormReleaseRequest& request) {
    MINKA_TRY_ASSIGN(auto document, read_xform(request.document, request.place));
    if (document.is_encrypted) {
        return invalid(
            "The form carries a public key: its answers would arrive unreadable. Take the key out of its "
            "settings; Minka encrypts what it keeps.",
            request.place);
    }
    if (request.is_anonymous) {
        MINKA_TRY(check_anonymous(document, request.place));
    }
    MINKA_TRY(check_facts(document, request.facts, request.place));
    MINKA_TRY(check_files(document, request));
    return document;
}

Result<ReleasedForm> release_form(storage::Writer& writer, const FormReleaseRequest& request,
                                  const FormReleaseId& fresh, LocalDate on) {
    MINKA_TRY_ASSIGN(const auto document, check_form(request));
    MINKA_TRY_ASSIGN(const auto earlier, find_release(writer, document.form_id, document.version));
    if (earlier) {
        if (earlier->document != request.document || earlier->is_anonymous != request.is_anonymous) {
            return problem(ProblemCode::conflict,
                           "The form " + document.form_id + ", version '" + document.version +
                               "', was released already and is another document; a released form does not change. Give "
                               "this one another version.",
                           request.place);
        }
        MINKA_TRY(refuse_other_files(writer, *earlier, request));
        return ReleasedForm{*earlier, ReleaseOutcome::unchanged};
    }
    MINKA_TRY_ASSIGN(const auto count, writer.value<std::int64_t>(
                                           "SELECT count(*) FROM form_release WHERE programme_id = $1 AND form_id = $2",
                                           writer.programme(), document.form_id));
    MINKA_TRY_ASSIGN(const auto before, newest_release(writer, document.form_id));
    if (before) {
        MINKA_TRY(check_codes(document, request.document, *before, request.place));
    }
    const FormRelease release{fresh,
                              document.form_id,
                              document.version,
                              document.title,
                              request.document,
                              documents::md5_of(request.document),
                              request.is_anonymous,
                              count.value_or(0) + 1,
                              on};
    MINKA_TRY(writer.create(release));
    for (std::size_t i = 0; i < request.files.size(); ++i) {
        const auto& file = request.files[i];
        FormFileId id{fresh.uuid};
        id.uuid.bytes[14] = static_cast<std::uint8_t>(i >> 8U);  // of the release's own: there is no other of the kind
        id.uuid.bytes[15] = static_cast<std::uint8_t>(i);
        MINKA_TRY(
            writer.create(FormFile{id, fresh, file.name, to_bytes(file.content), documents::md5_of(file.content)}));
    }
    return ReleasedForm{release, ReleaseOutcome::released};
}

Result<std::optional<FormRelease>> find_release(storage::Reader& reader, std::string_view form_id,
                                                std::string_view version) {
    MINKA_TRY_ASSIGN(auto rows, reader.all<FormRelease>("AND form_id = $2 AND form_version = $3", form_id, version));
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front().record));
}

Result<std::vector<FormHeading>> form_releases(storage::Reader& reader) {
    std::vector<FormHeading> found;
    MINKA_TRY(reader.each(
        "SELECT r.id, r.form_id, r.form_version, r.title, r.hash, r.is_anonymous, r.number, r.released_on, "
        "(SELECT count(*) FROM form_file f WHERE f.programme_id = r.programme_id AND f.release_id = r.id) "
        "FROM form_release r WHERE r.programme_id = $1 ORDER BY r.form_id, r.number",
        [&](const storage::Row& row) -> Result<> {
            found.push_back({row.get<FormReleaseId>(0), row.get<std::string>(1), row.get<std::string>(2),
                             row.get<std::string>(3), row.get<std::string>(4), row.get<bool>(5),
                             row.get<std::int64_t>(6), row.get<LocalDate>(7), true, row.get<std::int64_t>(8)});
            if (found.size() > 1 && found[found.size() - 2].form_id == found.back().form_id) {
                found[found.size() - 2].is_newest = false;
            }
            return {};
        },
        reader.programme()));
    return found;
}

Result<std::vector<FormFile>> files_of(storage::Reader& reader, const FormReleaseId& release) {
    MINKA_TRY_ASSIGN(auto rows, reader.all<FormFile>("AND release_id = $2 ORDER BY name", release));
    std::vector<FormFile> files;
    for (auto& row : rows) {
        files.push_back(std::move(row.record));
    }
    return files;
}

}  // namespace minka::forms
