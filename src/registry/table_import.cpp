#include "registry/table_import.h"

#include "base/text.h"
#include "documents/yaml.h"

#include <algorithm>

namespace minka::registry {

namespace {

bool is_listed(std::string_view names, std::string_view folded) {
    const auto list = split(names, '|');
    return std::ranges::find(list, folded) != list.end();
}

std::size_t field_named(std::span<const ImportField> fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, &ImportField::name);
    return found == fields.end() ? FieldSource::nowhere : static_cast<std::size_t>(found - fields.begin());
}

// Decides for each field where its text comes from.
class HeaderMatch {
public:
    HeaderMatch(const documents::TableReader& reader, const ImportMapping& mapping, const TableShape& shape,
                ImportProblems& problems)
        : reader_(reader), mapping_(mapping), shape_(shape), problems_(problems), sources_(shape.fields.size()) {
        for (const auto& name : reader.header()) {
            folded_.push_back(fold_text(name));
        }
        used_.resize(folded_.size(), false);
    }

    std::vector<FieldSource> match() {
        refuse_forbidden();
        take_mapped();
        take_constants();
        for (const auto& name : mapping_.ignore) {
            if (const auto column = reader_.column(name)) {
                used_[*column] = true;
            }
        }
        recognise();
        return std::move(sources_);
    }

    std::vector<std::string> unused() const {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < used_.size(); ++i) {
            if (!used_[i] && !folded_[i].empty()) {
                names.push_back(reader_.header()[i]);
            }
        }
        return names;
    }

private:
    void refuse_forbidden() {
        for (std::size_t i = 0; i < folded_.size(); ++i) {
            for (const auto& forbidden : shape_.forbidden) {
                if (is_listed(forbidden.names, folded_[i])) {
                    problems_.add(0, reader_.header()[i], "", std::string(forbidden.message), ProblemCode::forbidden);
                }
            }
        }
    }

    void complain_of_mapping(int line, std::string message) {
        problems_.add(0, "", "", mapping_.file + ":" + std::to_string(line) + ": " + std::move(message));
    }

    std::size_t known_field(const std::string& name, int line) {
        const auto field = field_named(shape_.fields, name);
        if (field != FieldSource::nowhere) {
            return field;
        }
        std::vector<std::string> names;
        for (const auto& known : shape_.fields) {
            names.emplace_back(known.name);
        }
        const auto near = documents::nearest_word(name, names);
        std::string list;
        for (const auto& known : names) {
            list += (list.empty() ? "" : ", ") + known;
        }
        complain_of_mapping(line,
                            "There is no field '" + name + "'. " +
                                (near ? "Did you mean '" + std::string(*near) + "'?" : "There are: " + list + "."));
        return FieldSource::nowhere;
    }

    void take_mapped() {
        for (const auto& entry : mapping_.columns) {
            const auto field = known_field(entry.field, entry.line);
            const auto column = reader_.column(entry.column);
            if (!column) {
                complain_of_mapping(
                    entry.line, "The file has no column '" + entry.column + "'; its columns are: " + columns() + ".");
                continue;
            }
            used_[*column] = true;
            if (field == FieldSource::nowhere) {
                continue;
            }
            auto& source = sources_[field];
            if (source.column != FieldSource::nowhere) {
                complain_of_mapping(entry.line, "The columns '" + source.column_name + "' and '" + entry.column +
                                                    "' both fill '" + entry.field + "'; keep one.");
                continue;
            }
            source.column = *column;
            source.column_name = reader_.header()[*column];
            source.steps = entry;
        }
    }

    void take_constants() {
        for (const auto& entry : mapping_.constants) {
            const auto field = known_field(entry.field, entry.line);
            if (field == FieldSource::nowhere) {
                continue;
            }
            if (sources_[field].column != FieldSource::nowhere) {
                complain_of_mapping(entry.line, "'" + entry.field + "' is filled by the column '" +
                                                    sources_[field].column_name + "' and by a constant; keep one.");
                continue;
            }
            sources_[field].constant = entry.value;
        }
    }

    void recognise() {
        for (std::size_t i = 0; i < folded_.size(); ++i) {
            if (used_[i] || folded_[i].empty()) {
                continue;
            }
            for (std::size_t field = 0; field < shape_.fields.size(); ++field) {
                const auto& known = shape_.fields[field];
                if (folded_[i] != fold_text(known.name) && !is_listed(known.also, folded_[i])) {
                    continue;
                }
                auto& source = sources_[field];
                if (source.constant || !source.steps.field.empty()) {
                    break;  // the mapping decided
                }
                used_[i] = true;
                if (source.column != FieldSource::nowhere) {
                    problems_.add(0, reader_.header()[i], "",
                                  "The columns '" + source.column_name + "' and '" + reader_.header()[i] +
                                      "' both read as '" + std::string(known.name) +
                                      "'. Say in the mapping which one it is and list the other under 'ignore'.");
                    break;
                }
                source.column = i;
                source.column_name = reader_.header()[i];
                break;
            }
        }
    }

    std::string columns() const {
        std::string list;
        for (const auto& name : reader_.header()) {
            list += (list.empty() ? "" : ", ") + name;
        }
        return list;
    }

    const documents::TableReader& reader_;
    const ImportMapping& mapping_;
    const TableShape& shape_;
    ImportProblems& problems_;
    std::vector<FieldSource> sources_;
    std::vector<std::string> folded_;
    std::vector<bool> used_;
};

}  // namespace

Result<TableImport> TableImport::open(const ImportOptions& options, const TableShape& shape, ImportProblems& problems) {
    auto table_options = options.mapping.table;
    table_options.stop = options.stop;
    if (options.on_progress) {
        table_options.on_progress = [told = options.on_progress](const documents::TableProgress& progress) {
            told({ImportProgress::Stage::reading, progress.bytes_read, progress.bytes_total});
        };
    }
    MINKA_TRY_ASSIGN(auto reader, documents::TableReader::open(options.file, std::move(table_options)));
    HeaderMatch header(reader, options.mapping, shape, problems);
    auto sources = header.match();
    auto unused = header.unused();
    return TableImport(std::move(reader), ImportRow(shape.fields, std::move(sources), options.mapping.empty, problems),
                       std::move(unused), options.mapping.distinct_rows, shape.fields.size());
}

Result<bool> TableImport::next() {
    while (true) {
        MINKA_TRY_ASSIGN(const bool more, reader_.next(raw_));
        if (!more) {
            return false;
        }
        ++rows_read_;
        row_.take(raw_);
        if (!distinct_rows_) {
            return true;
        }
        std::string key;
        for (std::size_t field = 0; field < fields_; ++field) {
            key += row_.cell(field);
            key += '\0';
        }
        if (seen_.insert(std::move(key)).second) {
            return true;
        }
    }
}

}  // namespace minka::registry
