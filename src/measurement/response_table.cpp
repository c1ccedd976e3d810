#include "measurement/response_table.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <optional>
#include <set>
#include <unordered_map>

namespace minka::measurement {

namespace {

using registry::ImportField;
using registry::ImportRow;

constexpr std::size_t field_school = 0;
constexpr std::size_t field_code_system = 1;
constexpr std::size_t field_informant = 2;
constexpr std::size_t field_person = 3;
constexpr std::size_t first_item = 4;

constexpr std::array row_fields{
    ImportField{
        "school",
        "escuela|colegio|codigo|codigo de la escuela|codigo escuela|codigo dane|dane|codigo modular|sede|school code",
        "código de la escuela o de una de sus sedes"},
    ImportField{"code_system", "sistema|sistema de codigos|code system", "sistema del código: dane, modular"},
    ImportField{"informant", "informante|grupo|quien responde", "código del grupo que responde, como en index.yaml"},
    ImportField{"person_code",
                "codigo propio|clave propia|codigo inventado|codigo de enlace|ficha|token|self code|own code",
                "código que la persona inventa o ficha que recibió; solo en tomas enlazadas"},
};

constexpr std::string_view answers_stay_anonymous =
    "These answers are anonymous: take this column out of the file. A name, a number, a device or an hour of answering "
    "would tie answers to a person.";

constexpr std::array forbidden_columns{
    registry::ForbiddenColumn{
        "nombre|nombres|apellido|apellidos|nombre completo|nombre del estudiante|estudiante|alumno|name|full name",
        answers_stay_anonymous},
    registry::ForbiddenColumn{
        "documento|numero de documento|cedula|dni|tarjeta de identidad|codigo del estudiante|id number",
        answers_stay_anonymous},
    registry::ForbiddenColumn{
        "correo|correo electronico|email|e mail|telefono|celular|direccion|fecha de nacimiento|birth date",
        answers_stay_anonymous},
    registry::ForbiddenColumn{"marca temporal|timestamp|hora|fecha y hora|start|end|submission "
                              "time|submissiontime|deviceid|device|dispositivo|ip|gps",
                              answers_stay_anonymous},
};

/// What a cell of one scale may say: the value of a category or its label.
class AnswerWords {
public:
    explicit AnswerWords(const programme::ResponseScale& scale) : least_(scale.least()), most_(scale.most()) {
        for (const auto& category : scale.categories) {
            for (const auto& [language, label] : category.label.by_language) {
                by_label_.emplace(fold_text(label), static_cast<std::uint8_t>(category.value - least_));
            }
        }
    }

    std::optional<std::uint8_t> answer(std::string_view text) const {
        int value = 0;
        const auto* const end = text.data() + text.size();
        if (const auto read = std::from_chars(text.data(), end, value); read.ec == std::errc{} && read.ptr == end) {
            return value >= least_ && value <= most_ ? std::optional(static_cast<std::uint8_t>(value - least_))
                                                     : std::nullopt;
        }
        const auto label = by_label_.find(fold_text(text));
        return label == by_label_.end() ? std::nullopt : std::optional(label->second);
    }

    std::string expected() const {
        return "from " + std::to_string(least_) + " to " + std::to_string(most_) + ", one of its labels, or empty";
    }

private:
    int least_;
    int most_;
    std::unordered_map<std::string, std::uint8_t> by_label_;
};

/// The items of the index as columns of a file, and each informant's form among them.
class FormColumns {
public:
    Result<> take(const programme::IndexDefinition& index) {
        fields_.assign(row_fields.begin(), row_fields.end());
        for (const auto& scale : index.scales) {
            words_.emplace_back(scale);
        }
        std::map<std::string, std::size_t, std::less<>> columns;
        for (const auto& facet : index.facets) {
            for (const auto& item : facet.items) {
                columns.emplace(item.code, fields_.size());
                fields_.push_back({item.code, "", "respuesta al ítem"});
                const auto* scale = &index.scale_of(item);
                item_words_.push_back(&words_[static_cast<std::size_t>(scale - index.scales.data())]);
            }
        }
        for (const auto& informant : index.informants) {
            MINKA_TRY_ASSIGN(auto form, form_of(index, informant.code));
            auto& asked = asked_.emplace_back(fields_.size() - first_item, nobody);
            for (std::size_t i = 0; i < form.items.size(); ++i) {
                asked[columns.find(form.items[i])->second - first_item] = i;
            }
            rows_.push_back({std::move(form), {}, {}, {}});
        }
        return {};
    }

    static constexpr std::size_t nobody = SIZE_MAX;
    const std::vector<ImportField>& fields() const { return fields_; }
    std::size_t item_count() const { return fields_.size() - first_item; }
    const AnswerWords& words(std::size_t item) const { return *item_words_[item]; }
    /// The place of a column's item in an informant's form.
    std::size_t place(std::size_t informant, std::size_t item) const { return asked_[informant][item]; }
    std::vector<ResponseRows>& rows() { return rows_; }

private:
    std::vector<ImportField> fields_;
    std::deque<AnswerWords> words_;
    std::vector<const AnswerWords*> item_words_;
    std::vector<std::vector<std::size_t>> asked_;
    std::vector<ResponseRows> rows_;
};

class ResponseReading {
public:
    ResponseReading(const WaveFrame& frame, std::string_view informant, const PersonCoding* coding,
                    SchoolCodes& schools, registry::ImportProblems& problems)
        : frame_(frame), informant_(informant), coding_(coding), schools_(schools), problems_(problems) {}

