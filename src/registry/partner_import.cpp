#include "registry/partner_import.h"

#include "base/text.h"
#include "registry/code_register.h"
#include "registry/import_steps.h"
#include "registry/lookalike.h"
#include "registry/row_reading.h"

#include <array>
#include <map>
#include <set>

namespace minka::registry {

namespace {

using storage::Stored;

enum PartnerField : std::size_t {
    field_name,
    field_type,
    field_roles,
    field_agreement,
    field_valid_from,
    field_valid_to
};

constexpr std::array fields{
    ImportField{"name", "nombre|aliado|socio|organizacion|entidad", "nombre del aliado"},
    ImportField{"type", "tipo|clase|naturaleza", "empresa, ONG, pública, cooperación, fundación, academia"},
    ImportField{"roles", "rol|papel|participacion", "cofinancia, participa, valida, asesora; varios con coma"},
    ImportField{"agreement", "acuerdo|convenio|numero de convenio", "número o título del acuerdo firmado"},
    ImportField{"valid_from", "vigente desde|desde|fecha de inicio|inicio|valid from", "primer día"},
    ImportField{"valid_to", "vigente hasta|hasta|fecha de fin|fin|valid to", "primer día en que ya no; vacío si sigue"},
};

constexpr std::array type_words{
    WordChoice<PartnerType>{"empresa", PartnerType::company},
    WordChoice<PartnerType>{"privado", PartnerType::company},
    WordChoice<PartnerType>{"ong", PartnerType::ngo},
    WordChoice<PartnerType>{"corporacion", PartnerType::ngo},
    WordChoice<PartnerType>{"publica", PartnerType::public_authority},
    WordChoice<PartnerType>{"publico", PartnerType::public_authority},
    WordChoice<PartnerType>{"entidad publica", PartnerType::public_authority},
    WordChoice<PartnerType>{"gobierno", PartnerType::public_authority},
    WordChoice<PartnerType>{"cooperacion", PartnerType::cooperation},
    WordChoice<PartnerType>{"cooperacion internacional", PartnerType::cooperation},
    WordChoice<PartnerType>{"fundacion", PartnerType::foundation},
    WordChoice<PartnerType>{"academia", PartnerType::academia},
    WordChoice<PartnerType>{"universidad", PartnerType::academia},
};

constexpr std::array role_words{
    WordChoice<PartnerRole>{"cofinancia", PartnerRole::cofunds},
    WordChoice<PartnerRole>{"cofinanciador", PartnerRole::cofunds},
    WordChoice<PartnerRole>{"participa", PartnerRole::participates},
    WordChoice<PartnerRole>{"valida", PartnerRole::validates},
    WordChoice<PartnerRole>{"asesora", PartnerRole::advises},
    WordChoice<PartnerRole>{"asesor", PartnerRole::advises},
};

struct PlannedPartner {
    Partner record;
    std::optional<std::size_t> recorded;
    std::uint64_t row = 0;
};

class PartnerImport {
public:
    PartnerImport(const ImportOptions& options, std::vector<Stored<Partner>> recorded, storage::Database& database)
        : options_(options),
          recorded_(std::move(recorded)),
          database_(database),
          problems_(options.file.filename().string()) {
        for (std::size_t i = 0; i < recorded_.size(); ++i) {
            names_.add("", recorded_[i].record.search_name, i);
        }
    }

