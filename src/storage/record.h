#pragma once

#include "storage/connection.h"
#include "storage/value.h"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace minka::storage {

/// The RECORD TABLE of a described struct, set beside the struct:
/// `template <> inline constexpr std::string_view storage::record_table<School> = "school";`
template <typename T>
inline constexpr std::string_view record_table;

/// A struct whose described members are the columns of its table, `id` the first of them.
template <typename T>
concept DescribedRecord = boost::describe::has_describe_members<T>::value && requires(T record) { record.id.uuid; };

/// A record with what the storage knows of it.
template <typename T>
struct Stored {
    T record;
    std::int64_t version = 0;  ///< 1 when created; a change names the version it saw.
    Instant recorded_at;
};

template <typename T>
using RecordMembers = boost::describe::describe_members<T, boost::describe::mod_public>;

/// ", id, name, ..." as they stand in the struct.
template <DescribedRecord T>
const std::string& record_column_list() {
    static const std::string list = [] {
        std::string text;
        boost::mp11::mp_for_each<RecordMembers<T>>([&](auto member) { text += std::string(", ") + member.name; });
        return text;
    }();
    return list;
}

/// A row of "SELECT version, recorded_at" + record_column_list.
template <DescribedRecord T>
Stored<T> record_from_row(const Row& row) {
    Stored<T> stored;
    stored.version = row.get<std::int64_t>(0);
    stored.recorded_at = row.get<Instant>(1);
    std::size_t column = 2;
    boost::mp11::mp_for_each<RecordMembers<T>>([&](auto member) {
        using Member = std::remove_cvref_t<decltype(stored.record.*member.pointer)>;
        stored.record.*member.pointer = row.get<Member>(column);
        ++column;
    });
    return stored;
}

/// One column of a record about to be written.
struct Field {
    std::string_view name;
    Value value;
};

/// The columns but `id`, in the order of the struct.
template <DescribedRecord T>
std::vector<Field> record_fields(const T& record) {
    std::vector<Field> fields;
    boost::mp11::mp_for_each<RecordMembers<T>>([&](auto member) {
        if (std::string_view(member.name) != "id") {
            fields.push_back({member.name, to_value(record.*member.pointer)});
        }
    });
    return fields;
}

}  // namespace minka::storage
