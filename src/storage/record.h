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

/// One fact of a note in the ledger.
struct Field {
    std::string_view name;
    Value value;
};

/// What the writer needs to know of a record's table, made once for each struct.
struct RecordShape {
    std::string_view table;
    std::vector<std::string_view> columns;  ///< But `id`, in the order of the struct.
    std::vector<std::size_t> by_name;       ///< Places in `columns`, sorted by name: the order of the ledger.
    std::string insert;                     ///< Takes programme, id, version, recorded_at, clock, then `columns`.
    std::string select_removed;  ///< Takes programme, first id, last id; a row when one between them was superseded.
    std::string select;          ///< The version and `columns` of one record; takes programme and id.
};

RecordShape make_record_shape(std::string_view table, std::vector<std::string_view> columns);

template <DescribedRecord T>
const RecordShape& record_shape() {
    static const RecordShape shape = [] {
        std::vector<std::string_view> columns;
        boost::mp11::mp_for_each<RecordMembers<T>>([&](auto member) { columns.emplace_back(member.name); });
        MINKA_CHECK(!columns.empty() && columns.front() == "id");
        columns.erase(columns.begin());
        return make_record_shape(record_table<T>, std::move(columns));
    }();
    return shape;
}

/// The values of RecordShape::columns.
template <DescribedRecord T>
std::vector<Value> record_values(const T& record) {
    std::vector<Value> values;
    values.reserve(boost::mp11::mp_size<RecordMembers<T>>::value);
    boost::mp11::mp_for_each<RecordMembers<T>>([&](auto member) {
        if (std::string_view(member.name) != "id") {
            values.push_back(to_value(record.*member.pointer));
        }
    });
    return values;
}

}  // namespace minka::storage