    Result<ResponseTable> run(const registry::ImportOptions& options) {
        MINKA_TRY(columns_.take(frame_.index));
        const registry::TableShape shape{columns_.fields(), forbidden_columns};
        MINKA_TRY_ASSIGN(auto table, registry::TableImport::open(options, shape, problems_));
        ResponseTable read;
        read.unused_columns = table.unused_columns();
        check_columns(table);
        while (true) {
            MINKA_TRY_ASSIGN(const bool more, table.next());
            if (!more) {
                break;
            }
            read_row(table.row());
        }
        read.rows_read = table.rows_read();
        read.blank_rows = blank_rows_;
        read.rows_without_code = rows_without_code_;
        read.rows = std::move(columns_.rows());
        return read;
    }

private:
    static bool is_forbidden(const std::string& name) {
        const auto folded = fold_text(name);
        return std::ranges::any_of(forbidden_columns, [&](const registry::ForbiddenColumn& forbidden) {
            return std::ranges::count(split(forbidden.names, '|'), folded) > 0;
        });
    }

    // A column of answers that nobody reads is lost: every column is an item, or left out on purpose.
    void check_columns(registry::TableImport& table) {
        for (const auto& name : table.unused_columns()) {
            if (is_forbidden(name)) {
                continue;  // told already, and to leave it out is the only way
            }
            problems_.add(0, name, "",
                          "This column is no item of " + frame_.index.code +
                              ". Correct its name, map it to an item, or list it under 'ignore' in the mapping.");
        }
        auto& row = table.row();
        if (!informant_.empty() && row.gives(field_informant)) {
            problems_.add(0, row.column_name(field_informant), "",
                          "The informant is given for the whole file and by this column; keep one of the two.");
        }
        if (coding_ == nullptr && row.gives(field_person)) {
            problems_.add(0, row.column_name(field_person), "",
                          "The answers of this wave are anonymous and tied to no code: take this column out of the "
                          "file, or plan the wave with --mode self_code or token and a group of index.yaml with "
                          "'anonymity: self_coded'.");
        }
        bool has_items = false;
        for (std::size_t item = 0; item < columns_.item_count(); ++item) {
            has_items = has_items || row.gives(first_item + item);
        }
        if (!has_items) {
            problems_.add(0, "", "",
                          "The file has no column for any item of " + frame_.index.code +
                              "; name the columns as the items (V1_1, V1_2 ...) or map them.");
        }
    }

    std::size_t informant_of(ImportRow& row) {
        const auto& informants = frame_.index.informants;
        const auto written = informant_.empty() ? row.text(field_informant) : std::string(informant_);
        if (written.empty()) {
            return FormColumns::nobody;
        }
        if (const auto known = informant_words_.find(written); known != informant_words_.end()) {
            return tell_informant(row, known->second);
        }
        std::size_t found = FormColumns::nobody;
        const auto folded = fold_text(written);
        for (std::size_t i = 0; i < informants.size(); ++i) {
            bool is_meant = folded == fold_text(informants[i].code);
            for (const auto& [language, name] : informants[i].name.by_language) {
                is_meant = is_meant || folded == fold_text(name);
            }
            if (is_meant) {
                found = i;
            }
        }
        informant_words_.emplace(written, found);
        return tell_informant(row, found);
    }

    std::size_t tell_informant(ImportRow& row, std::size_t found) {
        if (found == FormColumns::nobody) {
            std::string known;
            for (const auto& informant : frame_.index.informants) {
                known += (known.empty() ? "" : ", ") + informant.code;
            }
            row.problem(field_informant, "There is no such informant in the index; there are: " + known + ".");
        }
        return found;
    }

    void read_row(ImportRow& row) {
        const auto informant = informant_of(row);
        const auto code = row.code(field_school, {});
        registry::SchoolId school;
        if (!code.empty()) {
            const auto& found = schools_.find(row.cell(field_code_system), code);
            school = found.school;
            if (!found.problem.empty()) {
                row.problem(field_school, found.problem, ProblemCode::not_found);
            }
        }
        const auto width = informant == FormColumns::nobody ? 0 : columns_.rows()[informant].form.items.size();
        answers_.assign(width, no_answer);
        bool is_blank = true;
        for (std::size_t item = 0; item < columns_.item_count(); ++item) {
            is_blank = !read_answer(row, informant, item) && is_blank;
        }
        const auto person = read_person(row, informant, school);
        if (!row.is_sound() || informant == FormColumns::nobody) {
            return;
        }
        if (is_blank) {
            ++blank_rows_;
            return;
        }
        auto& rows = columns_.rows()[informant];
        rows.schools.push_back(school);
        rows.answers.insert(rows.answers.end(), answers_.begin(), answers_.end());
        if (person) {
            rows.persons.push_back(*person);
            rows_without_code_ += *person == no_person ? 1U : 0U;
        }
    }

