#include "forms/export/project_number.h"

namespace minka::forms {

namespace {

constexpr ProgrammeId installation{};

Result<std::optional<std::int64_t>> find_number(storage::Reader& reader, const ProgrammeId& programme) {
    MINKA_TRY_ASSIGN(const auto found, reader.all<ProjectNumber>("AND project_id = $2", programme));
    return found.empty() ? std::optional<std::int64_t>() : std::optional(found.front().record.number);
}

}  // namespace

Result<std::int64_t> number_of_programme(storage::Database& database, const ProgrammeId& programme) {
    MINKA_TRY_ASSIGN(const auto known, database.read(installation, [&](storage::Reader& reader) {
        return find_number(reader, programme);
    }));
    if (known) {
        return *known;
    }
    const auto id = database.new_id<ProjectNumberId>();
    const auto give = [&](storage::Writer& writer) -> Result<std::int64_t> {
        MINKA_TRY_ASSIGN(const auto meanwhile, find_number(writer, programme));
        if (meanwhile) {
            return *meanwhile;
        }
        MINKA_TRY_ASSIGN(
            const auto last,
            writer.value<std::int64_t>("SELECT COALESCE(MAX(number), 0) FROM project_number WHERE programme_id = $1",
                                       installation));
        const ProjectNumber fresh{id, last.value_or(0) + 1, programme};
        MINKA_TRY(writer.create(fresh));
        return fresh.number;
    };
    return database.write({installation, {}, "web", "number project"}, give);
}

Result<std::optional<ProgrammeId>> programme_of_number(storage::Reader& reader, std::int64_t number) {
    MINKA_TRY_ASSIGN(const auto found, reader.all<ProjectNumber>("AND number = $2", number));
    return found.empty() ? std::optional<ProgrammeId>() : std::optional(found.front().record.project_id);
}

}  // namespace minka::forms
