#include "forms/export/submission_feed.h"

#include "forms/withheld.h"
#include "privacy/wrapped_key.h"

#include <algorithm>

namespace minka::forms {

namespace {

constexpr std::size_t wanted_bytes = 2U << 20U;
constexpr std::size_t most_rows = 512;
constexpr std::size_t heading_rows = 4096;

// Every accepted submission that is in force, with what is known of it. Parameters: programme, form, the identifier
// to go on from, version (null for all), and how many.
std::string feed_sql(bool with_content, bool has_version) {
    std::string sql =
        "SELECT s.id, s.form_version, s.received_on, s.received_at, s.sender_id, s.device_id, s.supersedes, "
        "s.is_anonymous, r.state, k.wrapped";
    sql += with_content ? ", s.content" : "";
    sql +=
        " FROM submission AS s JOIN subject_key AS k ON k.programme_id = s.programme_id AND k.subject_id = s.id "
        "LEFT JOIN submission_review AS r ON r.programme_id = s.programme_id AND r.submission_id = s.id "
        "WHERE s.programme_id = $1 AND s.form = $2 AND s.id > $3 AND s.state = 'accepted' ";
    sql += has_version ? "AND s.form_version = $5 " : "";
    sql +=
        "AND NOT EXISTS (SELECT 1 FROM submission AS c WHERE c.programme_id = s.programme_id AND c.supersedes = s.id "
        "AND c.state = 'accepted') ORDER BY s.id LIMIT $4";
    return sql;
}

FeedRow feed_row(const storage::Row& row) {
    FeedRow fed;
    fed.id = row.get<SubmissionId>(0);
    fed.original = fed.id;
    fed.form_version = row.get<std::string>(1);
    fed.received_on = row.get<LocalDate>(2);
    fed.received_at = row.get<std::optional<Instant>>(3);
    fed.sender = row.get<std::optional<Uuid>>(4);
    fed.device = row.get<std::optional<Uuid>>(5);
    if (const auto corrected = row.get<std::optional<SubmissionId>>(6)) {
        fed.original = *corrected;
        fed.edits = 1;
    }
    fed.is_anonymous = row.get<bool>(7);
    fed.review_state = row.get<std::optional<std::string>>(8).value_or("");
    return fed;
}

// Walks a chain of corrections to its beginning.
Result<> find_original(storage::Reader& reader, FeedRow& row) {
    constexpr std::int64_t longest_chain = 1000;
    while (row.edits > 0 && row.edits < longest_chain) {
        MINKA_TRY_ASSIGN(const auto before, reader.value<std::optional<SubmissionId>>(
                                                "SELECT supersedes FROM submission WHERE programme_id = $1 AND id = $2",
                                                reader.programme(), row.original));
        if (!before || !*before) {
            break;
        }
        row.original = **before;
        ++row.edits;
    }
    if (row.review_state.empty() && row.edits > 0) {
        row.review_state = "edited";  // until somebody looks at it again
    } else if (row.review_state == "received") {
        row.review_state.clear();
    }
    return {};
}

}  // namespace

Result<std::vector<SubmissionFeed::SealedRow>> SubmissionFeed::read_page(storage::Reader& reader, std::size_t most,
                                                                         bool with_content) {
    std::vector<SealedRow> rows;
    const auto form = xform_name(query_.form_id);
    const auto from = query_.after.value_or(SubmissionId{});
    const auto visit = [&](const storage::Row& row) -> Result<> {
        rows.push_back({feed_row(row), row.get<Bytes>(9), with_content ? row.get<Bytes>(10) : Bytes()});
        return {};
    };
    const auto sql = feed_sql(with_content, query_.version.has_value());
    const auto limit = static_cast<std::int64_t>(most);
    if (query_.version) {
        MINKA_TRY(reader.each(sql, visit, reader.programme(), form, from, limit, *query_.version));
    } else {
        MINKA_TRY(reader.each(sql, visit, reader.programme(), form, from, limit));
    }
    for (auto& row : rows) {
        MINKA_TRY(find_original(reader, row.row));
    }
    return rows;
}

// Moves on by one page. With a condition on headings those are read alone first, and contents only of what is wanted.
Result<std::vector<SubmissionFeed::SealedRow>> SubmissionFeed::next_sealed(std::size_t most, bool with_content) {
    const bool heads_first = static_cast<bool>(query_.heading) || !with_content;
    const auto asked = heads_first ? heading_rows : std::min({most, page_, most_rows});
    const auto read = [&](storage::Reader& reader) -> Result<std::vector<SealedRow>> {
        MINKA_TRY_ASSIGN(auto rows, read_page(reader, asked, !heads_first));
        return rows;
    };
    MINKA_TRY_ASSIGN(auto rows, database_.read(programme_, read));
    is_over_ = rows.size() < asked;
    if (query_.heading) {
        std::vector<SealedRow> wanted;
        const auto limit = with_content ? std::min({most, page_, most_rows}) : rows.size();
        for (auto& row : rows) {
            if (wanted.size() == limit) {
                is_over_ = false;
                break;
            }
            query_.after = row.row.id;
            if (query_.heading(row.row)) {
                wanted.push_back(std::move(row));
            }
        }
        rows = std::move(wanted);
    } else if (!rows.empty()) {
        query_.after = rows.back().row.id;
    }
    if (heads_first && with_content) {
        const auto fill = [&](storage::Reader& reader) -> Result<> {
            for (auto& row : rows) {
                MINKA_TRY_ASSIGN(auto content, reader.value<Bytes>(
                                                   "SELECT content FROM submission WHERE programme_id = $1 AND id = $2",
                                                   reader.programme(), row.row.id));
                row.content = std::move(content).value_or(Bytes());
            }
            return {};
        };
        MINKA_TRY(database_.read(programme_, fill));
    }
    return rows;
}

Result<std::vector<FeedRow>> SubmissionFeed::next(std::size_t most) {
    MINKA_TRY_ASSIGN(auto sealed, next_sealed(most, true));
    std::vector<FeedRow> opened;
    opened.reserve(sealed.size());
    std::size_t bytes = 0;
    for (auto& one : sealed) {
        bytes += one.content.size();
        MINKA_TRY_ASSIGN(one.row.xml, privacy::open_with_wrapped_key(book_.vault(), programme_, one.row.id.uuid,
                                                                     one.wrapped, one.content));
        one.content = {};
        opened.push_back(std::move(one.row));
    }
    MINKA_TRY(drop_withheld(opened));
    if (query_.content) {
        std::vector<FeedRow> wanted;
        for (auto& row : opened) {
            MINKA_TRY_ASSIGN(const bool is_wanted, query_.content(row));
            if (is_wanted) {
                wanted.push_back(std::move(row));
            }
        }
        opened = std::move(wanted);
    }
    if (!sealed.empty()) {
        page_ = std::clamp<std::size_t>(wanted_bytes / (bytes / sealed.size() + 1), 1, most_rows);
    }
    return opened;
}

Result<bool> SubmissionFeed::may_withhold() {
    if (!may_withhold_) {
        const auto ask = [&](storage::Reader& reader) {
            return form_withholds(reader, book_.projections(), book_.forms(), query_.form_id);
        };
        MINKA_TRY_ASSIGN(may_withhold_, database_.read(programme_, ask));
    }
    return *may_withhold_;
}

Result<> SubmissionFeed::drop_withheld(std::vector<FeedRow>& rows) {
    MINKA_TRY_ASSIGN(const bool is_asked, may_withhold());
    if (!is_asked) {
        return {};
    }
    const auto ask = [&](storage::Reader& reader) -> Result<std::vector<SubmissionId>> {
        std::vector<SubmissionId> shut;
        for (const auto& row : rows) {
            MINKA_TRY_ASSIGN(const bool is_shut, is_withheld(reader, book_.projections(), book_.forms(), row.xml));
            if (is_shut) {
                shut.push_back(row.id);
            }
        }
        return shut;
    };
    MINKA_TRY_ASSIGN(const auto shut, database_.read(programme_, ask));
    std::erase_if(rows, [&](const FeedRow& row) { return std::ranges::find(shut, row.id) != shut.end(); });
    return {};
}

Result<std::int64_t> SubmissionFeed::count() {
    MINKA_TRY_ASSIGN(const bool is_opened, may_withhold());
    std::int64_t counted = 0;
    while (!is_over_) {
        if (query_.content || is_opened) {
            MINKA_TRY_ASSIGN(const auto rows, next(most_rows));
            counted += static_cast<std::int64_t>(rows.size());
        } else {
            MINKA_TRY_ASSIGN(const auto rows, next_sealed(most_rows, false));
            counted += static_cast<std::int64_t>(rows.size());
        }
    }
    return counted;
}

}  // namespace minka::forms