    // The person of a row; nothing for a group that is anonymous.
    std::optional<PersonKey> read_person(ImportRow& row, std::size_t informant, const registry::SchoolId& school) {
        if (coding_ == nullptr || informant == FormColumns::nobody) {
            return std::nullopt;
        }
        const auto& group = frame_.index.informants[informant];
        const auto code = row.cell(field_person);
        if (!ties_people(frame_, group.code)) {
            if (!code.empty()) {
                row.problem(field_person, "The answers of '" + group.code + "' are anonymous; leave the cell empty.");
            }
            return std::nullopt;
        }
        const auto person = coding_->key_of(group.code, school, code);
        if (coding_->mode() == programme::WaveMode::token && person != no_person && !tokens_.insert(person).second) {
            row.problem(field_person, "This token comes twice in the file; each belongs to one person.");
        }
        return person;
    }

    // Whether something was answered. A cell is read even in a row that has other problems, so that all are told.
    bool read_answer(ImportRow& row, std::size_t informant, std::size_t item) {
        const auto field = first_item + item;
        const auto text = row.cell(field);
        if (text.empty()) {
            return false;
        }
        const auto answer = columns_.words(item).answer(text);
        if (!answer) {
            row.problem(field, "This is no answer to the item " + std::string(columns_.fields()[field].name) +
                                   ": it takes a whole number " + columns_.words(item).expected() + ".");
            return true;
        }
        if (informant == FormColumns::nobody) {
            return true;
        }
        const auto place = columns_.place(informant, item);
        if (place == FormColumns::nobody) {
            row.problem(field, "The item " + std::string(columns_.fields()[field].name) + " is not asked of '" +
                                   frame_.index.informants[informant].code + "'; leave the cell empty.");
            return true;
        }
        answers_[place] = *answer;
        return true;
    }

    const WaveFrame& frame_;
    std::string_view informant_;
    const PersonCoding* coding_;
    SchoolCodes& schools_;
    registry::ImportProblems& problems_;
    std::set<PersonKey> tokens_;
    std::uint64_t rows_without_code_ = 0;
    FormColumns columns_;
    std::map<std::string, std::size_t, std::less<>> informant_words_;
    std::vector<std::uint8_t> answers_;
    std::uint64_t blank_rows_ = 0;
};

}  // namespace

Result<SchoolCodes> SchoolCodes::read(storage::Reader& reader, const WaveFrame& frame) {
    MINKA_TRY_ASSIGN(auto lookup, registry::SchoolLookup::load(reader));
    SchoolCodes codes(std::move(lookup));
    // Whoever takes part on some day of the wave may answer: the state on the day it opens, or one taken up until it
    // closes.
    MINKA_TRY_ASSIGN(const auto rows, reader.all<programme::SchoolParticipation>(
                                          "AND cycle_id = $2 AND since <= $3 ORDER BY school_id, since", frame.cycle.id,
                                          frame.wave.closes_on));
    for (const auto& row : rows) {
        const auto& stay = row.record;
        const bool takes_part = stay.state == programme::ParticipationState::joined ||
                                stay.state == programme::ParticipationState::active ||
                                stay.state == programme::ParticipationState::paused;
        auto& is_in = codes.in_wave_[stay.school_id];
        is_in = stay.since <= frame.wave.opens_on ? takes_part : is_in || takes_part;
    }
    return codes;
}

const SchoolCodes::Found& SchoolCodes::find(std::string_view code_system, std::string_view code) {
    auto key = std::string(code_system) + " " + std::string(code);
    const auto known = found_.find(key);
    return known != found_.end() ? known->second
                                 : found_.emplace(std::move(key), look_up(code_system, code)).first->second;
}

SchoolCodes::Found SchoolCodes::look_up(std::string_view code_system, std::string_view code) const {
    const auto known = lookup_.named(code_system, code);
    std::set<registry::SchoolId> in_wave;
    for (const auto& school : known) {
        if (const auto is_in = in_wave_.find(school); is_in != in_wave_.end() && is_in->second) {
            in_wave.insert(school);
        }
    }
    if (in_wave.size() == 1) {
        return {*in_wave.begin(), {}};
    }
    if (in_wave.size() > 1) {
        return {{}, "Several schools of the cycle have this code; give its code system in a column 'code_system'."};
    }
    if (!known.empty()) {
        return {{}, "The school takes no part in the cycle on any day of the wave; record its participation first."};
    }
    return {{}, lookup_.why_unknown(code)};
}

Result<ResponseTable> read_response_table(const registry::ImportOptions& options, const WaveFrame& frame,
                                          std::string_view informant, const PersonCoding* coding, SchoolCodes& schools,
                                          registry::ImportProblems& problems) {
    return ResponseReading(frame, informant, coding, schools, problems).run(options);
}

}  // namespace minka::measurement
