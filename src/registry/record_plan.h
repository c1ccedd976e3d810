#pragma once

#include "registry/import_report.h"
#include "storage/writer.h"

#include <algorithm>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace minka::registry {

/// A value for a person to read: text as it is, a uuid in its usual form, nothing as "".
std::string shown_value(const storage::Value& value);

/// The columns in which two states of a record differ.
template <storage::DescribedRecord T>
std::vector<FieldDifference> differences(const T& before, const T& after) {
    std::vector<FieldDifference> found;
    boost::mp11::mp_for_each<storage::RecordMembers<T>>([&](auto member) {
        using Member = std::remove_cvref_t<decltype(before.*member.pointer)>;
        if (before.*member.pointer == after.*member.pointer) {
            return;
        }
        if constexpr (std::is_same_v<Member, storage::Sealed> ||
                      std::is_same_v<Member, std::optional<storage::Sealed>>) {
            found.push_back({member.name, "", "", true});
        } else {
            found.push_back({member.name, shown_value(storage::to_value(before.*member.pointer)),
                             shown_value(storage::to_value(after.*member.pointer)), false});
        }
    });
    return found;
}

/// The records of one kind that an import creates and changes.
template <storage::DescribedRecord T>
struct RecordPlan {
    std::vector<T> fresh;
    std::vector<storage::Stored<T>> changed;  ///< The wanted state over the version that was seen.

    void create(T record, ImportReport& report) {
        ++report.count(storage::record_table<T>).created;
        fresh.push_back(std::move(record));
    }

    void change(const storage::Stored<T>& recorded, T wanted, std::string name, std::uint64_t row,
                ImportReport& report) {
        auto fields = differences(recorded.record, wanted);
        auto& count = report.count(storage::record_table<T>);
        if (fields.empty()) {
            ++count.unchanged;
            return;
        }
        ++count.changed;
        report.add_change({std::string(storage::record_table<T>), std::move(name), row, std::move(fields)});
        changed.push_back({std::move(wanted), recorded.version, recorded.recorded_at});
    }

    std::size_t size() const { return fresh.size() + changed.size(); }

    /// Writes everything, in bounded batches; `on_written` hears how many records came with each.
    Result<> write(storage::Writer& writer, const std::function<void(std::size_t)>& on_written) const {
        constexpr std::size_t batch = 1000;
        const std::span<const T> all(fresh);
        for (std::size_t start = 0; start < all.size(); start += batch) {
            const auto part = all.subspan(start, std::min(batch, all.size() - start));
            MINKA_TRY(writer.create_all(std::vector<T>(part.begin(), part.end())));
            on_written(part.size());
        }
        for (const auto& record : changed) {
            MINKA_TRY(writer.change(record.record, record.version));
            on_written(1);
        }
        return {};
    }
};

}  // namespace minka::registry
