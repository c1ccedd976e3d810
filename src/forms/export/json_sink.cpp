#include "documents/json.h"
#include "forms/export/answer_json.h"
#include "forms/export/row_sink.h"

#include <algorithm>
#include <fstream>

namespace minka::forms {

namespace {

constexpr std::size_t buffered = 1U << 18U;

/// Text that grows and goes to one file.
class TextFile {
public:
    TextFile(const std::filesystem::path& folder, std::string name)
        : name_(std::move(name)), out_(folder / name_, std::ios::binary) {}

    std::string text;

    Result<> flush_when_long() { return text.size() > buffered ? flush() : Result<>{}; }

    Result<> close() {
        MINKA_TRY(flush());
        out_.close();
        return out_ ? Result<>{} : Result<>(refused());
    }

private:
    Result<> flush() {
        out_.write(text.data(), static_cast<std::streamsize>(text.size()));
        text.clear();
        return out_ ? Result<>{} : Result<>(refused());
    }

    std::unexpected<Problem> refused() const {
        return problem(ProblemCode::io_failed, "The file could not be written; is the disk full?", name_);
    }

    std::string name_;
    std::ofstream out_;
};

class JsonLinesSink final : public RowSink {
public:
    explicit JsonLinesSink(const SinkRequest& request)
        : fields_(request.fields), file_(request.folder, request.form_name + ".jsonl") {
        style_.layout = request.layout;
        files_ = {request.form_name + ".jsonl"};
    }

    Result<> take(const ExportRow& row) override {
        append_row_json(file_.text, fields_, row, 0, 0, style_);
        file_.text += '\n';
        return file_.flush_when_long();
    }

    Result<> finish() override { return file_.close(); }

private:
    const FormFields& fields_;
    AnswerJsonStyle style_;
    TextFile file_;
};

class GeoJsonSink final : public RowSink {
public:
    explicit GeoJsonSink(const SinkRequest& request)
        : fields_(request.fields), file_(request.folder, request.form_name + ".geojson") {
        files_ = {request.form_name + ".geojson"};
        for (std::size_t table = 0; table < fields_.tables.size(); ++table) {
            columns_.push_back(columns_of(fields_, table, request.layout));
            auto& columns = columns_.back();
            std::erase_if(columns, [&](const ExportColumn& column) {
                return column.content != ExportColumn::Content::answer ||
                       fields_.tables[table].fields[column.field].is_place();
            });
            for (std::size_t at = 0; at < fields_.tables[table].fields.size(); ++at) {
                const auto& field = fields_.tables[table].fields[at];
                if (field.is_place() && !is_withheld(field, request.layout)) {
                    places_.push_back({table, at});
                }
            }
        }
        file_.text = "{\"type\":\"FeatureCollection\",\"features\":[";
    }

    bool has_places() const { return !places_.empty(); }

    Result<> take(const ExportRow& row) override {
        for (const auto& place : places_) {
            const auto& field = fields_.tables[place.table].fields[place.field];
            const auto rows = row.answers->of(place.table);
            for (std::size_t number = 0; number < rows.size(); ++number) {
                const auto answer = rows[number].cells[place.field];
                if (answer.empty()) {
                    continue;
                }
                if (const auto geometry = geometry_json(field, answer)) {
                    feature(row, place.table, number, field, *geometry);
                }
            }
        }
        return file_.flush_when_long();
    }

    Result<> finish() override {
        file_.text += "\n]}\n";
        return file_.close();
    }

private:
    struct Place {
        std::size_t table = 0;
        std::size_t field = 0;
    };

    void feature(const ExportRow& row, std::size_t table, std::size_t number, const FormField& field,
                 const std::string& geometry) {
        using documents::json_text;
        file_.text += has_feature_ ? ",\n" : "\n";
        has_feature_ = true;
        file_.text += "{\"type\":\"Feature\",\"geometry\":" + geometry +
                      ",\"properties\":{\"KEY\":" + json_text(row.key(fields_, table, number)) +
                      ",\"SubmissionDate\":" + json_text(row.feed->received_on.text()) +
                      ",\"question\":" + json_text(joined_steps(field.steps, "-"));
        for (const auto& column : columns_[table]) {
            file_.text += "," + json_text(column.header) + ":";
            append_answer_value(file_.text, fields_.tables[table].fields[column.field],
                                row.answers->of(table)[number].cells[column.field], PlaceNotation::geojson);
        }
        file_.text += "}}";
    }

    const FormFields& fields_;
    std::vector<std::vector<ExportColumn>> columns_;
    std::vector<Place> places_;
    TextFile file_;
    bool has_feature_ = false;
};

}  // namespace

Result<std::unique_ptr<RowSink>> open_json_lines_sink(const SinkRequest& request) {
    return std::make_unique<JsonLinesSink>(request);
}

Result<std::unique_ptr<RowSink>> open_geojson_sink(const SinkRequest& request) {
    auto sink = std::make_unique<GeoJsonSink>(request);
    if (!sink->has_places()) {
        return problem(ProblemCode::not_found,
                       "The form asks for no place, or places are withheld from you: there is no map to write.",
                       "format");
    }
    return sink;
}

}  // namespace minka::forms