    Result<ImportReport> run(const storage::Act& act) {
        ImportReport report;
        MINKA_TRY(read_rows(options_, partner_shape(), problems_, report, [&](ImportRow& row) { read_row(row); }));
        report.take_problems(problems_);
        for (auto& partner : planned_) {
            if (partner.recorded) {
                plan_.change(recorded_[*partner.recorded], partner.record, partner.record.name, partner.row, report);
            } else {
                plan_.create(partner.record, report);
            }
        }
        list_lookalikes(report);
        MINKA_TRY(write_records(database_, act, options_, report, plan_));
        return report;
    }

private:
    void read_row(ImportRow& row) {
        const auto name = row.text(field_name);
        const auto search_name = fold_text(name);
        const auto start = row.optional_date(field_valid_from);
        if (!row.is_sound()) {
            return;
        }
        if (const auto [entry, is_new] = rows_.emplace(search_name + " " + (start ? start->text() : ""), row.number());
            !is_new) {
            row.problem(field_name, "The same partner stands in row " + std::to_string(entry->second) +
                                        "; remove one of the rows.");
            return;
        }
        PlannedPartner partner;
        partner.row = row.number();
        partner.recorded = recorded_match(names_, recorded_, "", search_name, start);
        auto& record = partner.record;
        if (partner.recorded) {
            record = recorded_[*partner.recorded].record;
        } else {
            record.id = database_.new_id<PartnerId>();
            record.valid_from = start_of_row(row, field_valid_from, options_);
            row.demand(field_type);
            row.demand(field_roles);
        }
        record.name = name;
        record.search_name = search_name;
        record.type = row.optional_choice<PartnerType>(field_type, type_words).value_or(record.type);
        if (!row.is_empty(field_roles)) {
            record.roles = read_roles(row);
        }
        if (row.gives(field_agreement)) {
            record.agreement = row.optional_text(field_agreement);
        }
        if (row.gives(field_valid_to)) {
            record.valid_to = row.optional_date(field_valid_to);
        }
        check_period(row, field_valid_to, record.valid_from, record.valid_to);
        if (row.is_sound()) {
            planned_.push_back(std::move(partner));
        }
    }

    static std::string read_roles(ImportRow& row) {
        std::set<PartnerRole> roles;
        const auto written = row.text(field_roles);
        std::size_t start = 0;
        while (start < written.size()) {
            const auto end = std::min(written.find_first_of(",;/|", start), written.size());
            const auto word = trim(std::string_view(written).substr(start, end - start));
            start = end + 1;
            if (word.empty()) {
                continue;
            }
            if (const auto role = row.choice_of<PartnerRole>(word, role_words)) {
                roles.insert(*role);
            } else {
                row.problem(field_roles, "The role '" + std::string(word) +
                                             "' is not known; write cofinancia, participa, valida or asesora.");
            }
        }
        std::string text;
        for (const auto role : roles) {
            text += (text.empty() ? "" : ",") + name_of(role);
        }
        return text;
    }

    void list_lookalikes(ImportReport& report) const {
        std::vector<std::string_view> names;
        std::vector<std::pair<std::string, std::uint64_t>> members;
        for (const auto& partner : planned_) {
            if (!partner.recorded) {
                names.push_back(partner.record.search_name);
                members.emplace_back(partner.record.name, partner.row);
            }
        }
        const auto fresh = members.size();
        for (const auto& partner : recorded_) {
            names.push_back(partner.record.search_name);
            members.emplace_back(partner.record.name, 0);
        }
        for (const auto& pair : resembling_pairs(names)) {
            if (pair.first < fresh) {
                report.add_lookalike({"partner", members[pair.first].first, members[pair.first].second,
                                      members[pair.second].first, members[pair.second].second, "almost one name"});
            }
        }
    }

    const ImportOptions& options_;
    std::vector<Stored<Partner>> recorded_;
    storage::Database& database_;
    ImportProblems problems_;
    CodeRegister names_;
    std::map<std::string, std::uint64_t> rows_;
    std::vector<PlannedPartner> planned_;
    RecordPlan<Partner> plan_;
};

}  // namespace

const TableShape& partner_shape() {
    static constexpr TableShape shape{fields, {}};
    return shape;
}

Result<ImportReport> import_partners(storage::Database& database, const storage::Act& act,
                                     const ImportOptions& options) {
    MINKA_TRY_ASSIGN(auto recorded,
                     database.read(act.programme, [](storage::Reader& reader) { return reader.all<Partner>(""); }));
    return PartnerImport(options, std::move(recorded), database).run(act);
}

}  // namespace minka::registry
