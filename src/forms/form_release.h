#pragma once

#include "base/identifier.h"
#include "base/local_date.h"
#include "forms/xform_document.h"
#include "storage/writer.h"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace minka::forms {

using FormReleaseId = Id<struct FormReleaseTag>;
using FormFileId = Id<struct FormFileTag>;

/// One version of a form as it was handed out. It never changes, and answers to it are taken for ever.
struct FormRelease {
    FormReleaseId id;
    std::string form_id;
    std::string form_version;
    std::string title;
    std::string document;  ///< The XForm, as clients download it.
    std::string hash;      ///< MD5 of the document, in hexadecimal: what OpenRosa lists compare.
    bool is_anonymous = false;
    std::int64_t number = 0;  ///< 1, 2, 3 ... among the releases of one form: the newest is offered to devices.
    LocalDate released_on;
};
BOOST_DESCRIBE_STRUCT(FormRelease, (),
                      (id, form_id, form_version, title, document, hash, is_anonymous, number, released_on))

/// A file that a release refers to: a list of choices, a picture.
struct FormFile {
    FormFileId id;
    FormReleaseId release_id;
    std::string name;
    Bytes content;
    std::string hash;  ///< MD5, as above.
};
BOOST_DESCRIBE_STRUCT(FormFile, (), (id, release_id, name, content, hash))

/// What a release is made from.
struct FormReleaseRequest {
    std::string document;
    std::string place;  ///< The name of the file, for problems.
    bool is_anonymous = false;
    struct File {
        std::string name;
        std::string content;
    };
    std::vector<File> files;
    std::vector<std::string> facts;  ///< What the rooms of this program can make of answers: "attendance.person" ...
};

/// Checks a form as `release_form` does, without writing.
///
/// Problems: those of read_xform; `invalid_input` for a form that asks for encrypted answers, for an anonymous form
/// that would record who, where or when (every question at fault is named), for a fact that no room knows, and for
/// files that the form refers to and that are not given, or the other way round.
Result<XFormDocument> check_form(const FormReleaseRequest& request);

enum class ReleaseOutcome { released, unchanged };

struct ReleasedForm {
    FormRelease release;
    ReleaseOutcome outcome{};
};

/// Releases a form. The same document under the same id and version changes nothing. Problems: those of check_form;
/// `conflict` when the id and version are taken by another document: a form that changed needs another version.
Result<ReleasedForm> release_form(storage::Writer& writer, const FormReleaseRequest& request,
                                  const FormReleaseId& fresh, LocalDate on);

/// The release of an id and version. A submission names both.
Result<std::optional<FormRelease>> find_release(storage::Reader& reader, std::string_view form_id,
                                                std::string_view version);

/// A release without its document, for lists.
struct FormHeading {
    FormReleaseId id;
    std::string form_id;
    std::string version;
    std::string title;
    std::string hash;
    bool is_anonymous = false;
    std::int64_t number = 0;
    LocalDate released_on;
    bool is_newest = false;
    std::int64_t file_count = 0;
};

/// Every release, by form id and number.
Result<std::vector<FormHeading>> form_releases(storage::Reader& reader);

/// The files of a release, by name.
Result<std::vector<FormFile>> files_of(storage::Reader& reader, const FormReleaseId& release);

}  // namespace minka::forms

template <>
inline constexpr std::string_view minka::storage::record_table<minka::forms::FormRelease> = "form_release";
template <>
inline constexpr std::string_view minka::storage::record_table<minka::forms::FormFile> = "form_file";
