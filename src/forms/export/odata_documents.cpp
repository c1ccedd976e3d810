#include "forms/export/odata_documents.h"

#include "documents/json.h"
#include "documents/markup.h"

#include <map>

namespace minka::forms {

namespace {

using documents::escape_attribute;

constexpr std::string_view system_type = "org.opendatakit.submission.metadata";

// A name that OData takes: letters, digits and underscores.
std::string simple_identifier(std::string_view text) {
    std::string name;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || code >= 0x80;
        const bool is_plain = is_letter || c == '_' || (!name.empty() && c >= '0' && c <= '9');
        name += is_plain ? c : '_';
    }
    return name;
}

std::string_view edm_type(const FormField& field) {
    static const std::map<std::string_view, std::string_view> types{{"int", "Edm.Int64"},
                                                                    {"decimal", "Edm.Decimal"},
                                                                    {"date", "Edm.Date"},
                                                                    {"dateTime", "Edm.DateTimeOffset"},
                                                                    {"geopoint", "Edm.GeographyPoint"},
                                                                    {"geotrace", "Edm.GeographyLineString"},
                                                                    {"geoshape", "Edm.GeographyPolygon"}};
    const auto found = types.find(field.type);
    return found == types.end() ? "Edm.String" : found->second;
}

class Metadata {
public:
    Metadata(const FormFields& fields, const ExportLayout& layout)
        : fields_(fields), layout_(layout), space_("org.opendatakit.user." + simple_identifier(fields.form_id)) {}

    std::string xml() {
        for (std::size_t element = 0; element < fields_.elements.size(); ++element) {
            if (fields_.elements[element].is_repeat) {
                entity(element);
            }
        }
        std::string sets;
        for (std::size_t table = 0; table < fields_.tables.size(); ++table) {
            const auto name = escape_attribute(odata_table_name(fields_, table));
            sets += "      <EntitySet Name=\"" + name + "\" EntityType=\"" + escape_attribute(space_) + "." + name +
                    "\">\n"
                    "        <Annotation Term=\"Org.OData.Capabilities.V1.ConformanceLevel\" "
                    "EnumMember=\"Org.OData.Capabilities.V1.ConformanceLevelType/Minimal\"/>\n"
                    "        <Annotation Term=\"Org.OData.Capabilities.V1.BatchSupported\" Bool=\"false\"/>\n"
                    "        <Annotation Term=\"Org.OData.Capabilities.V1.SortRestrictions\"><Record><PropertyValue "
                    "Property=\"Sortable\" Bool=\"false\"/></Record></Annotation>\n"
                    "      </EntitySet>\n";
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<edmx:Edmx xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\" Version=\"4.0\">\n"
               "  <edmx:DataServices>\n"
               "    <Schema xmlns=\"http://docs.oasis-open.org/odata/ns/edm\" "
               "Namespace=\"org.opendatakit.submission\">\n" +
               system_properties() +
               "    </Schema>\n"
               "    <Schema xmlns=\"http://docs.oasis-open.org/odata/ns/edm\" Namespace=\"" +
               escape_attribute(space_) + "\">\n" + types_ + "      <EntityContainer Name=\"" +
               escape_attribute(simple_identifier(fields_.form_id)) + "\">\n" + sets +
               "      </EntityContainer>\n"
               "    </Schema>\n"
               "  </edmx:DataServices>\n"
               "</edmx:Edmx>\n";
    }

private:
    static std::string property(const std::string& name, std::string_view type) {
        return "        <Property Name=\"" + escape_attribute(name) + "\" Type=\"" + escape_attribute(type) + "\"/>\n";
    }

    static std::string system_properties() {
        std::string text = "      <ComplexType Name=\"metadata\">\n";
        for (const auto& [name, type] :
             std::vector<std::pair<std::string, std::string>>{{"submissionDate", "Edm.DateTimeOffset"},
                                                              {"updatedAt", "Edm.DateTimeOffset"},
                                                              {"deletedAt", "Edm.DateTimeOffset"},
                                                              {"submitterId", "Edm.String"},
                                                              {"submitterName", "Edm.String"},
                                                              {"attachmentsPresent", "Edm.Int64"},
                                                              {"attachmentsExpected", "Edm.Int64"},
                                                              {"status", "Edm.String"},
                                                              {"reviewState", "Edm.String"},
                                                              {"deviceId", "Edm.String"},
                                                              {"edits", "Edm.Int64"},
                                                              {"formVersion", "Edm.String"}}) {
            text += property(name, type);
        }
        return text + "      </ComplexType>\n";
    }

    void entity(std::size_t element) {
        const auto table = fields_.elements[element].table;
        const auto name = odata_table_name(fields_, table);
        auto text = "      <EntityType Name=\"" + escape_attribute(name) +
                    "\">\n        <Key><PropertyRef Name=\"__id\"/></Key>\n" + property("__id", "Edm.String");
        if (table == 0) {
            text += property("__system", system_type);
        } else {
            auto parent = odata_table_name(fields_, fields_.tables[table].parent);
            for (auto& c : parent) {
                c = c == '.' ? '-' : c;
            }
            text += property("__" + parent + "-id", "Edm.String");
        }
        text += properties(element, name) + "      </EntityType>\n";
        types_ += text;
    }

    std::string properties(std::size_t element, const std::string& path) {
        std::string text;
        for (const auto child : fields_.elements[element].children) {
            const auto& here = fields_.elements[child];
            if (here.is_repeat) {
                text += "        <NavigationProperty Name=\"" + escape_attribute(here.name) + "\" Type=\"Collection(" +
                        escape_attribute(space_ + "." + odata_table_name(fields_, here.table)) + ")\"/>\n";
            } else if (here.field == AnswerElement::none) {
                auto type = (path == "Submissions" ? "" : path + ".") + here.name;
                for (auto& c : type) {
                    c = c == '.' ? '_' : c;
                }
                types_ += "      <ComplexType Name=\"" + escape_attribute(type) + "\">\n" +
                          properties(child, path + "." + here.name) + "      </ComplexType>\n";
                text += property(here.name, space_ + "." + type);
            } else if (const auto& field = fields_.tables[here.table].fields[here.field];
                       !is_withheld(field, layout_)) {
                text += property(here.name, edm_type(field));
            }
        }
        return text;
    }

    const FormFields& fields_;
    const ExportLayout& layout_;
    std::string space_;
    std::string types_;
};

}  // namespace

std::string odata_table_name(const FormFields& fields, std::size_t table) {
    std::string name;
    for (auto at = table; at != 0; at = fields.tables[at].parent) {
        name = "." + joined_steps(fields.tables[at].steps, ".") + name;
    }
    return "Submissions" + name;
}

std::string odata_service_json(const FormFields& fields, const std::string& address) {
    using documents::json_text;
    std::string sets;
    for (std::size_t table = 0; table < fields.tables.size(); ++table) {
        const auto name = json_text(odata_table_name(fields, table));
        sets += (sets.empty() ? "" : ",") + ("{\"kind\":\"EntitySet\",\"name\":" + name + ",\"url\":" + name + "}");
    }
    return "{\"@odata.context\":" + json_text(address + "/$metadata") + ",\"value\":[" + sets + "]}";
}

std::string odata_metadata_xml(const FormFields& fields, const ExportLayout& layout) {
    return Metadata(fields, layout).xml();
}

}  // namespace minka::forms
